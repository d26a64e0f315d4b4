/**
 * What the files say, object by object, whichever file they are in. Files come and go as a whole. Where two files claim the
 * same object, the later path wins, as with `kubectl apply` of a folder; in one file the later document.
 */
import type { Steps } from '../../zone/steps.ts'
import { definedOnce, Definitions } from './definitions.ts'
import { type ObjectKey, objectKey } from '../model/keys.ts'
import type { KubeObject } from '../model/objects.ts'
import { sameObject } from '../model/same-object.ts'

/** What one file holds from now on; no objects if it is gone. */
export interface FileContent {
  readonly file: string
  readonly objects: readonly KubeObject[]
  /** Where objects of other kinds live; nowhere, if left out. */
  readonly namespaces?: readonly string[]
}

/** An object that appeared (`before` is null), went away (`after` is null), or says something else. */
export interface Transition {
  readonly before: KubeObject | null
  readonly after: KubeObject | null
}

type OfKind<Kind extends KubeObject['kind']> = Extract<KubeObject, { readonly kind: Kind }>

/** A transition of objects of one kind; `null`: it is of another. */
export function ofKind<Kind extends KubeObject['kind']>(
  { before, after }: Transition,
  kind: Kind,
): { readonly before: OfKind<Kind> | null; readonly after: OfKind<Kind> | null } | null {
  const [old, now] = [isKind(before, kind) ? before : null, isKind(after, kind) ? after : null]
  return old === null && now === null ? null : { before: old, after: now }
}

function isKind<Kind extends KubeObject['kind']>(
  object: KubeObject | null,
  kind: Kind,
): object is OfKind<Kind> {
  return object?.kind === kind
}

/** Where a file shows that something lives which is not kept. */
export interface Residents {
  readonly file: string
  readonly namespaces: readonly string[]
}

export interface SetChange {
  readonly transitions: readonly Transition[]
  readonly residents: readonly Residents[]
  /** Keys of objects that are claimed more than once. */
  readonly contested: readonly ObjectKey[]
}

export class ManifestSet {
  readonly #files = new Map<string, readonly KubeObject[]>()
  readonly #definitions = new Definitions()

  /** How many objects are in force. */
  get size(): number {
    return this.#definitions.size
  }

  /** Every claim to an object, in the order of precedence; the last one is in force. */
  definitionsOf(key: ObjectKey): readonly KubeObject[] {
    return this.#definitions.of(key)
  }

  /** Takes over what files say now. Objects that say the same as before are no change, even if they have moved. */
  *apply(updates: readonly FileContent[]): Steps<SetChange> {
    const touched = new Map<ObjectKey, KubeObject | null>()
    for (const { file, objects } of updates) {
      const old = this.#files.get(file) ?? []
      const kept = new Set<KubeObject>()
      const oldByKey = definedOnce(old)
      const newByKey = definedOnce(objects)
      const current = [...objects]
      for (const [i, object] of objects.entries()) {
        yield
        const before = newByKey.has(objectKey(object)) ? oldByKey.get(objectKey(object)) : undefined
        if (before === undefined || !sameObject(before, object)) continue
        // The object in force stays, or zones and pods that are made from it would count as changed.
        before.location.place = object.location.place
        kept.add(before)
        current[i] = before
      }
      for (const object of old) {
        yield
        if (kept.has(object)) continue
        this.#touch(object, touched)
        this.#definitions.delete(object)
      }
      for (const object of current) {
        yield
        if (kept.has(object)) continue
        this.#touch(object, touched)
        this.#definitions.add(object)
      }
      if (objects.length === 0) this.#files.delete(file)
      else this.#files.set(file, current)
    }
    const residents = updates.map(({ file, namespaces = [] }) => ({ file, namespaces }))
    return { ...(yield* this.#settle(touched)), residents }
  }

  /** Remembers for each key the object that was in force before the change. */
  #touch(object: KubeObject, touched: Map<ObjectKey, KubeObject | null>): void {
    const key = objectKey(object)
    if (!touched.has(key)) touched.set(key, this.#definitions.winner(key))
  }

  *#settle(touched: ReadonlyMap<ObjectKey, KubeObject | null>): Steps<Omit<SetChange, 'residents'>> {
    const transitions: Transition[] = []
    const contested: ObjectKey[] = []
    for (const [key, before] of touched) {
      yield
      if (this.#definitions.of(key).length > 1) contested.push(key)
      const after = this.#definitions.winner(key)
      if (before !== after) transitions.push({ before, after })
    }
    return { transitions, contested }
  }
}
