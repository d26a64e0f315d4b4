/**
 * Limits the notices that are in flight to one secondary: each needs a socket, and there may be thousands of
 * zones. A secondary that does not answer delays only its own notices.
 */
import type { SocketAddress } from '../../../chain/query.ts'

/** Notices in flight to one secondary. */
const MAX_IN_FLIGHT = 32

interface Queue {
  underWay: number
  readonly waiting: Set<() => void>
}

export class NoticeLimiter {
  readonly #queues = new Map<SocketAddress, Queue>()

  /**
   * Calls `begin` once fewer than `MAX_IN_FLIGHT` notices to `server` are in flight. The caller calls the
   * returned function when its notice is finished or cancelled.
   */
  enqueue(server: SocketAddress, begin: () => void): () => void {
    const queue = this.#queues.get(server) ?? { underWay: 0, waiting: new Set() }
    this.#queues.set(server, queue)
    let state: 'waiting' | 'begun' | 'over' = 'waiting'
    const start = (): void => {
      state = 'begun'
      queue.underWay++
      begin()
    }
    if (queue.underWay < MAX_IN_FLIGHT) start()
    else queue.waiting.add(start)
    return () => {
      if (state === 'begun') {
        queue.underWay--
        const [next] = queue.waiting
        if (next !== undefined) {
          queue.waiting.delete(next)
          next()
        }
      }
      queue.waiting.delete(start)
      state = 'over'
    }
  }
}
