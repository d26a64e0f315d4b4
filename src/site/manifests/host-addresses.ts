/**
 * The addresses of the host names that services are to have instead of their own (`kubezone.dev/cluster-ip`): asked of the
 * system whenever a service that names one is read, and at a reload. An answer that takes its time is taken over when it
 * comes; nobody waits for it.
 */
import { lookup } from 'node:dns/promises'
import { canonicalAddress } from '../../wire/address.ts'

/** Look-ups take threads of the pool that reads files, and there are four. */
const AT_ONCE = 2
/** No name of a service has more. */
const MAX_ADDRESSES = 16

export type Lookup = (hostname: string) => Promise<readonly { readonly address: string }[]>

export class HostAddressBook {
  readonly #lookUp: Lookup
  readonly #onLate: (hostnames: ReadonlySet<string>) => void
  readonly #addresses = new Map<string, readonly string[]>()
  /** Those that are being asked for, or wait for their turn. */
  readonly #asking = new Map<string, Promise<boolean>>()
  readonly #turns: (() => void)[] = []
  #active = 0

  /** `onLate` hears of names whose addresses have become others after `ask` has returned. */
  constructor(
    onLate: (hostnames: ReadonlySet<string>) => void,
    lookUp: Lookup = async (hostname) => lookup(hostname, { all: true }),
  ) {
    this.#onLate = onLate
    this.#lookUp = lookUp
  }

  /** As `HostAddresses`: none for a name that is unknown, or has not been answered yet. */
  readonly get = (hostname: string): readonly string[] => this.#addresses.get(hostname) ?? []

  /** All names that have ever been asked for. */
  get hostnames(): Iterable<string> {
    return this.#addresses.keys()
  }

  /** Asks, and waits so many milliseconds at most; returns the names that have other addresses now. */
  async ask(hostnames: Iterable<string>, waitMs: number): Promise<ReadonlySet<string>> {
    const changed = new Set<string>()
    let isLate = false
    const answers = Array.from(new Set(hostnames), async (hostname) => {
      const isOther = await this.#askOnce(hostname)
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

  /** Whether the name has other addresses than before. */
  #askOnce(hostname: string): Promise<boolean> {
    const known = this.#asking.get(hostname)
    if (known !== undefined) return known
    const answer = this.#answer(hostname).finally(() => this.#asking.delete(hostname))
    this.#asking.set(hostname, answer)
    return answer
  }

  async #answer(hostname: string): Promise<boolean> {
    if (this.#active >= AT_ONCE) await new Promise<void>((resolve) => void this.#turns.push(resolve))
    this.#active++
    try {
      const found = await this.#lookUp(hostname).catch(() => [])
      const addresses = new Set(found.flatMap(({ address }) => canonicalAddress(address) ?? []))
      const now = [...addresses].slice(0, MAX_ADDRESSES)
      const isOther = now.join() !== this.get(hostname).join()
      // A name that has gone keeps its last good addresses.
      if (now.length > 0 || !this.#addresses.has(hostname)) this.#addresses.set(hostname, now)
      return isOther && now.length > 0
    } finally {
      this.#active--
      this.#turns.shift()?.()
    }
  }
}
