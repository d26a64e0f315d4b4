/**
 * An immutable map from names to nodes. Nodes lie in an append-only store, and a table is an index into it. A
 * change appends the changed nodes and copies the index, so one new address in a zone of a hundred thousand
 * names costs a fraction of a millisecond. Queries continue to read the old table.
 */
import { type AnyName, type NameKey, type HashedName, hashedName } from '../wire/name.ts'
import { RecordStore, WORD_OCTETS } from '../wire/record-store.ts'
import { TYPE_BITS, WORD } from '../wire/stored-answer.ts'
import {
  firstRRset,
  isNamed,
  readName,
  readNode,
  sizeOfNode,
  writeNode,
  type ZoneNode,
} from './node-layout.ts'
import type { Steps } from './steps.ts'

/** The offset that means "no node": the store's first word is reserved, so no node begins there. */
const NOWHERE = 0
const MIN_SLOTS = 16
/** The largest fraction of occupied slots. It keeps searches short and the index small. */
const MAX_LOAD = 0.7
const MIN_OCTETS = 512
/** The store is compacted when unused octets exceed the used ones by more than this. */
const SPARE_OCTETS = 64 * 1024

/** The index grows in steps of so many numbers. */
const GROWTH_STEP = 8192

/** An open-addressing hash table: pairs of a name's hash and its node's offset, with linear probing. */
type Index = Int32Array

/** The slot at which the search for a hash begins. */
function slotOf(hash: number, index: Index): number {
  return (hash << 1) & (index.length - 1)
}

function nextSlot(slot: number, index: Index): number {
  return (slot + 2) & (index.length - 1)
}

/** The slot of a name, or the free slot for it. */
function findSlot(index: Index, store: RecordStore, name: HashedName): number {
  const { hash } = name
  for (let slot = slotOf(hash, index); ; slot = nextSlot(slot, index)) {
    const at = index[slot + 1] as number
    if (at === NOWHERE || (index[slot] === hash && isNamed(store, at, name))) return slot
  }
}

/** All nodes in a store, current or not, with their offsets. */
function* writtenNodes(
  store: RecordStore,
  end: number,
  origin: NameKey,
): IterableIterator<[number, NameKey]> {
  for (let at = WORD_OCTETS; at < end; at += sizeOfNode(store, at)) yield [at, readName(store, at, origin)]
}

export class NodeTable {
  readonly origin: NameKey
  readonly size: number
  readonly store: RecordStore
  readonly #index: Index
  /** The octets of the store that this table refers to. */
  readonly #used: number
  /** The nodes of later tables lie behind this offset. */
  readonly #end: number

  private constructor(origin: NameKey, store: RecordStore, index: Index, size: number, used: number) {
    this.origin = origin
    this.store = store
    this.#index = index
    this.size = size
    this.#used = used
    this.#end = store.end
  }

  /** A table for names at and below `origin`. */
  static empty(origin: NameKey): NodeTable {
    const store = new RecordStore(MIN_OCTETS)
    store.reserve(WORD_OCTETS)
    return new NodeTable(origin, store, new Int32Array(2 * MIN_SLOTS), 0, 0)
  }

  /**
   * The offset in the store of a name's node; 0 if the name does not exist. The name must be at or below the
   * origin.
   */
  locate(name: AnyName): number {
    return this.#index[findSlot(this.#index, this.store, hashedName(name)) + 1] as number
  }

  /** The offset of the stored answer of a node's RRset; 0 if it has no RRset of this type. */
  locateRRset(node: number, type: number): number {
    const { words } = this.store
    const shape = words[node / WORD_OCTETS + 1] as number
    let at = firstRRset(node, shape)
    for (let left = shape >>> 16; left > 0; left--) {
      if (((words[at / WORD_OCTETS] as number) & TYPE_BITS) === type) return at
      at += words[at / WORD_OCTETS + WORD.SIZE] as number
    }
    return NOWHERE
  }

  /** The offset of the stored answer of a node's first RRset; 0 if it has no RRset. */
  locateFirst(node: number): number {
    const shape = this.store.words[node / WORD_OCTETS + 1] as number
    return shape >>> 16 === 0 ? NOWHERE : firstRRset(node, shape)
  }

  get(name: NameKey): ZoneNode | undefined {
    const at = this.locate(name)
    return at === NOWHERE ? undefined : readNode(this.store, at)
  }

  /** In the order in which the nodes were written last, which follows from the drafts alone. */
  *entries(): IterableIterator<[NameKey, ZoneNode]> {
    for (const [at, name] of writtenNodes(this.store, this.#end, this.origin))
      if (this.locate(name) === at) yield [name, readNode(this.store, at)]
  }

  /** Starts a change. The table itself does not change. */
  draft(): NodeTableDraft {
    return new NodeTableDraft(
      this,
      this.#index,
      this.#used,
      (...parts) => new NodeTable(this.origin, ...parts),
    )
  }
}

type MakeTable = (store: RecordStore, index: Index, size: number, used: number) => NodeTable

export class NodeTableDraft {
  readonly #make: MakeTable
  readonly #origin: NameKey
  /** The changes since the last `settle`; `null` deletes the name. */
  #pending = new Map<NameKey, ZoneNode | null>()
  #store: RecordStore
  #index: Index
  #ownsIndex = false
  #size: number
  #used: number

  constructor(base: NodeTable, index: Index, used: number, make: MakeTable) {
    this.#make = make
    this.#origin = base.origin
    this.#store = base.store
    this.#index = index
    this.#size = base.size
    this.#used = used
  }

  get(name: NameKey): ZoneNode | undefined {
    const pending = this.#pending.get(name)
    if (pending !== undefined) return pending ?? undefined
    const at = this.#index[findSlot(this.#index, this.#store, hashedName(name)) + 1] as number
    return at === NOWHERE ? undefined : readNode(this.#store, at)
  }

  /** The number of names, without pending changes. */
  get size(): number {
    return this.#size
  }

  /** The octets of their nodes. */
  get octets(): number {
    return this.#used
  }

  set(name: NameKey, node: ZoneNode): void {
    this.#pending.set(name, node)
  }

  delete(name: NameKey): void {
    this.#pending.set(name, null)
  }

  /** Writes the pending changes to the store and the index. */
  *settle(): Steps<void> {
    if (this.#pending.size === 0) return
    if (!this.#ownsIndex) this.#index = this.#index.slice()
    this.#ownsIndex = true
    for (const [name, node] of this.#pending) {
      yield
      if (MAX_LOAD * this.#index.length <= 2 * this.#size) yield* this.#growIndex()
      if (node === null) this.#drop(name)
      else this.#put(name, node)
    }
    this.#pending = new Map()
    if (this.#store.end > 2 * this.#used + SPARE_OCTETS) yield* this.#compact()
  }

  /** The table with all settled changes. */
  finish(): NodeTable {
    this.#ownsIndex = false
    return this.#make(this.#store, this.#index, this.#size, this.#used)
  }

  #put(name: NameKey, node: ZoneNode): void {
    const hashed = hashedName(name)
    const slot = findSlot(this.#index, this.#store, hashed)
    const before = this.#index[slot + 1] as number
    if (before === NOWHERE) this.#size++
    else this.#used -= sizeOfNode(this.#store, before)
    const at = writeNode(this.#store, name, this.#origin.length, node)
    this.#used += sizeOfNode(this.#store, at)
    this.#index[slot] = hashed.hash
    this.#index[slot + 1] = at
  }

  /** Frees a slot and moves later entries into the gap, so that their searches do not end at it. */
  #drop(name: NameKey): void {
    const index = this.#index
    let gap = findSlot(index, this.#store, hashedName(name))
    const at = index[gap + 1] as number
    if (at === NOWHERE) return
    this.#size--
    this.#used -= sizeOfNode(this.#store, at)
    for (let slot = nextSlot(gap, index); index[slot + 1] !== NOWHERE; slot = nextSlot(slot, index)) {
      const home = slotOf(index[slot] as number, index)
      // An entry stays if its search begins behind the gap. Distances wrap around the end of the index.
      const mask = index.length - 1
      if (((slot - home) & mask) < ((slot - gap) & mask)) continue
      index[gap] = index[slot] as number
      index[gap + 1] = index[slot + 1] as number
      gap = slot
    }
    index[gap + 1] = NOWHERE
  }

  *#growIndex(): Steps<void> {
    const old = this.#index
    const index = new Int32Array(2 * old.length)
    for (let from = 0; from < old.length; from += 2) {
      if (from % GROWTH_STEP === 0) yield
      if (old[from + 1] === NOWHERE) continue
      let slot = slotOf(old[from] as number, index)
      while (index[slot + 1] !== NOWHERE) slot = nextSlot(slot, index)
      index[slot] = old[from] as number
      index[slot + 1] = old[from + 1] as number
    }
    this.#index = index
  }

  /** Copies the nodes in use to a new store, in their order. Older tables keep the old store. */
  *#compact(): Steps<void> {
    const old = this.#store
    const store = new RecordStore(this.#used + SPARE_OCTETS)
    store.reserve(WORD_OCTETS)
    for (const [at, name] of writtenNodes(old, old.end, this.#origin)) {
      yield
      const slot = findSlot(this.#index, old, hashedName(name))
      if (this.#index[slot + 1] === at) this.#index[slot + 1] = store.append(old, at, sizeOfNode(old, at))
    }
    this.#store = store
  }
}
