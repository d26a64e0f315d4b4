/**
 * Aliases that templates make are followed as far as this server knows their targets, for those who ask for addresses
 * (RFC 1034 §3.6.2). Targets are asked of the whole server.
 */
import type { Query } from '../../../chain/query.ts'
import { TYPE } from '../../../wire/constants.ts'
import type { ResourceRecord } from '../../../wire/section.ts'
import { aliasTarget, leadsBack, onTarget } from '../../../block/alias-chain.ts'

type Records = readonly ResourceRecord[]

/**
 * The records, and behind the alias what its target has. One alias is followed, that whose target is not among the records:
 * a name has one (RFC 2181 §10.1), and several that lead to each other would make a tree of lookups of a chain.
 */
export function withTargets(records: Records, query: Query): Records | Promise<Records> {
  if (query.type !== TYPE.A && query.type !== TYPE.AAAA) return records
  for (const [i, alias] of records.entries()) {
    const target = aliasTarget(alias)
    if (target === null || leadsBack(target, query, records)) continue
    return onTarget(query, target, records, (found) =>
      found === null ? records : [...records.slice(0, i + 1), ...found.answer, ...records.slice(i + 1)],
    )
  }
  return records
}
