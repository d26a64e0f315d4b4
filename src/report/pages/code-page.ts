/**
 * The page of a code: what it means, an example, what to do, and how `check` is told to ignore it. The tables
 * beside this file are the only source of `kubezone explain KZ_…`, of the help in SARIF, and of
 * docs/reference/codes.md.
 */
import { CODES, type Severity } from '../codes.ts'
import { CLUSTER_PAGES } from './cluster-pages.ts'
import { COREFILE_PAGES } from './corefile-pages.ts'
import { FILE_PAGES } from './file-pages.ts'
import { OBJECT_PAGES } from './object-pages.ts'
import type { CodePage, CodePages } from './page-type.ts'
import { REASON_PAGES } from './reason-pages.ts'

/** How an author silences a code, beside `--ignore`: a comment in a Corefile, or an annotation. */
type Silence = 'comment' | 'annotation' | null

const TABLES: readonly (readonly [pages: CodePages, silence: Silence])[] = [
  [COREFILE_PAGES, 'comment'],
  [FILE_PAGES, null],
  [OBJECT_PAGES, 'annotation'],
  [CLUSTER_PAGES, 'annotation'],
  [REASON_PAGES, null],
]

/** All codes that have a page, in the order of the tables. */
export function codesWithPages(): string[] {
  return TABLES.flatMap(([pages]) => Object.keys(pages))
}

/** `null`: no table has the code. */
export function findPage(code: string): CodePage | null {
  return find(code)?.page ?? null
}

/** The severity of a diagnostic's code; `null` for the code of a reason. */
export function severityOf(code: string): Severity | null {
  const severities: Readonly<Record<string, Severity>> = CODES
  return severities[code] ?? null
}

/** The page as Markdown, without a heading; `null`: no table has the code. Prose wraps at 110 columns. */
export function pageText(code: string): string | null {
  const found = find(code)
  if (found === null) return null
  const { meaning, detail, example, remedy } = found.page
  const severity = severityOf(code)
  return [
    wrap(`${severity === null ? 'A reason' : NAMES[severity]}: ${meaning}.`),
    ...(detail === undefined ? [] : [wrap(detail)]),
    ...(example === undefined ? [] : exampleText(example)),
    ...(remedy === undefined ? [] : [wrap(`What to do: ${remedy}`)]),
    ...(severity === null ? [] : [wrap(silenceText(code, severity, found.silence))]),
  ].join('\n\n')
}

const NAMES: Readonly<Record<Severity, string>> = { error: 'An error', warning: 'A warning', info: 'A note' }

/** How an author silences a code; `null`: only `--ignore` silences it, or no table has it. */
export function silenceOf(code: string): Silence {
  return find(code)?.silence ?? null
}

function find(code: string): { readonly page: CodePage; readonly silence: Silence } | null {
  for (const [pages, silence] of TABLES) {
    const page = Object.hasOwn(pages, code) ? pages[code] : undefined
    if (page !== undefined) return { page, silence: page.isIgnoredByOptionOnly === true ? null : silence }
  }
  return null
}

function exampleText({ files, words = ['.'] }: NonNullable<CodePage['example']>): string[] {
  const command = ['kubezone check', ...words].join(' ')
  const [only, ...others] = Object.keys(files)
  const introduction =
    only === undefined
      ? `An example: \`${command}\` with an empty input.`
      : others.length === 0
        ? `An example: \`${command}\` with this \`${only}\`.`
        : `An example: \`${command}\` with these files.`
  const texts = Object.entries(files).map(([file, text]) => {
    const shown = text.trimEnd().replace(/^(?=.)/gm, '    ')
    return others.length === 0 ? shown : `\`${file}\`:\n\n${shown}`
  })
  return [introduction, ...texts]
}

function silenceText(code: string, severity: Severity, silence: Silence): string {
  const ways = [`\`kubezone check --ignore ${code}\``]
  if (silence === 'annotation') ways.push(`the annotation \`kubezone.dev/ignore: ${code}\` on the object`)
  if (silence === 'comment') {
    ways.push(`the comment \`# kubezone:ignore ${code}\` in the Corefile, on the line or on the one above it`)
  }
  const effect =
    severity === 'error' ? ' An ignored error fails no check; what is wrong is still not served.' : ''
  return `To silence it: ${ways.join(', or ')}.${effect}`
}

/** Links lead to other pages of the manual, which a terminal does not have. */
const LINK = /\[([^\]]*)\]\([^)]*\)/g

/** Markdown of a page without its links. */
export function plainText(markdown: string): string {
  return markdown.replace(LINK, '$1')
}

const COLUMNS = 110

/** Breaks at blanks, but not within code. Paragraphs stay apart. */
function wrap(text: string): string {
  return text
    .split('\n\n')
    .map((paragraph) => {
      const lines: string[] = []
      for (const word of paragraph.replaceAll('\n', ' ').match(/(?:`[^`]*`|[^\s`])+/g) ?? []) {
        const last = lines.at(-1)
        if (last !== undefined && last.length + 1 + word.length <= COLUMNS)
          lines.push(`${lines.pop()} ${word}`)
        else lines.push(word)
      }
      return lines.join('\n')
    })
    .join('\n\n')
}
