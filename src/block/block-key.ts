/**
 * Typed keys of the values that a directive provides to the other directives of its server block, and to the
 * site that is built from the block. A key is declared beside the directive that provides its value.
 */
import { assert } from '../report/assert.ts'

export interface BlockKey<Value> {
  /** The directive whose setup provides the value. */
  readonly owner: string
  /** The value of each block. The key holds the values, so their type is known. */
  readonly values: WeakMap<BlockValues, Value>
}

export function blockKey<Value>(owner: string): BlockKey<Value> {
  return { owner, values: new WeakMap() }
}

/**
 * The values of one server block. Setups run in the order of the registry, so later directives can read a
 * value.
 */
export class BlockValues {
  readonly #begun = new Set<string>()

  /** Begins the setup of a directive; also called for directives that the block does not have. */
  begin(directive: string): void {
    this.#begun.add(directive)
  }

  provide<Value>({ owner, values }: BlockKey<Value>, value: Value): void {
    assert(this.#begun.has(owner), `a value of '${owner}' is provided by its own setup`)
    values.set(this, value)
  }

  /**
   * `undefined`: the block does not have the directive, or its setup provided no value. Throws before that
   * setup.
   */
  get<Value>({ owner, values }: BlockKey<Value>): Value | undefined {
    assert(this.#begun.has(owner), `a value of '${owner}' is read after its setup has begun`)
    return values.get(this)
  }
}
