/** How long edits of manifests take to be visible in answers: from the time that the file was written, as its inode has it. */
import { present } from '../report/assert.ts'

/** Seconds. A pause of 50 ms for the editor to finish is part of it. */
export const EDIT_BOUNDS = [0.05, 0.06, 0.08, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10] as const
/** A file that was moved here, or copied with its times, was written long ago; that says nothing of us. */
const MAX_DELAY_MS = 60_000

export class EditDelays {
  /** By bound, and what is above them all. */
  readonly counts = new Float64Array(EDIT_BOUNDS.length + 1)
  /** The sum of all. */
  seconds = 0
  /** In seconds since 1970; 0 if there was none. */
  lastChange = 0

  /** Files that were written at these times, in milliseconds since 1970, are visible now; `null` where that is unknown. */
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
