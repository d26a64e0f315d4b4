/** One HTTP request in progress. What the server holds for it counts in the budget of its listener. */
import { constants, type Http2ServerRequest } from 'node:http2'
import type { Closable } from './connections.ts'
import type { OctetBudget } from './octet-budget.ts'

/** The memory of a request and its response, besides their headers and bodies. */
export const REQUEST_OCTETS = 8192

export class HeldRequest implements Closable {
  readonly #request: Http2ServerRequest
  readonly #budget: OctetBudget
  readonly #ownOctets: number
  #isOver = false

  constructor(request: Http2ServerRequest, budget: OctetBudget) {
    this.#request = request
    this.#budget = budget
    this.#ownOctets = request.rawHeaders.reduce((sum, { length }) => sum + length, REQUEST_OCTETS)
    this.hold(0)
  }

  /** `octets`: of the body that has arrived, or of the response. */
  hold(octets: number): void {
    if (!this.#isOver) this.#budget.hold(this, this.#ownOctets + octets)
  }

  /** The request is answered, or its connection is closed. */
  release(): void {
    this.#isOver = true
    this.#budget.hold(this, 0)
  }

  /** Gives the request up: resets its stream, or closes the connection of HTTP/1.1. */
  destroy(): void {
    const { httpVersionMajor, socket, stream } = this.#request
    this.#isOver = true
    if (httpVersionMajor === 1) socket.destroy()
    else stream.close(constants.NGHTTP2_CANCEL)
  }
}
