/**
 * Aliases that templates make are followed as far as this server knows their targets, for those who ask for addresses
 * (RFC 1034 §3.6.2). Targets are asked of the whole server.
 */
import type { Query } from '../../../chain/query.ts'
import type { Answer } from '../../../wire/answer.ts'
import { TYPE } from '../../../wire/constants.ts'
import { decodeAnswer } from '../../../wire/decode.ts'
import { keyOf, type NameKey } from '../../../wire/name.ts'
import { rdataOctets, targetOf } from '../../../wire/rdata.ts'
import type { ResourceRecord } from '../../../wire/section.ts'

type Records = readonly ResourceRecord[]

/**
 * The records, and behind the alias what its target has. One alias is followed, that whose target is not among the records:
 * a name has one (RFC 2181 §10.1), and several that lead to each other would make a tree of lookups of a chain.
 */
export function withTargets(records: Records, query: Query): Records | Promise<Records> {
  if (query.type !== TYPE.A && query.type !== TYPE.AAAA) return records
  const owners = new Set<string>(records.map(({ name }) => keyOf(name)))
  for (const [i, alias] of records.entries()) {
    const target = aliasTarget(alias)
    // An alias of what is asked leads nowhere; longer loops end with the number of lookups.
    if (target === null || target === query.name || owners.has(target)) continue
    const derived = query.derive(target)
    if (derived === null) return records
    const join = (found: Answer): Records =>
      withoutRepeats([
        ...records.slice(0, i + 1),
        ...decodeAnswer(found, target).answer,
        ...records.slice(i + 1),
      ])
    const answer = query.lookup(derived)
    return answer instanceof Promise ? answer.then(join) : join(answer)
  }
  return records
}

function aliasTarget({ type, rdata }: ResourceRecord): NameKey | null {
  const target = type === TYPE.CNAME ? targetOf(rdata) : null
  return target === null ? null : keyOf(target.name)
}

/** RFC 2181 §5: a record is there once. Loops of aliases come back with what was there before. */
function withoutRepeats(records: Records): Records {
  const seen = new Set<string>()
  return records.filter(({ name, type, rdata }) => {
    const id = `${keyOf(name)} ${type} ${rdataOctets(rdata)}`
    return !seen.has(id) && seen.add(id)
  })
}
