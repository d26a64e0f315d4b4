/**
 * The lock file keeps allocated addresses, so that a new object does not change the addresses of others. A
 * line is an entry: the kind of address, the key of its object, and the addresses.
 *
 *   svc default/web: 10.96.122.9
 *   pod shop/StatefulSet/db/0: 10.244.3.7, fd00:10:244::9a2f:11c8
 *
 * Entries are sorted by kind and key. An entry stays when its object is deleted, in case the object comes
 * back. An address stays when its range is not configured. Users may delete either.
 */
import { type Diagnostic, diagnostic } from '../../report/diagnostic.ts'
import { addressText, parseAddress } from '../../wire/address.ts'
import type { AddressPool, PoolKind } from './address-pool.ts'

const HEADER = `# The addresses that kubezone has handed out, kept so that they do not change. Written by kubezone --lock.
# Delete a line to let its object have the address that its name alone gives it, from the next start on.
`
const LINE = /^(svc|pod|lb) (\S+): (\S.*)$/
const KINDS: readonly PoolKind[] = ['svc', 'lb', 'pod']
/**
 * More than twice the pods of the largest clusters. Each new address rewrites the file, which bounds its
 * length.
 */
const MAX_LINES = 400_000
/** A file with more of them is most likely not a lock file: the rest is counted in one diagnostic. */
const MAX_PROBLEMS = 20

type Addresses = Readonly<Record<PoolKind, Map<string, readonly string[]>>>

export class AddressLock {
  #addresses: Addresses = { svc: new Map(), lb: new Map(), pod: new Map() }
  /** The entries that `note` has changed since `text` was last called, as `KIND KEY`. */
  #noted = new Set<string>()

  /** Parses a lock file, with a diagnostic for each of the first wrong lines. */
  static parse(text: string, file: string): { readonly lock: AddressLock; readonly found: Diagnostic[] } {
    const lock = new AddressLock()
    const found: Diagnostic[] = []
    let problems = 0
    for (const [i, line] of text.split(/\r?\n/).entries()) {
      const problem =
        i < MAX_LINES
          ? lock.#readLine(line)
          : `found a line after line ${MAX_LINES}, expected at most ${MAX_LINES} lines`
      if (problem === null || ++problems > MAX_PROBLEMS) continue
      const place = { file, line: i + 1, column: 1 }
      found.push(diagnostic('KZ_LOCK', place, problem, { sourceLine: line, length: line.length }))
    }
    if (problems > MAX_PROBLEMS) {
      const message = `${problems - MAX_PROBLEMS} more lines have errors; is this file a lock file?`
      found.push(diagnostic('KZ_LOCK', file, message))
    }
    return { lock, found }
  }

  /** Whether `note` has changed an entry since `text` was last called. */
  get hasChanged(): boolean {
    return this.#noted.size > 0
  }

  /** The text of the whole file. */
  text(): string {
    this.#noted = new Set()
    const lines = KINDS.flatMap((kind) =>
      [...this.#addresses[kind]]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, addresses]) => `${kind} ${key}: ${addresses.map(addressText).join(', ')}\n`),
    )
    return HEADER + lines.join('')
  }

  /**
   * Replaces the entries by those of `other`, except the ones that `note` has changed since `text` was last
   * called.
   */
  adopt(other: AddressLock): void {
    for (const kind of KINDS) {
      for (const [key, addresses] of this.#addresses[kind]) {
        if (this.#noted.has(`${kind} ${key}`)) other.#addresses[kind].set(key, addresses)
      }
    }
    this.#addresses = other.#addresses
  }

  /** Keeps each address of this kind for its key, in the pool whose range contains it. */
  restore(kind: PoolKind, pools: readonly AddressPool[]): void {
    for (const [key, addresses] of this.#addresses[kind]) {
      for (const octets of addresses) for (const pool of pools) pool.keep(octets, key)
    }
  }

  /** Records the addresses that a key has in these pools, and has the pools keep them for it. */
  note(kind: PoolKind, key: string, pools: readonly AddressPool[]): void {
    const known = this.#addresses[kind].get(key) ?? []
    const now = known.filter(
      (octets) => !pools.some((pool) => pool.holds(octets) && pool.addressOf(key) !== null),
    )
    for (const pool of pools) {
      const octets = pool.addressOf(key)
      if (octets === null) continue
      pool.keep(octets, key)
      now.push(octets)
    }
    if (now.length === known.length && now.every((octets) => known.includes(octets))) return
    this.#addresses[kind].set(key, now)
    this.#noted.add(`${kind} ${key}`)
  }

  /** Adds the entry of a line; returns the problem in words, `null` if there is no problem. */
  #readLine(line: string): string | null {
    if (line.trim() === '' || line.startsWith('#')) return null
    const [, kind, key = '', list = ''] = LINE.exec(line.trimEnd()) ?? []
    const known = KINDS.find((one) => one === kind)
    if (known === undefined)
      return 'this line is not an entry of a lock file, expected "svc NAMESPACE/NAME: ADDRESS"'
    const addresses = list.split(/,\s*/).map((text) => parseAddress(text))
    if (this.#addresses[known].has(key)) return `second entry of ${known} ${key}, expected one`
    const sound = addresses.filter((octets) => octets !== null)
    if (sound.length !== addresses.length)
      return `expected IP addresses separated by commas after "${known} ${key}:"`
    this.#addresses[known].set(key, sound)
    return null
  }
}
