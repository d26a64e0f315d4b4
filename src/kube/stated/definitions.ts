/**
 * The definitions of each object. If two files define the same object, the later path wins, as with
 * `kubectl apply` of a folder; within one file, the later document wins.
 */
import { type ObjectKey, objectKey } from '../model/keys.ts'
import type { KubeObject } from '../model/objects.ts'

export class Definitions {
  /** In ascending order of precedence; the last definition is in force. */
  readonly #byKey = new Map<ObjectKey, KubeObject[]>()

  /** The number of objects. */
  get size(): number {
    return this.#byKey.size
  }

  /** All definitions of an object; the last one is in force. */
  of(key: ObjectKey): readonly KubeObject[] {
    return this.#byKey.get(key) ?? []
  }

  /** The definition in force; `null` if the object has no definition. */
  winner(key: ObjectKey): KubeObject | null {
    return this.#byKey.get(key)?.at(-1) ?? null
  }

  add(object: KubeObject): void {
    const key = objectKey(object)
    const definitions = this.#byKey.get(key)
    if (definitions === undefined) {
      this.#byKey.set(key, [object])
      return
    }
    const at = definitions.findLastIndex(
      (other) => comparePaths(other.location.place.file, object.location.place.file) <= 0,
    )
    definitions.splice(at + 1, 0, object)
  }

  delete(object: KubeObject): void {
    const key = objectKey(object)
    const rest = this.of(key).filter((other) => other !== object)
    if (rest.length === 0) this.#byKey.delete(key)
    else this.#byKey.set(key, rest)
  }
}

/**
 * The objects that one file defines exactly once. For objects that it defines repeatedly, the order matters
 * too.
 */
export function definedOnce(objects: readonly KubeObject[]): Map<ObjectKey, KubeObject> {
  const byKey = new Map<ObjectKey, KubeObject>()
  const repeated = new Set<ObjectKey>()
  for (const object of objects) {
    const key = objectKey(object)
    if (byKey.has(key)) repeated.add(key)
    byKey.set(key, object)
  }
  for (const key of repeated) byKey.delete(key)
  return byKey
}

/** Byte order of UTF-8, which for paths is the order of code points. */
function comparePaths(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
