/**
 * The HTTP server of probes and metrics: GET and HEAD of a few fixed paths. Connections, header size and time
 * are limited, and a new connection closes the one that has been idle longest, so that a client cannot block
 * the port.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { SocketAddress } from '../chain/query.ts'
import { visible } from '../report/visible.ts'
import { parseAddress } from '../wire/address.ts'
import { isLoopback } from '../wire/address-scope.ts'
import { bindServer, boundAddress, closeServer } from './bound-server.ts'
import { Connections } from './connections.ts'
import { isLoopbackHost } from './loopback-host.ts'
import { openPort } from './open-port.ts'

export interface Page {
  readonly status: number
  readonly type: string
  readonly body: string
}

/** `parameters`: what stands behind the question mark of the URL. */
export type ServePage = (parameters: URLSearchParams) => Page | Promise<Page>
/** Pages by path. */
export type Pages = ReadonlyMap<string, ServePage>

/** The probes and scrapers of one server need far fewer. */
export const MAX_PAGE_CONNECTIONS = 100
/**
 * Requests of one connection without a complete response. Node.js takes all requests that have arrived;
 * probes and scrapers send one after the other.
 */
export const MAX_PIPELINED_REQUESTS = 2
const MAX_HEADER_OCTETS = 8192
const HEADER_MS = 5000
/** No page takes a body. */
const REQUEST_MS = 5000
/** Scrapers come every 15 s or more and reconnect; probes that come every second reuse the connection. */
const IDLE_MS = 5000
const PLAIN = 'text/plain; charset=utf-8'

export class HttpListener {
  readonly #server: Server
  readonly #connections = new Connections<Socket>()
  /** The requests of each connection that are in progress. */
  readonly #pending = new WeakMap<Socket, number>()
  #pages: Pages

  private constructor(pages: Pages) {
    this.#pages = pages
    const options = {
      maxHeaderSize: MAX_HEADER_OCTETS,
      headersTimeout: HEADER_MS,
      requestTimeout: REQUEST_MS,
      keepAliveTimeout: IDLE_MS,
      connectionsCheckingInterval: 1000,
    }
    this.#server = createServer(options, (request, response) => void this.#answer(request, response))
    this.#server.on('connection', (socket) => {
      this.#connections.add(socket, MAX_PAGE_CONNECTIONS)
      socket.once('close', () => {
        this.#connections.delete(socket)
      })
    })
  }

  /**
   * An empty address binds all addresses; port 0 takes a free port. Throws `ListenError`, whose message names
   * `portFlag`.
   */
  static async open(at: SocketAddress, pages: Pages, portFlag: string): Promise<HttpListener> {
    const open = async (): Promise<HttpListener> => {
      const listener = new HttpListener(pages)
      await bindServer(listener.#server, { port: at.port, ...(at.address !== '' && { host: at.address }) })
      return listener
    }
    return openPort(open, { at, transport: 'TCP', portFlag, addressHint: 'the address in the Corefile' })
  }

  get address(): SocketAddress {
    return boundAddress(this.#server)
  }

  get paths(): string[] {
    return [...this.#pages.keys()]
  }

  /** Replaces the pages, from the next request on. */
  serve(pages: Pages): void {
    this.#pages = pages
  }

  async close(): Promise<void> {
    const closed = closeServer(this.#server)
    this.#server.closeAllConnections()
    await closed
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { socket } = request
    const pending = this.#pending.get(socket) ?? 0
    if (pending >= MAX_PIPELINED_REQUESTS) {
      socket.destroy()
      return
    }
    this.#pending.set(socket, pending + 1)
    response.once('close', () => {
      this.#pending.set(socket, (this.#pending.get(socket) ?? 1) - 1)
    })
    const page = await this.#pageFor(request)
    response.writeHead(page.status, {
      'Content-Type': page.type,
      'Content-Length': Buffer.byteLength(page.body),
      'Cache-Control': 'no-store',
      ...(page.status === 405 && { Allow: 'GET, HEAD' }),
      // The server does not read the body of a refused request, so the connection cannot be reused.
      ...(page.status !== 200 && page.status !== 503 && { Connection: 'close' }),
    })
    response.end(page.body)
  }

  /**
   * At a loopback address: whether the request names another host. A browser that runs a foreign page would,
   * if the page's own host name resolved to loopback (DNS rebinding), and so hand the answer to that page.
   */
  #isForeign(host: string | undefined): boolean {
    return host !== undefined && !isLoopbackHost(host) && isLoopback(parseAddress(this.address.address) ?? '')
  }

  async #pageFor({ method, url = '', headers, socket }: IncomingMessage): Promise<Page> {
    this.#connections.touch(socket)
    const [path = '', parameters = ''] = url.split('?', 2)
    if (this.#isForeign(headers.host)) return plainPage(421, misdirected(headers.host ?? ''))
    const serve = this.#pages.get(path)
    if (serve === undefined) return plainPage(404, `not found; there is ${this.paths.join(', ')}`)
    if (method !== 'GET' && method !== 'HEAD') return plainPage(405, 'GET and HEAD only')
    try {
      return await serve(new URLSearchParams(parameters))
    } catch (problem) {
      return plainPage(500, problem instanceof Error ? problem.message : String(problem))
    }
  }
}

/** A browser sends no other text than a host and a port. */
function misdirected(host: string): string {
  return (
    `the host of the request is '${visible(host)}', but this address is for programs of the same machine: ` +
    'expected localhost, or a loopback address such as 127.0.0.1 or [::1]'
  )
}

/** The text has no newline: probes may compare the body with CoreDNS's. */
export function plainPage(status: number, text: string): Page {
  return { status, type: PLAIN, body: text }
}
