/**
 * A zone from a zone file or a transfer: a compiled `Zone`, and its cuts. A cut is a name below the apex at
 * which the zone's authority ends: a delegation (RFC 1034 §4.3.2) or a DNAME, which redirects all names below
 * it (RFC 6672).
 */
import { present } from '../report/assert.ts'
import { type Diagnostic, isError, type Place } from '../report/diagnostic.ts'
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
import type { Steps } from './steps.ts'
import { type Authority, Zone } from './zone.ts'
import type { ZoneContent } from './zone-content.ts'
import { ZoneProblems } from './zone-problems.ts'

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
 * Compiles the records of a zone, in steps. The zone is `null` if the content has an error, or if its records
 * make no zone: a zone is served whole or not at all (RFC 1035 §5.2). Records outside the zone are ignored,
 * with a warning.
 */
export function* compileZone(content: ZoneContent, origin: NameKey): Steps<CompiledZone> {
  const problems = new ZoneProblems()
  const names = yield* groupByName(content, origin, problems)
  for (const [name, types] of names) {
    yield
    for (const { records, message } of conflictsOf(name, types, origin)) {
      const place = content.places.at(content.records.indexOf(present(records[0], 'a conflict has a record')))
      problems.add('KZ_ZONE_FILE', place, `${nameText(name)} has ${message}`)
    }
  }
  const [soa] = names.get(origin)?.get(TYPE.SOA) ?? []
  // If a line cannot be parsed, that line may be the SOA record.
  if (soa === undefined && !content.diagnostics.some(isError)) {
    const file = fileOf(content.places.at(0))
    problems.add('KZ_ZONE_FILE', file, `the zone has no SOA record at its apex ${nameText(origin)}`)
  }
  const diagnostics = [...content.diagnostics, ...problems.finish()]
  if (soa === undefined || diagnostics.some(isError)) return { zone: null, diagnostics }
  const { authority, serial } = authorityOf(soa)
  const draft = new ZoneDraft(Zone.empty(origin, authority, serial))
  const cuts = new Map<NameKey, Cut>()
  for (const [name, types] of names) {
    yield
    draft.put(name, rrsetsOf(types))
    const cut = name === origin ? null : cutOf(name, types, names)
    if (cut !== null) cuts.set(name, cut)
  }
  const zone = yield* draft.commit(() => serial)
  return { zone: new AuthoredZone(zone, names.get(origin)?.get(TYPE.NS) ?? [], cuts), diagnostics }
}

export interface CompiledZone {
  readonly zone: AuthoredZone | null
  /** Those of the content, and those of the zone as a whole. */
  readonly diagnostics: readonly Diagnostic[]
}

type RecordsByType = ReadonlyMap<number, readonly ResourceRecord[]>

function fileOf(place: Place | string): string {
  return typeof place === 'string' ? place : place.file
}

function* groupByName(
  { records, places }: ZoneContent,
  origin: NameKey,
  problems: ZoneProblems,
): Steps<Map<NameKey, Map<number, ResourceRecord[]>>> {
  const names = new Map<NameKey, Map<number, ResourceRecord[]>>()
  for (const [i, one] of records.entries()) {
    yield
    const name = keyOf(one.name)
    if (!isWithin(name, origin)) {
      const message = `${nameText(name)} is outside the zone ${nameText(origin)}: the record is ignored`
      problems.add('KZ_ZONE_OUTSIDE', places.at(i), message)
      continue
    }
    const types = names.get(name) ?? new Map<number, ResourceRecord[]>()
    names.set(name, types)
    const others = types.get(one.type)
    if (others === undefined) types.set(one.type, [one])
    else others.push(one)
  }
  return names
}

/** What must not be together at one name. `message` follows "NAME has". */
function conflictsOf(
  name: NameKey,
  types: RecordsByType,
  origin: NameKey,
): { readonly records: readonly ResourceRecord[]; readonly message: string }[] {
  const of = (type: number): readonly ResourceRecord[] => types.get(type) ?? []
  const aliases = of(TYPE.CNAME)
  const beside = [...types.keys()].find((type) => type !== TYPE.CNAME && !ALLOWED_BESIDE_CNAME.has(type))
  const found = []
  if (aliases.length > 0 && beside !== undefined) {
    const message = `a CNAME record and a record of type ${typeName(beside)}, expected the CNAME record alone (RFC 1034 §3.6.2)`
    found.push({ records: aliases, message })
  }
  if (areSeveral(aliases)) {
    const message = 'more than one CNAME record, expected at most one (RFC 2181 §10.1)'
    found.push({ records: aliases.slice(1), message })
  }
  if (areSeveral(of(DNAME.number))) {
    const message = 'more than one DNAME record, expected at most one (RFC 6672 §2.4)'
    found.push({ records: of(DNAME.number).slice(1), message })
  }
  const authorities = of(TYPE.SOA)
  if (authorities.length > 0 && name !== origin) {
    const message = `an SOA record, expected it only at the apex ${nameText(origin)} (RFC 1035 §5.2)`
    found.push({ records: authorities, message })
  } else if (areSeveral(authorities)) {
    const message = 'more than one SOA record, expected exactly one (RFC 1035 §5.2)'
    found.push({ records: authorities.slice(1), message })
  }
  return found
}

/** Whether two of the records differ. RFC 2181 §5: equal records are one. */
function areSeveral(records: readonly ResourceRecord[]): boolean {
  return new Set(records.map(({ rdata }) => rdataOctets(rdata))).size > 1
}

/** RFC 4035 §2.5: RRSIG and NSEC records are allowed beside a CNAME. */
const ALLOWED_BESIDE_CNAME: ReadonlySet<number> = new Set([RRSIG.number, NSEC.number])

/**
 * The RRsets of a name without the SOA, which `Zone` holds apart. RFC 2181 §5.2: the records of an RRset
 * share a TTL. If they differ, the least TTL applies.
 */
function rrsetsOf(types: RecordsByType): RRset[] {
  return [...types]
    .filter(([type]) => type !== TYPE.SOA)
    .map(([type, records]) => ({
      type,
      ttl: records.reduce((least, { ttl }) => Math.min(least, ttl), Infinity),
      rdatas: records.map(({ rdata }) => rdata),
    }))
}

function cutOf(owner: NameKey, types: RecordsByType, names: ReadonlyMap<NameKey, RecordsByType>): Cut | null {
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
