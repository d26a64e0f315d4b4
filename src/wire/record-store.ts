/**
 * The memory of a zone: one append-only buffer. Written octets never change, so an offset stays valid for
 * ever. A hundred thousand names are one object for the garbage collector, and the records of one name lie
 * side by side.
 */

/** Offsets are multiples of this, so that `words` can read numbers. */
export const WORD_OCTETS = 4
const GROWTH = 1.5

export class RecordStore {
  octets: Buffer
  /** The same memory as `octets`, as 32-bit words: the word at offset `n` is `words[n / 4]`. */
  words: Int32Array
  /** The first free offset. */
  end = 0

  constructor(capacity: number) {
    const memory = new ArrayBuffer(padded(capacity))
    this.octets = Buffer.from(memory)
    this.words = new Int32Array(memory)
  }

  /** Reserves zeroed octets and returns their offset. */
  reserve(octets: number): number {
    const at = this.end
    const end = at + padded(octets)
    if (end > this.octets.length) this.#grow(Math.max(end, Math.ceil(this.octets.length * GROWTH)))
    this.end = end
    return at
  }

  /** Copies octets of another store and returns their offset here. */
  append(source: RecordStore, start: number, octets: number): number {
    const at = this.reserve(octets)
    source.octets.copy(this.octets, at, start, start + octets)
    return at
  }

  /** Offsets stay valid, and readers of the old memory still read the same octets. */
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
