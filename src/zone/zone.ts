/**
 * A zone as queries see it: frozen, every answer encoded in advance. `find` gives one verdict on a name whatever the type:
 * something is there or below it, or nothing is (RFC 8020, RFC 4592 §2.2.2). Zones are made by `ZoneDraft`, never changed.
 */
import type { Answer } from '../wire/answer.ts'
import { FLAG, RCODE, TYPE } from '../wire/constants.ts'
import { isWithin, type NameKey, parentOf } from '../wire/name.ts'
import { soaData } from '../wire/rdata.ts'
import { EMPTY_SECTION, encodeSection, record, type ResourceRecord, type Section } from '../wire/section.ts'
import { NameTable } from './name-table.ts'

/** What a look into a zone came to. */
export const FINDING = { ANSWER: 0, ALIAS: 1, NODATA: 2, NXDOMAIN: 3 } as const
export type FindingKind = (typeof FINDING)[keyof typeof FINDING]

/** The answer a zone gives, ready to be written. An `ALIAS` is the CNAME alone; see `followAlias`. */
export class Finding implements Answer {
  readonly kind: FindingKind
  /** The type of the records in `answer`; 0 in a negative answer. */
  readonly type: number
  readonly rcode: number
  readonly flags: number = FLAG.AA
  readonly answer: Section
  readonly authority: Section
  readonly additional: Section
  readonly extendedError = null

  private constructor(
    kind: FindingKind,
    type: number,
    answer: Section,
    authority: Section,
    additional: Section,
  ) {
    this.kind = kind
    this.type = type
    this.rcode = kind === FINDING.NXDOMAIN ? RCODE.NXDOMAIN : RCODE.NOERROR
    this.answer = answer
    this.authority = authority
    this.additional = additional
  }

  /** The records of one type at a name, as the answer to a question for them. */
  static records(type: number, answer: Section, additional: Section = EMPTY_SECTION): Finding {
    return new Finding(FINDING.ANSWER, type, answer, EMPTY_SECTION, additional)
  }

  static negative(kind: typeof FINDING.NODATA | typeof FINDING.NXDOMAIN, soa: Section): Finding {
    return new Finding(kind, 0, EMPTY_SECTION, soa, EMPTY_SECTION)
  }

  /** This CNAME as the answer to a question for another type. */
  asAlias(): Finding {
    return new Finding(FINDING.ALIAS, this.type, this.answer, this.authority, this.additional)
  }
}

/** A name that exists: it owns records, or stands above a name that does, or is held open by whoever made the zone. */
export interface ZoneNode {
  readonly rrsets: readonly Finding[]
  /** How many names exist one label below. */
  readonly children: number
  readonly held: boolean
}

/** The fields of the SOA record but its serial, and its TTL; times in seconds (RFC 1035 §3.3.13). */
export interface Authority {
  readonly mname: NameKey
  readonly rname: NameKey
  readonly refresh: number
  readonly retry: number
  readonly expire: number
  /** Also the TTL of negative answers (RFC 2308 §4). */
  readonly minimum: number
  readonly ttl: number
}

export interface ZoneParts {
  readonly origin: NameKey
  readonly authority: Authority
  readonly serial: number
  readonly nodes: NameTable<ZoneNode>
  /** Names that own a wildcard child; none in most zones, so that a miss is one look-up. */
  readonly wildcards: number
}

const WILDCARD_LABEL = '\x01*'

export class Zone {
  readonly origin: NameKey
  readonly authority: Authority
  readonly serial: number
  readonly nodes: NameTable<ZoneNode>
  readonly wildcards: number
  readonly #soa: Finding
  readonly noData: Finding
  readonly nameError: Finding

  constructor(parts: ZoneParts) {
    this.origin = parts.origin
    this.authority = parts.authority
    this.serial = parts.serial
    this.nodes = parts.nodes
    this.wildcards = parts.wildcards
    const soa = soaRecord(parts)
    this.#soa = Finding.records(TYPE.SOA, encodeSection([soa], this.origin, this.origin))
    // RFC 2308 §3: the SOA of a negative answer carries the smaller of its own TTL and MINIMUM. Any name below the origin
    // stands for the question here; the link works for all of them.
    const ttl = Math.min(soa.ttl, parts.authority.minimum)
    const authority = encodeSection([{ ...soa, ttl }], `\0${this.origin}` as NameKey, this.origin)
    this.noData = Finding.negative(FINDING.NODATA, authority)
    this.nameError = Finding.negative(FINDING.NXDOMAIN, authority)
  }

  static empty(origin: NameKey, authority: Authority, serial: number): Zone {
    const apex: ZoneNode = { rrsets: [], children: 0, held: true }
    const draft = NameTable.empty<ZoneNode>().draft()
    draft.set(origin, apex)
    return new Zone({ origin, authority, serial, nodes: draft.finish(), wildcards: 0 })
  }

  /** The answer to a question for a name in this zone. */
  find(name: NameKey, type: number): Finding {
    const node = this.nodes.get(name)
    if (node !== undefined) return this.#findAt(node, name, type)
    return this.wildcards === 0 ? this.nameError : this.#findWildcard(name, type)
  }

  /** Whether a name exists, with records or without. */
  has(name: NameKey): boolean {
    return this.nodes.get(name) !== undefined
  }

  #findAt(node: ZoneNode, name: NameKey, type: number): Finding {
    const rrsets = node.rrsets
    for (let i = 0; i < rrsets.length; i++) {
      const rrset = rrsets[i] as Finding
      if (rrset.type === type) return rrset
    }
    if (name.length === this.origin.length && (type === TYPE.SOA || type === TYPE.ANY)) return this.#soa
    const first = rrsets[0]
    if (first === undefined) return this.noData
    // RFC 8482 §4.1: one RRset is answer enough to ANY.
    if (type === TYPE.ANY) return first
    if (first.type === TYPE.CNAME) return first.asAlias()
    return this.noData
  }

  /** RFC 4592 §3.3.1: the wildcard is the one at the closest name that exists. */
  #findWildcard(name: NameKey, type: number): Finding {
    for (let encloser = parentOf(name); encloser !== null; encloser = parentOf(encloser)) {
      if (!isWithin(encloser, this.origin)) break
      if (!this.has(encloser)) continue
      const wildcard = this.nodes.get((WILDCARD_LABEL + encloser) as NameKey)
      return wildcard === undefined ? this.nameError : this.#findAt(wildcard, name, type)
    }
    return this.nameError
  }
}

export function isWildcard(name: NameKey): boolean {
  return name.startsWith(WILDCARD_LABEL)
}

export function soaRecord(zone: Pick<ZoneParts, 'origin' | 'authority' | 'serial'>): ResourceRecord {
  const data = soaData({ ...zone.authority, serial: zone.serial })
  return record(zone.origin, TYPE.SOA, zone.authority.ttl, data)
}
