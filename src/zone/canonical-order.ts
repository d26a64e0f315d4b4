/** The canonical order of names: by labels, the rightmost label first (RFC 4034 §6.1). */
import { labelsOf, type NameKey } from '../wire/name.ts'
import type { Steps } from './steps.ts'

/** A sort key: keys compare as strings like their names in canonical order. */
export function orderKey(name: NameKey): string {
  // The separator of labels sorts before all octets, so those that equal it, or its escape, are escaped.
  const labels = labelsOf(name).map((label) => label.replaceAll('\x01', '\x01b').replaceAll('\0', '\x01a'))
  return labels.reverse().join('\0')
}

/** Sorts keys in steps. Equal keys keep one place each. */
export function* sorted(keys: readonly string[]): Steps<readonly string[]> {
  let runs = yield* cut(keys)
  while (runs.length > 1) {
    const merged: (readonly string[])[] = []
    for (let i = 0; i < runs.length; i += 2) merged.push(yield* merge(runs[i] ?? [], runs[i + 1] ?? []))
    runs = merged
  }
  return runs[0] ?? []
}

/** The length of the runs that one step sorts. */
const RUN = 64

function* cut(keys: readonly string[]): Steps<readonly (readonly string[])[]> {
  const runs: (readonly string[])[] = []
  for (let i = 0; i < keys.length; i += RUN) {
    yield
    runs.push(keys.slice(i, i + RUN).sort())
  }
  return runs
}

function* merge(left: readonly string[], right: readonly string[]): Steps<readonly string[]> {
  const merged: string[] = []
  let [i, j] = [0, 0]
  while (i < left.length || j < right.length) {
    if (merged.length % RUN === 0) yield
    const [one, other] = [left[i], right[j]]
    if (other === undefined || (one !== undefined && one <= other)) {
      merged.push(one as string)
      i++
    } else {
      merged.push(other)
      j++
    }
  }
  return merged
}

/** The index of the last key that is not after `key` in a sorted list; -1 if all are after it. */
export function lastNotAfter(keys: readonly string[], key: string): number {
  let [low, high] = [0, keys.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((keys[middle] as string) <= key) low = middle + 1
    else high = middle
  }
  return low - 1
}
