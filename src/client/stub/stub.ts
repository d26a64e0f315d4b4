/** What a stub resolver is told, what it asks, and what it reports to its program. */
import { MAX_NAME_OCTETS, RCODE, TYPE } from '../../wire/constants.ts'
import { keyOf, labelsOf, parseSpelledName } from '../../wire/name.ts'
import type { Question } from '../message.ts'
import type { ResolverName } from './resolver-name.ts'

export interface StubRequest {
  /** The name that the program gives, in wire form. */
  readonly name: string
  /** Whether the program gives it with a final dot: no search list. */
  readonly isAbsolute: boolean
  /** A before AAAA; any other type alone. */
  readonly types: readonly number[]
  /** As in resolv.conf(5). */
  readonly search: readonly string[]
  readonly ndots: number
}

export interface StubReply {
  readonly rcode: number
  /** Whether the answer has records of the question. */
  readonly hasData: boolean
}

export interface StubStep {
  readonly question: Question
  /** `null`: no reply. */
  readonly reply: StubReply | null
  /** How often the question is sent, with one name server and the default of two attempts. */
  readonly times: number
}

export interface StubWalk {
  readonly resolver: ResolverName
  /** In their order; the questions of one name that differ in their type are sent at the same time. */
  readonly steps: readonly StubStep[]
  /** The name whose records the program gets, in wire form; `null`: an error. */
  readonly found: string | null
  /** What the program reports, such as `Name or service not known`; empty if found. */
  readonly reports: string
  /** Sentences: where this resolver differs from others, in this walk. */
  readonly remarks: readonly string[]
}

export type StubAsk = (question: Question) => Promise<StubReply | null>

export type StubResolver = (request: StubRequest, ask: StubAsk) => Promise<StubWalk>

export type StubExchange = Pick<StubStep, 'question' | 'reply'>

/** Asks the types of a name at the same time. `times` tells how often one of the questions is sent. */
export async function askTypes(
  name: string,
  types: readonly number[],
  ask: StubAsk,
  times: (exchange: StubExchange, all: readonly StubExchange[]) => number,
): Promise<StubStep[]> {
  const all = await Promise.all(
    types.map(async (type) => ({ question: { name, type }, reply: await ask({ name, type }) })),
  )
  return all.map((one) => ({ ...one, times: times(one, all) }))
}

/** Whether the reply says that the name, or its data, exists or not: NOERROR or NXDOMAIN. */
export function isFinal({ reply }: Pick<StubStep, 'reply'>): boolean {
  return reply?.rcode === RCODE.NOERROR || reply?.rcode === RCODE.NXDOMAIN
}

/** Whether a program asks for addresses (getaddrinfo), and not for records of another type (res_search). */
export function asksAddresses({ types }: StubRequest): boolean {
  return types.every((type) => type === TYPE.A || type === TYPE.AAAA)
}

/** RFC 7686 §2: no name below `onion` is asked for. */
export function isOnion(name: string): boolean {
  return labelsOf(keyOf(name)).at(-1) === 'onion'
}

export function dotsOf({ name }: StubRequest): number {
  return labelsOf(name).length - 1
}

/** The name completed with each domain of the search list, in wire form, without those that are too long. */
export function completedNames({ name, search }: StubRequest): string[] {
  return search
    .flatMap((domain) => parseSpelledName(domain) ?? [])
    .map((domain) => name.slice(0, -1) + domain)
    .filter((completed) => completed.length <= MAX_NAME_OCTETS)
}
