/**
 * The accounts of `rrl`: each earns a fixed number of replies a second, and each reply is a debit. The table
 * has a fixed size, and a debit looks at four places, whatever clients ask: the place of an account follows
 * from a hash with a secret key, and a new account takes the place of the one with the most credit.
 */
import { HashedName } from '../../../wire/name.ts'

/** The places where an account may be. */
const WAYS = 4
/** The most credit: what an account earns in this time. */
const CREDIT_MS = 1000
/** A label of a name has at most so many octets (RFC 1035 §2.3.4), which hold half as many of a key. */
const MAX_KEY_OCTETS = 31

export interface Debit {
  /** The balance in milliseconds of earning; a reply with a negative balance exceeds the rate. */
  readonly balanceMs: number
  /** How many replies of the account have exceeded the rate so far, this one included. */
  readonly exceeded: number
}

export class Accounts {
  readonly #windowMs: number
  readonly #sets: number
  readonly #tags: Int32Array
  /** The time at which the balance is zero; `-Infinity` for a free place. */
  readonly #zeroAt: Float64Array
  readonly #exceeded: Uint32Array
  /** Two hashes with different keys: one for the place, one to tell accounts apart. */
  readonly #place = new HashedName(crypto.getRandomValues(new Int32Array(2)))
  readonly #tag = new HashedName(crypto.getRandomValues(new Int32Array(2)))
  /** A key in the form of a name with one label: in letters from `a` to `p`, which have no case. */
  readonly #label = new Uint8Array(2 * MAX_KEY_OCTETS + 2)

  /** `size`: the number of accounts. `windowMs`: the most debt, in milliseconds of earning. */
  constructor(size: number, windowMs: number) {
    this.#windowMs = windowMs
    this.#sets = Math.max(1, Math.ceil(size / WAYS))
    this.#tags = new Int32Array(this.#sets * WAYS)
    this.#zeroAt = new Float64Array(this.#sets * WAYS).fill(-Infinity)
    this.#exceeded = new Uint32Array(this.#sets * WAYS)
  }

  /**
   * Debits the account of `key`, one character an octet and at most `MAX_KEY_OCTETS` of them, which earns a
   * reply every `intervalMs`. A new account has the credit of a second, or of one reply if that takes longer.
   */
  debit(key: string, intervalMs: number, nowMs: number): Debit {
    const at = this.#find(key)
    const credit = Math.min(nowMs - (this.#zeroAt[at] ?? 0), Math.max(CREDIT_MS, intervalMs))
    const balanceMs = Math.max(-this.#windowMs, credit - intervalMs)
    this.#zeroAt[at] = nowMs - balanceMs
    const exceeded = (this.#exceeded[at] ?? 0) + (balanceMs < 0 ? 1 : 0)
    this.#exceeded[at] = exceeded
    return { balanceMs, exceeded }
  }

  /** The place of the account; a new one is free. */
  #find(key: string): number {
    const label = this.#label
    label[0] = 2 * key.length
    for (let i = 0; i < key.length; i++) {
      const octet = key.charCodeAt(i)
      label[2 * i + 1] = 0x61 + (octet >> 4)
      label[2 * i + 2] = 0x61 + (octet & 0xf)
    }
    label[2 * key.length + 1] = 0
    this.#place.read(label, 0)
    this.#tag.read(label, 0)
    const tag = this.#tag.hash
    const first = ((this.#place.hash >>> 0) % this.#sets) * WAYS
    let richest = first
    for (let at = first; at < first + WAYS; at++) {
      if (this.#tags[at] === tag) return at
      if ((this.#zeroAt[at] ?? 0) < (this.#zeroAt[richest] ?? 0)) richest = at
    }
    this.#tags[richest] = tag
    this.#zeroAt[richest] = -Infinity
    this.#exceeded[richest] = 0
    return richest
  }
}
