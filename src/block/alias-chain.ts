/**
 * Follows aliases (RFC 1034 §3.6.2), for all directives whose answers may hold CNAME records. The last name
 * of a chain determines the rcode (RFC 6604 §2.1). An alias whose target this server does not serve is
 * answered without its target. A chain ends after `MAX_LOOKUPS` steps, and where it returns to a name that it
 * has passed.
 */
import type { Query } from '../chain/query.ts'
import { type Answer, EMPTY_ANSWER, USUALLY_REQUIRED, withRecords } from '../wire/answer.ts'
import { FLAG, RCODE, TYPE } from '../wire/constants.ts'
import { decodeAnswer } from '../wire/decode.ts'
import type { Records } from '../wire/encode.ts'
import { type NameKey, keyOf } from '../wire/name.ts'
import { rdataOctets, targetOf } from '../wire/rdata.ts'
import type { ResourceRecord } from '../wire/section.ts'
import { RRSIG } from '../wire/types/rrsig.ts'

/** The whole server's answer for the target of an alias. */
export interface TargetRecords {
  readonly rcode: number
  readonly answer: readonly ResourceRecord[]
  /** Empty if `answer` has records. */
  readonly authority: readonly ResourceRecord[]
}

/** The target of a CNAME record; `null` for other types. */
export function aliasTarget({ type, rdata }: ResourceRecord): NameKey | null {
  const target = type === TYPE.CNAME ? targetOf(rdata) : null
  return target === null ? null : keyOf(target.name)
}

/** Whether a target is the question's name, or owns one of `records`: the chain has passed it, and ends. */
export function leadsBack(target: NameKey, query: Query, records: readonly ResourceRecord[]): boolean {
  return target === query.name || records.some(({ name }) => keyOf(name) === target)
}

/**
 * Looks up the target of an alias in the whole server, and passes `go` the answer. `null`: the server refuses
 * the target, or the question has led to `MAX_LOOKUPS` lookups; the alias is then answered alone.
 */
export function askForTarget<Result>(
  query: Query,
  target: NameKey,
  type: number,
  go: (found: Answer | null) => Result,
): Result | Promise<Result> {
  const derived = query.derive(target, { type })
  if (derived === null) return go(null)
  const read = (answer: Answer): Result => go(answer.rcode === RCODE.REFUSED ? null : answer)
  const answer = query.lookup(derived)
  return answer instanceof Promise ? answer.then(read) : read(answer)
}

/** As `askForTarget`, with the records to append to `records`. */
export function onTarget<Result>(
  query: Query,
  target: NameKey,
  records: readonly ResourceRecord[],
  go: (found: TargetRecords | null) => Result,
  type = query.type,
): Result | Promise<Result> {
  return askForTarget(query, target, type, (answer) => {
    if (answer === null) return go(null)
    const found = decodeAnswer(answer, target)
    const authority = found.answer.length > 0 ? [] : found.authority
    return go({ rcode: answer.rcode, answer: without(records, found.answer), authority })
  })
}

/**
 * RFC 2181 §5: an RRset holds no record twice. A loop of aliases through several directives returns the
 * records of `before` again.
 */
export function without(
  before: readonly ResourceRecord[],
  found: readonly ResourceRecord[],
): readonly ResourceRecord[] {
  const known = new Set(before.map(identity))
  return found.filter((one) => !known.has(identity(one)))
}

function identity({ name, type, rdata }: ResourceRecord): string {
  return `${keyOf(name)} ${type} ${rdataOctets(rdata)}`
}

/** Ends a chain with the records of `target`, a name outside the zones in which the chain was followed. */
export function lookOutside(query: Query, target: NameKey, chain: AliasChain): Answer | Promise<Answer> {
  return onTarget<Answer>(query, target, chain.records, (found) =>
    found === null
      ? chain.end(RCODE.NOERROR)
      : chain.end(found.rcode, { answer: found.answer, authority: found.authority, additional: [] }),
  )
}

export class AliasChain {
  readonly #question: NameKey
  readonly #origin: NameKey
  readonly #seen: Set<NameKey>
  #records: readonly ResourceRecord[]

  constructor(question: NameKey, origin: NameKey, records: readonly ResourceRecord[]) {
    this.#question = question
    this.#origin = origin
    this.#seen = new Set([question])
    this.#records = records
  }

  /** The records added so far. */
  get records(): readonly ResourceRecord[] {
    return this.#records
  }

  add(records: readonly ResourceRecord[]): void {
    this.#records = this.#records.concat(records)
  }

  /** The target of the last alias; `null` if the chain has passed it, or if the last record is no alias. */
  nextTarget(): NameKey | null {
    // Signatures stand behind what they sign.
    const last = this.#records.findLast(({ type }) => type !== RRSIG.number)
    const target = last === undefined ? null : aliasTarget(last)
    if (target === null || this.#seen.has(target)) return null
    this.#seen.add(target)
    return target
  }

  /** `required` is that of the found records. */
  end(rcode: number, found: Records = {}, required = USUALLY_REQUIRED): Answer {
    const base = { ...EMPTY_ANSWER, rcode, flags: FLAG.AA, required }
    const answer = this.#records.concat(found.answer ?? [])
    return withRecords(base, { ...found, answer }, this.#question, this.#origin)
  }
}
