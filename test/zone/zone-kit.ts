/** Makes zones from lines of text, and decodes their answers with dns2. */
import { parseAddress } from '../../src/wire/address.ts'
import { typeNumber } from '../../src/wire/record-types.ts'
import type { NameKey } from '../../src/wire/name.ts'
import { addressData, type Rdata, targetData, textData } from '../../src/wire/rdata.ts'
import { SRV } from '../../src/wire/types/srv.ts'
import { type RRset, ZoneDraft } from '../../src/zone/draft.ts'
import { FINDING } from '../../src/zone/finding.ts'
import { complete } from '../../src/zone/steps.ts'
import { type Authority, Zone } from '../../src/zone/zone.ts'
import type { Reply } from '../support/decode.ts'
import { key, replyTo } from '../wire/packets.ts'

export const EU = key('eu')
export const AUTHORITY: Authority = {
  mname: key('ns.eu'),
  rname: key('hostmaster.eu'),
  refresh: 7200,
  retry: 1800,
  expire: 86400,
  minimum: 3,
  ttl: 5,
}

function name(text: string): NameKey {
  return key(text.endsWith('.') ? text : `${text}.eu`)
}

function rdata(type: string, words: readonly string[]): Rdata {
  const [first = '', second = '', third = '', fourth = ''] = words
  switch (type) {
    case 'A':
    case 'AAAA':
      return addressData(parseAddress(first) ?? '')
    case 'SRV':
      return SRV.data({
        priority: Number(first),
        weight: Number(second),
        port: Number(third),
        target: name(fourth),
      })
    case 'MX':
      return [`\0${String.fromCharCode(Number(first))}`, { name: name(second), compressible: true }]
    case 'TXT':
      return textData([first])
    default:
      return targetData(name(first))
  }
}

/** `TYPE DATA` lines as RRsets with a TTL of 5; names without a final dot lie below `eu`. */
export function rrsets(...lines: readonly string[]): RRset[] {
  const byType = new Map<string, Rdata[]>()
  for (const line of lines) {
    const [type = '', ...words] = line.split(' ')
    byType.set(type, [...(byType.get(type) ?? []), rdata(type, words)])
  }
  return [...byType].map(([type, rdatas]) => ({ type: typeNumber(type) ?? 0, ttl: 5, rdatas }))
}

export function commitOf(draft: ZoneDraft): Zone {
  return complete(draft.commit((serial) => serial + 1))
}

/** By name: a list of `TYPE DATA` lines, or `null` to remove the name. */
export type Changes = Readonly<Record<string, readonly string[] | null>>

export function change(base: Zone, changes: Changes): Zone {
  const draft = new ZoneDraft(base)
  for (const [owner, lines] of Object.entries(changes)) {
    if (lines === null) draft.remove(name(owner))
    else draft.put(name(owner), rrsets(...lines))
  }
  return commitOf(draft)
}

export function emptyZone(origin = EU): Zone {
  return Zone.empty(origin, AUTHORITY, 1)
}

export function zoneOf(changes: Changes): Zone {
  return change(emptyZone(), changes)
}

const KINDS = Object.fromEntries(Object.entries(FINDING).map(([kind, number]) => [number, kind]))

/** The kind of the zone's finding: `ANSWER`, `ALIAS`, `NODATA`, `NXDOMAIN`. */
export function kindOf(zone: Zone, owner: string, type = 'A'): string | undefined {
  return KINDS[zone.find(name(owner), typeNumber(type) ?? 0).kind]
}

/** The reply to a question for `owner`, in this spelling. */
export function ask(zone: Zone, owner: string, type = 'A'): Reply {
  const question = owner.endsWith('.') ? owner : `${owner}.eu`
  return replyTo({ name: question, type }, zone.find(key(question), typeNumber(type) ?? 0))
}

/** All names of a zone. */
export function namesIn(zone: Zone): string[] {
  return [...zone.nodes.entries()].map(([owner]) => owner).sort()
}
