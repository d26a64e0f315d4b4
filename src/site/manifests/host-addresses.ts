/**
 * The addresses of the host names in `kubezone.dev/cluster-ip`, which services have as their cluster IPs. The
 * resolver of the system resolves them whenever such a service is read, at a reload, and in intervals: a
 * container may start later than this server, and may start again. A late answer takes effect when it comes;
 * the change that needs it does not wait.
 */
import { lookup } from 'node:dns/promises'
import { canonicalAddress } from '../../wire/address.ts'

/** Each lookup takes a thread of libuv's pool, which has four threads and reads files, too. */
const AT_ONCE = 2
/** The most addresses of a host that a service gets. */
const MAX_ADDRESSES = 16
/** The time from an answer to the next lookup of a host: without an address, and with one. */
const UNKNOWN_MS = 2000
const KNOWN_MS = 30_000

export type Lookup = (hostname: string) => Promise<readonly { readonly address: string }[]>

/** The resolver of the system. */
export const LOOK_UP: Lookup = async (hostname) => lookup(hostname, { all: true })

interface Host {
  /** Canonical text; empty: unknown. */
  addresses: readonly string[]
  /** Begins the next lookup; `null` until the first answer. */
  timer: NodeJS.Timeout | null
}

export class HostAddressBook {
  readonly #lookUp: Lookup | null
  readonly #onLate: (hostnames: ReadonlySet<string>) => void
  /** The hosts that services name. */
  readonly #hosts = new Map<string, Host>()
  /** The lookups that run or wait, by host name. */
  readonly #pending = new Map<string, Promise<boolean>>()
  readonly #waiting: (() => void)[] = []
  #active = 0

  /**
   * `onLate` is called with names whose addresses change while no `resolve` waits for them. `lookUp`: `null`
   * leaves all addresses unknown.
   */
  constructor(onLate: (hostnames: ReadonlySet<string>) => void, lookUp: Lookup | null = LOOK_UP) {
    this.#onLate = onLate
    this.#lookUp = lookUp
  }

  /** Implements `HostAddresses`: empty for a name that does not resolve, or has not resolved yet. */
  readonly get = (hostname: string): readonly string[] | null =>
    this.#lookUp === null ? null : this.#known(hostname)

  /** The names that are resolved in intervals. */
  get hostnames(): Iterable<string> {
    return this.#hosts.keys()
  }

  /** Forgets all other names. */
  retain(hostnames: ReadonlySet<string>): void {
    for (const [hostname, { timer }] of this.#hosts) {
      if (hostnames.has(hostname)) continue
      if (timer !== null) clearTimeout(timer)
      this.#hosts.delete(hostname)
    }
  }

  /**
   * Resolves names, and waits at most `waitMs`. Returns the names whose addresses have changed. From now on
   * the names are resolved in intervals.
   */
  async resolve(hostnames: Iterable<string>, waitMs: number): Promise<ReadonlySet<string>> {
    const changed = new Set<string>()
    const lookUp = this.#lookUp
    if (lookUp === null) return changed
    let isLate = false
    const answers = Array.from(new Set(hostnames), async (hostname) => {
      if (!this.#hosts.has(hostname)) this.#hosts.set(hostname, { addresses: [], timer: null })
      const isOther = await this.#resolveOnce(hostname, lookUp)
      if (isOther && isLate) this.#onLate(new Set([hostname]))
      else if (isOther) changed.add(hostname)
    })
    if (answers.length === 0) return changed
    let timer: NodeJS.Timeout | undefined
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, waitMs)
    })
    await Promise.race([Promise.all(answers), timeout])
    clearTimeout(timer)
    isLate = true
    return changed
  }

  /** Resolves a name, or joins the lookup in progress. `true`: its addresses have changed. */
  #resolveOnce(hostname: string, lookUp: Lookup): Promise<boolean> {
    const known = this.#pending.get(hostname)
    if (known !== undefined) return known
    const answer = this.#answer(hostname, lookUp).finally(() => this.#pending.delete(hostname))
    this.#pending.set(hostname, answer)
    return answer
  }

  #known(hostname: string): readonly string[] {
    return this.#hosts.get(hostname)?.addresses ?? []
  }

  async #answer(hostname: string, lookUp: Lookup): Promise<boolean> {
    if (this.#active >= AT_ONCE) await new Promise<void>((resolve) => void this.#waiting.push(resolve))
    this.#active++
    try {
      const found = await lookUp(hostname).catch(() => [])
      const addresses = new Set(found.flatMap(({ address }) => canonicalAddress(address) ?? []))
      const now = [...addresses].slice(0, MAX_ADDRESSES)
      const host = this.#hosts.get(hostname)
      if (host === undefined) return false
      // A name that does not resolve any more keeps its last good addresses.
      const isOther = now.length > 0 && now.join() !== host.addresses.join()
      if (isOther) host.addresses = now
      this.#schedule(hostname, host, lookUp)
      return isOther
    } finally {
      this.#active--
      this.#waiting.shift()?.()
    }
  }

  #schedule(hostname: string, host: Host, lookUp: Lookup): void {
    if (host.timer !== null) clearTimeout(host.timer)
    const again = async (): Promise<void> => {
      if (await this.#resolveOnce(hostname, lookUp)) this.#onLate(new Set([hostname]))
    }
    host.timer = setTimeout(() => void again(), host.addresses.length === 0 ? UNKNOWN_MS : KNOWN_MS)
    host.timer.unref()
  }
}
