/**
 * Tries one name after the other as glibc's resolver does: the first with data ends the search. NXDOMAIN, NODATA, SERVFAIL
 * and REFUSED go on to the next; a server that says nothing at all ends it, for the next name would fare no better.
 */
import type { AskOptions, Outcome } from '../client/resolver.ts'
import type { Question, ReceivedRecord, Reply } from '../client/message.ts'
import { RCODE, TYPE } from '../wire/constants.ts'
import { toLowerAscii } from '../wire/name.ts'

export type Ask = (question: Question, options: AskOptions) => Promise<Outcome>

export interface Attempt extends Question {
  readonly outcome: Outcome
}

/** What was asked for one name: a question for each type. */
export type Step = readonly Attempt[]

/** The types of one name are asked side by side, as getaddrinfo asks for A and AAAA. */
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

/** Whether a reply ends the search: NOERROR and any record in the answer, be it an alias only. */
export function hasData({ outcome }: Attempt): boolean {
  return outcome.kind === 'reply' && outcome.reply.rcode === RCODE.NOERROR && outcome.reply.answer.length > 0
}

export function isSilent({ outcome }: Attempt): boolean {
  return outcome.kind === 'timeout' || outcome.kind === 'unreachable'
}

export interface Chain {
  /** The answer's records, aliases first and in the order in which they lead on. */
  readonly records: readonly ReceivedRecord[]
  /** The name at the end of the aliases, in wire form. */
  readonly end: string
  /** Whether there are records of the type asked for at that name. */
  readonly isAnswered: boolean
}

/** Puts an answer in the order in which it is understood. */
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
