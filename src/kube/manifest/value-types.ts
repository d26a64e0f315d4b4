/**
 * Judges the types of values that DNS does not read. An API server decodes an object as a whole, and refuses
 * it for a number where a text is due, wherever that is. A mismatch is reported without the value and without
 * its line, which may hold a secret.
 */
import { type Field, isMapping, type Step } from './fields.ts'

/** The type of a value. A field that a mapping does not list may be anything: it is read elsewhere. */
export type Shape =
  | 'text'
  | 'flag'
  /** A whole number of 32 bits. */
  | 'integer'
  /** A whole number of 64 bits. */
  | 'long'
  | 'quantity'
  /** A whole number or a text. */
  | 'port'
  | { readonly list: Shape }
  /** A mapping of any keys. */
  | { readonly map: Shape }
  | { readonly fields: Readonly<Record<string, Shape>> }

const MAX_INTEGER = 2 ** 31
/** The most mismatches reported for one object. */
const MAX_REPORTED = 5

const QUANTITY = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/

interface Mismatch {
  readonly steps: readonly Step[]
  readonly value: unknown
  readonly expected: string
}

/** Reports the values below a field that are not of their type. `null` counts as absent everywhere. */
export function judgeTypes(field: Field, shape: Shape): void {
  const found: Mismatch[] = []
  const steps: Step[] = []
  let visited = 0

  function visit(value: unknown, expected: Shape): void {
    if (value === null || value === undefined || found.length >= MAX_REPORTED) return
    visited++
    if (typeof expected === 'string') {
      const { title, holds } = LEAVES[expected]
      if (!holds(value)) found.push({ steps: [...steps], value, expected: title })
      return
    }
    if ('list' in expected) {
      if (!Array.isArray(value)) {
        found.push({ steps: [...steps], value, expected: 'a list' })
        return
      }
      for (const [i, item] of value.entries()) below(i, item, expected.list)
      return
    }
    if (!isMapping(value)) {
      found.push({ steps: [...steps], value, expected: 'a mapping' })
      return
    }
    for (const key of Object.keys(value)) {
      const shapeBelow =
        'map' in expected
          ? expected.map
          : Object.hasOwn(expected.fields, key)
            ? expected.fields[key]
            : undefined
      if (shapeBelow !== undefined) below(key, value[key], shapeBelow)
    }
  }

  function below(step: Step, value: unknown, expected: Shape): void {
    steps.push(step)
    visit(value, expected)
    steps.pop()
  }

  visit(field.value, shape)
  field.spend(visited)
  for (const { steps: path, value, expected } of found) {
    const isUnquoted = expected === 'text' && (typeof value === 'number' || typeof value === 'boolean')
    const hint = isUnquoted ? 'write it in quotes' : undefined
    field.below(path).reportHidden('KZ_OBJECT_FIELD', `is ${typeName(value)}, expected ${expected}`, hint)
  }
}

type Leaf = Extract<Shape, string>

const LEAVES: Readonly<
  Record<Leaf, { readonly title: string; readonly holds: (value: unknown) => boolean }>
> = {
  text: { title: 'text', holds: (value) => typeof value === 'string' },
  flag: { title: 'true or false', holds: (value) => typeof value === 'boolean' },
  integer: {
    title: 'a whole number',
    holds: (value) => isInteger(value) && value >= -MAX_INTEGER && value < MAX_INTEGER,
  },
  long: { title: 'a whole number', holds: isInteger },
  port: {
    title: 'a whole number or text',
    holds: (value) => typeof value === 'string' || isInteger(value),
  },
  quantity: {
    title: 'a quantity, such as 100m or 64Mi',
    holds: (value) => typeof value === 'number' || (typeof value === 'string' && QUANTITY.test(value)),
  },
}

function isInteger(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value)
}

function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return 'text'
  if (typeof value === 'boolean') return 'a truth value'
  return typeof value === 'number' ? 'a number' : 'a mapping'
}
