/** The files of the bundle that a command line loads, and the compile cache. */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { workplace } from './during-test.ts'
import { MAIN } from './kubezone.ts'

const DIST = dirname(MAIN)
const { version } = JSON.parse(readFileSync(join(DIST, '../package.json'), 'utf8'))

function run(main: string, words: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  const { stdout, stderr } = spawnSync(process.execPath, [main, ...words], {
    env: { PATH: process.env['PATH'], ...env },
    encoding: 'utf8',
  })
  return stdout + stderr
}

/** `main.js` in a copy of the bundle with only the files that `isKept` accepts. */
function copyOf(isKept: (file: string) => boolean): string {
  const place = workplace({ 'package.json': '{"type": "module"}' })
  for (const file of readdirSync(DIST).filter(isKept)) cpSync(join(DIST, file), place.path(`dist/${file}`))
  return place.path('dist/main.js')
}

test('SIGUSR1 has a listener before other modules load, or Node.js would open its debugger', () => {
  const text = readFileSync(MAIN, 'utf8')
  const listener = text.indexOf('process.on("SIGUSR1"')
  expect(listener).toBeGreaterThan(0)
  expect(listener).toBeLessThan(text.indexOf('enableCompileCache();'))
  expect(listener).toBeLessThan(text.indexOf('await import('))
  const imported = [...text.matchAll(/^import .* from "(.*)";$/gm)].map(([, from]) => from)
  expect(imported.filter((from) => from?.startsWith('.'))).toEqual(['./version.js'])
})

test('too few open files are said in words, at the load of the program and in a diagnostic', () => {
  const { folder } = workplace()
  // Below the first limits Node.js itself does not load.
  const outputs = [20, 21, 22, 23, 24, 25].map((limit) => {
    const words = `ulimit -n ${limit} && exec "$0" "$1" check "$2"`
    const { stderr, stdout } = spawnSync('sh', ['-c', words, process.execPath, MAIN, folder], {
      encoding: 'utf8',
    })
    return stderr + stdout
  })
  const said = outputs.filter((text) => text.includes("raise the limit with 'ulimit -n"))
  expect(said.length).toBeGreaterThan(0)
  for (const text of said) expect(text).not.toMatch(/^ {4}at /m)
})

describe('a command line loads only the files it needs', () => {
  test.each(['--version', '-version', '-V'])('%s loads two files', (flag) => {
    const main = copyOf((file) => /^(?:main|version)\.js$/.test(file))
    expect(run(main, [flag])).toBe(`${version}\n`)
  })

  test('lookup and help load neither the server nor the readers of Corefiles and manifests', () => {
    const main = copyOf(
      (file) => !/^(?:serving|configuration|parser|read-site|dash-site|prom-client)/.test(file),
    )
    expect(run(main, ['lookup', 'web', '--server', '127.0.0.1#9'])).toContain(
      'nothing listens on 127.0.0.1:9',
    )
    expect(run(main, ['help', 'serve'])).toContain('--log-format')
    expect(run(main, ['check', '.'])).toContain('read-site')
  })
})

test("compiled code is cached in the user's folder, if Node.js has a compile cache", () => {
  const canCache = 'enableCompileCache' in process.getBuiltinModule('node:module')
  const place = workplace()
  const words = ['resolv-conf']
  const said = run(MAIN, words, { XDG_CACHE_HOME: place.folder })
  expect(said).toContain('nameserver 127.0.0.1')
  expect(existsSync(place.path('kubezone'))).toBe(canCache)
  expect(run(MAIN, words, { XDG_CACHE_HOME: place.folder })).toBe(said)
  expect(run(MAIN, words, { XDG_CACHE_HOME: '/proc/none' })).toBe(said)
})
