/** Each code has a page, and the manual is made of these pages: `npm run pages` writes it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CODES } from '../../src/report/codes.ts'
import { codesWithPages, findPage, pageText, severityOf } from '../../src/report/pages/code-page.ts'
import { ROOT } from '../support/manual.ts'

const REASONS = [
  ...readFileSync(join(ROOT, 'src/report/reason.ts'), 'utf8').matchAll(/^ {2}\| '(KZ_WHY_\w+)'/gm),
].map(([, code = '']) => code)

const DIAGNOSTICS = codesWithPages().filter((code) => severityOf(code) !== null)
const HEAD = readFileSync(join(import.meta.dirname, 'codes-head.md'), 'utf8')

test.each([...Object.keys(CODES), ...REASONS])('%s has a page', (code) => {
  const where = code.startsWith('KZ_WHY_') ? 'reason-pages.ts' : 'the table of its subject'
  const message = `${code} has no page: write one in src/report/pages/, ${where}, then run 'npm run pages'`
  expect(findPage(code), message).not.toBeNull()
})

test('each page belongs to a code', () => {
  const known = new Set([...Object.keys(CODES), ...REASONS])
  expect(codesWithPages().filter((code) => !known.has(code))).toEqual([])
  expect(new Set(codesWithPages()).size).toBe(codesWithPages().length)
  expect(REASONS.length).toBeGreaterThan(10)
})

test('a meaning fits into a row: one line without a full stop', () => {
  for (const code of codesWithPages()) expect(findPage(code)?.meaning, code).toMatch(/^[^|\n]+[^.|\n]$/)
})

// The two pages are written with -u, and compared without.
test('the table of diagnostics.md is made of the pages', async () => {
  const path = join(ROOT, 'docs/reference/diagnostics.md')
  const rows = DIAGNOSTICS.map(
    (code) => `| \`${code}\` | ${severityOf(code)} | ${findPage(code)?.meaning} |\n`,
  )
  const page = readFileSync(path, 'utf8').replace(/(?<=^\|---\|---\|---\|\n)(?:\|.*\n)+/m, () =>
    rows.join(''),
  )
  await expect(page, "run 'npm run pages'").toMatchFileSnapshot(path)
})

test('codes.md is made of the pages', async () => {
  const sections = codesWithPages().map((code) => `## ${code}\n\n${pageText(code)}\n`)
  const path = join(ROOT, 'docs/reference/codes.md')
  await expect([HEAD, ...sections].join('\n'), "run 'npm run pages'").toMatchFileSnapshot(path)
})
