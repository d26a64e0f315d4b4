/**
 * Things that survive a reload: a new configuration carries them over from the one in force, such as the
 * manifests that it reads. Each thing has a typed key, declared beside its owner, and an identity under that
 * key. The server holds one `ReloadStore`; each configuration holds one `Carried`. Two configurations share
 * the things that both carry, and nothing else.
 */
import { assert } from '../report/assert.ts'

export interface CarryKey<Thing> {
  /** The directive that makes the things. */
  readonly owner: string
  readonly close: Close<Thing>
  /** The things of each configuration by identity. The key holds the things, so their type is known. */
  readonly things: WeakMap<Carried, Map<string, Holding<Thing>>>
}

type Close<Thing> = (thing: Thing) => void | Promise<void>

/** `close` runs once for each thing: when the last configuration that carries it ends. */
export function carryKey<Thing>(owner: string, close: Close<Thing> = leave): CarryKey<Thing> {
  return { owner, close, things: new WeakMap() }
}

function leave(): void {
  // A thing without resources is left to the garbage collector.
}

/** Distinguishes the things of one key; `[]` if a server has at most one thing of the key. */
export type Identity = readonly (string | number | boolean | null | Identity)[]

/**
 * Returns the thing with this identity: the configuration's own, else that of the configuration in force,
 * else the result of `make`. A thing outlives its configuration, so it must not refer to the block or to a
 * plugin. Carry the things that a thing depends on before it, not in `make`: a later configuration that
 * carries it does not call `make`.
 */
export type Carry = <Thing>(key: CarryKey<Thing>, id: Identity, make: () => Thing) => Thing

interface Configurations {
  /** The configurations that start, are in force, or give their last answers. */
  readonly living: Set<Carried>
  inForce: Carried | null
}

/** The things that the configurations of one server carry. */
export class ReloadStore {
  readonly #configurations: Configurations = { living: new Set(), inForce: null }

  /** Begins a configuration that is about to be built. */
  begin(): Carried {
    const carried = new Carried(this.#configurations)
    this.#configurations.living.add(carried)
    return carried
  }

  /** Ends the configuration in force, after the server's last answer. */
  async close(): Promise<void> {
    await this.#configurations.inForce?.end()
  }
}

/** The things that one configuration carries until it ends, whether or not it comes into force. */
export class Carried {
  readonly #configurations: Configurations
  readonly #holdings = new Set<Closable>()

  constructor(configurations: Configurations) {
    this.#configurations = configurations
  }

  readonly carry: Carry = (key, id, make) => {
    const { living, inForce } = this.#configurations
    assert(living.has(this), `a configuration carries things before it ends, also those of '${key.owner}'`)
    const identity = JSON.stringify(id)
    const own = holdingsOf(key, this)
    const known = own.get(identity) ?? (inForce === null ? undefined : key.things.get(inForce)?.get(identity))
    const holding = known ?? new Holding(make(), key.close)
    own.set(identity, holding)
    this.#holdings.add(holding)
    return holding.thing
  }

  /**
   * Puts the configuration in force. Returns the previous one, which the caller ends after its last answer.
   */
  commit(): Carried | null {
    const past = this.#configurations.inForce
    this.#configurations.inForce = this
    return past
  }

  /** Closes the things that no other configuration carries, in reverse order of their making. */
  async end(): Promise<void> {
    const { living, inForce } = this.#configurations
    living.delete(this)
    if (inForce === this) this.#configurations.inForce = null
    const holdings = [...this.#holdings].toReversed()
    this.#holdings.clear()
    for (const one of holdings) if (![...living].some((other) => other.#holdings.has(one))) await one.close()
  }
}

interface Closable {
  close(): Promise<void>
}

/** A class, not a closure: a closure would keep the configuration that made the thing in memory. */
class Holding<Thing> implements Closable {
  readonly thing: Thing
  readonly #close: Close<Thing>

  constructor(thing: Thing, close: Close<Thing>) {
    this.thing = thing
    this.#close = close
  }

  async close(): Promise<void> {
    await this.#close(this.thing)
  }
}

function holdingsOf<Thing>(key: CarryKey<Thing>, carried: Carried): Map<string, Holding<Thing>> {
  const known = key.things.get(carried)
  if (known !== undefined) return known
  const fresh = new Map<string, Holding<Thing>>()
  key.things.set(carried, fresh)
  return fresh
}
