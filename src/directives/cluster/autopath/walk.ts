/**
 * Looks for a name along a search path, as a stub resolver does, and answers with an alias of the name found.
 */
import type { Handler } from '../../../chain/plugin.ts'
import type { Query } from '../../../chain/query.ts'
import { type Answer, withRecords } from '../../../wire/answer.ts'
import { MAX_NAME_OCTETS, RCODE, TYPE } from '../../../wire/constants.ts'
import { decodeAnswer } from '../../../wire/decode.ts'
import { keyOf, type NameKey, ROOT } from '../../../wire/name.ts'
import { targetData } from '../../../wire/rdata.ts'
import { record } from '../../../wire/section.ts'

/** Seconds: the TTL of an alias whose target has no records; that of negative answers. */
const EMPTY_TTL = 5

/**
 * The first candidate that exists, with its answer; `null` if no candidate exists. NODATA counts as existing,
 * so that queries for A and for AAAA find the same name. Every rcode but NOERROR passes to the next
 * candidate.
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

/**
 * The answer to the client's query: an alias (CNAME) and the records of the name found. `isAliasForNothing`:
 * the answer has the alias even if the name has no records of the type.
 */
export function asAlias(query: Query, { name, answer }: Found, isAliasForNothing: boolean): Answer {
  if (name === query.name) return answer
  const found = decodeAnswer(answer, name)
  const [first] = found.answer
  if (first === undefined && !isAliasForNothing) return withRecords(answer, found, query.name, ROOT)
  const ttl = first?.ttl ?? found.authority?.[0]?.ttl ?? EMPTY_TTL
  const alias = record(query.name, TYPE.CNAME, ttl, targetData(name))
  return withRecords(answer, { ...found, answer: [alias, ...found.answer] }, query.name, ROOT)
}

/** `base` below each element of the path; names that are too long are omitted. */
export function below(base: string, path: readonly NameKey[]): NameKey[] {
  return path.map((element) => keyOf(base + element)).filter((name) => name.length <= MAX_NAME_OCTETS)
}

/** Calls `go` with the result of `findFirst`, once it has settled. */
export function onFound(
  found: Found | null | Promise<Found | null>,
  go: (found: Found | null) => Answer | Promise<Answer>,
): Answer | Promise<Answer> {
  return found instanceof Promise ? found.then(go) : go(found)
}
