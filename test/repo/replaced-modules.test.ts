/**
 * A test that replaces modules runs in a process of its own: in a shared one, another test may have loaded
 * the module before, and the replacement has no effect.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const REPLACES = /^vi\.(?:mock|doMock)\(/m

test('tests that replace modules are listed in vitest.config.ts', () => {
  const config = readFileSync('vitest.config.ts', 'utf8')
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => join('test', file))
  const replacing = files.filter((file) => REPLACES.test(readFileSync(file, 'utf8')))
  expect(replacing.length).toBeGreaterThan(3)
  expect(replacing.filter((file) => !config.includes(`'${file}'`))).toEqual([])
})
