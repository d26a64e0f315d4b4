/**
 * Serial numbers of zones (RFC 1982): the time in seconds where that is ahead of the last one, else one more. They are kept
 * for as long as the server runs, so that a zone which is built anew, by a reload say, goes on from where it was.
 */
import type { NameKey } from '../wire/name.ts'

export class Serials {
  readonly #clock: () => number
  readonly #last = new Map<NameKey, number>()

  /** `clock` gives Unix seconds. */
  constructor(clock: () => number) {
    this.#clock = clock
  }

  /** The zone's last serial; the time if it has had none. */
  current(origin: NameKey): number {
    return this.#last.get(origin) ?? this.#clock() >>> 0
  }

  /** The serial after this one: greater in the sense of RFC 1982 §3.2. */
  next(origin: NameKey, serial: number): number {
    const now = this.#clock() >>> 0
    const next = isNewer(now, serial) ? now : (serial + 1) >>> 0
    this.#last.set(origin, next)
    return next
  }
}

/** RFC 1982 §3.2. */
export function isNewer(serial: number, than: number): boolean {
  const ahead = (serial - than) >>> 0
  return ahead > 0 && ahead < 2 ** 31
}
