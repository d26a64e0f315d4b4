/** A zone from a zone file or a transfer: a compiled `Zone`, its cuts, and its name servers. */
import { present } from '../report/assert.ts'
import type { Code } from '../report/codes.ts'
import { type Diagnostic, diagnostic, isError, type Place } from '../report/diagnostic.ts'
import { TYPE } from '../wire/constants.ts'
import { typeName } from '../wire/record-types.ts'
import { isWithin, keyOf, type NameKey, nameText } from '../wire/name.ts'
import { rdataKey } from '../wire/rdata.ts'
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
import { type RecordsByName, type RecordsByType, TargetAddresses } from './target-addresses.ts'
import { type Authority, Zone } from './zone.ts'
import type { ZoneContent } from './zone-content.ts'
import { mebibytes, rrsetOctets, ZONE_LIMITS } from './zone-limits.ts'
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
  // The records behind the limit were not read.
  if (content.diagnostics.some(({ code }) => code === 'KZ_ZONE_LIMIT')) {
    return { zone: null, diagnostics: content.diagnostics }
  }
  const problems = new ZoneProblems()
  const names = yield* groupByName(content, origin, problems)
  for (const [name, types] of names) {
    yield
    for (const { code = 'KZ_ZONE_FILE', records, message } of conflictsOf(name, types, origin)) {
      problems.add(code, () => placeOf(content, records), `${nameText(name)} has ${message}`)
    }
  }
  const [soa] = names.get(origin)?.get(TYPE.SOA) ?? []
  // If a line cannot be parsed, that line may be the SOA record.
  if (soa === undefined && !content.diagnostics.some(isError)) {
    problems.add('KZ_ZONE_FILE', content.source, `the zone has no SOA record at its apex ${nameText(origin)}`)
  }
  const diagnostics = [...content.diagnostics, ...problems.finish()]
  if (soa === undefined || diagnostics.some(isError)) return { zone: null, diagnostics }
  const { authority, serial } = authorityOf(soa)
  const draft = new ZoneDraft(Zone.empty(origin, authority, serial))
  const addresses = yield* TargetAddresses.in(names, origin)
  const cuts = new Cuts(origin)
  let isWhole = true
  const put = (name: NameKey, types: RecordsByType): void => {
    const found = withoutHashedDenial(types)
    if (found.size > 0) draft.put(name, rrsetsOf(found, addresses))
    isWhole &&= found === types
    cuts.add(name, types, addresses)
  }
  const all = new ZoneDraft(Zone.empty(origin, authority, serial))
  const excess =
    (yield* writeAll(names, put, draft, cuts)) ??
    (isWhole
      ? null
      : yield* writeAll(names, (name, types) => all.put(name, rrsetsOf(types, null)), all, null))
  if (excess !== null) {
    const limit = diagnostic('KZ_ZONE_LIMIT', placeOf(content, excess.records), excess.message)
    return { zone: null, diagnostics: [...diagnostics, limit] }
  }
  const zone = yield* draft.commit(() => serial)
  const contents = isWhole ? zone : yield* all.commit(() => serial)
  const records = names.get(origin)?.get(TYPE.NS) ?? []
  const servers = new ApexServers(origin, records, addresses.of(records))
  return { zone: { zone, contents, denial: yield* denialOf(names, origin), servers, cuts }, diagnostics }
}

export interface CompiledZone {
  readonly zone: AuthoredZone | null
  /** Those of the content, and those of the zone as a whole. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Flushes after so many records free their memory early, and show early that a zone is too large. */
const FLUSH_RECORDS = 1024
/** A name with more records is written late. */
const FEW_RECORDS = 64

/**
 * Names with many records come last, those below them first: a node is copied whenever a name right below it
 * is new.
 */
function* inWritingOrder(names: RecordsByName): IterableIterator<readonly [NameKey, RecordsByType]> {
  const late: (readonly [NameKey, RecordsByType])[] = []
  for (const entry of names) {
    if (countOf(entry[1]) > FEW_RECORDS) late.push(entry)
    else yield entry
  }
  yield* late.sort(([a], [b]) => b.length - a.length)
}

function countOf(types: RecordsByType): number {
  let count = 0
  for (const records of types.values()) count += records.length
  return count
}

/** The first records that are too much. */
interface Excess {
  readonly records: readonly ResourceRecord[]
  readonly message: string
}

/** Puts all names into a draft, and flushes it now and then; stops at a limit. */
function* writeAll(
  names: RecordsByName,
  put: (name: NameKey, types: RecordsByType) => void,
  draft: ZoneDraft,
  cuts: Cuts | null,
): Steps<Excess | null> {
  let left = names.size
  let pending = 0
  for (const [name, types] of inWritingOrder(names)) {
    yield
    put(name, types)
    pending += countOf(types)
    if (--left > 0 && pending < FLUSH_RECORDS) continue
    pending = 0
    yield* draft.flush()
    const limit = limitOf(draft.size, draft.octets + (cuts?.octets ?? 0))
    const [records = []] = types.values()
    if (limit !== null) return { records, message: `the zone is too large, expected ${limit}` }
  }
  return null
}

/** What was expected of a zone that is too large, else `null`. */
function limitOf(size: number, octets: number): string | null {
  const { names, memoryOctets } = ZONE_LIMITS
  if (size > names) return `at most ${names} names, those without records included`
  return octets > memoryOctets ? `names and answers of at most ${mebibytes(memoryOctets)}` : null
}

function placeOf({ records, places }: ZoneContent, [first]: readonly ResourceRecord[]): Place | string {
  return places.at(records.indexOf(present(first, 'a name has a record')))
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

interface Conflict {
  /** `KZ_ZONE_FILE`, if left out. */
  readonly code?: Code
  /** The first of them gives the place. */
  readonly records: readonly ResourceRecord[]
  /** Follows "NAME has". */
  readonly message: string
}

/** What must not be together at one name. */
function conflictsOf(name: NameKey, types: RecordsByType, origin: NameKey): Conflict[] {
  const of = (type: number): readonly ResourceRecord[] => types.get(type) ?? []
  const aliases = of(TYPE.CNAME)
  const beside = [...types.keys()].find((type) => type !== TYPE.CNAME && !ALLOWED_BESIDE_CNAME.has(type))
  const found: Conflict[] = []
  if (types.size > ZONE_LIMITS.types) {
    const message = `records of ${types.size} types, expected at most ${ZONE_LIMITS.types}`
    found.push({ code: 'KZ_ZONE_LIMIT', records: [...types.values()].at(-1) ?? [], message })
  }
  for (const [type, records] of types) {
    if (rrsetOctets(records) <= ZONE_LIMITS.rrsetOctets) continue
    const message = `more records of type ${typeName(type)} than a message of ${ZONE_LIMITS.rrsetOctets} octets has room for`
    found.push({ code: 'KZ_ZONE_LIMIT', records, message })
  }
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
  return new Set(records.map(({ rdata }) => rdataKey(rdata))).size > 1
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
