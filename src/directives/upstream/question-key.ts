/**
 * The key of a query in caches: all that an upstream's answer depends on, but for EDNS options. Ignores case.
 */
import type { Query } from '../../chain/query.ts'
import { FLAG } from '../../wire/constants.ts'

export function questionKey({ name, type, class: queryClass, request }: Query): string {
  const flags = request.flags & (FLAG.CD | FLAG.AD | FLAG.RD)
  return `${type} ${queryClass} ${flags} ${request.hasEdns && request.dnssecOk ? 1 : 0} ${name}`
}
