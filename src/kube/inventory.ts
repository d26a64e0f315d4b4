/**
 * Everything the files say, as one cluster: objects by kind, namespace and name, whichever file they are in. Files come and
 * go as a whole; what changed is told as the services, namespaces and pods that must be looked at again. Where two files
 * claim the same object, the later path wins, as with `kubectl apply` of a folder; in one file the later document.
 */
import type { Steps } from '../zone/steps.ts'
import { claimedOnce, Claims } from './claims.ts'
import {
  type EndpointSlice,
  type KubeObject,
  type Namespace,
  objectKey,
  type Pod,
  type Service,
  type ServiceImport,
} from './objects.ts'
import { Population } from './population.ts'
import { PodIndex } from './pod-index.ts'
import { sameObject } from './same-object.ts'

/** Namespaces that every cluster has. */
const ALWAYS = ['default', 'kube-system', 'kube-public', 'kube-node-lease']

/** What must be looked at again after a change. Service keys are `namespace/name`. */
export interface InventoryChange {
  readonly services: ReadonlySet<string>
  readonly imports: ReadonlySet<string>
  /** Appeared, went away, or have other labels. */
  readonly namespaces: ReadonlySet<string>
  /** Old and new states of changed pods. */
  readonly pods: readonly Pod[]
  /** Keys of objects that are claimed more than once. */
  readonly contested: readonly string[]
}

/** What one file holds from now on; no objects if it is gone. */
export interface FileContent {
  readonly file: string
  readonly objects: readonly KubeObject[]
  /** Where objects of other kinds live; nowhere, if left out. */
  readonly namespaces?: readonly string[]
}

/** A list, as most services have one slice. */
type SliceIndex = Map<string, readonly EndpointSlice[]>

export function serviceKey(namespace: string, name: string): string {
  return `${namespace}/${name}`
}

export class Inventory {
  readonly services = new Map<string, Service>()
  readonly #byAddress = new Map<string, Service[]>()
  readonly imports = new Map<string, ServiceImport>()
  readonly pods = new PodIndex()
  readonly #namespaces = new Map<string, Namespace>()
  /** Slices by the service they belong to, and by the imported one. */
  readonly #slices: SliceIndex = new Map()
  readonly #importedSlices: SliceIndex = new Map()
  /** A namespace's own object not counted. */
  readonly #population = new Population()
  readonly #files = new Map<string, readonly KubeObject[]>()
  readonly #claims = new Claims()

  /** How many objects are in force. */
  get size(): number {
    return this.#claims.size
  }

  slicesOf(key: string): readonly EndpointSlice[] {
    return this.#slices.get(key) ?? []
  }

  importedSlicesOf(key: string): readonly EndpointSlice[] {
    return this.#importedSlices.get(key) ?? []
  }

  /** Keys of services that only slices speak of, too. */
  *sliceKeys(): Iterable<string> {
    yield* this.#slices.keys()
  }

  /** Namespaces known from their objects, from anything in them, or because every cluster has them. */
  namespaceNames(): Set<string> {
    return new Set([...ALWAYS, ...this.#namespaces.keys(), ...this.#population.names()])
  }

  hasNamespace(name: string): boolean {
    return ALWAYS.includes(name) || this.#namespaces.has(name) || this.#population.has(name)
  }

  namespace(name: string): Namespace | undefined {
    return this.#namespaces.get(name)
  }

  /** Takes over what files say now. Objects that say the same as before are no change, even if they have moved. */
  *apply(updates: readonly FileContent[]): Steps<InventoryChange> {
    const touched = new Map<string, KubeObject | null>()
    const flipped = new Set<string>()
    for (const { file, objects, namespaces = [] } of updates) {
      for (const namespace of this.#population.follow(file, namespaces)) flipped.add(namespace)
      const old = this.#files.get(file) ?? []
      const kept = new Set<KubeObject>()
      const oldByKey = claimedOnce(old)
      const newByKey = claimedOnce(objects)
      const current = [...objects]
      for (const [i, object] of objects.entries()) {
        yield
        const before = newByKey.has(objectKey(object)) ? oldByKey.get(objectKey(object)) : undefined
        if (before === undefined || !sameObject(before, object)) continue
        kept.add(Object.assign(before, { place: object.place }))
        current[i] = before
      }
      for (const object of old) {
        yield
        if (kept.has(object)) continue
        this.#touch(object, touched)
        this.#claims.delete(object)
      }
      for (const object of current) {
        yield
        if (kept.has(object)) continue
        this.#touch(object, touched)
        this.#claims.add(object)
      }
      if (objects.length === 0) this.#files.delete(file)
      else this.#files.set(file, current)
    }
    return yield* this.#settle(touched, flipped)
  }

  /** The services that have a cluster IP (canonical text). */
  servicesAt(address: string): readonly Service[] {
    return this.#byAddress.get(address) ?? []
  }

  /** Every claim to an object (a key of `objectKey`), in the order of precedence; the last one is in force. */
  claimsTo(key: string): readonly KubeObject[] {
    return this.#claims.to(key)
  }

  /** Remembers for each key the object that was in force before the change. */
  #touch(object: KubeObject, touched: Map<string, KubeObject | null>): void {
    const key = objectKey(object)
    if (!touched.has(key)) touched.set(key, this.#claims.winner(key))
  }

  *#settle(touched: ReadonlyMap<string, KubeObject | null>, namespaces: Set<string>): Steps<InventoryChange> {
    const change: MutableChange = {
      services: new Set(),
      imports: new Set(),
      namespaces,
      pods: [],
      contested: [],
    }
    for (const [key, before] of touched) {
      yield
      if (this.#claims.to(key).length > 1) change.contested.push(key)
      const after = this.#claims.winner(key)
      if (before === after) continue
      if (before !== null) this.#remove(before, change)
      if (after !== null) this.#insert(after, change)
    }
    return change
  }

  // --- Indexes ---

  #remove(object: KubeObject, change: MutableChange): void {
    note(object, change)
    const key = serviceKey(object.namespace, object.name)
    switch (object.kind) {
      case 'Namespace':
        this.#namespaces.delete(object.name)
        return
      case 'Service':
        this.services.delete(key)
        for (const address of object.clusterIPs) {
          const rest = this.servicesAt(address).filter((other) => other !== object)
          if (rest.length === 0) this.#byAddress.delete(address)
          else this.#byAddress.set(address, rest)
        }
        break
      case 'ServiceImport':
        this.imports.delete(key)
        break
      case 'EndpointSlice':
        removeFrom(this.#slices, serviceKey(object.namespace, object.service), object)
        removeFrom(this.#importedSlices, serviceKey(object.namespace, object.importedService), object)
        break
      case 'Pod':
        this.pods.delete(object)
        break
    }
    if (this.#population.remove(object.namespace)) change.namespaces.add(object.namespace)
  }

  #insert(object: KubeObject, change: MutableChange): void {
    note(object, change)
    const key = serviceKey(object.namespace, object.name)
    switch (object.kind) {
      case 'Namespace':
        this.#namespaces.set(object.name, object)
        return
      case 'Service':
        this.services.set(key, object)
        for (const address of object.clusterIPs) {
          this.#byAddress.set(address, [...this.servicesAt(address), object])
        }
        break
      case 'ServiceImport':
        this.imports.set(key, object)
        break
      case 'EndpointSlice':
        if (object.service !== '') addTo(this.#slices, serviceKey(object.namespace, object.service), object)
        if (object.importedService !== '') {
          addTo(this.#importedSlices, serviceKey(object.namespace, object.importedService), object)
        }
        break
      case 'Pod':
        this.pods.add(object)
        break
    }
    if (this.#population.add(object.namespace)) change.namespaces.add(object.namespace)
  }
}

interface MutableChange {
  readonly services: Set<string>
  readonly imports: Set<string>
  readonly namespaces: Set<string>
  readonly pods: Pod[]
  readonly contested: string[]
}

function note(object: KubeObject, change: MutableChange): void {
  switch (object.kind) {
    case 'Namespace':
      change.namespaces.add(object.name)
      break
    case 'Service':
      change.services.add(serviceKey(object.namespace, object.name))
      break
    case 'ServiceImport':
      change.imports.add(serviceKey(object.namespace, object.name))
      break
    case 'EndpointSlice':
      if (object.service !== '') change.services.add(serviceKey(object.namespace, object.service))
      if (object.importedService !== '') {
        change.imports.add(serviceKey(object.namespace, object.importedService))
      }
      break
    case 'Pod':
      change.pods.push(object)
      break
  }
}

function addTo(index: SliceIndex, key: string, slice: EndpointSlice): void {
  index.set(key, [...(index.get(key) ?? []), slice])
}

function removeFrom(index: SliceIndex, key: string, slice: EndpointSlice): void {
  const rest = (index.get(key) ?? []).filter((other) => other !== slice)
  if (rest.length === 0) index.delete(key)
  else index.set(key, rest)
}
