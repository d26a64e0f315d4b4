/** How a session of HTTP/2 ends without losing a request that is on its way (RFC 9113 §6.8). */

/** What is needed here of a session. */
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
/** Whoever leaves says so first, and lets all come that is on its way. */
const MAX_STREAM = 2 ** 31 - 1
/** How long a client gets to acknowledge the PING. */
const ACKNOWLEDGE_MS = 1000

/**
 * Another `close` for a session, which Node.js calls as well when a client says that it will go. Its own has it refuse streams
 * that come before the client can know, and frees memory in doing so that is still in use, which ends the process (its issue
 * 64113). Here such streams are answered, too, and the session ends behind the last one.
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
    // Streams that have come are known by then.
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
    // What a client sends before its answer to this, it sent before it knew.
    session.ping(acknowledged)
    setTimeout(acknowledged, ACKNOWLEDGE_MS).unref()
  }
}
