/**
 * An immutable map from names to values that is cheap to change a little: entries live in shards, and a draft copies only
 * the shards that it writes to. So a zone of a hundred thousand names gets one new address for the price of a few hundred
 * entries, while queries go on reading the old table.
 */
import type { NameKey } from '../wire/name.ts'

/** A power of two: large zones have a few hundred entries a shard, and an empty zone costs a few kilobytes. */
const SHARDS = 256
/** The first labels tell names apart; the rest of them is the zone. */
const HASHED_OCTETS = 16

type Shard<Value> = ReadonlyMap<NameKey, Value>

function shardOf(name: NameKey): number {
  const length = Math.min(name.length, HASHED_OCTETS)
  let hash = name.length
  for (let i = 0; i < length; i++) hash = (hash * 31 + name.charCodeAt(i)) | 0
  return (hash ^ (hash >>> 15)) & (SHARDS - 1)
}

export class NameTable<Value> {
  readonly #shards: readonly Shard<Value>[]
  readonly size: number

  private constructor(shards: readonly Shard<Value>[], size: number) {
    this.#shards = shards
    this.size = size
  }

  static empty<Value>(): NameTable<Value> {
    return new NameTable(
      Array.from({ length: SHARDS }, () => new Map()),
      0,
    )
  }

  get(name: NameKey): Value | undefined {
    return (this.#shards[shardOf(name)] as Shard<Value>).get(name)
  }

  *entries(): IterableIterator<[NameKey, Value]> {
    for (const shard of this.#shards) yield* shard
  }

  /** Starts a change. The table itself stays as it is. */
  draft(): TableDraft<Value> {
    return new TableDraft(this.#shards, this.size, (shards, size) => new NameTable(shards, size))
  }
}

export class TableDraft<Value> {
  readonly #shards: Shard<Value>[]
  readonly #owned = new Map<number, Map<NameKey, Value>>()
  readonly #make: (shards: readonly Shard<Value>[], size: number) => NameTable<Value>
  #size: number

  constructor(
    shards: readonly Shard<Value>[],
    size: number,
    make: (shards: readonly Shard<Value>[], size: number) => NameTable<Value>,
  ) {
    this.#shards = [...shards]
    this.#size = size
    this.#make = make
  }

  get(name: NameKey): Value | undefined {
    return (this.#shards[shardOf(name)] as Shard<Value>).get(name)
  }

  set(name: NameKey, value: Value): void {
    const shard = this.#own(name)
    this.#size -= shard.size
    shard.set(name, value)
    this.#size += shard.size
  }

  delete(name: NameKey): void {
    if (this.get(name) !== undefined && this.#own(name).delete(name)) this.#size--
  }

  finish(): NameTable<Value> {
    return this.#make(this.#shards, this.#size)
  }

  #own(name: NameKey): Map<NameKey, Value> {
    const index = shardOf(name)
    let shard = this.#owned.get(index)
    if (shard === undefined) {
      shard = new Map(this.#shards[index])
      this.#owned.set(index, shard)
      this.#shards[index] = shard
    }
    return shard
  }
}
