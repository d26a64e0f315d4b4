import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CODES } from '../../src/report/codes.ts'

const ROOT = join(import.meta.dirname, '../..')

function sources(folder: string): { file: string; text: string }[] {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  )
  return files.map((file) => ({
    file: `${folder}/${file}`,
    text: readFileSync(join(ROOT, folder, file), 'utf8'),
  }))
}

test('RFCs are cited in one form: RFC 1035 §4.1.4', () => {
  for (const { file, text } of sources('src')) {
    for (const [citation] of text.matchAll(/\brfc[- ]?\d+\b[^.,;:)\n]{0,12}/gi)) {
      expect(citation, file).toMatch(/^RFC \d{3,4}(?!\d)/)
      expect(citation, file).not.toMatch(/section/i)
    }
  }
})

test('every diagnostic is made somewhere, and some test makes it', () => {
  const source = sources('src')
    .filter(({ file }) => !file.endsWith('codes.ts') && !file.startsWith('src/report/pages/'))
    .map(({ text }) => text)
    .join('\n')
  const tests = sources('test')
    .map(({ text }) => text)
    .join('\n')
  for (const code of Object.keys(CODES)) {
    expect(source.includes(code), `${code} is never made`).toBe(true)
    expect(tests.includes(code), `${code} is in no test`).toBe(true)
  }
})
