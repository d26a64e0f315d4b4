/**
 * From the root of a document to the objects in it: which kinds matter to DNS, lists unwrapped, everything else counted.
 * A kind counts only in its own API group: a `Service` of serving.knative.dev is no v1 Service.
 */
import { suggest } from '../../report/suggestion.ts'
import type { Place } from '../../report/diagnostic.ts'
import { readEndpointSlice, readEndpoints } from './endpoints.ts'
import { type DocumentContext, Field, isMapping, quote } from './fields.ts'
import type { GeneratedNames } from '../model/generated-name.ts'
import { inhabitedNamespace } from './inhabited.ts'
import { type Metadata, type NameForm, type Naming, readMetadata } from './metadata.ts'
import type { KubeObject, WorkloadForm } from '../model/objects.ts'
import { isPatchShaped } from './patch-shape.ts'
import { readPod } from './pod.ts'
import { readService, readServiceImport } from './service.ts'
import { readAutoscaler, readNode, readWorkload } from './workload.ts'

/** A list in a list is what joining two dumps makes; deeper than this nobody means it. */
const MAX_LIST_DEPTH = 4

interface KnownKind extends Naming {
  /** The first is the one to recommend; others are those of older versions of Kubernetes. */
  readonly groups: readonly [string, ...string[]]
  readonly read: (root: Field, metadata: Metadata) => KubeObject
}

const APPS = ['apps', 'extensions'] as const

/** What makes pods: its name is part of theirs, which may have dots. */
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
  workload('DaemonSet', APPS),
  workload('StatefulSet', ['apps']),
  workload('Job', ['batch', 'extensions']),
  workload('ReplicationController', ['']),
])

/** What the documents of a file come to. */
export interface CollectedObjects {
  readonly objects: KubeObject[]
  readonly generated: GeneratedNames
  ignored: number
  /** Where objects live that are not read. */
  readonly namespaces: Set<string>
  /** Where the first document stands that is no Kubernetes object at all; `null`: every one is. */
  foreign: Place | null
  /** Where the first one stands that is a patch of a kustomization. */
  patch: Place | null
}

/** What an item of a typed list may leave out. */
interface Inherited {
  readonly kind: string
  readonly apiVersion: string
}

/** Takes the objects out of a document, or of an item of a list. */
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
      this.#readObject(root, node, kind, apiVersion)
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

  #readObject(root: Field, node: number, kind: string, apiVersion: string): void {
    if (this.#document.context.isKustomized && isPatchShaped(kind, root)) {
      this.#collected.ignored++
      this.#collected.patch ??= this.#placeOf(node)
      return
    }
    const known = KNOWN_KINDS.get(kind)
    if (known === undefined) {
      this.#readUnknown(root, kind, apiVersion)
      return
    }
    root.object.subject = kind
    const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
    const [preferred] = known.groups
    const expected = preferred === '' ? 'v1' : `${preferred}/v1`
    if (apiVersion === '') {
      root.report('KZ_OBJECT_API_VERSION', `has no apiVersion, expected ${expected}, which is assumed`)
    } else if (!known.groups.includes(group) || (group === '' && apiVersion !== 'v1')) {
      // The groups of other people's kinds have a dot; "apps/v1" and "v2" can only be a mistake.
      if (!group.includes('.')) {
        root.get('apiVersion').reportValue('KZ_OBJECT_API_VERSION', `${expected}; the object is left out`)
      } else this.#noteNamespace(root, kind, apiVersion)
      this.#collected.ignored++
      return
    }
    const metadata = readMetadata(root, this.#placeOf(node), known, this.#collected.generated)
    if (metadata !== null) this.#collected.objects.push(known.read(root, metadata))
  }

  /** Most kinds do not matter here. One that is misspelt does, and would be missed without a word. */
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

/** Kinds that are spelt much like one that matters here. */
const SIMILAR_KINDS: ReadonlySet<string> = new Set([
  'PodTemplate',
  'ServiceAccount',
  'Event',
  'Binding',
  'CronJob',
])

/** Other people's groups have kinds of any name; Kubernetes' own are known. */
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
