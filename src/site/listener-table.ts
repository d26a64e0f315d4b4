/**
 * The zones of each address and port. Two blocks may share an address and port, but they share a zone there
 * only if they have views. A clash is reported once for each pair of keys.
 */
import type { MeteredRoute, Plugin } from '../chain/plugin.ts'
import type { ReplyMeter, SocketAddress } from '../chain/query.ts'
import type { ServerBlock, ServerKey } from '../config/server-block.ts'
import { atToken, quote, type Report, type Token } from '../config/token.ts'
import { formatPlace } from '../report/diagnostic.ts'
import { MAX_HTTPS_CONNECTIONS } from '../server/https.ts'
import type { SecureService } from '../server/listener.ts'
import { formatSocketAddress } from '../server/open-port.ts'
import type { Route, Routes } from '../server/route.ts'
import { TCP_LIMITS, type TcpLimits } from '../server/tcp-limits.ts'
import { type NameKey, nameText } from '../wire/name.ts'
import { SuffixTable } from '../zone/suffix-table.ts'
import type { BlockValues } from '../block/block-key.ts'
import { MAX_CONNECTIONS } from '../directives/listen/https.ts'
import { SHOWS_STACKS } from '../directives/observe/errors.ts'
import { STATED_LIMITS } from '../directives/listen/timeouts.ts'
import type { CertificateFiles } from '../directives/listen/tls/certificate-files.ts'
import { CREDENTIALS } from '../directives/listen/tls/tls.ts'
import { VIEW, type View } from '../directives/shape/view/view.ts'

export interface ListenAddress {
  readonly address: string
  /** The server starts without it if the machine does not have the address: `::` and `::1` without IPv6. */
  readonly isOptional: boolean
}

export interface ListenerPlan extends ListenAddress {
  readonly port: number
  /** `null`: plain DNS. */
  readonly secure: SecureService | null
  readonly routes: Routes
  /** Counts the replies to queries that match no route. */
  readonly unrouted: ReplyMeter | null
  /** Whether faults are logged with their stacks. As in CoreDNS, one block with that option is enough. */
  readonly showsStacks: boolean
  readonly tcpLimits: TcpLimits
  /** The first key that claims the address and port. */
  readonly token: Token
}

/** The wildcard addresses of both families. */
export const ALL_ADDRESSES: readonly ListenAddress[] = [
  { address: '0.0.0.0', isOptional: false },
  { address: '::', isOptional: true },
]

export interface PortChoice {
  /** The port of keys without a port. */
  readonly defaultPort: number
  /** Replaces port 53 in keys; 53 without `--port`. */
  readonly standardPort: number
  readonly report: Report
}

export const STANDARD_PORT = 53
/** RFC 7858 §3.1, RFC 8484. No flag changes these ports. */
const SECURE_PORTS = { tls: 853, https: 443 } as const

interface Claim {
  readonly route: Route
  /** The plugins of the block. */
  readonly plugins: readonly Plugin[]
  readonly view: View | null
  readonly token: Token
  readonly block: ServerBlock
}

interface ClaimedListener {
  readonly at: ListenAddress
  readonly port: number
  readonly token: Token
  readonly secure: SecureClaim | null
  /** The claims of each zone, in the order of the Corefile. */
  readonly routes: Map<NameKey, Claim[]>
  showsStacks: boolean
  tcpLimits: TcpLimits
}

interface SecureClaim extends SecureService {
  readonly credentials: CertificateFiles
}

/** The plugins of a block, and the values that its directives provide. */
interface BuiltBlock {
  readonly plugins: readonly Plugin[]
  readonly values: BlockValues
}

/** Collects the claims of all blocks, reports clashes, and makes the plans of the listeners. */
export class ListenerTable {
  /** The clashes already reported: keys, each with the earlier keys that it clashes with. */
  readonly #clashes = new Map<Token, Set<Token>>()
  readonly #context: PortChoice
  readonly #claims = new Map<string, ClaimedListener>()

  constructor(context: PortChoice) {
    this.#context = context
  }

  add(
    at: ListenAddress,
    key: ServerKey,
    block: ServerBlock,
    route: Route,
    { plugins, values }: BuiltBlock,
  ): void {
    const { token } = key
    const secure = secureClaim(key, values)
    const port = this.#portOf(key, secure)
    const id = `${at.address}#${port}`
    const listener = this.#claims.get(id) ?? {
      at,
      port,
      token,
      secure,
      routes: new Map<NameKey, Claim[]>(),
      showsStacks: false,
      tcpLimits: TCP_LIMITS,
    }
    this.#claims.set(id, listener)
    if (!this.#isSameService(listener, secure, token)) return
    listener.showsStacks ||= values.get(SHOWS_STACKS) ?? false
    listener.tcpLimits = { ...listener.tcpLimits, ...values.get(STATED_LIMITS) }
    const claims = listener.routes.get(route.zone) ?? []
    listener.routes.set(route.zone, claims)
    const view = values.get(VIEW) ?? null
    const claim: Claim = { route, token, block, plugins, view }
    const what = `${nameText(route.zone)} on port ${port} of ${at.address}`
    const same = claims.find((other) => other.block === block || (other.view === null && view === null))
    if (same !== undefined) {
      this.#clash(claim, same, what)
      return
    }
    const taker = claims.find((other) => other.view === null || other.view.accepts === undefined)
    if (taker !== undefined) this.#unreached(claim, taker, what)
    claims.push(claim)
  }

  /** Reports a zone that two blocks, or two keys of one block, claim. */
  #clash({ token, block }: Claim, other: Claim, what: string): void {
    if (this.#isSaid(token, other.token)) return
    const [message, hint] =
      other.block === block
        ? [
            `${what} is already covered by the key ${quote(other.token.text)} of this block`,
            'remove one of the two',
          ]
        : [
            `${what} is already served by the block at ${formatPlace(other.token.place)}`,
            'merge the two blocks, or give the first one a view',
          ]
    this.#context.report(atToken('KZ_COREFILE_ZONE_TAKEN', token, message, hint))
  }

  #unreached({ token }: Claim, taker: Claim, what: string): void {
    if (this.#isSaid(token, taker.token)) return
    const message = `no query for ${what} reaches this block: the block at ${formatPlace(taker.token.place)} takes them all`
    const hint = 'blocks are tried in the order of the file: put the block that takes all queries last'
    this.#context.report(atToken('KZ_COREFILE_VIEW_UNREACHED', token, message, hint))
  }

  /** The addresses and ports on which a block answers. */
  addressesOf(block: ServerBlock): SocketAddress[] {
    return this.#listenersOf(block).map(({ at, port }) => ({ address: at.address, port }))
  }

  /** The label `server` of metrics for a block: its first listener; empty if it has no listener. */
  serverOf(block: ServerBlock): string {
    const [first] = this.#listenersOf(block)
    return first === undefined ? '' : serverName(first)
  }

  #listenersOf(block: ServerBlock): ClaimedListener[] {
    return [...this.#claims.values()].filter(({ routes }) =>
      [...routes.values()].some((claims) => claims.some((claim) => claim.block === block)),
    )
  }

  plans(): ListenerPlan[] {
    const listeners = [...this.#claims.values()]
    for (const { at, port, routes } of listeners) {
      if (!isWildcard(at.address)) continue
      const clash = listeners.find(
        (other) => other.port === port && !isWildcard(other.at.address) && isSameFamily(other.at, at),
      )
      const [claim] = [...(clash?.routes.values() ?? [])].flat()
      const [own] = [...routes.values()].flat()
      if (clash === undefined || claim === undefined || own === undefined) continue
      const message = `port ${port} of ${clash.at.address} is also claimed by the block at ${formatPlace(own.token.place)}, which listens on all addresses`
      this.#context.report(
        atToken('KZ_COREFILE_ZONE_TAKEN', claim.token, message, 'give both blocks a bind directive'),
      )
    }
    return listeners.map(plan)
  }

  /**
   * Whether the claim has the scheme and the certificate of the listener: one port serves one of each.
   * Reports if not.
   */
  #isSameService(
    { at, port, secure: other, routes }: ClaimedListener,
    secure: SecureClaim | null,
    token: Token,
  ): boolean {
    const isSameScheme = other?.scheme === secure?.scheme
    if (isSameScheme && other?.credentials.id === secure?.credentials.id) return true
    const [claim] = [...routes.values()].flat()
    if (claim === undefined || this.#isSaid(token, claim.token)) return false
    const who = `the key ${quote(claim.token.text)} at ${formatPlace(claim.token.place)}`
    const what = `port ${port} of ${at.address}`
    this.#context.report(
      isSameScheme
        ? atToken(
            'KZ_COREFILE_CERTIFICATE',
            token,
            `${what} already has the certificate of ${who}`,
            "give both blocks the same 'tls' line, or another port",
          )
        : atToken(
            'KZ_COREFILE_ZONE_TAKEN',
            token,
            `${what} already serves ${who}, which is not ${secure?.scheme ?? 'dns'}://`,
            'give one of them another port',
          ),
    )
    return false
  }

  /**
   * Whether the clash of two keys is reported already: two keys may share many zones and addresses, and that
   * is one error.
   */
  #isSaid(token: Token, other: Token): boolean {
    const clashes = this.#clashes.get(token) ?? new Set<Token>()
    if (clashes.has(other)) return true
    this.#clashes.set(token, clashes.add(other))
    return false
  }

  #portOf({ port: written }: ServerKey, secure: SecureClaim | null): number {
    const { defaultPort, standardPort } = this.#context
    if (secure !== null) return written ?? SECURE_PORTS[secure.scheme]
    if (written === null) return defaultPort
    return written === STANDARD_PORT ? standardPort : written
  }
}

/** `dns://:53`, `tls://127.0.0.1:853`. */
function serverName({ at, port, secure }: ClaimedListener): string {
  const address = isWildcard(at.address) ? '' : at.address
  return `${secure?.scheme ?? 'dns'}://${formatSocketAddress({ address, port })}`
}

/**
 * The plan of a listener, with the meters that count the replies of each zone, and those to queries without a
 * zone.
 */
function plan(listener: ClaimedListener): ListenerPlan {
  const { at, port, token, secure, routes: byZone, showsStacks, tcpLimits } = listener
  const server = serverName(listener)
  const isIPv6 = at.address.includes(':')
  const meterFor = (plugins: readonly Plugin[], route: Omit<MeteredRoute, 'server' | 'isIPv6'>) =>
    plugins.find(({ meter }) => meter !== undefined)?.meter?.({ server, isIPv6, ...route }) ?? null
  const routeOf = ({ route, plugins, view }: Claim, otherwise: Route | undefined): Route => {
    const names = plugins.map(({ name }) => name)
    const metered = { zone: nameText(route.zone), view: view?.name ?? '', plugins: names }
    return { ...route, meter: meterFor(plugins, metered), accepts: view?.accepts, otherwise }
  }
  const routes = Array.from(byZone).flatMap(([zone, claims]) => {
    const first = claims.reduceRight<Route | undefined>((next, claim) => routeOf(claim, next), undefined)
    return first === undefined ? [] : [[zone, first] as const]
  })
  const allPlugins = [...byZone.values()].flat().flatMap(({ plugins }) => plugins)
  const unrouted = meterFor(allPlugins, { zone: 'dropped', view: '', plugins: [] })
  return { ...at, port, secure, routes: new SuffixTable(routes), unrouted, showsStacks, tcpLimits, token }
}

/** The TLS or HTTPS service of a key; `null`: plain DNS, or no certificate. */
function secureClaim({ scheme }: ServerKey, values: BlockValues): SecureClaim | null {
  const credentials = values.get(CREDENTIALS)
  const httpsConnections = values.get(MAX_CONNECTIONS) ?? MAX_HTTPS_CONNECTIONS
  if (credentials === undefined || (scheme !== 'tls' && scheme !== 'https')) return null
  return { scheme, credentials, httpsConnections }
}

function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || address === '::'
}

function isSameFamily(a: ListenAddress, b: ListenAddress): boolean {
  return a.address.includes(':') === b.address.includes(':')
}
