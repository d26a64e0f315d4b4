/**
 * Changes of names in replies: owner names, and the targets of records. A change gets names in lower case. A
 * name that it does not change keeps its letter case.
 */
import { QueryError } from '../../../chain/query-error.ts'
import { keyOf, nameText, parseSpelledName } from '../../../wire/name.ts'
import { type Rdata, targetOf } from '../../../wire/rdata.ts'
import type { ResourceRecord } from '../../../wire/section.ts'
import { CNAME } from '../../../wire/types/cname.ts'
import { DNAME } from '../../../wire/types/dname.ts'
import { MX } from '../../../wire/types/mx.ts'
import { NAPTR } from '../../../wire/types/naptr.ts'
import { NS } from '../../../wire/types/ns.ts'
import { PTR } from '../../../wire/types/ptr.ts'
import { SOA } from '../../../wire/types/soa.ts'
import { SRV } from '../../../wire/types/srv.ts'
import type { NameChange } from './name-match.ts'
import type { Reply, ReplyChange } from './rule.ts'

/** Changes owner names. */
export function changeOwners(change: NameChange): ReplyChange {
  return (reply) => mapRecords(reply, (one) => ({ ...one, name: changedName(one.name, change) }))
}

/** Changes the targets of records; the target of an SOA record is its MNAME. */
export function changeTargets(change: NameChange): ReplyChange {
  return (reply) => mapRecords(reply, (one) => ({ ...one, rdata: changedTarget(one, change) }))
}

export function mapRecords(reply: Reply, map: (record: ResourceRecord) => ResourceRecord): Reply {
  const { answer, authority, additional } = reply
  return { ...reply, answer: answer.map(map), authority: authority.map(map), additional: additional.map(map) }
}

/** The changed name in wire form. Throws a `QueryError` if the change gives an invalid name. */
export function changedName(wire: string, change: NameChange): string {
  const text = nameText(keyOf(wire))
  const changed = change(text)
  if (changed === null || changed === text) return wire
  const name = parseSpelledName(changed)
  if (name === null) throw new QueryError(`rewriting ${text} gives ${changed}, which is not a domain name`)
  return name
}

/** The types whose targets CoreDNS rewrites. */
const WITH_TARGET: ReadonlySet<number> = new Set(
  [CNAME, DNAME, MX, NAPTR, NS, PTR, SOA, SRV].map(({ number }) => number),
)

function changedTarget({ type, rdata }: ResourceRecord, change: NameChange): Rdata {
  const target = WITH_TARGET.has(type) ? targetOf(rdata) : null
  if (target === null) return rdata
  const changed = { ...target, name: changedName(target.name, change) }
  return rdata.map((part) => (part === target ? changed : part))
}
