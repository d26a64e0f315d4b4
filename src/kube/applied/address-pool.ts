/**
 * Allocates the addresses of one range as a function of names, so that they are the same on every machine:
 *
 *   candidate i = band start + digest mod band size
 *   digest      = first 4 octets of SHA-256("kubezone/1\0KIND\0FAMILY\0KEY\0i"), big endian
 *
 * for i = 0, 1, …; the first free candidate is allocated. KIND is `svc`, `pod` or `lb`, FAMILY `IPv4` or
 * `IPv6`, i decimal. The formula is an interface: users' tests contain the addresses. Services get addresses
 * from the upper band of their range, as in a cluster (KEP-3070), until that band is nearly full.
 */
import { present } from '../../report/assert.ts'
import { hash } from 'node:crypto'
import { type AddressRange, addressText, isInRange } from '../../wire/address.ts'
import type { Family } from '../model/objects.ts'

export type PoolKind = 'svc' | 'pod' | 'lb'

/** A hash of 32 bits reaches 2^32 offsets; the pool ignores explicit addresses beyond 2^33. */
const MAX_HOST_BITS = 33
/** KEP-3070: the lower band, for explicit addresses, is a sixteenth of the range, within bounds. */
const STATIC_SHARE = 16
const STATIC_BOUNDS = { minimum: 16, maximum: 256 }
/** The share of the upper band from which on the pool allocates from the lower band, too. */
const NEARLY_FULL = 0.95

/** A part of a range; `start` is an offset from the range's first address. */
interface Band {
  readonly start: number
  readonly size: number
}

/** `Key` names the object that an address is allocated to. An object has at most one address in a pool. */
export class AddressPool<Key extends string = string> {
  readonly family: Family
  readonly #kind: PoolKind
  readonly #range: AddressRange
  readonly #usable: Band
  readonly #dynamic: Band
  /** How many of the usable addresses may be allocated. */
  readonly #capacity: number
  /** How many objects state an address (by offset) themselves. */
  readonly #reserved = new Map<number, number>()
  /** Addresses that are kept for a key, which may be without an address now. */
  readonly #kept = new Map<number, Key>()
  readonly #keptBy = new Map<Key, number>()
  /** The keys whose kept addresses go to no other key, even in a full range. */
  readonly #dedicated = new Set<Key>()
  readonly #assigned = new Map<number, Key>()
  readonly #assignedTo = new Map<Key, number>()
  /** How many addresses of the capacity are not free. */
  #taken = 0
  /** How many of them are in the upper band. */
  #takenDynamic = 0

  constructor(kind: PoolKind, range: AddressRange) {
    this.#kind = kind
    this.#range = range
    this.family = range.octets.length === 4 ? 'IPv4' : 'IPv6'
    const size = 2 ** Math.min(range.octets.length * 8 - range.prefix, MAX_HOST_BITS)
    // Without the network's own address and, for IPv4, the broadcast address.
    this.#usable = { start: 1, size: this.family === 'IPv4' ? size - 2 : size - 1 }
    const lower = kind === 'svc' ? staticBand(size) : 0
    this.#dynamic = { start: 1 + lower, size: this.#usable.size - lower }
    this.#capacity = this.#skipsEnds() && size > 256 ? (size / 256) * 254 : this.#usable.size
  }

  /**
   * Reserves an address that an object states. Returns the key that it is allocated to and that must move;
   * else `null`.
   */
  reserve(octets: string): Key | null {
    const offset = this.#offsetOf(octets)
    if (offset === null) return null
    const count = this.#reserved.get(offset) ?? 0
    this.#change(offset, () => void this.#reserved.set(offset, count + 1))
    return this.#assigned.get(offset) ?? null
  }

  unreserve(octets: string): void {
    const offset = this.#offsetOf(octets)
    if (offset === null) return
    const count = present(this.#reserved.get(offset), 'an address that is given up has been reserved') - 1
    this.#change(offset, () => {
      if (count > 0) this.#reserved.set(offset, count)
      else this.#reserved.delete(offset)
    })
  }

  /** Keeps an address for a key for good, even in a full range. */
  dedicate(octets: string, key: Key): void {
    if (this.keep(octets, key)) this.#dedicated.add(key)
  }

  /**
   * Keeps an address for a key until the range is full otherwise. Returns whether the address is usable in
   * this range.
   */
  keep(octets: string, key: Key): boolean {
    const offset = this.#offsetOf(octets)
    if (offset === null || offset < 1 || offset > this.#usable.size) return false
    const before = this.#keptBy.get(key)
    if (before === offset) return true
    if (before !== undefined) this.#change(before, () => void this.#kept.delete(before))
    this.#change(offset, () => {
      this.#kept.set(offset, key)
      this.#keptBy.set(key, offset)
    })
    return true
  }

  /** Whether an address (octets) is in the range. */
  holds(octets: string): boolean {
    return isInRange(octets, this.#range)
  }

  /**
   * Whether an address (octets) is in the range and no object can have it: the network's own, the broadcast.
   */
  excludes(octets: string): boolean {
    const offset = this.#offsetOf(octets)
    return offset !== null && (offset < 1 || offset > this.#usable.size)
  }

  /** The address (octets) at an offset from the range's first; `null`: the range is too small. */
  at(offset: number): string | null {
    return offset >= 1 && offset <= this.#usable.size ? this.#octetsAt(offset) : null
  }

  /** The address (octets) that is allocated to a key; `null`: the key has no address. */
  addressOf(key: Key): string | null {
    const offset = this.#assignedTo.get(key)
    return offset === undefined ? null : this.#octetsAt(offset)
  }

  /** Allocates an address to a key that has none; `false`: the range is full. */
  assign(key: Key): boolean {
    if (this.#assignedTo.has(key)) return true
    const offset = this.#choose(key)
    if (offset === null) return false
    this.#change(offset, () => {
      this.#assigned.set(offset, key)
      this.#assignedTo.set(key, offset)
    })
    return true
  }

  /** Releases the address of a key; `false`: the key has no address. */
  release(key: Key): boolean {
    const offset = this.#assignedTo.get(key)
    if (offset === undefined) return false
    this.#change(offset, () => {
      this.#assigned.delete(offset)
      this.#assignedTo.delete(key)
    })
    return true
  }

  /** The range in CIDR notation. */
  get text(): string {
    return `${addressText(this.#range.octets)}/${this.#range.prefix}`
  }

  #choose(key: Key): number | null {
    const kept = this.#keptBy.get(key)
    if (kept !== undefined && !this.#isHeld(kept)) return kept
    if (this.#taken >= this.#capacity) return this.#chooseKept(key)
    const { start, size } =
      this.#takenDynamic >= NEARLY_FULL * this.#dynamic.size ? this.#usable : this.#dynamic
    for (let i = 0; ; i++) {
      const digest = hash('sha256', `kubezone/1\0${this.#kind}\0${this.family}\0${key}\0${i}`, 'buffer')
      const offset = start + (digest.readUInt32BE(0) % size)
      if (!this.#isTaken(offset) && !this.#isSkipped(offset)) return offset
    }
  }

  /** In a full range: an address that is kept for another key, which has no use for it now. */
  #chooseKept(key: Key): number | null {
    for (const [offset, holder] of this.#kept) {
      if (this.#dedicated.has(holder) || this.#isHeld(offset) || this.#isSkipped(offset)) continue
      this.#keptBy.delete(holder)
      this.#kept.set(offset, key)
      this.#keptBy.set(key, offset)
      return offset
    }
    return null
  }

  /** Whether an address is reserved, allocated or kept. */
  #isTaken(offset: number): boolean {
    return this.#isHeld(offset) || this.#kept.has(offset)
  }

  #isHeld(offset: number): boolean {
    return this.#reserved.has(offset) || this.#assigned.has(offset)
  }

  /** Some networks treat `.0` and `.255` specially, so pods and load balancers get neither. */
  #isSkipped(offset: number): boolean {
    if (!this.#skipsEnds()) return false
    const last = (offset & 0xff) | (this.#range.octets.charCodeAt(3) & 0xff)
    return last === 0 || last === 255
  }

  #skipsEnds(): boolean {
    return this.family === 'IPv4' && this.#kind !== 'svc'
  }

  /** Makes a change to one address and counts the addresses that are not free. */
  #change(offset: number, change: () => void): void {
    const before = this.#isTaken(offset)
    change()
    const step = Number(this.#isTaken(offset)) - Number(before)
    if (step === 0 || offset < 1 || offset > this.#usable.size || this.#isSkipped(offset)) return
    this.#taken += step
    if (offset >= this.#dynamic.start) this.#takenDynamic += step
  }

  /** The offset of an address; `null`: it is outside the range, or beyond `MAX_HOST_BITS`. */
  #offsetOf(octets: string): number | null {
    if (!isInRange(octets, this.#range)) return null
    let offset = 0
    for (let i = 0; i < octets.length; i++) {
      offset = offset * 256 + (octets.charCodeAt(i) - this.#range.octets.charCodeAt(i))
    }
    return offset < 2 ** MAX_HOST_BITS ? offset : null
  }

  #octetsAt(offset: number): string {
    const { octets } = this.#range
    let rest = offset
    let text = ''
    for (let i = octets.length - 1; i >= 0; i--) {
      text = String.fromCharCode(octets.charCodeAt(i) + (rest % 256)) + text
      rest = Math.floor(rest / 256)
    }
    return text
  }
}

/** How many addresses at the start of a service range are left to explicit addresses (KEP-3070). */
function staticBand(size: number): number {
  if (size <= STATIC_BOUNDS.minimum) return 0
  const share = Math.floor(size / STATIC_SHARE)
  return Math.min(Math.max(STATIC_BOUNDS.minimum, share), STATIC_BOUNDS.maximum)
}
