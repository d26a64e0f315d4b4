/**
 * TCP framing (RFC 1035 §4.2.2): a two-octet length precedes each message. `MessageFramer` takes chunks as
 * they arrive and returns complete messages. A chunk may hold many messages, and a message may span many
 * chunks. The length prefix bounds the buffered octets to one message.
 */
const PREFIX_OCTETS = 2

export class MessageFramer {
  /** The chunks of the incomplete message. */
  #pending: Buffer[] = []
  #pendingOctets = 0

  /** Whether the framer holds a part of a message. */
  get isInsideMessage(): boolean {
    return this.#pendingOctets > 0
  }

  /**
   * Takes a chunk and returns the messages that it completes. They are views into the chunk where possible.
   */
  push(chunk: Buffer): Buffer[] {
    let data = chunk
    if (this.#pendingOctets > 0) {
      this.#pending.push(chunk)
      this.#pendingOctets += chunk.length
      if (this.#pendingOctets < this.#wanted()) return []
      data = Buffer.concat(this.#pending, this.#pendingOctets)
    }
    const messages: Buffer[] = []
    let at = 0
    while (data.length - at >= PREFIX_OCTETS) {
      const end = at + PREFIX_OCTETS + data.readUInt16BE(at)
      if (end > data.length) break
      messages.push(data.subarray(at + PREFIX_OCTETS, end))
      at = end
    }
    this.#pending = at < data.length ? [data.subarray(at)] : []
    this.#pendingOctets = data.length - at
    return messages
  }

  /**
   * The length of the incomplete message with its prefix; the prefix's length alone until the prefix is
   * complete.
   */
  #wanted(): number {
    const [first, second] = this.#pending
    if (first === undefined) return PREFIX_OCTETS
    // A pending chunk is never empty.
    const high = first[0] as number
    const low = first.length > 1 ? first[1] : second?.[0]
    return low === undefined ? PREFIX_OCTETS : PREFIX_OCTETS + high * 256 + low
  }
}

/** Prepends the length prefix. */
export function frameMessage(message: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(PREFIX_OCTETS + message.length)
  framed.writeUInt16BE(message.length, 0)
  framed.set(message, PREFIX_OCTETS)
  return framed
}
