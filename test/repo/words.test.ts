/** Prose on lines that can be read, in sentences with a subject: CONTRIBUTING has the rule with examples. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from './source-tree.ts'

const MAX_COLUMNS = 110

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => /\.(ts|mjs|md)$/.test(file) && !file.includes('/fixtures/'))
  .map((file) => ({ file, text: readFileSync(join(ROOT, file), 'utf8') }))

/** Lines of comments in code; in Markdown all lines but those of code, of tables, and of one long word. */
function proseOf(file: string, text: string): { place: string; line: string }[] {
  const isMarkdown = file.endsWith('.md')
  // Code becomes empty lines, so that the numbers of the others stay.
  const shown = isMarkdown ? text.replace(/^```.*?^```/gms, (code) => code.replace(/[^\n]/g, '')) : text
  return shown.split('\n').flatMap((line, i) => {
    const isProse = isMarkdown ? !/^(?: {4}|\s*\||\s*\S+$)/.test(line) : /^\s*(?:\/\*\*|\*|\/\/)/.test(line)
    return isProse ? [{ place: `${file}:${i + 1}`, line }] : []
  })
}

test('prose wraps at 110 columns', () => {
  const prose = files.flatMap(({ file, text }) => proseOf(file, text))
  const places = prose.map(({ place }) => place)
  expect(places).toEqual(expect.arrayContaining(['README.md:3', 'src/wire/name.ts:2', 'vitest.config.ts:6']))
  expect(prose.filter(({ line }) => line.length > MAX_COLUMNS).map(({ place }) => place)).toEqual([])
})

test('sentences of the sources and the manual are about nobody, somebody or whoever in no place', () => {
  const vague = files
    .filter(({ file }) => /^(?:src|docs|README)/.test(file))
    .flatMap(({ file, text }) => text.split('\n').map((line, i) => `${file}:${i + 1} ${line.trim()}`))
    .filter((line) => /\b(?:nobody|somebody|whoever|whomever)\b/i.test(line))
  expect(vague).toEqual([])
})
