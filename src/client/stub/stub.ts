/** What a stub resolver is told, what it asks, and what it reports to its program. */
import type { Question } from '../message.ts'

export interface StubRequest {
  /** As the program gives it; a final dot counts. */
  readonly name: string
  /** Types to ask for, A before AAAA. */
  readonly types: readonly number[]
  readonly search: readonly string[]
  readonly ndots: number
}

/** What one question got, after the retries of the resolver; `null`: no reply. */
export interface StubReply {
  readonly rcode: number
  /** The addresses of the asked type. */
  readonly addresses: readonly string[]
}

export interface StubStep {
  readonly question: Question
  readonly reply: StubReply | null
}

export interface StubOutcome {
  readonly kind: 'found' | 'no name' | 'no data' | 'failed' | 'timeout'
  readonly addresses: readonly string[]
  /** What the program sees, such as `EAI_NONAME: Name or service not known`; empty if found. */
  readonly message: string
}

export interface StubWalk {
  readonly steps: readonly StubStep[]
  readonly outcome: StubOutcome
}

export type StubAsk = (question: Question) => Promise<StubReply | null>
