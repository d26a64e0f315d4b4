/**
 * Notices take a socket each, and there may be thousands of zones: only so many are on their way to a server at a time. One that
 * does not answer delays what is for itself alone.
 */
import type { SocketAddress } from '../../../chain/query.ts'

const AT_ONCE = 32

interface Queue {
  underWay: number
  readonly waiting: Set<() => void>
}

export class NoticeLimiter {
  readonly #queues = new Map<SocketAddress, Queue>()

  /** Calls `begin` when it is its turn; what is returned is to be called when it is over, or is not wanted any more. */
  enqueue(server: SocketAddress, begin: () => void): () => void {
    const queue = this.#queues.get(server) ?? { underWay: 0, waiting: new Set() }
    this.#queues.set(server, queue)
    let state: 'waiting' | 'begun' | 'over' = 'waiting'
    const start = (): void => {
      state = 'begun'
      queue.underWay++
      begin()
    }
    if (queue.underWay < AT_ONCE) start()
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
