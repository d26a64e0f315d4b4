/** Removes a folder in which a server that was killed may still write: reads it anew until it is gone. */
import { rmSync } from 'node:fs'

const PAUSE_MS = 100
const MAX_ATTEMPTS = 100

export function removeFolder(folder: string): void {
  const pause = new Int32Array(new SharedArrayBuffer(4))
  for (let attempt = 1; ; attempt++) {
    try {
      rmSync(folder, { recursive: true, force: true })
      return
    } catch (problem) {
      if (attempt === MAX_ATTEMPTS) throw problem
      Atomics.wait(pause, 0, 0, PAUSE_MS)
    }
  }
}
