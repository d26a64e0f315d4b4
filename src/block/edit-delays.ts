/** Measures the time from the write of a manifest file (the mtime of its inode) until answers reflect it. */
import { present } from '../report/assert.ts'

/**
 * The upper bounds of the histogram, in seconds. The delays include the pause of 50 ms for an editor to
 * finish.
 */
export const EDIT_BOUNDS = [0.05, 0.06, 0.08, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10] as const
/** Larger delays are not counted: the file was moved or copied with its old mtime. */
const MAX_DELAY_MS = 60_000

export class EditDelays {
  /** One count for each bound, and one for the delays above the last bound. */
  readonly counts = new Float64Array(EDIT_BOUNDS.length + 1)
  /** The sum of all delays. */
  seconds = 0
  /** In seconds since 1970; 0 before the first change. */
  lastChange = 0
  /** Changes that a fault of kubezone stopped. */
  faults = 0

  /**
   * Counts a change that answers reflect now. `written`: the files' mtimes in ms since 1970; `null`: unknown.
   */
  visible(written: readonly (number | null)[], nowMs = Date.now()): void {
    this.lastChange = nowMs / 1000
    for (const time of written) {
      const delayMs = time === null ? -1 : nowMs - time
      if (delayMs < 0 || delayMs > MAX_DELAY_MS) continue
      const place = EDIT_BOUNDS.findIndex((bound) => delayMs <= bound * 1000)
      const index = place === -1 ? EDIT_BOUNDS.length : place
      this.counts[index] = present(this.counts[index], 'a delay has a place among the counts') + 1
      this.seconds += delayMs / 1000
    }
  }
}
