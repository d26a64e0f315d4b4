/**
 * A question on its way through the chain: what is asked, by whom, and how. Handlers read it; who wants to ask the rest of
 * the chain something else derives another. The transports keep one `Query` for many packets and give it up when an answer
 * must be waited for, so on the hot path there is nothing to allocate.
 */
import type { Answer } from '../wire/answer.ts'
import { type NameKey, HashedName } from '../wire/name.ts'
import { Request } from '../wire/request.ts'

export interface SocketAddress {
  readonly address: string
  readonly port: number
}

/** Asks the whole server, all its blocks and plugins, as if the question had come from outside. */
export type Lookup = (query: Query) => Answer | Promise<Answer>

/** What was sent, for those who count or log it. Its octets are valid during the call only. */
export interface SentReply {
  readonly octets: Uint8Array
  readonly rcode: number
}
export type ReplyObserver = (reply: SentReply) => void

/**
 * Counts replies. Where an observer costs an object for each query, a meter costs none: it is there before the query, and
 * is handed what is there anyway.
 */
export interface ReplyMeter {
  /** A reply of so many octets has been written, so long after the query came, or about so long. */
  replied(query: Query, octets: number, rcode: number, milliseconds: number): void
  /** A fault of kubezone's own has come between a query and its answer. */
  failed(): void
  /** A request of DNS over HTTPS has been answered with that status. */
  respondedOverHttp(status: number): void
}

/** What plugins say about a query, by labels such as `kubernetes/namespace`. */
export interface QueryLabels {
  /** Empty where nobody says anything. */
  get(label: string): string
  /** For what shows only while the query is answered. */
  set(label: string, value: string): void
}

/** Signs the messages of a reply, one after the other (RFC 8945). */
export interface ReplySigner {
  /** The key (canonical name) that the query was signed with; `null`: with none that is known here. */
  readonly key: NameKey | null
  /** What a signature takes at most. */
  readonly octets: number
  /** Puts a signature behind a message of that length; returns the new length. */
  sign(message: Buffer, length: number): number
}

/** What a derived question has of its own besides its name. */
export interface QuestionChange {
  readonly type?: number
  readonly class?: number
  /** The message that it is to look as if it had come in. */
  readonly request?: Request
}

/** Questions asked on behalf of one question, aliases and rewrites together: enough for any real chain, and an end to loops. */
export const MAX_LOOKUPS = 10

const NOWHERE: SocketAddress = { address: '', port: 0 }
/** Reports what was thrown while a question was asked whose answer the client does not wait for. */
export type ReportBehind = (query: Query, problem: unknown) => void

const NO_REPORT: ReportBehind = () => undefined
const NO_LOOKUP: Lookup = () => {
  throw new Error('this query has no server to ask')
}

export class Query {
  /** The message that it came in, also for a derived question: flags, EDNS, spelling. */
  request: Request
  /** What is asked for, to be found by. */
  sought: HashedName
  type = 0
  class = 0
  /** TLS and HTTPS are TCP, too, as in CoreDNS's figures and lines. */
  transport: 'udp' | 'tcp' = 'udp'
  /** What encrypts the connection; `null`: the query is readable on its way. */
  secure: 'tls' | 'https' | null = null
  client: SocketAddress = NOWHERE
  server: SocketAddress = NOWHERE
  lookup: Lookup = NO_LOOKUP
  reportBehind: ReportBehind = NO_REPORT
  /** How many questions led to this one. */
  depth = 0
  observers: ReplyObserver[] | null = null
  /** Of the block that answers. Replies are counted for the client's own question only, faults for each. */
  meter: ReplyMeter | null = null
  /** Shared with the questions asked on its behalf; `null`: nobody wants to know. */
  labels: QueryLabels | null = null
  signer: ReplySigner | null = null
  /** Over TCP, the messages that follow the reply: the rest of a zone. */
  continuation: Iterator<Answer> | null = null
  /** When it came, by `performance.now()`, if its answer had to be waited for; kept for meters only. */
  began = 0

  constructor(request = new Request()) {
    this.request = request
    this.sought = request.name
  }

  /** Takes over a parsed request; everything that an earlier packet left behind is reset. */
  begin(client: SocketAddress): void {
    this.sought = this.request.name
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

  /** The same asker's question for another name, type or class; `null` once `MAX_LOOKUPS` have been asked. */
  derive(name: NameKey, change: QuestionChange = {}): Query | null {
    if (this.depth >= MAX_LOOKUPS) return null
    const derived = this.#copy(change.request ?? this.request, name)
    derived.type = change.type ?? this.type
    derived.class = change.class ?? this.class
    derived.depth = this.depth + 1
    derived.labels = this.labels
    return derived
  }

  /** The same question with a copy of its message: it can be asked after the reply, when this query serves another packet. */
  detach(): Query {
    const request = new Request()
    request.parse(Buffer.from(this.request.packet))
    return this.#copy(request, this.name)
  }

  /** Without what belongs to the reply: observers, labels, signer, continuation. */
  #copy(request: Request, name: NameKey): Query {
    const copy = new Query(request)
    copy.sought = new HashedName().set(name)
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
    return this.sought.key
  }

  /** The name in the client's spelling where it is the client's own; wire form. */
  get spelledName(): string {
    return this.sought === this.request.name ? this.request.spelledName : this.name
  }

  /** Calls `observer` once the reply to this query has been written. */
  observe(observer: ReplyObserver): void {
    this.observers ??= []
    this.observers.push(observer)
  }
}
