/** Paths in the form that diagnostics and log lines show. */
import { isAbsolute, relative, resolve } from 'node:path'

/** Resolves `path` against `folder`. Relative to the working directory if below it, else absolute. */
export function pathFrom(folder: string, path: string): string {
  const absolute = resolve(folder, path)
  const shown = relative('.', absolute)
  return shown.startsWith('..') || isAbsolute(shown) ? absolute : shown === '' ? '.' : shown
}
