/**
 * Builds the next zone beside the current one. Callers say what each name owns from now on; that is taken in in passes:
 *
 *   1 sort out    drop what is not a zone's to hold, remember the records
 *   2 place       create, replace and remove nodes, with the empty ones above them (RFC 4592 §2.2.2)
 *   3 encode      each changed name's RRsets, then those whose answers carry addresses along (SRV, NS, MX)
 *
 * and `commit` freezes the result: the zone as it was if nothing differs, else a new one with the next serial.
 *
 * A draft costs what it changes, not what the zone holds.
 */
import { present } from '../report/assert.ts'
import { TYPE } from '../wire/constants.ts'
import { decodeAnswer } from '../wire/decode.ts'
import { isWithin, type NameKey, parentOf, keyOf } from '../wire/name.ts'
import { type Rdata, rdataOctets } from '../wire/rdata.ts'
import { RecordStore } from '../wire/record-store.ts'
import { encodeSections } from '../wire/encode.ts'
import { record, type ResourceRecord } from '../wire/section.ts'
import { Finding } from './finding.ts'
import type { NodeTableDraft, ZoneNode } from './node-table.ts'
import type { Steps } from './steps.ts'
import { isWildcard, Zone } from './zone.ts'

/** All records of one type at one name; they share a TTL (RFC 2181 §5.2). */
export interface RRset {
  readonly type: number
  readonly ttl: number
  readonly rdatas: readonly Rdata[]
  /** Addresses for the additional section, where they are not to be looked for in this zone: these alone go along. */
  readonly glue?: readonly ResourceRecord[]
}

/** Types whose targets' addresses go along in the additional section (RFC 1035 §3.3.9, §3.3.11; RFC 2782). */
const WITH_ADDRESSES: ReadonlySet<number> = new Set([TYPE.SRV, TYPE.NS, TYPE.MX])

/** Of names that only stand above others. */
const NO_RRSETS: readonly Finding[] = []

/** What is encoded between two flushes, most likely. */
const STORE_OCTETS = 1024

export class ZoneDraft {
  readonly #base: Zone
  readonly #nodes: NodeTableDraft
  /** What each name owns from now on; `null`: nothing, and it need not exist. An empty list holds the name open. */
  #pending = new Map<NameKey, readonly RRset[] | null>()
  /** What has been encoded since the last flush. */
  #store = new RecordStore(STORE_OCTETS)
  readonly #touched: Set<NameKey> | null
  #wildcards: number
  #hasChanged = false

  /** `touched` gets every name that something is said of. */
  constructor(base: Zone, touched: Set<NameKey> | null = null) {
    this.#base = base
    this.#nodes = base.nodes.draft()
    this.#touched = touched
    this.#wildcards = base.wildcards
  }

  /** The name owns exactly these RRsets from now on; with none it exists all the same. Names outside the zone are ignored. */
  put(name: NameKey, rrsets: readonly RRset[]): void {
    if (isWithin(name, this.#base.origin)) this.#say(name, rrsets)
  }

  /** The name owns nothing from now on. The apex always exists. */
  remove(name: NameKey): void {
    if (isWithin(name, this.#base.origin)) this.#say(name, name === this.#base.origin ? [] : null)
  }

  #say(name: NameKey, rrsets: readonly RRset[] | null): void {
    this.#pending.set(name, rrsets)
    this.#touched?.add(name)
  }

  /** A name that is there for what it stands above, whether or not there is anything; or that need not be there. */
  hold(name: NameKey | null, exists: boolean): void {
    if (name === null) return
    if (exists) this.put(name, [])
    else this.remove(name)
  }

  /**
   * Takes in what has been said so far and forgets how it was said, which takes several times the memory. Addresses that go
   * along with a name are looked for among what has been taken in, so names that belong together go in together.
   */
  *flush(): Steps<void> {
    if (this.#pending.size === 0) return
    for (const [name, rrsets] of this.#pending) {
      yield
      this.#place(name, rrsets)
    }
    for (const [name, rrsets] of this.#pending) {
      yield
      if (rrsets !== null) this.#encode(name, rrsets)
    }
    yield* this.#nodes.settle()
    // A new map, as `clear` would leave what it held to the next full collection: V8 puts the table that takes the place of
    // an old one beside it, in the old generation, and what an old table refers to survives with it.
    this.#pending = new Map()
    this.#store = new RecordStore(STORE_OCTETS)
  }

  /** The next zone; the base itself if every name owns what it owned before. */
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

  /** Creates a node and those above it that do not exist yet. */
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

  /** Removes a node that has become empty, and those above it that only stood there for it. */
  #prune(start: NameKey): void {
    for (let name: NameKey | null = start; name !== null && name !== this.#base.origin; ) {
      const node: ZoneNode = present(this.#nodes.get(name), 'a name that is pruned has a node')
      if (node.held || node.children > 0) return
      this.#nodes.delete(name)
      if (isWildcard(name)) this.#wildcards--
      name = parentOf(name)
      if (name === null) return
      const above: ZoneNode = present(this.#nodes.get(name), 'a node stands below another one')
      this.#set(name, { ...above, children: above.children - 1 })
    }
  }

  // --- Records ---

  #encode(name: NameKey, rrsets: readonly RRset[]): void {
    const node = this.#nodes.get(name)
    if (node === undefined) return
    const encoded = alone(rrsets).map((rrset) => this.#encodeRRset(name, rrset))
    encoded.sort((a, b) => a.type - b.type)
    if (sameRRsets(encoded, node.rrsets)) return
    this.#set(name, { ...node, rrsets: encoded.length === 0 ? NO_RRSETS : encoded })
  }

  #encodeRRset(name: NameKey, rrset: RRset): Finding {
    const origin = this.#base.origin
    const records = unique(rrset.rdatas).map((data) => record(name, rrset.type, rrset.ttl, data))
    const additional = WITH_ADDRESSES.has(rrset.type) ? this.#addresses(records, rrset.glue) : []
    const { answer, additional: encoded } = encodeSections({ answer: records, additional }, name, origin)
    return Finding.records(rrset.type, answer, encoded, this.#store)
  }

  /** The addresses of the records' targets, each target once. */
  #addresses(records: readonly ResourceRecord[], glue: RRset['glue']): ResourceRecord[] {
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
        unique(rdatas).map((data) => record(target, type, ttl, data)),
      )
    }
    const rrsets = this.#nodes.get(target)?.rrsets ?? []
    return rrsets
      .filter(({ type }) => type === TYPE.A || type === TYPE.AAAA)
      .flatMap((rrset) => decodeAnswer(rrset, target).answer)
  }
}

/** RFC 2181 §10.1: where there is a CNAME, there is nothing else. RRsets without records are none. */
function alone(rrsets: readonly RRset[]): readonly RRset[] {
  const filled = rrsets.filter((rrset) => rrset.rdatas.length > 0)
  const alias = filled.find((rrset) => rrset.type === TYPE.CNAME)
  if (alias === undefined) return filled
  return [{ ...alias, rdatas: alias.rdatas.slice(0, 1) }]
}

/** RFC 2181 §5: a set holds no record twice. */
function unique(rdatas: readonly Rdata[]): readonly Rdata[] {
  if (rdatas.length < 2) return rdatas
  const byOctets = new Map<string, Rdata>()
  for (const data of rdatas) {
    const octets = rdataOctets(data)
    if (!byOctets.has(octets)) byOctets.set(octets, data)
  }
  return [...byOctets.values()]
}

function sameRRsets(a: readonly Finding[], b: readonly Finding[]): boolean {
  return a.length === b.length && a.every((rrset, i) => rrset.equals(b[i] as Finding))
}
