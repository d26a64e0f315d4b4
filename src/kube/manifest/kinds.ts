/**
 * Reads the objects of a document: objects of the kinds that DNS reads, also within lists. Other objects are
 * only counted. A kind belongs to its API group: a `Service` of serving.knative.dev is not a v1 Service.
 */
import { suggest } from '../../report/suggestion.ts'
import type { Place } from '../../report/diagnostic.ts'
import { readCustomResource } from './custom-resource.ts'
import { customForm, readCustomWorkload } from './custom-workload.ts'
import { readEndpointSlice, readEndpoints } from './endpoints.ts'
import { type DocumentContext, Field, isMapping, PlaceholderError, quote } from './fields.ts'
import type { GeneratedNames } from '../model/generated-name.ts'
import { inhabitedNamespace } from './inhabited.ts'
import { type Metadata, type NameForm, type Naming, readMetadata } from './metadata.ts'
import type { KubeObject, WorkloadForm } from '../model/objects.ts'
import { isPatchShaped } from './patch-shape.ts'
import { readPod } from './pod.ts'
import { readService, readServiceImport } from './service.ts'
import { readAutoscaler, readNode, readWorkload } from './workload.ts'

/** Two joined dumps make a list in a list; deeper nesting than this is a mistake. */
const MAX_LIST_DEPTH = 4

interface KnownKind extends Naming {
  /** The API groups of the kind: the current one, then those of older versions of Kubernetes. */
  readonly groups: readonly [string, ...string[]]
  readonly read: (root: Field, metadata: Metadata) => KubeObject
}

const APPS = ['apps', 'extensions'] as const
/** Its StatefulSet and DaemonSet are supersets of those of Kubernetes. */
const OPEN_KRUISE = 'apps.kruise.io'

/** A kind that makes pods. Its name is part of their names, which can contain dots. */
function workload(form: WorkloadForm, groups: KnownKind['groups']): [string, KnownKind] {
  return [
    form,
    { groups, form: 'subdomain', isNamespaced: true, isGenerated: true, read: readWorkload(form) },
  ]
}

function kind(group: string, form: NameForm, read: KnownKind['read'], isNamespaced = true): KnownKind {
  return { groups: [group], form, isNamespaced, read }
}

const KNOWN_KINDS: ReadonlyMap<string, KnownKind> = new Map<string, KnownKind>([
  ['Service', kind('', 'label', readService)],
  ['Endpoints', kind('', 'subdomain', readEndpoints)],
  ['Pod', { ...kind('', 'subdomain', readPod), isGenerated: true }],
  ['Namespace', kind('', 'label', readNamespace, false)],
  ['Node', kind('', 'subdomain', readNode, false)],
  ['EndpointSlice', kind('discovery.k8s.io', 'subdomain', readEndpointSlice)],
  ['HorizontalPodAutoscaler', kind('autoscaling', 'subdomain', readAutoscaler)],
  ['ServiceImport', kind('multicluster.x-k8s.io', 'label', readServiceImport)],
  workload('Deployment', APPS),
  workload('ReplicaSet', APPS),
  workload('DaemonSet', [...APPS, OPEN_KRUISE]),
  workload('StatefulSet', ['apps', OPEN_KRUISE]),
  workload('Job', ['batch', 'extensions']),
  workload('ReplicationController', ['']),
])

/** The objects collected from the documents of a file. */
export interface CollectedObjects {
  readonly objects: KubeObject[]
  readonly generated: GeneratedNames
  /** The number of documents and list items without an object that DNS reads. */
  ignored: number
  /** The namespaces of the ignored objects. */
  readonly namespaces: Set<string>
  /** The place of the first document that is not a Kubernetes object; `null`: there is none. */
  foreign: Place | null
  /** The place of the first patch of a kustomization; `null`: there is none. */
  patch: Place | null
  /** The first value of an object that is a template; `null`: there is none. */
  template: PlaceholderError | null
}

/** The fields that an item of a typed list, such as a ServiceList, can omit. */
interface Inherited {
  readonly kind: string
  readonly apiVersion: string
}

/** Reads the objects of a document, or of an item of a list, into `CollectedObjects`. */
export class KindReader {
  readonly #document: DocumentContext
  readonly #placeOf: (node: number) => Place
  readonly #collected: CollectedObjects

  constructor(document: DocumentContext, placeOf: (node: number) => Place, collected: CollectedObjects) {
    this.#document = document
    this.#placeOf = placeOf
    this.#collected = collected
  }

  read(value: unknown, node: number, inherited: Inherited = { kind: '', apiVersion: '' }, depth = 0): void {
    const root = new Field(value, { document: this.#document, node, subject: 'the document' })
    const kind = textOr(root.get('kind').value, inherited.kind)
    const apiVersion = textOr(root.get('apiVersion').value, inherited.apiVersion)
    if (kind === '') {
      this.#readForeign(root, node)
    } else if (kind.endsWith('List') && Array.isArray(root.get('items').value)) {
      const items = kind === 'List' ? { kind: '', apiVersion: '' } : { kind: kind.slice(0, -4), apiVersion }
      this.#readList(root, items, depth)
    } else {
      try {
        this.#readObject(root, node, kind, apiVersion, depth > 0)
      } catch (error) {
        if (!(error instanceof PlaceholderError)) throw error
        this.#collected.ignored++
        this.#collected.template ??= error
      }
    }
  }

  #readList(root: Field, inherited: Inherited, depth: number): void {
    const list = root.get('items')
    if (depth >= MAX_LIST_DEPTH) {
      list.report(
        'KZ_FILE_LIMIT',
        `is a list within ${MAX_LIST_DEPTH} other lists, expected at most ${MAX_LIST_DEPTH} levels of lists: its items are not read`,
      )
      return
    }
    const nodes = list.itemNodes()
    for (const [i, item] of list.items().entries()) {
      this.read(item.value, nodes[i] ?? root.object.node, inherited, depth + 1)
    }
  }

  #readObject(root: Field, node: number, kind: string, apiVersion: string, isItem: boolean): void {
    if (this.#document.context.isKustomized && isPatchShaped(kind, root)) {
      this.#collected.ignored++
      this.#collected.patch ??= this.#placeOf(node)
      return
    }
    const known = KNOWN_KINDS.get(kind)
    if (known === undefined) {
      if (!this.#readCustom(root, node, kind, apiVersion)) this.#readUnknown(root, kind, apiVersion)
      return
    }
    // Values of charts and settings of other tools have a `kind`, too.
    if (!isItem && apiVersion === '' && !root.get('metadata').isPresent) {
      this.#readForeign(root, node)
      return
    }
    root.object.subject = kind
    const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
    const [preferred] = known.groups
    const expected = preferred === '' ? 'v1' : `${preferred}/v1`
    if (apiVersion === '') {
      root.report('KZ_OBJECT_API_VERSION', `has no apiVersion, expected ${expected}, which is assumed`)
    } else if (!known.groups.includes(group) || (group === '' && apiVersion !== 'v1')) {
      // API groups outside Kubernetes contain a dot; another version without a dot ("apps/v1", "v2") is a
      // mistake.
      if (!group.includes('.')) {
        root.get('apiVersion').reportValue('KZ_OBJECT_API_VERSION', `${expected}; the object is left out`)
      } else if (this.#readCustom(root, node, kind, apiVersion)) return
      else this.#noteNamespace(root, kind, apiVersion)
      this.#collected.ignored++
      return
    }
    const isPlaceholder = kind === 'Namespace' && this.#document.context.renamesNamespaces
    this.#collect(root, node, isPlaceholder ? { ...known, form: 'any' } : known)
  }

  #collect(root: Field, node: number, kind: KnownKind): void {
    const metadata = readMetadata(root, this.#placeOf(node), kind, this.#collected.generated)
    if (metadata !== null) this.#collected.objects.push(kind.read(root, metadata))
  }

  /** Reads a custom resource that stands for services or runs pods; `false` if the object is none. */
  #readCustom(root: Field, node: number, kind: string, apiVersion: string): boolean {
    const resource = readCustomResource(root, kind, apiVersion, this.#placeOf(node))
    if (resource !== null) this.#collected.objects.push(resource)
    const form = customForm(root, kind, apiVersion)
    if (form === null) {
      if (resource === null) return false
      this.#collected.ignored++
      this.#noteNamespace(root, kind, apiVersion)
      return true
    }
    root.object.subject = kind
    this.#collect(root, node, {
      groups: [apiVersion],
      form: 'subdomain',
      isNamespaced: true,
      isGenerated: true,
      read: readCustomWorkload(form),
    })
    return true
  }

  /** Ignores an unknown kind, but reports one that is likely a misspelt known kind. */
  #readUnknown(root: Field, kind: string, apiVersion: string): void {
    this.#collected.ignored++
    const sameLetters = [...KNOWN_KINDS.keys()].find((known) => known.toLowerCase() === kind.toLowerCase())
    const likely = sameLetters ?? misspelling(kind, apiVersion)
    if (likely === null) {
      this.#noteNamespace(root, kind, apiVersion)
      return
    }
    root
      .get('kind')
      .report('KZ_OBJECT_KIND', `is ${quote(kind)}, which is not a Kubernetes kind`, `did you mean ${likely}`)
  }

  #noteNamespace(root: Field, kind: string, apiVersion: string): void {
    const namespace = inhabitedNamespace(root, kind, apiVersion)
    if (namespace !== null) this.#collected.namespaces.add(namespace)
  }

  #readForeign(root: Field, node: number): void {
    this.#collected.ignored++
    if (isMapping(root.value) && root.get('apiVersion').isPresent && isMapping(root.get('metadata').value)) {
      root.report('KZ_OBJECT_KIND', 'has apiVersion and metadata, but no kind')
      return
    }
    this.#collected.foreign ??= this.#placeOf(node)
  }
}

/** Valid kinds whose names are similar to a known kind, and so are not misspelt. */
const SIMILAR_KINDS: ReadonlySet<string> = new Set([
  'PodTemplate',
  'ServiceAccount',
  'ServiceExport',
  'Event',
  'Binding',
  'CronJob',
])

/** The likely known kind. `null` in API groups outside Kubernetes, which can have kinds of any name. */
function misspelling(kind: string, apiVersion: string): string | null {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
  if (SIMILAR_KINDS.has(kind) || (group === '' && apiVersion !== 'v1')) return null
  const candidates = [...KNOWN_KINDS].filter(([, { groups }]) => groups.includes(group)).map(([name]) => name)
  return suggest(kind, candidates)
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise
}

function readNamespace(_root: Field, metadata: Metadata): KubeObject {
  const { name, labels, location } = metadata
  return { kind: 'Namespace', namespace: '', name, labels, location }
}
