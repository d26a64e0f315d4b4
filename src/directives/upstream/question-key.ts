/** What decides on an upstream's answer to a question, besides EDNS options; the letter case of the name is left out. */
import type { Query } from '../../chain/query.ts'
import { FLAG } from '../../wire/constants.ts'

export function questionKey({ name, type, class: queryClass, request }: Query): string {
  const flags = request.flags & (FLAG.CD | FLAG.AD | FLAG.RD)
  return `${type} ${queryClass} ${flags} ${request.hasEdns && request.dnssecOk ? 1 : 0} ${name}`
}
