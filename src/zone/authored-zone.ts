/** A zone from a zone file or a transfer: a compiled `Zone`, its cuts, and its name servers. */
import { present } from '../report/assert.ts'
import { type Diagnostic, isError, type Place } from '../report/diagnostic.ts'
import { TYPE } from '../wire/constants.ts'
import { typeName } from '../wire/record-types.ts'
import { isWithin, keyOf, type NameKey, nameText } from '../wire/name.ts'
import { rdataOctets } from '../wire/rdata.ts'
import type { ResourceRecord } from '../wire/section.ts'
import { DNAME } from '../wire/types/dname.ts'
import { NSEC3PARAM } from '../wire/types/nsec3param.ts'
import { RRSIG } from '../wire/types/rrsig.ts'
import { SOA } from '../wire/types/soa.ts'
import { ApexServers } from './apex-servers.ts'
import { Cuts } from './cuts.ts'
import type { Denial } from './denial.ts'
import { denialOf, parametersOf, withoutHashedDenial } from './denial-chain.ts'
import { ALLOWED_BESIDE_CNAME, type RRset, ZoneDraft } from './draft.ts'
import { MAX_ITERATIONS } from './nsec3-denial.ts'
import type { Steps } from './steps.ts'
import { type RecordsByType, TargetAddresses } from './target-addresses.ts'
import { type Authority, Zone } from './zone.ts'
import type { ZoneContent } from './zone-content.ts'
import { ZoneProblems } from './zone-problems.ts'

export interface AuthoredZone {
  /** What queries find. */
  readonly zone: Zone
  /** All records, for secondaries. It is `zone` itself unless that lacks NSEC3 records. */
  readonly contents: Zone
  /** `null` if the zone is not signed. */
  readonly denial: Denial | null
  readonly servers: ApexServers
  readonly cuts: Cuts
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
  const addresses = yield* TargetAddresses.in(names, origin)
  const cuts = new Cuts(origin)
  const whole = new ZoneDraft(Zone.empty(origin, authority, serial))
  let isWhole = true
  for (const [name, types] of names) {
    yield
    const found = withoutHashedDenial(types)
    if (found.size > 0) draft.put(name, rrsetsOf(found, addresses))
    isWhole &&= found === types
    cuts.add(name, types, addresses)
  }
  const zone = yield* draft.commit(() => serial)
  for (const [name, types] of isWhole ? [] : names) {
    yield
    whole.put(name, rrsetsOf(types, null))
  }
  const contents = isWhole ? zone : yield* whole.commit(() => serial)
  const records = names.get(origin)?.get(TYPE.NS) ?? []
  const servers = new ApexServers(origin, records, addresses.of(records))
  return { zone: { zone, contents, denial: yield* denialOf(names, origin), servers, cuts }, diagnostics }
}

export interface CompiledZone {
  readonly zone: AuthoredZone | null
  /** Those of the content, and those of the zone as a whole. */
  readonly diagnostics: readonly Diagnostic[]
}

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
  const parameters = of(NSEC3PARAM.number)
  const costly = parameters.filter((one) => (parametersOf(one, NSEC3PARAM)?.iterations ?? 0) > MAX_ITERATIONS)
  if (costly.length > 0 && name === origin) {
    const message = `an NSEC3PARAM record with more iterations than ${MAX_ITERATIONS}, expected 0 (RFC 9276 §3.1)`
    found.push({ records: costly, message })
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

/**
 * The RRsets of a name without the SOA, which `Zone` holds apart. RFC 2181 §5.2: the records of an RRset
 * share a TTL. If they differ, the least TTL applies; RFC 4035 §2.2: signatures are no RRset.
 */
function rrsetsOf(types: RecordsByType, addresses: TargetAddresses | null): RRset[] {
  return [...types]
    .filter(([type]) => type !== TYPE.SOA)
    .map(([type, records]) => ({
      type,
      ttl: records.reduce((least, { ttl }) => Math.min(least, ttl), Infinity),
      rdatas: records.map(({ rdata }) => rdata),
      ...(type === RRSIG.number ? { ttls: records.map(({ ttl }) => ttl) } : {}),
      additional: addresses?.of(records) ?? [],
    }))
}

function authorityOf(record: ResourceRecord): { authority: Authority; serial: number } {
  const { serial, mname, rname, ...times } = SOA.values(record.rdata)
  return { authority: { ...times, mname: keyOf(mname), rname: keyOf(rname), ttl: record.ttl }, serial }
}
