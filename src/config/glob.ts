/**
 * Paths with wildcards: `*` matches any text within a path segment, `?` any one character. As in a shell, a
 * wildcard at the start of a segment does not match a leading dot, such as that of `..data` in a mounted
 * ConfigMap.
 */
import { isAbsolute, join } from 'node:path'

export function hasWildcard(path: string): boolean {
  return /[*?]|\[.*\]/s.test(path)
}

/** The matching paths, in lexical order. `list` returns the names in a folder. */
export function findMatches(path: string, list: (folder: string) => readonly string[]): string[] {
  let found = [isAbsolute(path) ? '/' : '.']
  let isBelowWildcard = false
  for (const step of path.split('/').filter((one) => one !== '')) {
    if (hasWildcard(step)) {
      isBelowWildcard = true
      const pattern = patternOf(step)
      found = found.flatMap((folder) =>
        list(folder)
          .filter((name) => pattern.test(name))
          .map((name) => join(folder, name)),
      )
    } else {
      if (isBelowWildcard) found = found.filter((folder) => list(folder).includes(step))
      found = found.map((folder) => join(folder, step))
    }
  }
  return found.sort()
}

function patternOf(step: string): RegExp {
  const body = step
    .replace(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${/^[*?]/.test(step) ? '(?!\\.)' : ''}${body}$`, 's')
}
