import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'

/** Lowest first: a file imports its own folder and anything to its left. Files in src/ itself see everything. */
const LAYERS = [
  'wire',
  'report',
  'zone',
  'kube',
  'source',
  'chain',
  'server',
  'client',
  'config',
  'block',
  'directives',
  'site',
  'cli',
]
/** Who may import what: one door for each dependency, and for sockets one on each side. */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  'js-yaml': [],
  'js-yaml/browser': ['kube/manifest/yaml-document.ts'],
  chokidar: ['source/watch.ts'],
  pino: ['report/log.ts'],
  'pino-pretty': ['report/log.ts'],
  re2js: ['config/pattern.ts'],
  dns2: ['client/message.ts'],
  'node:dgram': ['server/udp.ts', 'client/exchange.ts'],
  'node:http': ['server/http.ts'],
  'node:https': [],
  'prom-client': ['directives/observe/prometheus/exposition.ts'],
  'node:net': ['server/tcp.ts', 'client/exchange.ts'],
  'node:tls': ['server/tls.ts', 'client/secure-stream.ts'],
  'node:http2': ['server/https.ts', 'client/https-pool.ts'],
}
const MAX_LINES = 299

const SRC = join(import.meta.dirname, '../../src')
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
const textOf = (file: string): string => readFileSync(join(SRC, file), 'utf8')
const importsOf = (file: string): string[] =>
  [
    ...textOf(file).matchAll(
      /^(?:import|export)\b[^'"]*from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm,
    ),
  ].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
const localImportsOf = (file: string): string[] =>
  importsOf(file)
    .filter((target) => target.startsWith('.'))
    .map((target) => relative(SRC, join(SRC, dirname(file), target)))

function layerOf(file: string): number {
  const [folder] = file.split('/')
  return file.includes('/') ? LAYERS.indexOf(folder ?? '') : LAYERS.length
}

describe('the architecture', () => {
  test.each(files)('%s lives in a known folder and imports only what is above it', (file) => {
    expect(layerOf(file)).toBeGreaterThanOrEqual(0)
    for (const target of localImportsOf(file))
      expect(layerOf(target), `${file} imports ${target}`).toBeLessThanOrEqual(layerOf(file))
  })

  test.each(files)('%s is one subject: under 300 lines', (file) => {
    expect(textOf(file).trimEnd().split('\n').length).toBeLessThanOrEqual(MAX_LINES)
  })

  test.each(files)('%s begins with what it is for', (file) => {
    expect(textOf(file).replace(/^#!.*\n/, '')).toMatch(/^\/\*\*/)
  })

  test('no file imports itself by way of others', () => {
    const done = new Set<string>()
    const visit = (file: string, path: readonly string[]): void => {
      expect(path, `cycle: ${[...path, file].join(' → ')}`).not.toContain(file)
      if (done.has(file)) return
      for (const target of localImportsOf(file)) visit(target, [...path, file])
      done.add(file)
    }
    for (const file of files) visit(file, [])
  })

  test('every dependency has one door', () => {
    for (const file of files) {
      for (const target of importsOf(file)) {
        const doors = DOORS[target]
        if (doors !== undefined) expect(doors, `${file} imports ${target}`).toContain(file)
      }
    }
  })

  test('wire/ imports no package and no node: module', () => {
    for (const file of files.filter((one) => one.startsWith('wire/'))) {
      expect(
        importsOf(file).filter((target) => !target.startsWith('.')),
        file,
      ).toEqual([])
    }
  })

  test('there are no drawers and no barrels', () => {
    for (const file of files) {
      expect(file).not.toMatch(/(^|\/)(utils?|helpers?|common|misc|shared|index)(\.ts|\/)/)
      expect(textOf(file), file).not.toMatch(/^export (\*|\{[^}]*\}) from/m)
    }
  })

  test('every name that is exported is used somewhere else', () => {
    const everything = files.map((file) => [file, textOf(file)] as const)
    const tests = readdirSync(join(SRC, '../test'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') || file.endsWith('.mjs'))
      .map((file) => readFileSync(join(SRC, '../test', file), 'utf8'))
      .join('\n')
    for (const [file, text] of everything) {
      for (const [, name = ''] of text.matchAll(
        /^export (?:const|function|class|interface|type|async function|function\*) (\w+)/gm,
      )) {
        const word = new RegExp(`\\b${name}\\b`)
        const isUsed =
          everything.some(([other, theirs]) => other !== file && word.test(theirs)) ||
          word.test(tests) ||
          [...text.matchAll(new RegExp(word, 'g'))].length > 1
        expect(isUsed, `${file} exports ${name}, which nobody uses`).toBe(true)
      }
    }
  })
})
