/**
 * Loops found by name: a question that nobody else can have made up is sent to an upstream, and whoever sees it come in knows
 * that the upstream leads back here. `loop` sees, `forward` sends; they share one watch for each block.
 */
import { randomBytes } from 'node:crypto'
import { blockKey } from '../../../block/block-key.ts'
import { joinName, type NameKey } from '../../../wire/name.ts'

/** Sees the questions of the block's `forward` that come back. */
export const LOOP_WATCH = blockKey<LoopWatch>('loop')

export class LoopWatch {
  readonly #probes = new Map<NameKey, () => void>()

  /** A name below `zone` to ask for; `seen` is called when it comes in. `null`: there is no room below the zone. */
  expect(zone: NameKey, seen: () => void): NameKey | null {
    // Two labels of digits and letters, as CoreDNS has it.
    const name = joinName([randomBytes(10).toString('hex'), randomBytes(10).toString('hex')], zone)
    if (name !== null) this.#probes.set(name, seen)
    return name
  }

  /** The name does not count any more. */
  forget(name: NameKey): void {
    this.#probes.delete(name)
  }

  /** Whether a question was one of ours. */
  sees(name: NameKey): boolean {
    const seen = this.#probes.get(name)
    seen?.()
    return seen !== undefined
  }
}
