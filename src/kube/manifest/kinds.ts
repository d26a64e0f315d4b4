/**
 * Reads the objects of a document: objects of the kinds that DNS reads, also within lists. Other objects are
 * only counted. A kind belongs to its API group: a `Service` of serving.knative.dev is not a v1 Service.
 */
import { suggest } from '../../report/suggestion.ts'
import type { Place } from '../../report/diagnostic.ts'
import { readAutoscaler } from './autoscaler.ts'
import { readEndpointSlice, readEndpoints } from './endpoints.ts'
import { type DocumentContext, Field, isMapping, quote } from './fields.ts'
import type { GeneratedNames } from '../model/generated-name.ts'
import { inhabitedNamespace } from './inhabited.ts'
import {
  type Metadata,
  type NameForm,
  type Naming,
  readMetadata,
  statedIdentity,
  statedName,
} from './metadata.ts'
import type { KubeObject, WorkloadForm } from '../model/objects.ts'
import type { FindingsMark } from './findings.ts'
import { readNode } from './node.ts'
import { isPatchShaped } from './patch-shape.ts'
import { readPod } from './pod.ts'
import type { RefusedObject } from './refused.ts'
import { readService, readServiceImport } from './service.ts'
import { NAMESPACE_SPEC } from './pod-types.ts'
import { judgeTypes } from './value-types.ts'
import { readWorkload } from './workload.ts'

/** Two joined dumps make a list in a list; deeper nesting than this is a mistake. */
const MAX_LIST_DEPTH = 4

interface KnownKind extends Naming {
  /** The versions of the API that have the kind, the preferred one first. */
  readonly apiVersions: readonly [string, ...string[]]
  /** A custom resource: it can have further versions. */
  readonly isCustom?: true
  /** API groups that had the kind in older versions of Kubernetes. */
  readonly formerGroups?: readonly string[]
  readonly read: (root: Field, metadata: Metadata) => KubeObject
}

/** A kind that makes pods, whose names begin with the workload's. */
function workload(
  form: WorkloadForm,
  apiVersion: string,
  nameForm: NameForm,
  formerGroups: readonly string[] = [],
): [string, KnownKind] {
  return [
    form,
    {
      apiVersions: [apiVersion],
      formerGroups,
      form: nameForm,
      isNamespaced: true,
      isGenerated: true,
      read: readWorkload(form),
    },
  ]
}

function kind(
  apiVersions: KnownKind['apiVersions'],
  form: NameForm,
  read: KnownKind['read'],
  isNamespaced = true,
): KnownKind {
  return { apiVersions, form, isNamespaced, read }
}

const KNOWN_KINDS: ReadonlyMap<string, KnownKind> = new Map<string, KnownKind>([
  ['Service', kind(['v1'], 'label', readService)],
  ['Endpoints', kind(['v1'], 'subdomain', readEndpoints)],
  ['Pod', { ...kind(['v1'], 'subdomain', readPod), isGenerated: true }],
  ['Namespace', kind(['v1'], 'label', readNamespace, false)],
  ['Node', kind(['v1'], 'subdomain', readNode, false)],
  ['EndpointSlice', kind(['discovery.k8s.io/v1'], 'subdomain', readEndpointSlice)],
  ['HorizontalPodAutoscaler', kind(['autoscaling/v2', 'autoscaling/v1'], 'subdomain', readAutoscaler)],
  [
    'ServiceImport',
    { ...kind(['multicluster.x-k8s.io/v1alpha1'], 'label', readServiceImport), isCustom: true },
  ],
  workload('Deployment', 'apps/v1', 'subdomain', ['extensions']),
  workload('ReplicaSet', 'apps/v1', 'subdomain', ['extensions']),
  workload('DaemonSet', 'apps/v1', 'subdomain', ['extensions']),
  workload('StatefulSet', 'apps/v1', 'label'),
  workload('Job', 'batch/v1', 'subdomain', ['extensions']),
  workload('ReplicationController', 'v1', 'subdomain'),
])

/** The objects collected from the documents of a file. */
export interface CollectedObjects {
  readonly objects: KubeObject[]
  readonly refused: RefusedObject[]
  readonly generated: GeneratedNames
  /** The number of documents and list items without an object that DNS reads. */
  ignored: number
  /** The namespaces of the ignored objects. */
  readonly namespaces: Set<string>
  /** The place of the first document that is not a Kubernetes object; `null`: there is none. */
  foreign: Place | null
  /** The place of the first patch of a kustomization; `null`: there is none. */
  patch: Place | null
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
    const root = new Field(value, { document: this.#document, node, subject: 'the document', missing: [] })
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
    const group = groupOf(apiVersion)
    const [preferred] = known.apiVersions
    const isServed =
      known.apiVersions.includes(apiVersion) || (known.isCustom === true && group === groupOf(preferred))
    // API groups outside Kubernetes contain a dot, and can have a kind of the same name.
    if (!isServed && group.includes('.') && group !== groupOf(preferred)) {
      this.#noteNamespace(root, kind, apiVersion)
      this.#collected.ignored++
      return
    }
    const mark = this.#document.findings.mark()
    if (apiVersion === '') {
      root.report('KZ_OBJECT_API_VERSION', `has no apiVersion, expected ${preferred}, which is assumed`)
    } else if (!isServed) {
      root.get('apiVersion').reportValue('KZ_OBJECT_VERSION', preferred)
      this.#refuse(mark, statedIdentity(root, kind, known))
      return
    }
    const metadata = readMetadata(root, this.#placeOf(node), known, this.#collected.generated)
    if (metadata === null) {
      this.#refuse(mark, statedIdentity(root, kind, known))
      return
    }
    const object = known.read(root, metadata)
    root.reportMissing()
    const { namespace, name } = metadata
    if (!this.#refuse(mark, { kind, namespace, name })) this.#collected.objects.push(object)
  }

  /** Records the object as refused if an error was found in it since the mark. */
  #refuse(mark: FindingsMark, identity: Omit<RefusedObject, 'errors'>): boolean {
    const errors = this.#document.findings.errorsSince(mark)
    if (errors !== null) this.#collected.refused.push({ ...identity, errors })
    return errors !== null
  }

  /** Ignores an unknown kind, but refuses one that is likely a misspelt known kind. */
  #readUnknown(root: Field, kind: string, apiVersion: string): void {
    const group = groupOf(apiVersion)
    const likely = likelyKind(kind, group, apiVersion)
    const known = likely === null ? undefined : KNOWN_KINDS.get(likely)
    if (likely === null || known === undefined) {
      this.#collected.ignored++
      this.#noteNamespace(root, kind, apiVersion)
      return
    }
    const mark = this.#document.findings.mark()
    root
      .get('kind')
      .report('KZ_OBJECT_KIND', `is ${quote(kind)}, which is not a Kubernetes kind`, `did you mean ${likely}`)
    this.#refuse(mark, statedIdentity(root, likely, known))
  }

  #noteNamespace(root: Field, kind: string, apiVersion: string): void {
    const namespace = inhabitedNamespace(root, kind, apiVersion)
    if (namespace !== null) this.#collected.namespaces.add(namespace)
  }

  #readForeign(root: Field, node: number): void {
    if (isMapping(root.value) && root.get('apiVersion').isPresent && isMapping(root.get('metadata').value)) {
      const mark = this.#document.findings.mark()
      root.report('KZ_OBJECT_KIND', 'has apiVersion and metadata, but no kind')
      this.#refuse(mark, { kind: null, namespace: null, name: statedName(root) })
      return
    }
    this.#collected.ignored++
    this.#collected.foreign ??= this.#placeOf(node)
  }
}

/** Valid kinds whose names are similar to a known kind, and so are not misspelt. */
const SIMILAR_KINDS: ReadonlySet<string> = new Set([
  'PodTemplate',
  'ServiceAccount',
  'Event',
  'Binding',
  'CronJob',
])

/** The likely known kind. `null` in API groups outside Kubernetes, which can have kinds of any name. */
function likelyKind(kind: string, group: string, apiVersion: string): string | null {
  const isOutside = group.includes('.') && !group.endsWith('.k8s.io')
  if (isOutside || SIMILAR_KINDS.has(kind) || (group === '' && apiVersion !== 'v1')) return null
  const sameLetters = [...KNOWN_KINDS.keys()].find((known) => known.toLowerCase() === kind.toLowerCase())
  if (sameLetters !== undefined) return sameLetters
  const candidates = [...KNOWN_KINDS].filter(([, { apiVersions, formerGroups = [] }]) =>
    [...apiVersions.map(groupOf), ...formerGroups].includes(group),
  )
  return suggest(
    kind,
    candidates.map(([name]) => name),
  )
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise
}

function readNamespace(root: Field, metadata: Metadata): KubeObject {
  judgeTypes(root.get('spec'), NAMESPACE_SPEC)
  const { name, labels, location } = metadata
  return { kind: 'Namespace', namespace: '', name, labels, location }
}
