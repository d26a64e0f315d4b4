/** A zone from a zone file or a transfer: a compiled `Zone`, its cuts, and its name servers. */
import { type Diagnostic, diagnostic } from '../report/diagnostic.ts'
import { TYPE } from '../wire/constants.ts'
import { typeName } from '../wire/record-types.ts'
import { keyOf, type NameKey, nameText } from '../wire/name.ts'
import type { ResourceRecord } from '../wire/section.ts'
import { NSEC } from '../wire/types/nsec.ts'
import { RRSIG } from '../wire/types/rrsig.ts'
import { SOA } from '../wire/types/soa.ts'
import { ApexServers } from './apex-servers.ts'
import { Cuts } from './cuts.ts'
import { type RRset, ZoneDraft } from './draft.ts'
import { complete } from './steps.ts'
import { type RecordsByType, TargetAddresses } from './target-addresses.ts'
import { type Authority, Zone } from './zone.ts'

export interface AuthoredZone {
  readonly zone: Zone
  readonly servers: ApexServers
  readonly cuts: Cuts
}

/**
 * Compiles the records of a zone. The zone is `null` if the records have no SOA at the apex, or more than
 * one. Diagnostics name `file`.
 */
export function compileZone(
  records: readonly ResourceRecord[],
  origin: NameKey,
  file: string,
): { readonly zone: AuthoredZone | null; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  const names = groupByName(records)
  const report = (message: string) => diagnostics.push(diagnostic('KZ_ZONE_FILE', file, message))
  const authorities = names.get(origin)?.get(TYPE.SOA) ?? []
  const [soa] = authorities
  if (soa === undefined || authorities.length > 1) {
    const found = soa === undefined ? 'no SOA record' : 'more than one SOA record'
    report(`the zone has ${found} at its apex ${nameText(origin)}, expected exactly one`)
    return { zone: null, diagnostics }
  }
  const { authority, serial } = authorityOf(soa)
  const draft = new ZoneDraft(Zone.empty(origin, authority, serial))
  const addresses = new TargetAddresses(names, origin)
  const cuts = new Cuts(origin)
  for (const [name, types] of names) {
    const others = [...types.keys()].filter((type) => type !== TYPE.CNAME && !ALLOWED_BESIDE_CNAME.has(type))
    const [other] = others
    const aliases = types.get(TYPE.CNAME) ?? []
    if (aliases.length > 1 || (aliases.length > 0 && other !== undefined)) {
      const what = other === undefined ? 'another CNAME record' : `a record of type ${typeName(other)}`
      report(
        `${nameText(name)} has a CNAME record and ${what}: only the first CNAME is served (RFC 2181 §10.1)`,
      )
    }
    draft.put(name, rrsetsOf(types, addresses))
    cuts.add(name, types, addresses)
  }
  const zone = complete(draft.commit(() => serial))
  const servers = names.get(origin)?.get(TYPE.NS) ?? []
  return { zone: { zone, servers: new ApexServers(origin, servers, addresses.of(servers)), cuts }, diagnostics }
}

/** RFC 4035 §2.5: RRSIG and NSEC records are allowed beside a CNAME. */
const ALLOWED_BESIDE_CNAME: ReadonlySet<number> = new Set([RRSIG.number, NSEC.number])

function groupByName(records: readonly ResourceRecord[]): Map<NameKey, Map<number, ResourceRecord[]>> {
  const names = new Map<NameKey, Map<number, ResourceRecord[]>>()
  for (const one of records) {
    const name = keyOf(one.name)
    const types = names.get(name) ?? new Map<number, ResourceRecord[]>()
    names.set(name, types)
    const others = types.get(one.type)
    if (others === undefined) types.set(one.type, [one])
    else others.push(one)
  }
  return names
}

/**
 * The RRsets of a name without the SOA, which `Zone` holds apart. RFC 2181 §5.2: the records of an RRset
 * share a TTL. If they differ, the least TTL applies.
 */
function rrsetsOf(types: RecordsByType, addresses: TargetAddresses): RRset[] {
  return [...types]
    .filter(([type]) => type !== TYPE.SOA)
    .map(([type, records]) => ({
      type,
      ttl: records.reduce((least, { ttl }) => Math.min(least, ttl), Infinity),
      rdatas: records.map(({ rdata }) => rdata),
      additional: addresses.of(records),
    }))
}

function authorityOf(record: ResourceRecord): { authority: Authority; serial: number } {
  const { serial, mname, rname, ...times } = SOA.values(record.rdata)
  return { authority: { ...times, mname: keyOf(mname), rname: keyOf(rname), ttl: record.ttl }, serial }
}
