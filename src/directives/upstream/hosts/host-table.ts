/**
 * The names and addresses of hosts. A query's name finds a host's name, a wildcard one label above, or the
 * reverse name of an address. Answers are encoded at the first query for them, and cached.
 */
import { present } from '../../../report/assert.ts'
import { type Answer, EMPTY_ANSWER, withRecords } from '../../../wire/answer.ts'
import { reverseName } from '../../../wire/address.ts'
import { FLAG, TYPE } from '../../../wire/constants.ts'
import { keyOf, type NameKey, parentOf, ROOT, type HashedName } from '../../../wire/name.ts'
import { addressData, targetData } from '../../../wire/rdata.ts'
import { record } from '../../../wire/section.ts'
import { SuffixTable } from '../../../zone/suffix-table.ts'

/** The name exists without records of the type. Hosts have no zone, so the answer has no SOA record. */
const NODATA: Answer = Object.freeze({ ...EMPTY_ANSWER, flags: FLAG.AA })

/** Block lists give one address to a million names; a PTR RRset of all of them would be of no use. */
const MAX_REVERSE_NAMES = 100

/** RFC 4592 §2.1.1. */
const WILDCARD_LABEL = '\x01*'

/** The RDATA of one name by type: addresses and targets in wire form, each once, in the order of the file. */
export class HostRecords {
  readonly #ttl: number
  readonly #data = new Map<number, Set<string>>()
  /** `null` before the first query: most names of a block list are never queried. */
  #answers: Map<number, Answer> | null = null

  constructor(ttl: number) {
    this.#ttl = ttl
  }

  /** Whether the data is new. */
  add(type: number, data: string): boolean {
    const set = this.#data.get(type) ?? new Set<string>()
    this.#data.set(type, set)
    if (set.has(data) || (type === TYPE.PTR && set.size >= MAX_REVERSE_NAMES)) return false
    set.add(data)
    return true
  }

  has(type: number): boolean {
    return this.#data.has(type)
  }

  /** RFC 8482 §4.1: the answer for ANY has one RRset. */
  answer(type: number): Answer {
    const [first = type] = this.#data.keys()
    const shown = type === TYPE.ANY ? first : type
    const data = this.#data.get(shown)
    if (data === undefined) return NODATA
    const known = this.#answers?.get(shown)
    if (known !== undefined) return known
    // The owner is encoded as a pointer to the question, so that a wildcard's answer fits every name.
    const owner = ROOT
    const records = Array.from(data, (one) =>
      record(owner, shown, this.#ttl, shown === TYPE.PTR ? targetData(one) : addressData(one)),
    )
    const answer = withRecords(NODATA, { answer: records }, owner, ROOT)
    this.#answers ??= new Map()
    this.#answers.set(shown, answer)
    return answer
  }
}

interface Node {
  /** Octets of the node's name. */
  readonly length: number
  own: HostRecords | null
  /** For names one label below. */
  wildcard: HostRecords | null
}

export class HostTable {
  /** The number of pairs of a name and an address, and of an address and a name. */
  readonly entries: number
  readonly #nodes: SuffixTable<Node>

  constructor(nodes: Iterable<readonly [NameKey, Node]>, entries: number) {
    this.#nodes = new SuffixTable(nodes)
    this.entries = entries
  }

  find(name: HashedName): HostRecords | null {
    const node = this.#nodes.find(name)
    if (node === undefined) return null
    if (node.length === name.length) return node.own
    const isChild = node.length + (name.octets[0] ?? 0) + 1 === name.length
    return isChild ? node.wildcard : null
  }
}

export interface HostTableOptions {
  readonly ttl: number
  /** The table omits names outside these zones. */
  readonly zones: SuffixTable<NameKey>
  /** Whether the table holds reverse names. */
  readonly isReversed: boolean
}

export class HostTableBuilder {
  readonly #options: HostTableOptions
  readonly #nodes = new Map<NameKey, Node>()
  /** PTR records by address: a block list has one address for all its names. */
  readonly #reverse = new Map<string, HostRecords>()
  #entries = 0

  constructor(options: HostTableOptions) {
    this.#options = options
  }

  /** `address`: octets. `name`: wire form, in the spelling of the file. */
  add(address: string, name: string): void {
    const { ttl, zones, isReversed } = this.#options
    const key = keyOf(name)
    if (zones.find(key) === undefined) return
    const type = address.length === 4 ? TYPE.A : TYPE.AAAA
    if (name.startsWith(WILDCARD_LABEL)) {
      const node = this.#node(present(parentOf(key), 'a wildcard has a parent'))
      node.wildcard ??= new HostRecords(ttl)
      this.#count(node.wildcard.add(type, address))
      return
    }
    const node = this.#node(key)
    node.own ??= new HostRecords(ttl)
    this.#count(node.own.add(type, address))
    if (!isReversed) return
    let reverse = this.#reverse.get(address)
    if (reverse === undefined) {
      const reverseNode = this.#node(reverseName(address))
      reverse = reverseNode.own ??= new HostRecords(ttl)
      this.#reverse.set(address, reverse)
    }
    this.#count(reverse.add(TYPE.PTR, name))
  }

  build(): HostTable {
    // A node that exists only for the wildcard below it may itself match the wildcard of its parent.
    for (const [name, node] of this.#nodes) {
      const parent = parentOf(name)
      if (parent !== null) node.own ??= this.#nodes.get(parent)?.wildcard ?? null
    }
    return new HostTable(this.#nodes, this.#entries)
  }

  #node(name: NameKey): Node {
    const known = this.#nodes.get(name)
    if (known !== undefined) return known
    const node: Node = { length: name.length, own: null, wildcard: null }
    this.#nodes.set(name, node)
    return node
  }

  #count(isNew: boolean): void {
    if (isNew) this.#entries++
  }
}
