/** What a `forward` line says. */
import { resolve } from 'node:path'
import { hasArguments, type OptionTable, readOptions } from '../../../config/options.ts'
import type { Directive } from '../../../config/server-block.ts'
import { readChoice, readDuration, readZones } from '../../../config/settings.ts'
import { atToken, quote, type Report, type Token } from '../../../config/token.ts'
import { formatSocketAddress } from '../../../server/open-port.ts'
import { canonicalAddress } from '../../../wire/address.ts'
import { RCODE } from '../../../wire/constants.ts'
import { type NameKey, parseName, ROOT } from '../../../wire/name.ts'
import type { Block } from '../../../block/definition.ts'
import {
  MAX_UPSTREAMS,
  type NamedUpstream,
  parseNamedUpstream,
  parseUpstream,
  readNameservers,
  type UpstreamAddress,
} from '../../../block/nameservers.ts'
import { readTlsOptions, type TlsWords } from './tls-options.ts'
import type { UpstreamSettings } from './upstream.ts'

const POLICIES = ['random', 'round_robin', 'sequential'] as const

/** An upstream, or a file that names some. */
export type Target = { readonly token: Token } & (
  | { readonly server: UpstreamAddress }
  | { readonly path: string }
  | { readonly named: NamedUpstream }
)

export interface ForwardOptions {
  readonly directive: Directive
  readonly from: readonly NameKey[]
  readonly except: readonly NameKey[]
  readonly targets: readonly Target[]
  /** Who is asked for the addresses of hosts, as `IP:PORT`; none: the system is. */
  readonly resolvers: readonly string[]
  /** `client`: as the client has asked. */
  readonly transport: 'client' | 'udp' | 'tcp'
  readonly policy: (typeof POLICIES)[number]
  /** `null`: twice the number of upstreams; 0: until the time is up. */
  readonly maxAttempts: number | null
  /** 0: as many as there is room for. */
  readonly maxConcurrent: number
  readonly next: ReadonlySet<number>
  readonly nextOnNoData: boolean
  readonly failover: ReadonlySet<number>
  readonly failsFast: boolean
  readonly upstream: UpstreamSettings
}

const HOUR_MS = 3_600_000

/** `null` if anything is wrong that leaves nothing to work with; everything wrong is reported. */
export function readForward(directive: Directive, { report, folder }: Block): ForwardOptions | null {
  const [fromToken, ...toTokens] = directive.args
  const isComplete = hasArguments(directive.name, directive.args, [2, 1 + MAX_UPSTREAMS], report)
  const from = fromToken === undefined ? null : readZones([fromToken], report)
  const targets = toTokens.map((token) => readTarget(token, folder, report))
  const except: NameKey[] = []
  const next = new Set<number>()
  const failover = new Set<number>()
  let prefersUdp = false
  let policy: ForwardOptions['policy'] = 'random'
  let maxAttempts: number | null = null
  let maxConcurrent = 0
  let nextOnNoData = false
  let failsFast = false
  const upstream = {
    readTimeoutMs: 2000,
    source: null as string | null,
    maxFails: 2,
    checkIntervalMs: 500,
    checkRecursion: true,
    checkDomain: ROOT,
    ownTransport: 'udp' as 'udp' | 'tcp',
    idleMs: 10_000,
    maxIdle: 0,
    dohMethod: 'POST' as 'GET' | 'POST',
  }
  const resolvers: string[] = []
  let resolverWord: Token | null = null
  const tlsWords: TlsWords = { option: null, files: [], serverName: null }
  const number = (maximum: number, set: (value: number) => void) => ({
    args: 1,
    once: true,
    read: ([word]: readonly Token[]) => {
      const value = word === undefined ? null : readCount(word, maximum, report)
      if (value !== null) set(value)
    },
  })
  const duration = (minimum: number, maximum: number, set: (ms: number) => void) => ({
    args: 1,
    once: true,
    read: ([word]: readonly Token[]) => {
      const value = word === undefined ? null : readDuration(word, { minimum, maximum }, report)
      if (value !== null) set(value)
    },
  })
  const rcodes = (set: Set<number>, words: readonly (keyof typeof RCODE)[]) => ({
    args: [1, Infinity] as const,
    read: (args: readonly Token[]) => {
      for (const word of args) {
        const choice = readChoice(word, words, report)
        if (choice !== null) set.add(RCODE[choice])
      }
    },
  })
  const ignored = (why: string) => ({
    read: (_: readonly Token[], { tokens: [name] }: { readonly tokens: readonly [Token, ...Token[]] }) => {
      report(atToken('KZ_COREFILE_IGNORED', name, `${quote(name.text)} has no effect: ${why}`))
    },
  })
  const table: OptionTable = {
    except: {
      args: [1, Infinity],
      read: (words) => void except.push(...(readZones(words, report) ?? [])),
    },
    force_tcp: flag(() => void (upstream.ownTransport = 'tcp')),
    prefer_udp: flag(() => void (prefersUdp = true)),
    expire: duration(1, HOUR_MS, (ms) => void (upstream.idleMs = ms)),
    max_idle_conns: number(10_000, (value) => void (upstream.maxIdle = value)),
    max_fails: number(1_000_000, (value) => void (upstream.maxFails = value)),
    max_connect_attempts: number(1000, (value) => void (maxAttempts = value)),
    read_timeout: duration(10, 60_000, (ms) => void (upstream.readTimeoutMs = ms)),
    policy: {
      args: 1,
      once: true,
      read: ([word]) => {
        if (word !== undefined) policy = readChoice(word, POLICIES, report) ?? policy
      },
    },
    health_check: {
      args: [1, 4],
      once: true,
      read: ([interval, ...words]) => {
        if (interval === undefined) return
        const bounds = { minimum: 10, maximum: HOUR_MS }
        upstream.checkIntervalMs = readDuration(interval, bounds, report) ?? upstream.checkIntervalMs
        for (let i = 0; i < words.length; i++) {
          const word = words[i]
          const choice = word === undefined ? null : readChoice(word, ['no_rec', 'domain'], report)
          if (choice === 'no_rec') upstream.checkRecursion = false
          if (choice !== 'domain' || word === undefined) continue
          const name = words[++i]
          const domain = name === undefined ? null : parseName(name.text)
          if (domain !== null) upstream.checkDomain = domain
          else report(atToken('KZ_COREFILE_VALUE', name ?? word, 'expected the name to check with'))
        }
      },
    },
    max_concurrent: number(1_000_000, (value) => void (maxConcurrent = value)),
    next: rcodes(next, Object.keys(RCODE).filter(isRcode)),
    next_on_nodata: flag(() => void (nextOnNoData = true)),
    failover: rcodes(
      failover,
      Object.keys(RCODE)
        .filter(isRcode)
        .filter((one) => one !== 'NOERROR'),
    ),
    failfast_all_unhealthy_upstreams: flag(() => void (failsFast = true)),
    source_address: {
      args: 1,
      once: true,
      read: ([word]) => {
        if (word === undefined) return
        upstream.source = canonicalAddress(word.text)
        if (upstream.source !== null) return
        report(atToken('KZ_COREFILE_VALUE', word, `found ${quote(word.text)}, expected an IP address`))
      },
    },
    tls: {
      args: [0, 3],
      once: true,
      read: (words, { tokens: [option] }) => void Object.assign(tlsWords, { option, files: words }),
    },
    tls_servername: {
      args: 1,
      once: true,
      read: ([word]) => {
        if (word !== undefined) tlsWords.serverName = word
      },
    },
    doh_method: {
      args: 1,
      once: true,
      read: ([word]) => {
        if (word !== undefined) upstream.dohMethod = readChoice(word, ['GET', 'POST'], report) ?? 'POST'
      },
    },
    resolver: {
      args: [1, MAX_UPSTREAMS],
      read: (words, { tokens: [option] }) => {
        resolverWord = option
        for (const word of words) {
          const server = parseUpstream(word.text)
          if (server?.scheme === 'dns') resolvers.push(formatSocketAddress(server))
          else report(atToken('KZ_COREFILE_VALUE', word, `found ${quote(word.text)}, expected an IP address`))
        }
      },
    },
    max_age: ignored('connections are kept as long as they are used'),
  }
  readOptions(directive, table, report)
  const known = targets.filter((target) => target !== null)
  const tls = readTlsOptions(tlsWords, known, folder, report)
  if (resolverWord !== null && !known.some((target) => 'named' in target)) {
    const message = "'resolver' has no effect: none of the upstreams is named by its host"
    report(atToken('KZ_COREFILE_IGNORED', resolverWord, message))
  }
  if (!isComplete || from === null || tls === null || known.length < targets.length) return null
  return {
    directive,
    from,
    except,
    targets: known,
    resolvers,
    transport: upstream.ownTransport === 'tcp' ? 'tcp' : prefersUdp ? 'udp' : 'client',
    policy,
    maxAttempts,
    maxConcurrent,
    next,
    nextOnNoData,
    failover,
    failsFast,
    upstream: { ...upstream, tls },
  }
}

function flag(set: () => void) {
  return { args: 0, read: set }
}

function isRcode(name: string): name is keyof typeof RCODE {
  return Object.hasOwn(RCODE, name)
}

function readCount(token: Token, maximum: number, report: Report): number | null {
  const value = /^\d{1,9}$/.test(token.text) ? Number(token.text) : Infinity
  if (value <= maximum) return value
  const message = `found ${quote(token.text)}, expected a whole number from 0 to ${maximum}`
  report(atToken('KZ_COREFILE_VALUE', token, message))
  return null
}

function readTarget(token: Token, folder: string, report: Report): Target | null {
  const server = parseUpstream(token.text)
  if (server !== null) return { token, server }
  const fail = (message: string, hint: string): null => {
    report(atToken('KZ_COREFILE_VALUE', token, message, hint))
    return null
  }
  const named = parseNamedUpstream(token.text)
  // What has the name of a file is not taken for a host's where there is no such file.
  if (named !== null && !/\.(?:conf|txt)$/i.test(named.host)) {
    const isFile = typeof readNameservers(resolve(folder, token.text)) !== 'string'
    if (!isFile) return { token, named }
  }
  const [scheme] = /^[a-z0-9]+:\/\//i.exec(token.text) ?? []
  if (scheme !== undefined) {
    const isKnown = ['dns://', 'tls://', 'https://'].includes(scheme.toLowerCase())
    return isKnown
      ? fail(`${quote(token.text)} is no address behind ${quote(scheme)}`, TARGET_HINT)
      : fail(`kubezone does not ask upstreams over ${quote(scheme)}`, TARGET_HINT)
  }
  const path = resolve(folder, token.text)
  const found = readNameservers(path)
  if (typeof found !== 'string') return { token, path }
  return fail(
    `${quote(token.text)} is neither an IP address or host, with or without a port, nor a file that can be used: ${found}`,
    TARGET_HINT,
  )
}

const TARGET_HINT =
  'such as 192.0.2.1, 192.0.2.1:5353, tls://192.0.2.1%dns.example.org or https://192.0.2.1/dns-query'
