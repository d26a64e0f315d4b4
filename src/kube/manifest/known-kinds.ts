/**
 * The kinds of objects that DNS reads. A kind belongs to its API group: a `Service` of serving.knative.dev is
 * not a v1 Service. An API server has a kind in some versions only.
 */
import { suggest } from '../../report/suggestion.ts'
import { readAutoscaler } from './autoscaler.ts'
import { judgeCronJob } from './cron-job.ts'
import { readEndpointSlice, readEndpoints } from './endpoints.ts'
import type { Field } from './fields.ts'
import { judgeFinalizer, type Metadata, type NameForm, type Naming } from './metadata.ts'
import { readNetworkPolicy } from './network-policy.ts'
import { readNode } from './node.ts'
import type { BuiltInForm, KubeObject } from '../model/objects.ts'
import { readPod } from './pod.ts'
import { NAMESPACE_SPEC } from './pod-types.ts'
import { readService, readServiceImport } from './service.ts'
import { judgeTypes } from './value-types.ts'
import { readWorkload } from './workload.ts'

export interface KnownKind extends Naming {
  /** The versions of the API that have the kind, the preferred one first. */
  readonly apiVersions: readonly [string, ...string[]]
  /** A custom resource: it can have further versions. */
  readonly isCustom?: true
  /** DNS reads it only to explain: other versions of it are ignored. */
  readonly isAside?: true
  /** API groups that had the kind in older versions of Kubernetes. */
  readonly formerGroups?: readonly string[]
  /** A group outside Kubernetes, whose kind of the same name has the same fields and more. */
  readonly superset?: { readonly group: string; readonly read: KnownKind['read'] }
  /** `null`: DNS needs nothing of the object but that it is there. */
  readonly read: (root: Field, metadata: Metadata) => KubeObject | null
}

const EXTENSIONS = { formerGroups: ['extensions'] }

/** A kind that makes pods, whose names begin with the workload's. */
function workload(form: BuiltInForm, apiVersion: string, more: Partial<KnownKind> = {}): [string, KnownKind] {
  const own = kind([apiVersion], 'subdomain', readWorkload(form))
  return [form, { ...own, isGenerated: true, ...more }]
}

function openKruise(form: BuiltInForm): Pick<KnownKind, 'superset'> {
  return { superset: { group: 'apps.kruise.io', read: readWorkload(form, false) } }
}

function kind(
  apiVersions: KnownKind['apiVersions'],
  form: NameForm,
  read: KnownKind['read'],
  isNamespaced = true,
): KnownKind {
  return { apiVersions, form, isNamespaced, read }
}

export const KNOWN_KINDS: ReadonlyMap<string, KnownKind> = new Map<string, KnownKind>([
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
  workload('Deployment', 'apps/v1', EXTENSIONS),
  workload('ReplicaSet', 'apps/v1', EXTENSIONS),
  workload('DaemonSet', 'apps/v1', { ...EXTENSIONS, ...openKruise('DaemonSet') }),
  workload('StatefulSet', 'apps/v1', { form: 'label', ...openKruise('StatefulSet') }),
  workload('Job', 'batch/v1', EXTENSIONS),
  workload('ReplicationController', 'v1'),
  ['NetworkPolicy', { ...kind(['networking.k8s.io/v1'], 'subdomain', readNetworkPolicy), isAside: true }],
  ['CronJob', { ...kind(['batch/v1'], 'subdomain', judgeCronJob), isGenerated: true }],
])

/**
 * `served`, also without a version; `foreign`: of a group outside Kubernetes; `wrong`: no API server has it.
 */
export function versionOf(known: KnownKind, apiVersion: string): 'served' | 'superset' | 'foreign' | 'wrong' {
  const group = groupOf(apiVersion)
  const own = groupOf(known.apiVersions[0])
  if (apiVersion === '' || known.apiVersions.includes(apiVersion)) return 'served'
  if (known.isCustom === true && group === own) return 'served'
  if (group === known.superset?.group) return 'superset'
  // API groups outside Kubernetes contain a dot.
  return group.includes('.') && group !== own ? 'foreign' : 'wrong'
}

/** Whether a version is, or was, a beta version of the kind. */
export function isBetaOf({ apiVersions, formerGroups = [] }: KnownKind, apiVersion: string): boolean {
  const groups = [groupOf(apiVersions[0]), ...formerGroups]
  return /\/v\d+beta\d+$/.test(apiVersion) && groups.includes(groupOf(apiVersion))
}

/** Valid kinds whose names are similar to a known kind, and so are not misspelt. */
const SIMILAR_KINDS: ReadonlySet<string> = new Set([
  'PodTemplate',
  'ServiceAccount',
  'ServiceExport',
  'Event',
  'Binding',
])

/** The likely known kind. `null` in API groups outside Kubernetes, which can have kinds of any name. */
export function likelyKind(kind: string, apiVersion: string): string | null {
  const group = groupOf(apiVersion)
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

function readNamespace(root: Field, metadata: Metadata): KubeObject {
  const spec = root.get('spec')
  judgeTypes(spec, NAMESPACE_SPEC)
  const finalizers = spec.get('finalizers')
  if (Array.isArray(finalizers.value)) for (const item of finalizers.items()) judgeFinalizer(item)
  const { name, labels, location } = metadata
  return { kind: 'Namespace', namespace: '', name, labels, location }
}
