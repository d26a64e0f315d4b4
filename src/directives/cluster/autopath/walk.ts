/** Looks for a name along a search path, as a resolver would, and answers as if the asker had known which one it is. */
import type { Handler } from '../../../chain/plugin.ts'
import type { Query } from '../../../chain/query.ts'
import { type Answer, withRecords } from '../../../wire/answer.ts'
import { MAX_NAME_OCTETS, RCODE, TYPE } from '../../../wire/constants.ts'
import { decodeAnswer } from '../../../wire/decode.ts'
import { keyOf, type NameKey, ROOT } from '../../../wire/name.ts'
import { targetData } from '../../../wire/rdata.ts'
import { record } from '../../../wire/section.ts'

/** An alias lives as long as a negative answer of ours where what it leads to has no records to go by. */
const EMPTY_TTL = 5

/**
 * The answer for the first of these names that exists; `null`: none does. A name exists whatever type is asked of it, so an
 * address of one family and the lack of the other lead to the same name. A name that nobody answers for is passed over.
 */
export function findFirst(
  query: Query,
  candidates: readonly NameKey[],
  next: Handler,
): Found | null | Promise<Found | null> {
  const [name, ...others] = candidates
  if (name === undefined) return null
  const derived = name === query.name ? query : query.derive(name)
  if (derived === null) return null
  const judge = (one: Answer): Found | null | Promise<Found | null> =>
    isHere(one) ? { name, answer: one } : findFirst(query, others, next)
  const answer = next(derived)
  return answer instanceof Promise ? answer.then(judge) : judge(answer)
}

export interface Found {
  readonly name: NameKey
  readonly answer: Answer
}

function isHere({ rcode }: Answer): boolean {
  return rcode === RCODE.NOERROR
}

/** What was found, as the answer to what was asked: an alias, and what it leads to. */
export function asAlias(query: Query, { name, answer }: Found, isAliasForNothing: boolean): Answer {
  if (name === query.name) return answer
  const found = decodeAnswer(answer, name)
  const [first] = found.answer
  if (first === undefined && !isAliasForNothing) return withRecords(answer, found, query.name, ROOT)
  const ttl = first?.ttl ?? found.authority?.[0]?.ttl ?? EMPTY_TTL
  const alias = record(query.name, TYPE.CNAME, ttl, targetData(name))
  return withRecords(answer, { ...found, answer: [alias, ...found.answer] }, query.name, ROOT)
}

/** `base` below each element; too long ones are none. */
export function below(base: string, path: readonly NameKey[]): NameKey[] {
  return path.map((element) => keyOf(base + element)).filter((name) => name.length <= MAX_NAME_OCTETS)
}

/** Goes on when the answer is there. */
export function onFound(
  found: Found | null | Promise<Found | null>,
  go: (found: Found | null) => Answer | Promise<Answer>,
): Answer | Promise<Answer> {
  return found instanceof Promise ? found.then(go) : go(found)
}
