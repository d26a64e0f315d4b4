/**
 * A zone from a zone file or a transfer: a compiled `Zone`, and its cuts. A cut is a name below the apex at
 * which the zone's authority ends: a delegation (RFC 1034 §4.3.2) or a DNAME, which redirects all names below
 * it (RFC 6672).
 */
import { type Diagnostic, diagnostic } from '../report/diagnostic.ts'
import { TYPE } from '../wire/constants.ts'
import { typeName } from '../wire/record-types.ts'
import { isWithin, keyOf, type NameKey, nameText, parentOf } from '../wire/name.ts'
import { rdataOctets } from '../wire/rdata.ts'
import type { ResourceRecord } from '../wire/section.ts'
import { DNAME } from '../wire/types/dname.ts'
import { DS } from '../wire/types/ds.ts'
import { NSEC } from '../wire/types/nsec.ts'
import { RRSIG } from '../wire/types/rrsig.ts'
import { SOA } from '../wire/types/soa.ts'
import { type RRset, ZoneDraft } from './draft.ts'
import { complete } from './steps.ts'
import { type Authority, Zone } from './zone.ts'

export type Cut =
  | {
      readonly kind: 'delegation'
      readonly owner: NameKey
      readonly servers: readonly ResourceRecord[]
      /** The addresses of those name servers that are below the cut (RFC 1034 §4.2.1). */
      readonly glue: readonly ResourceRecord[]
    }
  /** Names below `owner` are redirected to names below `target` (wire form). */
  | {
      readonly kind: 'dname'
      readonly owner: NameKey
      readonly record: ResourceRecord
      readonly target: string
    }

export class AuthoredZone {
  readonly zone: Zone
  /** The NS records of the apex, for the authority section of positive answers. */
  readonly servers: readonly ResourceRecord[]
  readonly #cuts: ReadonlyMap<NameKey, Cut>

  constructor(zone: Zone, servers: readonly ResourceRecord[], cuts: ReadonlyMap<NameKey, Cut>) {
    this.zone = zone
    this.servers = servers
    this.#cuts = cuts
  }

  /** The cut nearest to the apex that a lookup of `name` meets; `null` if it meets no cut. */
  cutAbove(name: NameKey, type: number): Cut | null {
    if (this.#cuts.size === 0) return null
    let found: Cut | null = null
    for (
      let above: NameKey | null = name;
      above !== null && above !== this.zone.origin;
      above = parentOf(above)
    ) {
      const cut = this.#cuts.get(above)
      if (cut === undefined) continue
      // RFC 6672 §2.2: the owner of a DNAME keeps its own records. RFC 4035 §3.1.4.1: the parent zone answers
      // for DS.
      if (above === name && (cut.kind === 'dname' || type === DS.number)) continue
      found = cut
    }
    return found
  }
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
  const cuts = new Map<NameKey, Cut>()
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
    draft.put(name, rrsetsOf(types))
    const cut = name === origin ? null : cutOf(name, types, names)
    if (cut !== null) cuts.set(name, cut)
  }
  const zone = complete(draft.commit(() => serial))
  return { zone: new AuthoredZone(zone, names.get(origin)?.get(TYPE.NS) ?? [], cuts), diagnostics }
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
function rrsetsOf(types: ReadonlyMap<number, readonly ResourceRecord[]>): RRset[] {
  return [...types]
    .filter(([type]) => type !== TYPE.SOA)
    .map(([type, records]) => ({
      type,
      ttl: records.reduce((least, { ttl }) => Math.min(least, ttl), Infinity),
      rdatas: records.map(({ rdata }) => rdata),
    }))
}

function cutOf(
  owner: NameKey,
  types: ReadonlyMap<number, readonly ResourceRecord[]>,
  names: ReadonlyMap<NameKey, ReadonlyMap<number, readonly ResourceRecord[]>>,
): Cut | null {
  const servers = types.get(TYPE.NS)
  if (servers !== undefined) {
    const glue = servers.flatMap(({ rdata }) => {
      const target = keyOf(rdataOctets(rdata))
      const addresses = isWithin(target, owner) ? names.get(target) : undefined
      return [...(addresses?.get(TYPE.A) ?? []), ...(addresses?.get(TYPE.AAAA) ?? [])]
    })
    return { kind: 'delegation', owner, servers, glue }
  }
  const [dname] = types.get(DNAME.number) ?? []
  return dname === undefined
    ? null
    : { kind: 'dname', owner, record: dname, target: rdataOctets(dname.rdata) }
}

function authorityOf(record: ResourceRecord): { authority: Authority; serial: number } {
  const { serial, mname, rname, ...times } = SOA.values(record.rdata)
  return { authority: { ...times, mname: keyOf(mname), rname: keyOf(rname), ttl: record.ttl }, serial }
}
