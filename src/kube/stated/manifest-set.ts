/**
 * The objects that manifest files define. A file is replaced or removed as a whole. If two files define the
 * same object, the later path wins, as with `kubectl apply` of a folder; within one file, the later
 * document wins.
 */
import type { Diagnostic } from '../../report/diagnostic.ts'
import type { Steps } from '../../zone/steps.ts'
import { type ObjectKey, objectKey } from '../model/keys.ts'
import { type AskedName, type Mentions, NO_MENTIONS } from '../model/asked-name.ts'
import { isNameless, type KubeObject } from '../model/objects.ts'
import { sameObject } from '../model/same-object.ts'
import { Definitions, definedOnce } from './definitions.ts'

/** The new content of one file; a removed file has no objects. */
export interface FileContent {
  readonly file: string
  readonly objects: readonly KubeObject[]
  /** The namespaces of objects of kinds that DNS does not read; none if omitted. */
  readonly namespaces?: readonly string[]
  /** What the file says besides; nothing if omitted. */
  readonly mentions?: Mentions
  /** What is wrong with the file; nothing if omitted. */
  readonly diagnostics?: readonly Diagnostic[]
}

/** An object that was added (`before` is `null`), removed (`after` is `null`) or modified. */
export interface Transition {
  readonly before: KubeObject | null
  readonly after: KubeObject | null
}

type OfKind<Kind extends KubeObject['kind']> = Extract<KubeObject, { readonly kind: Kind }>

/** The transition, if it is of this kind; `null` if it is of another. */
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

/** What a file says besides the objects that are kept. */
export interface Residents {
  readonly file: string
  /** The namespaces in which it has objects of kinds that DNS does not read. */
  readonly namespaces: readonly string[]
  readonly mentions: Mentions
  readonly diagnostics: readonly Diagnostic[]
}

export interface SetChange {
  readonly transitions: readonly Transition[]
  readonly residents: readonly Residents[]
  /** Keys of changed objects that have more than one definition. */
  readonly contested: readonly ObjectKey[]
}

export class ManifestSet {
  readonly #files = new Map<string, readonly KubeObject[]>()
  /** Of files that say something besides. */
  readonly #residents = new Map<string, Residents>()
  readonly #definitions = new Definitions()
  #nameless = 0

  /** The number of objects, without those that have no names themselves. */
  get size(): number {
    return this.#definitions.size - this.#nameless
  }

  /** The content of each file. */
  *contents(): Iterable<FileContent> {
    for (const file of new Set([...this.#files.keys(), ...this.#residents.keys()])) yield this.contentOf(file)
  }

  contentOf(file: string): FileContent {
    return { ...(this.#residents.get(file) ?? residentsOf({ file })), objects: this.#files.get(file) ?? [] }
  }

  /** The names that objects ask for. */
  *asked(): Iterable<AskedName> {
    for (const { mentions } of this.#residents.values()) yield* mentions.asked
  }

  /** All definitions of an object, in ascending order of precedence; the last one is in force. */
  definitionsOf(key: ObjectKey): readonly KubeObject[] {
    return this.#definitions.of(key)
  }

  /**
   * Applies new contents of files. An object with the same fields as before is no change, also at another
   * place.
   */
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
        // Mutates the location: zones, synthesized pods and pending diagnostics share this object, and a new
        // one would count as a change.
        Object.assign(before.location, object.location)
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
    const residents = updates.map(residentsOf)
    for (const one of residents) {
      if (isSilent(one)) this.#residents.delete(one.file)
      else this.#residents.set(one.file, one)
    }
    return { ...(yield* this.#settle(touched)), residents }
  }

  /** Stores for each key the object that was in force before the change. */
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
      if (before !== null && isNameless(before)) this.#nameless--
      if (after !== null && isNameless(after)) this.#nameless++
      if (before !== after) transitions.push({ before, after })
    }
    return { transitions, contested }
  }
}

function residentsOf({
  file,
  namespaces = [],
  mentions = NO_MENTIONS,
  diagnostics = [],
}: Omit<FileContent, 'objects'>): Residents {
  return { file, namespaces, mentions, diagnostics }
}

function isSilent({ namespaces, mentions, diagnostics }: Residents): boolean {
  const { asked, possible } = mentions
  return namespaces.length + asked.length + possible.length + diagnostics.length === 0
}
