/**
 * Memory for what a zone holds: one buffer that grows at its end and is never written to twice, so whoever knows an offset
 * can read there for ever. A hundred thousand names in it are one object to the garbage collector, and a query that reads
 * a name's records reads them in one place.
 */

/** Offsets are multiples of this, so that numbers can be read through `words`. */
export const WORD_OCTETS = 4
const GROWTH = 1.5

export class RecordStore {
  octets: Buffer
  /** The same memory as `octets`, by whole numbers: the number at offset `n` is `words[n / 4]`. */
  words: Int32Array
  /** Everything before it is taken. */
  end = 0

  constructor(capacity: number) {
    const memory = new ArrayBuffer(padded(capacity))
    this.octets = Buffer.from(memory)
    this.words = new Int32Array(memory)
  }

  /** The offset of that many fresh octets, all zero. */
  reserve(octets: number): number {
    const at = this.end
    const end = at + padded(octets)
    if (end > this.octets.length) this.#grow(Math.max(end, Math.ceil(this.octets.length * GROWTH)))
    this.end = end
    return at
  }

  /** A copy of octets of another store; returns its offset. */
  append(source: RecordStore, start: number, octets: number): number {
    const at = this.reserve(octets)
    source.octets.copy(this.octets, at, start, start + octets)
    return at
  }

  /** Offsets stay what they are; who still reads from the old memory reads the same. */
  #grow(capacity: number): void {
    const { octets } = this
    const memory = new ArrayBuffer(padded(capacity))
    this.octets = Buffer.from(memory)
    this.words = new Int32Array(memory)
    octets.copy(this.octets, 0, 0, this.end)
  }
}

export function padded(octets: number): number {
  return Math.ceil(octets / WORD_OCTETS) * WORD_OCTETS
}
