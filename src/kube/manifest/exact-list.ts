/** Lists for objects that are kept, without spare capacity. */

const EMPTY: readonly never[] = []

/**
 * A copy of exact size. V8 reserves room for sixteen more items in a list that grew, and ten thousand objects
 * have five lists each.
 */
export function exactList<Item>(grown: readonly Item[]): readonly Item[] {
  return grown.length === 0 ? EMPTY : grown.slice()
}
