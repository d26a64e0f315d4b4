/**
 * Names in replies, changed: those that own records, and those that records lead to. Names are given to a change in lower
 * case; one that it leaves alone keeps its spelling.
 */
import { QueryError } from '../../../chain/query-error.ts'
import { TYPE } from '../../../wire/constants.ts'
import { keyOf, nameText, parseSpelledName } from '../../../wire/name.ts'
import { type Rdata, rdataOctets } from '../../../wire/rdata.ts'
import type { ResourceRecord } from '../../../wire/section.ts'
import type { NameChange } from './name-match.ts'
import type { Reply, ReplyChange } from './rule.ts'

/** Changes the names that own records. */
export function changeOwners(change: NameChange): ReplyChange {
  return (reply) => mapRecords(reply, (one) => ({ ...one, name: changedName(one.name, change) }))
}

/** Changes the names that records lead to: of an SOA the primary server. */
export function changeTargets(change: NameChange): ReplyChange {
  return (reply) => mapRecords(reply, (one) => ({ ...one, rdata: changedTarget(one, change) }))
}

export function mapRecords(reply: Reply, map: (record: ResourceRecord) => ResourceRecord): Reply {
  const { answer, authority, additional } = reply
  return { ...reply, answer: answer.map(map), authority: authority.map(map), additional: additional.map(map) }
}

/** A name in wire form; throws where the change makes something else of it. */
export function changedName(wire: string, change: NameChange): string {
  const text = nameText(keyOf(wire))
  const changed = change(text)
  if (changed === null || changed === text) return wire
  const name = parseSpelledName(changed)
  if (name === null) throw new QueryError(`a rewrite makes ${changed} of ${text}, which is no domain name`)
  return name
}

const WITH_TARGET: ReadonlySet<number> = new Set([TYPE.CNAME, TYPE.SOA, TYPE.SRV, TYPE.MX, TYPE.NS, TYPE.PTR])
const NAPTR = 35
const DNAME = 39

function changedTarget({ type, rdata }: ResourceRecord, change: NameChange): Rdata {
  if (type === DNAME || type === NAPTR) return changedLast(type, rdata, change)
  if (!WITH_TARGET.has(type)) return rdata
  const target = rdata.findIndex((part) => typeof part !== 'string')
  return rdata.map((part, i) =>
    i === target && typeof part !== 'string' ? { ...part, name: changedName(part.name, change) } : part,
  )
}

/** Data that is octets to us, and ends in a name that is never compressed (RFC 6672 §2.5, RFC 3403 §4.1). */
function changedLast(type: number, rdata: Rdata, change: NameChange): Rdata {
  const octets = rdataOctets(rdata)
  let at = 0
  if (type === NAPTR) {
    at = 4
    // Flags, services, regular expression.
    for (let strings = 0; strings < 3; strings++) at += octets.charCodeAt(at) + 1
  }
  // Data that ends too soon has no name; it goes on as it came.
  if (!(at < octets.length)) return rdata
  return [octets.slice(0, at) + changedName(octets.slice(at), change)]
}
