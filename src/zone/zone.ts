/**
 * A zone that queries read: immutable, with every answer encoded in advance. A name exists or does not exist,
 * independent of the type: it exists if it or a name below it owns records (RFC 8020, RFC 4592 §2.2.2).
 * `ZoneDraft` makes zones.
 */
import { TYPE } from '../wire/constants.ts'
import { type AnyName, isWithin, nameKey, type NameKey, parentOf, wildcardBelow } from '../wire/name.ts'
import { encodeSections } from '../wire/encode.ts'
import { record, type ResourceRecord } from '../wire/section.ts'
import { SOA } from '../wire/types/soa.ts'
import { Finding, FINDING } from './finding.ts'
import { NodeTable } from './node-table.ts'
import { complete } from './steps.ts'

/** The fields of the SOA record except its serial, and its TTL. Times are in seconds (RFC 1035 §3.3.13). */
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
  readonly nodes: NodeTable
  /** The number of wildcard names. Most zones have none, so a missing name costs one look-up. */
  readonly wildcards: number
}

export class Zone {
  readonly origin: NameKey
  readonly authority: Authority
  readonly serial: number
  readonly nodes: NodeTable
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
    this.#soa = Finding.records(TYPE.SOA, encodeSections({ answer: [soa] }, this.origin, this.origin).answer)
    // RFC 2308 §3: the TTL of the SOA in a negative answer is the smaller of its own TTL and MINIMUM. The
    // question here is a placeholder below the origin: the link of the SOA's owner is valid for every name of
    // the zone.
    const ttl = Math.min(soa.ttl, parts.authority.minimum)
    const records = { authority: [{ ...soa, ttl }] }
    const { authority } = encodeSections(records, `\0${this.origin}` as NameKey, this.origin)
    this.noData = Finding.negative(FINDING.NODATA, authority)
    this.nameError = Finding.negative(FINDING.NXDOMAIN, authority)
  }

  static empty(origin: NameKey, authority: Authority, serial: number): Zone {
    const draft = NodeTable.empty(origin).draft()
    draft.set(origin, { rrsets: [], children: 0, held: true })
    complete(draft.settle())
    return new Zone({ origin, authority, serial, nodes: draft.finish(), wildcards: 0 })
  }

  /**
   * The answer to a question. `name` must be at or below `origin`; for other names the result is undefined.
   */
  find(name: AnyName, type: number): Finding {
    const node = this.nodes.locate(name)
    if (node !== 0) return this.#findAt(node, name, type)
    return this.wildcards === 0 ? this.nameError : this.#findWildcard(nameKey(name), type)
  }

  /** Whether a name exists, with or without records. */
  has(name: NameKey): boolean {
    return this.nodes.locate(name) !== 0
  }

  #findAt(node: number, name: AnyName, type: number): Finding {
    const { nodes } = this
    const rrset = nodes.locateRRset(node, type)
    if (rrset !== 0) return Finding.stored(nodes.store, rrset)
    if (name.length === this.origin.length && (type === TYPE.SOA || type === TYPE.ANY)) return this.#soa
    const first = nodes.locateFirst(node)
    if (first === 0) return this.noData
    // RFC 8482 §4.1: an answer to ANY may hold one RRset.
    if (type === TYPE.ANY) return Finding.stored(nodes.store, first)
    return nodes.locateRRset(node, TYPE.CNAME) === first ? Finding.alias(nodes.store, first) : this.noData
  }

  /** RFC 4592 §3.3.1: the source of synthesis is the wildcard child of the closest encloser. */
  #findWildcard(name: NameKey, type: number): Finding {
    for (let encloser = parentOf(name); encloser !== null; encloser = parentOf(encloser)) {
      if (!isWithin(encloser, this.origin)) break
      if (!this.has(encloser)) continue
      const wildcard = this.nodes.locate(wildcardBelow(encloser))
      return wildcard === 0 ? this.nameError : this.#findAt(wildcard, name, type)
    }
    return this.nameError
  }
}

export function soaRecord(zone: Pick<ZoneParts, 'origin' | 'authority' | 'serial'>): ResourceRecord {
  const data = SOA.data({ ...zone.authority, serial: zone.serial })
  return record(zone.origin, TYPE.SOA, zone.authority.ttl, data)
}
