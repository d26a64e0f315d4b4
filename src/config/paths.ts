/** Paths as people are shown them. */
import { isAbsolute, relative, resolve } from 'node:path'

/** A path from a folder, told from the working directory where it lies below that; absolute otherwise. */
export function pathFrom(folder: string, path: string): string {
  const absolute = resolve(folder, path)
  const shown = relative('.', absolute)
  return shown.startsWith('..') || isAbsolute(shown) ? absolute : shown === '' ? '.' : shown
}
