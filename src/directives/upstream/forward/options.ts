/** Reads the options of `forward`. */
import { hasArguments } from '../../../config/arguments.ts'
import {
  choice,
  count,
  duration,
  flag,
  ignored,
  lines,
  list,
  reportIgnored,
  word,
  words,
  zones,
} from '../../../config/option-kinds.ts'
import { type Option, readOptions, type Reporting } from '../../../config/options.ts'
import { reject } from '../../../config/reject.ts'
import type { Directive } from '../../../config/server-block.ts'
import { readAddress, readChoice, readDuration, readEach, readZones } from '../../../config/settings.ts'
import { atToken, type Report, type Token } from '../../../config/token.ts'
import { formatSocketAddress } from '../../../server/open-port.ts'
import { RCODE } from '../../../wire/constants.ts'
import { type NameKey, parseName, ROOT } from '../../../wire/name.ts'
import type { Block } from '../../../block/definition.ts'
import { MAX_UPSTREAMS, parseUpstream } from '../../../block/nameservers.ts'
import { readTarget, type Target } from './targets.ts'
import { readTlsOptions } from './tls-options.ts'
import type { UpstreamSettings } from './upstream.ts'

const POLICIES = ['random', 'round_robin', 'sequential'] as const

export interface ForwardOptions {
  readonly directive: Directive
  readonly from: readonly NameKey[]
  readonly except: readonly NameKey[]
  readonly targets: readonly Target[]
  /** Name servers that resolve the host names of upstreams, as `IP:PORT`; empty: the system does. */
  readonly resolvers: readonly string[]
  /** `client`: the transport of the client's query. */
  readonly transport: 'client' | 'udp' | 'tcp'
  readonly policy: (typeof POLICIES)[number]
  /** `null`: twice the number of upstreams; 0: until the deadline. */
  readonly maxAttempts: number | null
  /** 0: no limit but `MAX_CONCURRENT`. */
  readonly maxConcurrent: number
  readonly next: ReadonlySet<number>
  readonly nextOnNoData: boolean
  readonly failover: ReadonlySet<number>
  readonly failsFast: boolean
  readonly upstream: UpstreamSettings
}

const HOUR_MS = 3_600_000

const RCODES = Object.keys(RCODE).filter(isRcode)

export const OPTIONS = {
  except: zones(),
  force_tcp: flag(),
  prefer_udp: flag(),
  expire: duration({ min: 1, max: HOUR_MS, or: 10_000 }),
  max_idle_conns: count({ min: 0, max: 10_000, or: 0 }),
  max_fails: count({ min: 0, max: 1_000_000, or: 2 }),
  max_connect_attempts: count({ min: 0, max: 1000, or: null }),
  read_timeout: duration({ min: 10, max: 60_000, or: 2000 }),
  policy: choice(POLICIES, 'random'),
  health_check: words([1, 4], readHealthCheck, {
    checkIntervalMs: 500,
    checkRecursion: true,
    checkDomain: ROOT,
  }),
  max_concurrent: count({ min: 0, max: 1_000_000, or: 0 }),
  next: rcodes(RCODES),
  next_on_nodata: flag(),
  failover: rcodes(RCODES.filter((name) => name !== 'NOERROR')),
  failfast_all_unhealthy_upstreams: flag(),
  source_address: word(readAddress, null),
  tls: words([0, 3], (files, _, option) => ({ option, files }), null),
  tls_servername: word((name) => name, null),
  doh_method: choice(['GET', 'POST'], 'POST'),
  resolver: lines([1, MAX_UPSTREAMS], readResolvers),
  max_age: ignored('kubezone keeps a connection as long as it is in use'),
}

/** `null` after a report, if FROM, an upstream or TLS is wrong. */
export function readForward(directive: Directive, block: Block): ForwardOptions | null {
  const { report } = block
  const [fromToken, ...toTokens] = directive.args
  const isComplete = hasArguments(directive.name, directive.args, [2, 1 + MAX_UPSTREAMS], report)
  const from = fromToken === undefined ? null : readZones([fromToken], report)
  const targets = toTokens.map((token) => readTarget(token, block))
  const known = targets.filter((target) => target !== null)
  const values = readOptions(directive, OPTIONS, { report })
  const tlsWords = { ...(values.tls ?? { option: null, files: [] }), serverName: values.tls_servername }
  const tls = readTlsOptions(tlsWords, known, block)
  const resolver = values.resolver.at(-1)
  if (resolver !== undefined && !known.some((target) => 'named' in target)) {
    reportIgnored(resolver.option, 'no upstream is given by host name', report)
  }
  if (!isComplete || from === null || tls === null || known.length < targets.length) return null
  return {
    directive,
    from,
    except: values.except,
    targets: known,
    resolvers: values.resolver.flatMap(({ servers }) => servers),
    transport: values.force_tcp ? 'tcp' : values.prefer_udp ? 'udp' : 'client',
    policy: values.policy,
    maxAttempts: values.max_connect_attempts,
    maxConcurrent: values.max_concurrent,
    next: new Set(values.next),
    nextOnNoData: values.next_on_nodata,
    failover: new Set(values.failover),
    failsFast: values.failfast_all_unhealthy_upstreams,
    upstream: {
      ...values.health_check,
      readTimeoutMs: values.read_timeout,
      source: values.source_address,
      maxFails: values.max_fails,
      ownTransport: values.force_tcp ? 'tcp' : 'udp',
      idleMs: values.expire,
      maxIdle: values.max_idle_conns,
      dohMethod: values.doh_method,
      tls,
    },
  }
}

function isRcode(name: string): name is keyof typeof RCODE {
  return Object.hasOwn(RCODE, name)
}

function rcodes(names: readonly (keyof typeof RCODE)[]): Option<readonly number[]> {
  return list((token, report) => {
    const name = readChoice(token, names, report)
    return name === null ? null : RCODE[name]
  })
}

type HealthCheck = Pick<UpstreamSettings, 'checkIntervalMs' | 'checkRecursion' | 'checkDomain'>

/** `INTERVAL [no_rec] [domain NAME]`. */
function readHealthCheck(
  [interval, ...rest]: readonly [Token, ...Token[]],
  { report }: Reporting,
): HealthCheck | null {
  const checkIntervalMs = readDuration(interval, { min: 10, max: HOUR_MS }, report)
  let checkRecursion = true
  let checkDomain: NameKey | null = ROOT
  for (let token = rest.shift(); token !== undefined; token = rest.shift()) {
    const what = readChoice(token, ['no_rec', 'domain'], report)
    if (what === 'no_rec') checkRecursion = false
    if (what !== 'domain') continue
    const name = rest.shift()
    checkDomain = name === undefined ? null : parseName(name.text)
    if (checkDomain !== null) continue
    if (name !== undefined) reject(name, 'a domain name', report)
    else report(atToken('KZ_COREFILE_VALUE', token, "'domain' has no name after it, expected a domain name"))
  }
  return checkIntervalMs === null || checkDomain === null
    ? null
    : { checkIntervalMs, checkRecursion, checkDomain }
}

interface Resolvers {
  readonly option: Token
  readonly servers: readonly string[]
}

/** Not `null` if a server is wrong: whether the option has an effect does not depend on that. */
function readResolvers(hosts: readonly Token[], { report }: Reporting, option: Token): Resolvers {
  return { option, servers: readEach(hosts, report, readResolver) ?? [] }
}

function readResolver(token: Token, report: Report): string | null {
  const server = parseUpstream(token.text)
  return server?.scheme === 'dns' ? formatSocketAddress(server) : reject(token, 'an IP address', report)
}
