/** The pages of directives: each has the same parts, and its example comes out as it says. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DIRECTIVES } from '../../src/site/registry.ts'
import { OPTIONS } from '../support/directive-options.ts'
import { firstCells, normalize, ROOT, sectionOf, textOf } from '../support/manual.ts'
import { needs } from '../support/needs.ts'
import { exampleOf, runExample } from '../support/page-example.ts'

const FOLDER = 'docs/reference/directives'

/** Programs of the examples. */
const PROGRAMS = ['dig', 'kdig', 'curl', 'openssl']

function pageOf(directive: string): string {
  return textOf(`${FOLDER}/${directive}.md`)
}

test('each directive has a page, and no other page is there', () => {
  const files = readdirSync(join(ROOT, FOLDER)).filter((file) => file !== 'README.md')
  expect(files.toSorted()).toEqual(DIRECTIVES.map((name) => `${name}.md`).toSorted())
})

test('the index has all directives, in the order in which a query passes them', () => {
  const listed = [...textOf(`${FOLDER}/README.md`).matchAll(/^\| \[(\S+)\]\((\S+)\.md\) \|/gm)]
  expect(listed.map(([, name]) => name)).toEqual(DIRECTIVES)
  for (const [, name, file] of listed) expect(file).toBe(name)
})

describe.each(DIRECTIVES)('the page of %s', (name) => {
  const page = pageOf(name)

  test('has a synopsis, an example and what differs from CoreDNS', () => {
    const heads = [...page.matchAll(/^#+ .*$/gm)].map(([line]) => line)
    expect(heads[0]).toBe(`# ${name}`)
    expect(heads).toContain('## Example')
    expect(heads.at(-1)).toBe('## Differences from CoreDNS')
    expect(sectionOf(page, '## Differences from CoreDNS')?.trim()).not.toBe('')
    expect(page).toMatch(new RegExp(`^\`\`\`text\\n${name}\\b`, 'm'))
  })

  test('has every option, and none that does not exist', () => {
    const cells = firstCells(sectionOf(page, '## Options') ?? '').flat()
    const documented = new Set(cells.map((code) => code.split(' ')[0] ?? ''))
    expect([...documented].toSorted()).toEqual([...(OPTIONS.get(name) ?? [])].toSorted())
  })

  const example = exampleOf(page)
  const needed = PROGRAMS.filter((program) =>
    [...example.preparations, ...example.transcripts.map(({ command }) => command)].some((command) =>
      command.startsWith(`${program} `),
    ),
  )
  test('shows what comes out', { timeout: 120_000, ...needs(...needed) }, async () => {
    const { transcripts, log } = await runExample(example)
    for (const [i, { command, output }] of example.transcripts.entries()) {
      expect(normalize(transcripts[i]?.output ?? ''), command).toBe(normalize(output))
    }
    for (const line of example.logLines) expect(log.join('\n')).toContain(line)
  })
})
