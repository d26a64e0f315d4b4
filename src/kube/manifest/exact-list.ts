/** Lists that are kept, in no more memory than their items take. */

const EMPTY: readonly never[] = []

/** The same items. V8 keeps room for sixteen more behind a list that has grown, and ten thousand objects have five each. */
export function exactList<Item>(grown: readonly Item[]): readonly Item[] {
  return grown.length === 0 ? EMPTY : grown.slice()
}
