/**
 * Reports fields that Kubernetes does not have: `clusterIp`, `selectors`. kubectl refuses an object with one,
 * as an API server decodes names with their case, and kubezone ignores the field. Fields that Kubernetes has
 * and DNS does not need are never reported.
 */
import { suggest } from '../../report/suggestion.ts'
import { apiTypes, type TypeFields } from './api-fields.ts'
import { type Field, isMapping, quote } from './fields.ts'
import { findPlaceholder } from './template.ts'

/** The most fields reported of one object. */
const MAX_REPORTED = 5
/** How many levels up a misplaced field is looked for. */
const LEVELS_UP = 2

/** A mapping on the way to a field, and its type. */
interface Level {
  readonly fields: TypeFields
  /** Its path, for a hint. */
  readonly field: Field
}

/** Reports the unknown fields of an object that no API server has stored. */
export function judgeFields(root: Field, kind: string, apiVersion: string): void {
  if (root.object.isStored === true) return
  const type = apiVersion === 'autoscaling/v2' ? `${kind}V2` : kind
  new FieldJudge().visit(root, type, [])
}

class FieldJudge {
  #left = MAX_REPORTED

  visit(field: Field, type: string, above: readonly Level[]): void {
    const fields = apiTypes().get(type)
    if (fields === undefined || this.#left === 0) return
    if (Array.isArray(field.value)) {
      for (const item of field.items()) if (isMapping(item.value)) this.visit(item, type, above)
      return
    }
    if (!isMapping(field.value)) return
    const levels = [...above, { fields, field }]
    field.spend(1)
    for (const key of Object.keys(field.value)) {
      const below = fields.get(key)
      if (below === undefined) this.#report(field.get(key), key, levels)
      else if (below !== null) this.visit(field.get(key), below, levels)
    }
  }

  #report(field: Field, key: string, levels: readonly Level[]): void {
    // `$patch` is a directive of a patch; `-port`, an item of a list without its blank, is reported as such.
    if (this.#left === 0 || /^[$-]/.test(key) || findPlaceholder(key) !== null) return
    this.#left--
    const fact = 'is an unknown field: kubezone ignores it, and kubectl refuses the object'
    field.reportKey('KZ_OBJECT_UNKNOWN_FIELD', fact, hintFor(key, levels), !mayBeSecret(levels))
  }
}

/** A field of a similar name, or the place where the field belongs. */
function hintFor(key: string, levels: readonly Level[]): string | undefined {
  const own = levels.at(-1)
  if (own === undefined) return undefined
  const near = suggest(key, own.fields.keys())
  const isSpelling = near !== null && (near.toLowerCase() === key.toLowerCase() || !isElsewhere(key, levels))
  if (isSpelling) return `did you mean ${quote(near)}`
  for (const { fields, field } of levels.slice(-1 - LEVELS_UP, -1).reverse()) {
    if (fields.has(key)) return `it is a field of ${field.path === '' ? 'the object itself' : field.path}`
  }
  const [only, another] = pathsBelow(own.fields, key)
  if (only === undefined || another !== undefined) return undefined
  return `it is a field of ${own.field.path === '' ? '' : `${own.field.path}.`}${only}`
}

/** The paths to mappings that have the field, at most two levels below: `metadata`, `template.spec`. */
function pathsBelow(fields: TypeFields, key: string, levels = 2): string[] {
  if (levels === 0) return []
  return [...fields].flatMap(([name, type]) => {
    const below = type === null ? undefined : apiTypes().get(type)
    if (below === undefined) return []
    const deeper = pathsBelow(below, key, levels - 1).map((path) => `${name}.${path}`)
    return below.has(key) ? [name, ...deeper] : deeper
  })
}

function isElsewhere(key: string, levels: readonly Level[]): boolean {
  return levels.slice(-1 - LEVELS_UP, -1).some(({ fields }) => fields.has(key))
}

/** Whether the line can hold an argument or the value of a variable: only ports of a container are shown. */
function mayBeSecret(levels: readonly Level[]): boolean {
  const types = apiTypes()
  const isIn = (type: string): boolean => levels.some(({ fields }) => fields === types.get(type))
  return (isIn('Container') || isIn('EphemeralContainer')) && !isIn('ContainerPort')
}
