/**
 * Octets that arrive in pieces. They are copied into one buffer that grows with them, because a piece is a
 * view into what was read with it: a piece of one octet would keep 64 KiB in memory.
 */
const FIRST_OCTETS = 512
const NOTHING = Buffer.alloc(0)

export class GatheredOctets {
  #buffer = NOTHING
  #length = 0

  get length(): number {
    return this.#length
  }

  /** The octets of memory in use; at most twice `length`, or 512. */
  get capacity(): number {
    return this.#buffer.length
  }

  at(index: number): number {
    return this.#buffer[index] as number
  }

  append(piece: Uint8Array): void {
    const length = this.#length + piece.length
    if (length > this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(FIRST_OCTETS, length, 2 * this.#length))
      larger.set(this.#buffer.subarray(0, this.#length))
      this.#buffer = larger
    }
    this.#buffer.set(piece, this.#length)
    this.#length = length
  }

  /** Returns the octets, which belong to the caller, and is empty afterwards. */
  take(): Buffer {
    const taken = this.#buffer.subarray(0, this.#length)
    this.#buffer = NOTHING
    this.#length = 0
    return taken
  }
}
