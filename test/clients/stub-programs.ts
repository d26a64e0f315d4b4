/** Programs that hand a name to a stub resolver, and print its addresses or what the resolver reports. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ResolverName } from '../../src/client/stub/resolver-name.ts'
import { TYPE } from '../../src/wire/constants.ts'

export interface StubProgram {
  readonly title: string
  readonly resolver: ResolverName
  /** What must be installed. */
  readonly needs: string
  readonly types: readonly number[]
  /** Compiles the program into a folder. */
  readonly build: (folder: string) => void
  readonly command: (folder: string, name: string) => readonly [string, ...string[]]
}

const BOTH = [TYPE.A, TYPE.AAAA]

export const STUB_PROGRAMS: readonly StubProgram[] = [
  {
    title: 'getaddrinfo of glibc',
    resolver: 'glibc',
    needs: 'gcc',
    types: BOTH,
    build: (folder) => compile('gcc', '-o', join(folder, 'glibc'), source('lookup.c')),
    command: (folder, name) => [join(folder, 'glibc'), name],
  },
  {
    title: 'getaddrinfo of musl',
    resolver: 'musl',
    needs: 'musl-gcc',
    types: BOTH,
    build: (folder) => compile('musl-gcc', '-static', '-o', join(folder, 'musl'), source('lookup.c')),
    command: (folder, name) => [join(folder, 'musl'), name],
  },
  {
    title: 'res_search of glibc',
    resolver: 'glibc',
    needs: 'gcc',
    types: [TYPE.TXT],
    build: (folder) => compile('gcc', '-o', join(folder, 'search'), source('search.c'), '-lresolv'),
    command: (folder, name) => [join(folder, 'search'), name],
  },
  {
    title: 'res_search of musl',
    resolver: 'musl',
    needs: 'musl-gcc',
    types: [TYPE.TXT],
    build: (folder) => compile('musl-gcc', '-static', '-o', join(folder, 'search'), source('search.c')),
    command: (folder, name) => [join(folder, 'search'), name],
  },
  {
    title: 'nslookup of busybox',
    resolver: 'busybox',
    needs: 'busybox',
    types: BOTH,
    build: () => undefined,
    command: (_, name) => ['busybox', 'nslookup', name],
  },
  {
    title: 'dns.lookup of Node.js',
    resolver: 'node',
    needs: 'node',
    types: BOTH,
    build: () => undefined,
    command: (_, name) => node(`lookup(${JSON.stringify(name)}, { all: true })`),
  },
  {
    title: 'dns.resolve4 of Node.js',
    resolver: 'node',
    needs: 'node',
    types: [TYPE.A],
    build: () => undefined,
    command: (_, name) => node(`resolve4(${JSON.stringify(name)})`),
  },
  {
    title: 'net.LookupHost of Go',
    resolver: 'go',
    needs: 'go',
    types: BOTH,
    build: (folder) =>
      compile('go', 'build', '-tags', 'netgo', '-o', join(folder, 'go'), source('lookup.go')),
    command: (folder, name) => [join(folder, 'go'), name],
  },
]

export function programFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'kubezone-stub-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

function node(call: string): [string, ...string[]] {
  const print = '(all) => all.forEach((one) => console.log(one.address ?? one))'
  const script = `require('dns').promises.${call}.then(${print}, (problem) => console.log(problem.message))`
  return [process.execPath, '-e', script]
}

function source(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url))
}

function compile(command: string, ...args: readonly string[]): void {
  const env = { ...process.env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local' }
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8', env })
  if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? stderr}`)
}
