/**
 * Detects loops by random names: `forward` sends an upstream a query for a name that no client can guess. If
 * `loop` receives this query, the upstream leads back to this block. Both share one `LoopWatch` for each
 * block.
 */
import { randomBytes } from 'node:crypto'
import { blockKey } from '../../../block/block-key.ts'
import { joinName, type NameKey } from '../../../wire/name.ts'

/** The watch of the block; `undefined` without `loop`. */
export const LOOP_WATCH = blockKey<LoopWatch>('loop')

export class LoopWatch {
  readonly #probes = new Map<NameKey, () => void>()

  /** A new random name below `zone`, or `null` if it would be too long. A query for it calls `seen`. */
  expect(zone: NameKey, seen: () => void): NameKey | null {
    // Two random labels, as in CoreDNS.
    const name = joinName([randomBytes(10).toString('hex'), randomBytes(10).toString('hex')], zone)
    if (name !== null) this.#probes.set(name, seen)
    return name
  }

  /** Stops expecting the name. */
  forget(name: NameKey): void {
    this.#probes.delete(name)
  }

  /** Whether the name is an expected one; calls its `seen`. */
  sees(name: NameKey): boolean {
    const seen = this.#probes.get(name)
    seen?.()
    return seen !== undefined
  }
}
