/** One test a rule, over all sources; and for each rule a planted offence that it finds. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as rules from './architecture.ts'
import { DOORS } from './doors.ts'
import { parseSource, ROOT, readSources } from './source-tree.ts'

const sources = readSources()
const tests = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') || file.endsWith('.mjs'))
  .map((file) => ({ path: `test/${file}`, text: readFileSync(join(ROOT, 'test', file), 'utf8') }))
const everythingElse = tests.map(({ text }) => text).join('\n')

describe('the sources', () => {
  test('are there', () => {
    expect(sources.map(({ path }) => path)).toContain('wire/name.ts')
  })

  test('lie in folders that have a place in the order', () => {
    expect(rules.strangers(sources)).toEqual([])
  })

  test('import only what lies below them', () => {
    expect(rules.importsAgainstTheOrder(sources)).toEqual([])
  })

  test('import no directive of another neighbourhood', () => {
    expect(rules.importsBetweenNeighbourhoods(sources)).toEqual([])
  })

  test('import packages and modules of Node.js only through their doors', () => {
    expect(rules.importsPastTheDoors(sources, DOORS)).toEqual([])
  })

  test('use every door', () => {
    expect(rules.doorsWithoutUse(sources, DOORS)).toEqual([])
  })

  test('load nothing past the import statements', () => {
    expect(rules.tricks(sources)).toEqual([])
  })

  test('have no cycle of imports, types included', () => {
    expect(rules.cycles(sources)).toEqual([])
  })

  test('have no drawers', () => {
    expect(rules.drawers(sources)).toEqual([])
  })

  test('have no barrels', () => {
    expect(rules.barrels(sources)).toEqual([])
  })

  test('say at their head what they are for', () => {
    expect(rules.filesWithoutHead(sources)).toEqual([])
  })

  test('say at their head why they are one subject where they are long', () => {
    expect(rules.longFilesWithoutReason(sources)).toEqual([])
  })

  test('export nothing that nothing uses', () => {
    expect(rules.exportsWithoutUse(sources, everythingElse)).toEqual([])
  })
})

// In a process that has loaded the module for another test, the replacement has no effect.
test('tests that replace modules run alone', () => {
  const config = readFileSync(join(ROOT, 'vitest.config.ts'), 'utf8')
  const replacing = tests.filter(({ text }) => /^vi\.mock\(/m.test(text)).map(({ path }) => path)
  expect(replacing).toContain('test/zone/zone-limits.test.ts')
  expect(replacing.filter((path) => !config.includes(`'${path}'`))).toEqual([])
})

/** `path: text` pairs as sources. */
const plant = (files: Readonly<Record<string, string>>) =>
  Object.entries(files).map(([path, text]) => parseSource(path, text))

describe('a planted offence is found', () => {
  test('a folder without a place', () => {
    expect(rules.strangers(plant({ 'extras/a.ts': '' }))).toEqual([
      'extras/a.ts lies in no folder of the list',
    ])
  })

  test.each([
    ['wire/a.ts', "import { b } from '../zone/b.ts'", 'zone/b.ts'],
    ['kube/model/a.ts', "import type { B } from '../inventory/b.ts'", 'kube/inventory/b.ts'],
    ['block/a.ts', "export { b } from '../directives/shape/b.ts'", 'directives/shape/b.ts'],
    ['server/a.ts', "const b = await import('../block/b.ts')", 'block/b.ts'],
    ['zone/a.ts', "type B = import('../cli/b.ts').B", 'cli/b.ts'],
    ['site/a.ts', "import { b } from '../app.ts'", 'app.ts'],
  ])('an import against the order: %s, %s', (path, text, target) => {
    const offence = `${path} imports ${target}, which lies above it`
    expect(rules.importsAgainstTheOrder(plant({ [path]: text }))).toEqual([offence])
  })

  test('an import between neighbourhoods, in either direction', () => {
    const files = plant({
      'directives/listen/a.ts': "import { b } from '../zones/b.ts'",
      'directives/zones/c/c.ts': "import { a } from '../../listen/a.ts'",
      'directives/zones/d.ts': "import { c } from './c/c.ts'",
    })
    expect(rules.importsBetweenNeighbourhoods(files)).toHaveLength(2)
  })

  test.each(["import { Command } from 'commander'", "import 'node:net'", "await import('node:vm')"])(
    'a package or module without a door: %s',
    (text) => {
      expect(rules.importsPastTheDoors(plant({ 'kube/model/a.ts': text }), DOORS)).toHaveLength(1)
    },
  )

  test('a door that is open for no reason', () => {
    const doors = { 'node:net': ['server/a.ts'] }
    expect(rules.doorsWithoutUse(plant({ 'server/a.ts': '' }), doors)).toHaveLength(1)
  })

  test.each([
    "import { createRequire } from 'node:module'",
    "createRequire(import.meta.url)('chokidar')",
    "process.getBuiltinModule('node:net')",
    "process['getBuiltinModule']('node:net')",
    'const { getBuiltinModule: load } = process',
    "globalThis.process.binding('fs')",
    "require('node:net')",
    "const where = './a.ts'; await import(where)",
    'await import(`../zone/${name}.ts`)',
    "import.meta.resolve('chokidar')",
    "eval('1')",
    "new Function('return 1')",
    "(() => 1).constructor('return 1')",
    "import net = require('node:net')",
    'const { binding } = process',
    'process[`getBuiltinModule`]("node:net")',
    "process['getBuiltin' + 'Module']('node:net')",
    "Reflect.get(process, 'getBuiltin' + 'Module')",
    'const { [name]: load } = process',
    'const { ...all } = process',
    "globalThis.eval('1')",
    "globalThis['Function']('return 1')()",
    'globalThis[name]()',
    'const { resolve } = import.meta',
    "await fetch('http://example.org')",
    "new WebSocket('ws://example.org')",
  ])('a trick: %s', (text) => {
    expect(rules.tricks(plant({ 'kube/model/a.ts': text }))).not.toEqual([])
  })

  test('no trick where the word means something else', () => {
    const text =
      "class A { constructor() {} }\nconst table = { require: 1, fetch: 1 }; const mode = 'require'\n" +
      "table.fetch; process.env['HOME']; process.exit(1); const { stdin } = process; import.meta.url; import.meta.dirname"
    expect(rules.tricks(plant({ 'kube/model/a.ts': text }))).toEqual([])
  })

  test('a cycle, of types alone', () => {
    const files = plant({
      'wire/a.ts': "import type { B } from './b.ts'",
      'wire/b.ts': "import type { A } from './a.ts'",
    })
    expect(rules.cycles(files)).toEqual(['wire/a.ts → wire/b.ts → wire/a.ts'])
  })

  test('a drawer and a barrel', () => {
    expect(rules.drawers(plant({ 'wire/utils.ts': '', 'wire/common/a.ts': '' }))).toHaveLength(2)
    const barrel = plant({ 'wire/a.ts': "export * from './b.ts'\nexport { c } from './c.ts'" })
    expect(rules.barrels(barrel)).toHaveLength(2)
  })

  test('a file without a head, and a long one without a reason', () => {
    expect(rules.filesWithoutHead(plant({ 'wire/a.ts': '// a\n' }))).toHaveLength(1)
    const long = 'const a = 1\n'.repeat(300)
    expect(rules.longFilesWithoutReason(plant({ 'wire/a.ts': `/** Octets. */\n${long}` }))).toHaveLength(1)
    expect(
      rules.longFilesWithoutReason(plant({ 'wire/a.ts': `/** One subject: octets. */\n${long}` })),
    ).toEqual([])
  })

  test('an export that nothing uses', () => {
    const files = plant({ 'wire/a.ts': 'export const lonely = 1', 'wire/b.ts': 'export const used = 1' })
    expect(rules.exportsWithoutUse(files, 'used')).toEqual(['wire/a.ts exports lonely, which nothing uses'])
  })
})
