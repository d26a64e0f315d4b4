/**
 * Follows the aliases that templates make, for queries for addresses (RFC 1034 §3.6.2). Targets are looked up
 * in the whole server.
 */
import type { Query } from '../../../chain/query.ts'
import { TYPE } from '../../../wire/constants.ts'
import type { ResourceRecord } from '../../../wire/section.ts'
import { aliasTarget, leadsBack, onTarget } from '../../../block/alias-chain.ts'

type Records = readonly ResourceRecord[]

/**
 * Inserts the target's records after the alias. Follows only the first alias whose target owns none of the
 * records: RFC 2181 §10.1 allows one CNAME record a name, and following several would turn a chain of lookups
 * into a tree.
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
