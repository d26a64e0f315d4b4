/**
 * TCP framing (RFC 1035 §4.2.2): a two-octet length precedes each message. `MessageFramer` takes chunks as
 * they arrive and gives complete messages one by one. A chunk may hold many messages, and a message may span
 * many chunks. The length prefix bounds an incomplete message.
 */
import { GatheredOctets } from './gathered-octets.ts'

const PREFIX_OCTETS = 2
const NOTHING: Buffer = Buffer.alloc(0)

export class MessageFramer {
  /** The chunk that is not framed yet, from `#at` on. */
  #chunk = NOTHING
  #at = 0
  /** The beginning of a message whose end is not in the chunk. */
  readonly #incomplete = new GatheredOctets()

  /** Whether the framer holds a part of a message and no complete one; so it is after `next` gave `null`. */
  get isInsideMessage(): boolean {
    return this.#incomplete.length > 0
  }

  /** The octets of memory that the framer holds. */
  get heldOctets(): number {
    return this.#chunk.length + this.#incomplete.capacity
  }

  feed(chunk: Buffer): void {
    const rest = this.#chunk.subarray(this.#at)
    this.#chunk = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    this.#at = 0
  }

  /** The next complete message, a view into its chunk where possible; `null`: it has not arrived yet. */
  next(): Buffer | null {
    const incomplete = this.#incomplete
    while (incomplete.length > 0) {
      const missing = this.#wanted() - incomplete.length
      if (missing === 0) return incomplete.take().subarray(PREFIX_OCTETS)
      if (this.#at === this.#chunk.length) return this.#finishChunk()
      const end = Math.min(this.#at + missing, this.#chunk.length)
      incomplete.append(this.#chunk.subarray(this.#at, end))
      this.#at = end
    }
    const chunk = this.#chunk
    const start = this.#at + PREFIX_OCTETS
    const end = start <= chunk.length ? start + chunk.readUInt16BE(this.#at) : Infinity
    if (end <= chunk.length) {
      this.#at = end
      return chunk.subarray(start, end)
    }
    if (this.#at < chunk.length) incomplete.append(chunk.subarray(this.#at))
    return this.#finishChunk()
  }

  /** Takes a chunk and returns all messages that are complete now. */
  push(chunk: Buffer): Buffer[] {
    this.feed(chunk)
    const messages: Buffer[] = []
    for (let message = this.next(); message !== null; message = this.next()) messages.push(message)
    return messages
  }

  #finishChunk(): null {
    this.#chunk = NOTHING
    this.#at = 0
    return null
  }

  /** The length of the incomplete message with its prefix; that of the prefix until it is complete. */
  #wanted(): number {
    const incomplete = this.#incomplete
    if (incomplete.length < PREFIX_OCTETS) return PREFIX_OCTETS
    return PREFIX_OCTETS + incomplete.at(0) * 256 + incomplete.at(1)
  }
}

/** Prepends the length prefix. */
export function frameMessage(message: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(PREFIX_OCTETS + message.length)
  framed.writeUInt16BE(message.length, 0)
  framed.set(message, PREFIX_OCTETS)
  return framed
}
