/**
 * TCP framing (RFC 1035 §4.2.2): two octets of length before each message. Chunks go in as they arrive, whole messages come
 * out; a chunk may hold many messages, or a message many chunks. What is held back is bounded by the length prefix itself.
 */
const PREFIX_OCTETS = 2

export class MessageFramer {
  /** Octets that belong to a message which is not complete yet. */
  #pending: Buffer[] = []
  #pendingOctets = 0

  /** Whether a message has begun and not ended. */
  get isInsideMessage(): boolean {
    return this.#pendingOctets > 0
  }

  /** Takes a chunk; returns the messages that it completes. They are views into the chunk where possible. */
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

  /** Octets from the start of the pending message to its end, as far as that is known. */
  #wanted(): number {
    const [first, second] = this.#pending
    if (first === undefined) return PREFIX_OCTETS
    // What is pending begins with an octet at least.
    const high = first[0] as number
    const low = first.length > 1 ? first[1] : second?.[0]
    return low === undefined ? PREFIX_OCTETS : PREFIX_OCTETS + high * 256 + low
  }
}

/** A message with its length before it. */
export function frameMessage(message: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(PREFIX_OCTETS + message.length)
  framed.writeUInt16BE(message.length, 0)
  framed.set(message, PREFIX_OCTETS)
  return framed
}
