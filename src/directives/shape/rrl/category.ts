/** What replies have in common that `rrl` limits together. */
import type { Query } from '../../../chain/query.ts'
import type { Answer } from '../../../wire/answer.ts'
import { RCODE, TYPE } from '../../../wire/constants.ts'
import { decodeSection } from '../../../wire/decode.ts'
import { HashedName, keyOf } from '../../../wire/name.ts'
import { RelayedAnswer } from '../../../wire/relayed-answer.ts'
import type { ResourceRecord } from '../../../wire/section.ts'
import { StoredAnswer } from '../../../wire/stored-answer.ts'

export const KINDS = ['responses', 'nodata', 'nxdomains', 'referrals', 'errors'] as const
export type Kind = (typeof KINDS)[number]

export interface Category {
  readonly kind: Kind
  /** Seven octets, one character each: the kind, the type if it counts, and the hash of the name. */
  readonly key: string
}

/** Hashes the names of zones. */
const zoneName = new HashedName()

/**
 * Equal are the replies to a name and type; empty replies to a name; denials by one zone, which random names
 * cannot tell apart; referrals to one zone by type; and all errors.
 */
export function categoryOf(query: Query, answer: Answer): Category {
  if (answerCount(answer) > 0) return category('responses', query.type, query.hashedName.hash)
  if (answer.rcode === RCODE.NXDOMAIN) return category('nxdomains', 0, hashOf(firstAuthority(query, answer)))
  if (answer.rcode !== RCODE.NOERROR) return category('errors', 0, 0)
  const first = firstAuthority(query, answer)
  if (first?.type === TYPE.NS) return category('referrals', query.type, hashOf(first))
  return category('nodata', 0, query.hashedName.hash)
}

function category(kind: Kind, type: number, hash: number): Category {
  const octets = [type >> 8, type, hash >> 24, hash >> 16, hash >> 8, hash].map((one) => one & 0xff)
  return { kind, key: String.fromCharCode(KINDS.indexOf(kind), ...octets) }
}

/** Without decoding stored and relayed answers. */
function answerCount(answer: Answer): number {
  const isCounted = answer instanceof StoredAnswer || answer instanceof RelayedAnswer
  return isCounted ? answer.answerCount : answer.answer.count
}

function firstAuthority(query: Query, answer: Answer): ResourceRecord | null {
  const { answer: empty, authority } = answer
  return decodeSection(authority, query.name, { answer: empty, authority })[0] ?? null
}

function hashOf(record: ResourceRecord | null): number {
  return record === null ? 0 : zoneName.set(keyOf(record.name)).hash
}
