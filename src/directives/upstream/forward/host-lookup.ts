/**
 * Resolves the host name of an upstream, by the system or by name servers of the Corefile: at the start, and
 * again when the addresses expire. Addresses stay in use while the name cannot be resolved.
 */
import { lookup, Resolver } from 'node:dns/promises'
import { errorCode } from '../../../report/system-error.ts'
import { canonicalAddress } from '../../../wire/address.ts'

export interface HostLookupEvents {
  /** The addresses have changed. */
  readonly changed: () => void
  /** Called once, until the name resolves again. */
  readonly failed: (reason: string) => void
}

/** The system returns addresses without a TTL. */
const DEFAULT_LIFETIME_MS = 30_000
/** Bounds of TTLs. */
const MIN_LIFETIME_MS = 5000
const MAX_LIFETIME_MS = 300_000
const RETRY_MS = 5000
const TIMEOUT_MS = 2000

/** Codes of answers that deny addresses of a family. */
const NONE: ReadonlySet<string> = new Set(['ENODATA', 'ENOTFOUND'])

interface Found {
  readonly addresses: readonly string[]
  readonly lifetimeMs: number
}

export class HostLookup {
  readonly host: string
  readonly #servers: readonly string[]
  readonly #events: HostLookupEvents
  #addresses: readonly string[] = []
  #timer: NodeJS.Timeout | undefined
  #hasFailed = false
  #isStopped = false

  /** `servers`: as for `setServers` of node:dns; empty: the system resolves the name. */
  constructor(host: string, servers: readonly string[], events: HostLookupEvents) {
    this.host = host
    this.#servers = servers
    this.#events = events
  }

  /** In canonical form and order. */
  get addresses(): readonly string[] {
    return this.#addresses
  }

  /** Settles after one attempt, successful or not; later attempts follow by themselves. */
  async resolve(): Promise<void> {
    clearTimeout(this.#timer)
    const found = await this.#lookUp().catch((problem: unknown) => reasonOf(problem))
    if (this.#isStopped) return
    if (typeof found === 'string') this.#fail(found)
    else this.#take(found)
    this.#timer = setTimeout(
      () => void this.resolve(),
      typeof found === 'string' ? RETRY_MS : found.lifetimeMs,
    )
    this.#timer.unref()
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
  }

  async #lookUp(): Promise<Found> {
    if (this.#servers.length === 0) {
      const found = await lookup(this.host, { all: true })
      return { addresses: canonical(found), lifetimeMs: DEFAULT_LIFETIME_MS }
    }
    const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 2 })
    resolver.setServers(this.#servers)
    const both = await Promise.allSettled([
      resolver.resolve4(this.host, { ttl: true }),
      resolver.resolve6(this.host, { ttl: true }),
    ])
    const found = both.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
    const [first] = both
    if (found.length === 0 && first.status === 'rejected') throw first.reason
    // A family whose query failed keeps its addresses, and is resolved again soon.
    const unknown = both.map((one) => one.status === 'rejected' && !NONE.has(reasonOf(one.reason)))
    const kept = this.#addresses.filter((address) => unknown[address.includes(':') ? 1 : 0] === true)
    const ttl = unknown.includes(true) ? 0 : Math.min(...found.map((one) => one.ttl)) * 1000
    const addresses = canonical([...found, ...kept.map((address) => ({ address }))])
    return { addresses, lifetimeMs: Math.min(Math.max(ttl, MIN_LIFETIME_MS), MAX_LIFETIME_MS) }
  }

  #take({ addresses }: Found): void {
    this.#hasFailed = false
    if (addresses.join() === this.#addresses.join()) return
    this.#addresses = addresses
    this.#events.changed()
  }

  #fail(reason: string): void {
    if (!this.#hasFailed) this.#events.failed(reason)
    this.#hasFailed = true
  }
}

/** Sorted, since the order in answers varies. */
function canonical(found: readonly { readonly address: string }[]): string[] {
  return [...new Set(found.flatMap(({ address }) => canonicalAddress(address) ?? []))].toSorted()
}

function reasonOf(problem: unknown): string {
  return errorCode(problem) ?? String(problem)
}
