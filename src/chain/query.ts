/**
 * A query on its way through the chain: the question, the client and the transport. Handlers read it; to
 * ask the rest of the chain another question, a handler derives a new query. A transport reuses one `Query`
 * for many packets, and replaces it when an answer has to wait, so the hot path allocates no query.
 */
import type { Answer } from '../wire/answer.ts'
import { type NameKey, HashedName } from '../wire/name.ts'
import { Request } from '../wire/request.ts'

export interface SocketAddress {
  readonly address: string
  readonly port: number
}

/** Answers a query with the whole server, all its blocks and plugins, as if a client had sent it. */
export type Lookup = (query: Query) => Answer | Promise<Answer>

/** A reply that was sent, for observers. `octets` is valid during the call only. */
export interface SentReply {
  readonly octets: Uint8Array
  readonly rcode: number
}
export type ReplyObserver = (reply: SentReply) => void

/**
 * Counts replies. A meter exists before the query and takes plain values, so unlike an observer it allocates
 * no object for each query.
 */
export interface ReplyMeter {
  /** Counts a written reply. `milliseconds` since the query came: measured, or estimated. */
  replied(query: Query, octets: number, rcode: number, milliseconds: number): void
  /** Counts a fault of kubezone's own: an exception in place of an answer. */
  failed(): void
  /** Counts the status of a response of DNS over HTTPS. */
  respondedOverHttp(status: number): void
}

/** The values that plugins have for a query, by labels such as `kubernetes/namespace`. */
export interface QueryLabels {
  /** Empty if no plugin has a value for the label. */
  get(label: string): string
  /** Sets a value that is known only while the query is answered. */
  set(label: string, value: string): void
}

/** Signs the messages of a reply, one after the other (RFC 8945). */
export interface ReplySigner {
  /** The canonical name of the key that signed the query; `null` if this server does not have the key. */
  readonly key: NameKey | null
  /** The maximum size of a signature. */
  readonly octets: number
  /** Appends a signature to the message of `length` octets; returns the new length. */
  sign(message: Buffer, length: number): number
}

/** The parts of a derived query that differ from the original, besides the name. */
export interface QuestionChange {
  readonly type?: number
  readonly class?: number
  /** The message from which the derived query takes flags, EDNS and spelling. */
  readonly request?: Request
}

/**
 * Maximum depth of derived queries, for aliases and rewrites together. Ends loops; real chains are shorter.
 */
export const MAX_LOOKUPS = 10

const NOWHERE: SocketAddress = { address: '', port: 0 }
/** Reports the exception of a query that runs after the reply, for which the client does not wait. */
export type ReportBehind = (query: Query, problem: unknown) => void

const NO_REPORT: ReportBehind = () => undefined
const NO_LOOKUP: Lookup = () => {
  throw new Error('this query has no server to ask')
}

export class Query {
  /** The client's message, also for a derived query: flags, EDNS, spelling. */
  request: Request
  /** The name of the question, in the form for lookups in tables. */
  hashedName: HashedName
  type = 0
  class = 0
  /** TLS and HTTPS are TCP too, as in CoreDNS's metrics and log lines. */
  transport: 'udp' | 'tcp' = 'udp'
  /** The encryption of the connection; `null`: cleartext. */
  secure: 'tls' | 'https' | null = null
  client: SocketAddress = NOWHERE
  server: SocketAddress = NOWHERE
  lookup: Lookup = NO_LOOKUP
  reportBehind: ReportBehind = NO_REPORT
  /** The number of queries from which this one is derived in turn; 0 for the client's own. */
  depth = 0
  observers: ReplyObserver[] | null = null
  /**
   * The meter of the answering block. Counts replies to the client's own query, and faults of all queries.
   */
  meter: ReplyMeter | null = null
  /** Shared with derived queries; `null`: no directive reads labels. */
  labels: QueryLabels | null = null
  signer: ReplySigner | null = null
  /** The messages that follow the reply over TCP: the rest of a zone transfer. */
  continuation: Iterator<Answer> | null = null
  /** The `performance.now()` of arrival, set only if the answer has to wait; for meters. */
  began = 0

  constructor(request = new Request()) {
    this.request = request
    this.hashedName = request.name
  }

  /** Starts the query of the parsed `request`: resets all fields of an earlier packet. */
  begin(client: SocketAddress): void {
    this.hashedName = this.request.name
    this.type = this.request.type
    this.class = this.request.class
    this.client = client
    this.depth = 0
    this.observers = null
    this.meter = null
    this.labels = null
    this.signer = null
    this.continuation = null
  }

  /** The same client's query for another name, type or class; `null` at a depth of `MAX_LOOKUPS`. */
  derive(name: NameKey, change: QuestionChange = {}): Query | null {
    if (this.depth >= MAX_LOOKUPS) return null
    const derived = this.#copy(change.request ?? this.request, name)
    derived.type = change.type ?? this.type
    derived.class = change.class ?? this.class
    derived.depth = this.depth + 1
    derived.labels = this.labels
    return derived
  }

  /** A query with a copy of the message, for use after the reply, when this object serves another packet. */
  detach(): Query {
    const request = new Request()
    request.parse(Buffer.from(this.request.packet))
    return this.#copy(request, this.name)
  }

  /** A copy without the parts of the reply: observers, labels, signer, continuation. */
  #copy(request: Request, name: NameKey): Query {
    const copy = new Query(request)
    copy.hashedName = new HashedName().set(name)
    copy.type = this.type
    copy.class = this.class
    copy.transport = this.transport
    copy.secure = this.secure
    copy.client = this.client
    copy.server = this.server
    copy.lookup = this.lookup
    copy.reportBehind = this.reportBehind
    copy.depth = this.depth
    copy.meter = this.meter
    return copy
  }

  get name(): NameKey {
    return this.hashedName.key
  }

  /** The name in wire form, in the client's spelling if it is the client's own question. */
  get spelledName(): string {
    return this.hashedName === this.request.name ? this.request.spelledName : this.name
  }

  /** Calls `observer` once the reply to this query has been written. */
  observe(observer: ReplyObserver): void {
    this.observers ??= []
    this.observers.push(observer)
  }
}
