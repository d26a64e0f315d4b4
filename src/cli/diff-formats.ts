/** The formats of `diff`. */
import { formatPlace } from '../report/diagnostic.ts'
import { visible } from '../report/visible.ts'
import type { DnsChange } from '../site/listing/difference.ts'

export const DIFF_FORMATS = { text, json, markdown } as const
export type DiffFormatName = keyof typeof DIFF_FORMATS

const SIGNS = { added: '+', removed: '−', changed: '~' } as const
/** A comment of GitHub has at most 65,536 characters. */
const MAX_COMMENT = 60_000

function text(changes: readonly DnsChange[]): string {
  if (changes.length === 0) return 'no change in DNS\n'
  const lines = changes.flatMap(({ change, name, place, details, askedForBy }) => [
    `${SIGNS[change]} ${name}: ${details.join('; ')} [${formatPlace(place)}]`,
    ...askedForBy.map((one) => `    asked for by ${one.who} [${formatPlace(one.place)}]`),
  ])
  return [...lines, summary(changes)].map((line) => `${visible(line)}\n`).join('')
}

function json(changes: readonly DnsChange[]): string {
  return `${JSON.stringify({ version: 1, changes }, null, 2)}\n`
}

function markdown(changes: readonly DnsChange[]): string {
  if (changes.length === 0) return '**DNS**: no change\n'
  const head = [
    `**DNS**: ${summary(changes)}`,
    '',
    '<details><summary>Names</summary>',
    '',
    '| | name | what | asked for by |',
    '|---|---|---|---|',
  ]
  const rows: string[] = []
  let length = head.join('\n').length
  for (const { change, name, details, askedForBy } of changes) {
    const asking = askedForBy.map(({ who, place }) => `${who} (${formatPlace(place)})`).join('; ')
    const row = `| ${SIGNS[change]} | \`${name}\` | ${cell(details.join('; '))} | ${cell(asking)} |`
    length += row.length + 1
    if (length > MAX_COMMENT) {
      rows.push(`| | | and ${changes.length - rows.length} more | |`)
      break
    }
    rows.push(row)
  }
  return `${[...head, ...rows, '', '</details>'].join('\n')}\n`
}

function cell(content: string): string {
  return visible(content).replaceAll('|', '\\|').replaceAll('<', '&lt;')
}

function summary(changes: readonly DnsChange[]): string {
  const count = (wanted: DnsChange['change']): number =>
    changes.filter(({ change }) => change === wanted).length
  const asked = changes.reduce((sum, { askedForBy }) => sum + askedForBy.length, 0)
  const dangling =
    asked === 0
      ? ''
      : `; ${asked} place${asked === 1 ? '' : 's'} still ask${asked === 1 ? 's' : ''} for what is gone`
  return `+${count('added')} −${count('removed')} ~${count('changed')} services${dangling}`
}
