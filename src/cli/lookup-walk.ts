/**
 * Queries one name after the other, as glibc's resolver does: the first name with data ends the search. After
 * NXDOMAIN, NODATA, SERVFAIL or REFUSED the search goes on with the next name. A server that sends no reply
 * ends it, because it would not reply to the next name either.
 */
import type { AskOptions, Outcome } from '../client/resolver.ts'
import type { Question, ReceivedRecord, Reply } from '../client/message.ts'
import { RCODE, TYPE } from '../wire/constants.ts'
import { toLowerAscii } from '../wire/name.ts'

export type Ask = (question: Question, options: AskOptions) => Promise<Outcome>

export interface Attempt extends Question {
  readonly outcome: Outcome
}

/** The queries for one name: one for each type. */
export type Step = readonly Attempt[]

/** Queries the types of one name at the same time, as getaddrinfo does for A and AAAA. */
export async function walk(
  names: readonly string[],
  types: readonly number[],
  ask: Ask,
  options: AskOptions,
): Promise<Step[]> {
  const steps: Step[] = []
  for (const name of names) {
    const step = await Promise.all(
      types.map(async (type) => ({ name, type, outcome: await ask({ name, type }, options) })),
    )
    steps.push(step)
    if (step.some(hasData) || step.every(isSilent)) break
  }
  return steps
}

/**
 * Whether a reply ends the search: NOERROR with at least one record in the answer, even if that is an alias.
 */
export function hasData({ outcome }: Attempt): boolean {
  return outcome.kind === 'reply' && outcome.reply.rcode === RCODE.NOERROR && outcome.reply.answer.length > 0
}

export function isSilent({ outcome }: Attempt): boolean {
  return outcome.kind === 'timeout' || outcome.kind === 'unreachable'
}

export interface Chain {
  /** The records of the answer: first the aliases, in the order of the chain. */
  readonly records: readonly ReceivedRecord[]
  /** The name at the end of the aliases, in wire form. */
  readonly end: string
  /** Whether the answer holds records of the queried type at that name. */
  readonly isAnswered: boolean
}

/** Follows the aliases of an answer from the queried name. */
export function followAliases(question: Question, reply: Reply): Chain {
  const rest = [...reply.answer]
  const aliases: ReceivedRecord[] = []
  let end = question.name
  while (question.type !== TYPE.CNAME) {
    const index = rest.findIndex((record) => record.alias !== null && isSameName(record.owner, end))
    const [alias] = index === -1 ? [] : rest.splice(index, 1)
    if (alias === undefined) break
    aliases.push(alias)
    end = alias.alias ?? end
  }
  const isAnswered =
    question.type === TYPE.ANY
      ? reply.answer.length > 0
      : rest.some((record) => record.type === question.type && isSameName(record.owner, end))
  return { records: [...aliases, ...rest], end, isAnswered }
}

function isSameName(one: string, other: string): boolean {
  return toLowerAscii(one) === toLowerAscii(other)
}
