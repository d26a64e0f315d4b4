/** What an expression of a template can have for a value, and how Go prints and compares it. */

export type Value =
  | string
  | number
  | bigint
  | boolean
  | readonly Value[]
  | ReadonlyMap<string, Value>
  /** Something that takes arguments, such as `.Meta`. */
  | ((args: readonly Value[]) => Value)
  /** An element that a map does not have. */
  | undefined

/** As `fmt.Print` has it. */
export function valueText(value: Value): string {
  if (value === undefined) return '<no value>'
  if (typeof value === 'function') return ''
  if (typeof value !== 'object') return String(value)
  if (value instanceof Map) {
    const pairs = [...value].map(([key, one]) => `${key}:${valueText(one)}`)
    return `map[${pairs.join(' ')}]`
  }
  return `[${[...elements(value)].map(valueText).join(' ')}]`
}

/** As `if` takes it: what is empty is false. */
export function isTrue(value: Value): boolean {
  if (typeof value === 'object') return lengthOf(value) > 0
  return value !== undefined && value !== '' && value !== false && value !== 0 && value !== 0n
}

export function lengthOf(value: Value): number {
  if (typeof value === 'string') return Buffer.byteLength(value)
  if (value instanceof Map) return value.size
  if (typeof value === 'object') return elements(value).length
  throw new Error(`${valueText(value)} has no length`)
}

function elements(value: Value): readonly Value[] {
  return Array.isArray(value) ? value : []
}

/** What `index` finds: of a list by number, of a map by name. */
export function elementOf(value: Value, key: Value): Value {
  if (value instanceof Map) return (typeof key === 'string' ? value.get(key) : undefined) ?? ''
  if (!Array.isArray(value)) throw new Error(`${valueText(value)} has no elements`)
  const list = elements(value)
  const index = typeof key === 'number' ? key : -1
  if (index < 0 || index >= list.length)
    throw new Error(`index ${valueText(key)} is out of range: the list has ${list.length} elements`)
  return list[index]
}
