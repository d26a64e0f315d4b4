/** A log whose lines of level `info` wait, so that they come behind a line that another part logs later. */
import type { Log } from './log.ts'

export interface HeldLog {
  readonly log: Log
  /** Writes the lines that wait, in their order; later ones do not wait. */
  readonly release: () => void
}

export function holdInfo(log: Log): HeldLog {
  let waiting: (() => void)[] | null = []
  return {
    log: {
      ...log,
      info: (message, fields) => {
        const write = (): void => {
          log.info(message, fields)
        }
        if (waiting === null) write()
        else waiting.push(write)
      },
    },
    release: () => {
      for (const write of waiting ?? []) write()
      waiting = null
    },
  }
}
