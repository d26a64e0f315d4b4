/**
 * A chain of aliases (RFC 1034 §3.6.2) while it is followed, and the answer that it begins. The last name decides the rcode
 * (RFC 6604 §2.1); one that this server knows nothing of leaves the aliases alone.
 */
import { onAnswer } from '../chain/plugin.ts'
import type { Query } from '../chain/query.ts'
import { type Answer, EMPTY_ANSWER, withRecords } from '../wire/answer.ts'
import { FLAG, RCODE } from '../wire/constants.ts'
import { decodeAnswer } from '../wire/decode.ts'
import type { Records } from '../wire/encode.ts'
import { type NameKey, keyOf } from '../wire/name.ts'
import { targetOf } from '../wire/rdata.ts'
import type { ResourceRecord } from '../wire/section.ts'

/** Asks the whole server for what the last alias leads to. */
export function lookOutside(query: Query, target: NameKey, chain: AliasChain): Answer | Promise<Answer> {
  const derived = query.derive(target)
  if (derived === null) return chain.end(RCODE.NOERROR)
  return onAnswer(query.lookup(derived), (answer) => {
    if (answer.rcode === RCODE.REFUSED) return chain.end(RCODE.NOERROR)
    const found = decodeAnswer(answer, target)
    const authority = found.answer.length > 0 ? [] : found.authority
    return chain.end(answer.rcode, { ...found, authority, additional: [] })
  })
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

  /** The aliases so far. */
  get records(): readonly ResourceRecord[] {
    return this.#records
  }

  add(records: readonly ResourceRecord[]): void {
    this.#records = this.#records.concat(records)
  }

  /** What the last alias leads to; `null` where that has been seen. */
  nextTarget(): NameKey | null {
    const part = targetOf(this.#records.at(-1)?.rdata ?? [])
    if (part === null) return null
    const target = keyOf(part.name)
    if (this.#seen.has(target)) return null
    this.#seen.add(target)
    return target
  }

  end(rcode: number, found: Records = {}): Answer {
    const base = { ...EMPTY_ANSWER, rcode, flags: FLAG.AA }
    const answer = this.#records.concat(found.answer ?? [])
    return withRecords(base, { ...found, answer }, this.#question, this.#origin)
  }
}
