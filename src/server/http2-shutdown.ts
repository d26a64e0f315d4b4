/** Graceful shutdown of an HTTP/2 session, which loses no request in flight (RFC 9113 §6.8). */

/** The part of `Http2Session` that this file uses. */
interface Session {
  close(): void
  readonly destroyed: boolean
  destroy(): void
  goaway(code: number, lastStream: number): void
  ping(acknowledged: () => void): boolean
  on(event: 'stream', listener: (stream: Stream) => void): unknown
}

interface Stream {
  once(event: 'close', listener: () => void): unknown
}

const NO_ERROR = 0
/**
 * RFC 9113 §6.8: the first GOAWAY of a graceful shutdown has this stream identifier, so the client may finish
 * all requests.
 */
const MAX_STREAM = 2 ** 31 - 1
/** How long a client gets to acknowledge the PING. */
const ACKNOWLEDGE_MS = 1000

/**
 * Replaces `session.close`, which Node.js also calls when the client sends GOAWAY. The original refuses
 * streams that the client opened before it received GOAWAY, and frees memory that is still in use, which ends
 * the process (nodejs/node#64113). The replacement answers these streams, and destroys the session after the
 * last one.
 */
export function installGracefulClose(session: Session): void {
  let streams = 0
  let isClosing = false
  let isAcknowledged = false
  const endIfDone = (): void => {
    if (isAcknowledged && streams === 0) session.destroy()
  }
  const acknowledged = (): void => {
    isAcknowledged = true
    // Node.js has emitted all received streams by the next turn.
    setImmediate(endIfDone)
  }
  session.on('stream', (stream) => {
    streams++
    stream.once('close', () => {
      streams--
      endIfDone()
    })
  })
  session.close = () => {
    if (isClosing || session.destroyed) return
    isClosing = true
    session.goaway(NO_ERROR, MAX_STREAM)
    // RFC 9113 §6.8: streams in flight may arrive for one round trip, which the PING measures.
    session.ping(acknowledged)
    setTimeout(acknowledged, ACKNOWLEDGE_MS).unref()
  }
}
