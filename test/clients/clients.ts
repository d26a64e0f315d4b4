/** The programs and C libraries that resolve names: how to call them, and how to parse their output. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { isIP } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findProgram } from '../support/needs.ts'
import type { Namespace } from './namespace.ts'

export interface Client {
  readonly name: string
  /** The Debian package of the program. */
  readonly package: string
  /** The program that must be installed. */
  readonly program: string
  /** The names that the client completes with the search list: every name, names of one label, none. */
  readonly completes: 'every' | 'labels' | 'none'
  /** Whether the client retries truncated answers over TCP. If not, it takes the addresses that fit. */
  readonly retriesOverTcp: boolean
  /** Empty if not found. */
  readonly addresses: (at: Namespace, name: string) => Promise<string[]>
  /** `priority weight port target`. */
  readonly services: ((at: Namespace, name: string) => Promise<string[]>) | null
  readonly names: (at: Namespace, address: string) => Promise<string[]>
}

const LOOKUP = fileURLToPath(new URL('lookup.c', import.meta.url))
/** The folder of compiled programs, made by `prepareClients`. */
let building = ''

/** Compiles the programs that call a C library. */
export function prepareClients(): void {
  if (findProgram('musl-gcc') === null) return
  building = mkdtempSync(join(tmpdir(), 'kubezone-clients-'))
  const { status, stderr } = spawnSync('musl-gcc', ['-static', '-Wall', '-o', muslLookup(), LOOKUP], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`musl-gcc failed: ${stderr}`)
}

export function disposeClients(): void {
  if (building !== '') rmSync(building, { recursive: true, force: true })
}

export const CLIENTS: readonly Client[] = [
  {
    name: 'glibc getent',
    package: 'libc-bin',
    program: 'getent',
    completes: 'every',
    retriesOverTcp: true,
    addresses: async (at, name) => [...new Set(column(await ask(at, 'getent', 'ahosts', name), 0))],
    services: null,
    names: async (at, address) => column(await ask(at, 'getent', 'hosts', address), 1),
  },
  {
    name: 'musl getaddrinfo',
    package: 'musl-tools',
    program: 'musl-gcc',
    completes: 'every',
    // musl 1.2.4 and later do.
    retriesOverTcp: false,
    addresses: async (at, name) => column(await ask(at, muslLookup(), name), 0).filter(isAddress),
    services: null,
    names: async (at, address) => column(await ask(at, muslLookup(), '-x', address), 0),
  },
  {
    name: 'busybox nslookup',
    package: 'busybox',
    program: 'busybox',
    completes: 'labels',
    retriesOverTcp: false,
    addresses: async (at, name) => nslookupAddresses(await ask(at, 'busybox', 'nslookup', name)),
    services: async (at, name) => services(await ask(at, 'busybox', 'nslookup', '-type=srv', name)),
    names: async (at, address) => nslookupNames(await ask(at, 'busybox', 'nslookup', address)),
  },
  {
    name: 'BIND nslookup',
    package: 'bind9-dnsutils',
    program: 'nslookup',
    completes: 'every',
    retriesOverTcp: true,
    addresses: async (at, name) => nslookupAddresses(await ask(at, 'nslookup', name)),
    services: async (at, name) => services(await ask(at, 'nslookup', '-type=srv', name)),
    names: async (at, address) => nslookupNames(await ask(at, 'nslookup', address)),
  },
  {
    name: 'dig +search',
    package: 'bind9-dnsutils',
    program: 'dig',
    completes: 'every',
    retriesOverTcp: true,
    addresses: (at, name) => bothFamilies(at, name, 'dig', '+search', '+short'),
    services: async (at, name) => services(await ask(at, 'dig', '+search', '+short', name, 'SRV')),
    names: async (at, address) => column(await ask(at, 'dig', '+short', '-x', address), 0),
  },
  {
    name: 'kdig',
    package: 'knot-dnsutils',
    program: 'kdig',
    completes: 'none',
    retriesOverTcp: true,
    addresses: (at, name) => bothFamilies(at, name, 'kdig', '+short'),
    services: async (at, name) => services(await ask(at, 'kdig', '+short', name, 'SRV')),
    names: async (at, address) => column(await ask(at, 'kdig', '+short', '-x', address), 0),
  },
  {
    name: 'drill',
    package: 'ldnsutils',
    program: 'drill',
    completes: 'none',
    retriesOverTcp: false,
    addresses: (at, name) => bothFamilies(at, name, 'drill', '-Q'),
    services: async (at, name) => services(await ask(at, 'drill', '-Q', name, 'SRV')),
    names: async (at, address) => column(await ask(at, 'drill', '-Q', '-x', address), 0),
  },
  {
    name: "Node's dns",
    package: 'nodejs',
    program: 'node',
    completes: 'every',
    retriesOverTcp: true,
    addresses: (at, name) => node(at, `lookup(${quote(name)}, { all: true })`, 'one.address'),
    // dns.resolve*, unlike dns.lookup, never uses the search list.
    services: (at, name) =>
      node(at, `resolveSrv(${quote(name)})`, '[one.priority, one.weight, one.port, one.name].join(" ")'),
    names: (at, address) => node(at, `reverse(${quote(address)})`, 'one'),
  },
]

function muslLookup(): string {
  return join(building, 'lookup')
}

async function ask(at: Namespace, command: string, ...args: readonly string[]): Promise<string> {
  return (await at.run(command, ...args)).output
}

async function bothFamilies(at: Namespace, name: string, ...command: readonly string[]): Promise<string[]> {
  const [program = '', ...args] = command
  const outputs = await Promise.all(['A', 'AAAA'].map((type) => ask(at, program, ...args, name, type)))
  return outputs.flatMap((output) => column(output, 0)).filter(isAddress)
}

async function node(at: Namespace, call: string, text: string): Promise<string[]> {
  const script = `require('dns').promises.${call}.then((all) => all.forEach((one) => console.log(${text})), () => {})`
  const lines = (await ask(at, process.execPath, '-e', script)).split('\n')
  return lines.filter((line) => line !== '').map(withoutDot)
}

/** Without the first address, which is the server's. */
function nslookupAddresses(output: string): string[] {
  return [...output.matchAll(/^Address(?: \d+)?:\s*(\S+)/gm)].slice(1).map((match) => match[1] ?? '')
}

function nslookupNames(output: string): string[] {
  return [...output.matchAll(/\sname = (\S+)/g)].map((match) => withoutDot(match[1] ?? ''))
}

function services(output: string): string[] {
  return [...output.matchAll(/(?:^|= )(\d+ \d+ \d+ \S+)$/gm)].map((match) => withoutDot(match[1] ?? ''))
}

function column(output: string, index: number): string[] {
  return output.split('\n').flatMap((line) => {
    const word = line.split(/\s+/)[index]
    return word === undefined || word === '' ? [] : [withoutDot(word)]
  })
}

function isAddress(text: string): boolean {
  return isIP(text) !== 0
}

function withoutDot(name: string): string {
  return name.replace(/\.$/, '')
}

function quote(text: string): string {
  return JSON.stringify(text)
}
