/**
 * Serial numbers of zones (RFC 1982). The next serial is the time in seconds if that is newer than the last
 * serial, else the last serial plus one: also after the clock was set back. The last serials are kept while
 * the server runs, so a zone that a reload rebuilds continues its serials; `adopt` continues those of an
 * earlier process.
 */
import type { NameKey } from '../wire/name.ts'

export class Serials {
  readonly #clock: () => number
  readonly #last = new Map<NameKey, number>()

  /** `clock` gives Unix seconds. */
  constructor(clock: () => number) {
    this.#clock = clock
  }

  /** The last serial of each zone. */
  get all(): ReadonlyMap<NameKey, number> {
    return this.#last
  }

  /** Continues the serials of a zone from here, unless a newer one is known. */
  adopt(origin: NameKey, serial: number): void {
    const known = this.#last.get(origin)
    if (known === undefined || isNewer(serial, known)) this.#last.set(origin, serial)
  }

  /** The zone's last serial; the current time for a new zone. */
  current(origin: NameKey): number {
    return this.#last.get(origin) ?? this.#clock() >>> 0
  }

  /** The serial after `serial`: greater in the sense of RFC 1982 §3.2. */
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
