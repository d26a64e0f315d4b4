/** Compares objects without their locations: a file that is written again mostly holds the same objects. */
import type { KubeObject } from './objects.ts'

export function sameObject(a: KubeObject, b: KubeObject): boolean {
  return sameFields(a, b, 'location')
}

/** Compares plain data by value. */
function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  return sameFields(a, b, null)
}

function sameFields(a: object, b: object, except: string | null): boolean {
  const ours = Object.entries(a)
  if (ours.length !== Object.keys(b).length) return false
  return ours.every(
    ([key, value]) => key === except || (Object.hasOwn(b, key) && sameValue(value, Reflect.get(b, key))),
  )
}
