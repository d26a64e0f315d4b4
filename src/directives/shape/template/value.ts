/** The values of template expressions, and how Go prints and compares them. */

export type Value =
  | string
  | number
  | bigint
  | boolean
  | readonly Value[]
  | ReadonlyMap<string, Value>
  /** A method, such as `.Meta`. */
  | ((args: readonly Value[]) => Value)
  /** An absent element of a map. */
  | undefined

/** The text that Go's `fmt.Print` prints. */
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

/** The truth of a value in `if`: empty values are false. */
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

/** The result of `index`: an element of a list by number, or of a map by name. */
export function elementOf(value: Value, key: Value): Value {
  if (value instanceof Map) return (typeof key === 'string' ? value.get(key) : undefined) ?? ''
  if (!Array.isArray(value)) throw new Error(`${valueText(value)} has no elements`)
  const list = elements(value)
  const index = typeof key === 'number' ? key : -1
  if (index < 0 || index >= list.length)
    throw new Error(`index ${valueText(key)} is out of range: the list has ${list.length} elements`)
  return list[index]
}
