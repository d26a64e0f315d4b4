/** What a Corefile says, before anybody knows what its directives mean. Every part keeps its place. */
import type { Place } from '../report/diagnostic.ts'
import type { NameKey } from '../wire/name.ts'
import type { Token } from './token.ts'

/** What a key's `…://` may be; a key without one is `dns`: UDP and TCP. */
export const SCHEMES = ['dns', 'tls', 'https', 'grpc', 'quic', 'https3'] as const
export type Scheme = (typeof SCHEMES)[number]

export interface ServerBlock {
  /** None only where errors were reported: their directives can then be checked all the same. */
  readonly keys: readonly ServerKey[]
  /** In the order of the file, imports put in. A directive may occur more than once. */
  readonly directives: readonly Directive[]
  readonly place: Place
}

/** `[scheme://]zone[:port]`, or a range of addresses in place of the zone. */
export interface ServerKey {
  /** As written, environment variables filled in. */
  readonly text: string
  readonly token: Token
  readonly place: Place
  readonly scheme: Scheme
  /** One zone; for a range of addresses the reverse zones that cover it. */
  readonly zones: readonly NameKey[]
  /** `null`: the scheme's own. 0: any free one. */
  readonly port: number | null
}

export interface Directive {
  readonly name: Token
  readonly args: readonly Token[]
  /** `null` without braces; empty for `{ }`. */
  readonly body: readonly BodyLine[] | null
  readonly place: Place
}

/** A line within a directive's braces. */
export interface BodyLine {
  readonly tokens: readonly [Token, ...Token[]]
  readonly body: readonly BodyLine[] | null
}
