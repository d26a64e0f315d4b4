/**
 * Builds the next version of a zone beside the current one, in passes:
 *
 *   1 put, remove   collect the RRsets of each changed name; ignore names outside the zone
 *   2 place         create and remove nodes, with the empty non-terminals above them (RFC 4592 §2.2.2)
 *   3 encode        encode the RRsets of each changed name, with the addresses of SRV, NS and MX targets
 *
 * `flush` runs the passes 2 and 3. `commit` returns the base zone if no name differs, else a new zone with
 * the next serial. The cost of a draft depends on the number of changed names, not on the size of the zone.
 */
import { present } from '../report/assert.ts'
import { TYPE } from '../wire/constants.ts'
import { decodeAnswer } from '../wire/decode.ts'
import { isWildcard, isWithin, keyOf, type NameKey, parentOf } from '../wire/name.ts'
import { type Rdata, rdataKey, rdataOctets } from '../wire/rdata.ts'
import { RecordStore } from '../wire/record-store.ts'
import { encodeSections } from '../wire/encode.ts'
import { record, type ResourceRecord } from '../wire/section.ts'
import { NSEC } from '../wire/types/nsec.ts'
import { RRSIG } from '../wire/types/rrsig.ts'
import { Finding } from './finding.ts'
import type { ZoneNode } from './node-layout.ts'
import type { NodeTableDraft } from './node-table.ts'
import type { Steps } from './steps.ts'
import { Zone } from './zone.ts'

/** All records of one name and type. RFC 2181 §5.2: they share a TTL. */
export interface RRset {
  readonly type: number
  readonly ttl: number
  readonly rdatas: readonly Rdata[]
  /**
   * The TTLs of the records, instead of `ttl`. RFC 4034 §3: the TTL of a signature is that of what it covers,
   * so those of one name differ.
   */
  readonly ttls?: readonly number[]
  /**
   * The candidates for the additional section. If they are given, the targets are not looked up in this zone.
   */
  readonly glue?: readonly ResourceRecord[]
  /** The additional section itself. If it is given, nothing is looked up. */
  readonly additional?: readonly ResourceRecord[]
}

/** Types whose answers carry the addresses of their targets (RFC 1035 §3.3.9, §3.3.11; RFC 2782). */
const WITH_ADDRESSES: ReadonlySet<number> = new Set([TYPE.SRV, TYPE.NS, TYPE.MX])

/** The RRsets of names without records. */
const NO_RRSETS: readonly Finding[] = []

/** The initial size of the store for the answers between two flushes; most fit. */
const STORE_OCTETS = 1024

export class ZoneDraft {
  readonly #base: Zone
  readonly #nodes: NodeTableDraft
  /**
   * The new RRsets of each name. An empty list holds the name: it exists without records. `null` removes it.
   */
  #pending = new Map<NameKey, readonly RRset[] | null>()
  /** The answers that were encoded since the last flush. */
  #store = new RecordStore(STORE_OCTETS)
  readonly #touched: Set<NameKey> | null
  #wildcards: number
  #hasChanged = false

  /** The draft adds the names of all calls of `put` and `remove` to `touched`. */
  constructor(base: Zone, touched: Set<NameKey> | null = null) {
    this.#base = base
    this.#nodes = base.nodes.draft()
    this.#touched = touched
    this.#wildcards = base.wildcards
  }

  /**
   * Replaces all RRsets of a name. With an empty list the name exists without records. Names outside the zone
   * are ignored.
   */
  put(name: NameKey, rrsets: readonly RRset[]): void {
    if (isWithin(name, this.#base.origin)) this.#change(name, rrsets)
  }

  /** Removes all RRsets of a name. The apex stays without records. Names outside the zone are ignored. */
  remove(name: NameKey): void {
    if (isWithin(name, this.#base.origin)) this.#change(name, name === this.#base.origin ? [] : null)
  }

  /** The number of names as of the last flush, those without records included. */
  get size(): number {
    return this.#nodes.size
  }

  /** The memory of these names and their answers, as of the last flush. */
  get octets(): number {
    return this.#nodes.octets
  }

  #change(name: NameKey, rrsets: readonly RRset[] | null): void {
    this.#pending.set(name, rrsets)
    this.#touched?.add(name)
  }

  /** Makes a name exist without records, even without names below it, or removes it. `null` is ignored. */
  hold(name: NameKey | null, exists: boolean): void {
    if (name === null) return
    if (exists) this.put(name, [])
    else this.remove(name)
  }

  /**
   * Encodes the pending RRsets and frees them: in memory they are several times as large as their answers.
   * The addresses of targets come from the pending and the encoded RRsets, so a target must be put before or
   * with the records that refer to it.
   */
  *flush(): Steps<void> {
    if (this.#pending.size === 0) return
    for (const [name, rrsets] of this.#pending) {
      yield
      this.#place(name, rrsets)
    }
    for (const [name, rrsets] of this.#pending) {
      yield
      if (rrsets !== null) yield* this.#encode(name, rrsets)
    }
    yield* this.#nodes.settle()
    // A new map instead of `clear`: V8 allocates the new table of a cleared map in the old generation if the
    // map is there, and the entries of the dead old table survive until the next full collection.
    this.#pending = new Map()
    this.#store = new RecordStore(STORE_OCTETS)
  }

  /** Flushes, and returns the next zone, or the base zone if no name differs. */
  *commit(nextSerial: (serial: number) => number): Steps<Zone> {
    yield* this.flush()
    if (!this.#hasChanged) return this.#base
    const { origin, authority, serial } = this.#base
    return new Zone({
      origin,
      authority,
      serial: nextSerial(serial),
      nodes: this.#nodes.finish(),
      wildcards: this.#wildcards,
    })
  }

  // --- Nodes ---

  #place(name: NameKey, rrsets: readonly RRset[] | null): void {
    const node = this.#nodes.get(name)
    if (rrsets === null) {
      if (node !== undefined && (node.held || node.rrsets.length > 0)) {
        this.#set(name, { rrsets: NO_RRSETS, children: node.children, held: false })
        this.#prune(name)
      }
    } else if (node === undefined) {
      this.#create(name)
      this.#set(name, { rrsets: NO_RRSETS, children: 0, held: true })
    } else if (!node.held) {
      this.#set(name, { ...node, held: true })
    }
  }

  #set(name: NameKey, node: ZoneNode): void {
    this.#hasChanged = true
    this.#nodes.set(name, node)
  }

  /** Creates a node and the missing nodes above it. */
  #create(start: NameKey): void {
    for (let name = start; ; ) {
      this.#set(name, { rrsets: NO_RRSETS, children: name === start ? 0 : 1, held: false })
      if (isWildcard(name)) this.#wildcards++
      const parent = parentOf(name)
      if (parent === null) return
      const above = this.#nodes.get(parent)
      if (above !== undefined) {
        this.#set(parent, { ...above, children: above.children + 1 })
        return
      }
      name = parent
    }
  }

  /** Removes a node without records, and the empty non-terminals above it that have no other child. */
  #prune(start: NameKey): void {
    for (let name: NameKey | null = start; name !== null && name !== this.#base.origin; ) {
      const node: ZoneNode = present(this.#nodes.get(name), 'a pruned name has a node')
      if (node.held || node.children > 0) return
      this.#nodes.delete(name)
      if (isWildcard(name)) this.#wildcards--
      name = parentOf(name)
      if (name === null) return
      const above: ZoneNode = present(this.#nodes.get(name), 'a node has a parent node')
      this.#set(name, { ...above, children: above.children - 1 })
    }
  }

  // --- Records ---

  *#encode(name: NameKey, rrsets: readonly RRset[]): Steps<void> {
    const node = this.#nodes.get(name)
    if (node === undefined) return
    const encoded: Finding[] = []
    for (const rrset of alone(rrsets)) {
      if (encoded.length > 0) yield
      encoded.push(this.#encodeRRset(name, rrset))
    }
    encoded.sort((a, b) => a.type - b.type)
    if (sameRRsets(encoded, node.rrsets)) return
    this.#set(name, { ...node, rrsets: encoded.length === 0 ? NO_RRSETS : encoded })
  }

  #encodeRRset(name: NameKey, rrset: RRset): Finding {
    const origin = this.#base.origin
    const records = unique(
      rrset.rdatas.map((data, i) => record(name, rrset.type, rrset.ttls?.[i] ?? rrset.ttl, data)),
    )
    const additional = rrset.additional ?? this.#additional(rrset, records)
    const { answer, additional: encoded } = encodeSections({ answer: records, additional }, name, origin)
    return Finding.records(rrset.type, answer, encoded, this.#store)
  }

  /** The A and AAAA records of the records' targets, each target once. */
  #additional({ type, glue }: RRset, records: readonly ResourceRecord[]): ResourceRecord[] {
    if (!WITH_ADDRESSES.has(type)) return []
    const targets = new Set<string>()
    for (const { rdata } of records) {
      for (const part of rdata) if (typeof part !== 'string') targets.add(part.name)
    }
    if (glue === undefined) return [...targets].flatMap((target) => this.#addressesOf(keyOf(target)))
    const given = glue.filter(({ name }) => targets.has(name))
    return [...new Map(given.map((one) => [one.name + rdataOctets(one.rdata), one])).values()]
  }

  #addressesOf(target: NameKey): ResourceRecord[] {
    if (!isWithin(target, this.#base.origin)) return []
    const pending = this.#pending.get(target)
    if (pending !== undefined && pending !== null) {
      const sets = pending.filter((rrset) => rrset.type === TYPE.A || rrset.type === TYPE.AAAA)
      return sets.flatMap(({ type, ttl, rdatas }) =>
        unique(rdatas.map((data) => record(target, type, ttl, data))),
      )
    }
    const rrsets = this.#nodes.get(target)?.rrsets ?? []
    return rrsets
      .filter(({ type }) => type === TYPE.A || type === TYPE.AAAA)
      .flatMap((rrset) => decodeAnswer(rrset, target).answer)
  }
}

/** RFC 4035 §2.5: the types that are allowed beside a CNAME. */
export const ALLOWED_BESIDE_CNAME: ReadonlySet<number> = new Set([RRSIG.number, NSEC.number])

/**
 * Drops RRsets without records. RFC 2181 §10.1: a name with a CNAME owns one record only, and what signs it.
 */
function alone(rrsets: readonly RRset[]): readonly RRset[] {
  const filled = rrsets.filter((rrset) => rrset.rdatas.length > 0)
  const alias = filled.find((rrset) => rrset.type === TYPE.CNAME)
  if (alias === undefined) return filled
  const others = filled.filter(({ type }) => ALLOWED_BESIDE_CNAME.has(type))
  return [{ ...alias, rdatas: alias.rdatas.slice(0, 1) }, ...others]
}

/** RFC 2181 §5: an RRset holds no duplicate records. */
function unique(records: readonly ResourceRecord[]): readonly ResourceRecord[] {
  if (records.length < 2) return records
  const byKey = new Map<string, ResourceRecord>()
  for (const one of records) {
    const key = rdataKey(one.rdata)
    if (!byKey.has(key)) byKey.set(key, one)
  }
  return [...byKey.values()]
}

function sameRRsets(a: readonly Finding[], b: readonly Finding[]): boolean {
  return a.length === b.length && a.every((rrset, i) => rrset.equals(b[i] as Finding))
}
