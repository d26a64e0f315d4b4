/** The parsed form of a Corefile, before any directive interprets its words. Every part keeps its place. */
import type { Place } from '../report/diagnostic.ts'
import type { NameKey } from '../wire/name.ts'
import type { Token } from './token.ts'

/** The schemes of a key (`SCHEME://…`); a key without one has the scheme `dns`: UDP and TCP. */
export const SCHEMES = ['dns', 'tls', 'https', 'grpc', 'quic', 'https3'] as const
export type Scheme = (typeof SCHEMES)[number]

export interface ServerBlock {
  /** Empty only after errors were reported; the block then stays so that its directives are checked too. */
  readonly keys: readonly ServerKey[]
  /** In reading order, with imports in place. A directive may occur more than once. */
  readonly directives: readonly Directive[]
  readonly place: Place
}

/** `[scheme://]zone[:port]`, or a range of addresses in place of the zone. */
export interface ServerKey {
  /** As written, with environment variables replaced by their values. */
  readonly text: string
  readonly token: Token
  readonly place: Place
  readonly scheme: Scheme
  /** One zone, or the reverse zones that cover a range of addresses. */
  readonly zones: readonly NameKey[]
  /** `null`: the default port of the scheme. 0: any free port. */
  readonly port: number | null
}

export interface Directive {
  readonly name: Token
  readonly args: readonly Token[]
  /** `null`: no braces. Empty: `{ }`. */
  readonly body: readonly BodyLine[] | null
  readonly place: Place
}

/** A line within a directive's braces. */
export interface BodyLine {
  readonly tokens: readonly [Token, ...Token[]]
  readonly body: readonly BodyLine[] | null
}
