/**
 * The pods that a workload would run in a healthy cluster, by the names that its controller would give them:
 *
 *   StatefulSet             NAME-0, NAME-1, …, which are their host names, too
 *   Job (Indexed)           NAME-0-HASH, NAME-1-HASH, …; their host names are NAME-0, NAME-1, …
 *   Deployment              NAME-HASH-HASH; its ReplicaSet's name is part of its pods' names
 *   custom resources        the same
 *   ReplicaSet, DaemonSet…  NAME-HASH
 *
 * A HASH is computed from names, so that it is the same on every machine.
 */
import { MAX_LABEL_OCTETS } from '../../wire/constants.ts'
import { generatedName, MAX_GENERATED_BASE, nameSuffix } from '../model/generated-name.ts'
import { workloadKey } from '../model/keys.ts'
import type { Labels, Pod, PodShape, Workload } from '../model/objects.ts'
import { DEPLOYMENT_CONFIG, isCustomForm } from '../model/reference.ts'

/** Letters in the name of a Deployment's ReplicaSet. */
const REPLICA_SET_HASH = 10

/** A pod to be run, without an address. */
export interface PlannedPod {
  /** `namespace/Kind/name/ordinal`: its address is allocated to this key, and computed from it. */
  readonly key: string
  readonly workload: Workload
  readonly ordinal: number
  /** Its index among the pods of the workload, from 0: the index of its node, modulo the count of nodes. */
  readonly turn: number
  readonly name: string
  readonly hostname: string
  readonly shape: PodShape
}

/** The first `count` pods of a workload, in the order of their ordinals. */
export function planPods(workload: Workload, count: number): PlannedPod[] {
  const { form, name, template } = workload
  if (template === null) return []
  const owner = workloadKey(workload)
  const isDeployed = form === 'Deployment' || isCustomForm(form)
  const base = isDeployed ? `${name}-${nameSuffix(owner, REPLICA_SET_HASH)}` : name
  const shape = form === 'StatefulSet' ? { ...template, subdomain: workload.serviceName } : template
  const names = new Set<string>()
  return ordinalsOf(workload, count).map((ordinal, i) => {
    const key = `${owner}/${ordinal}`
    if (form !== 'StatefulSet' && form !== 'Job') {
      const podName = freeName(`${base}-`, key, names)
      return { key, workload, ordinal, turn: i, name: podName, hostname: template.hostname, shape }
    }
    const numbered = `${name}-${ordinal}`
    const podName = form === 'Job' ? indexedName(name, ordinal, key) : numbered
    const isLabel = numbered.length <= MAX_LABEL_OCTETS && !numbered.includes('.')
    return { key, workload, ordinal, turn: i, name: podName, hostname: isLabel ? numbered : '', shape }
  })
}

/** The first `count` ordinals, without those of pods that have ended. */
function ordinalsOf({ firstOrdinal, endedIndexes }: Workload, count: number): number[] {
  if (endedIndexes === '') return Array.from({ length: count }, (_, i) => firstOrdinal + i)
  const ended = endedIndexes
    .split(',')
    .map((range) => range.split('-').map(Number))
    .map(([first = 0, last = first]) => [first, last] as const)
    .sort(([a], [b]) => a - b)
  const ordinals: number[] = []
  let next = firstOrdinal
  for (const [first, last] of [...ended, [Infinity, Infinity] as const]) {
    for (; next < first && ordinals.length < count; next++) ordinals.push(next)
    next = Math.max(next, last + 1)
  }
  return ordinals
}

/** The name of a pod of an Indexed Job. A long name of the Job is truncated, and the index is kept. */
function indexedName(job: string, index: number, key: string): string {
  const suffix = `-${index}-`
  return generatedName(job.slice(0, MAX_GENERATED_BASE - suffix.length) + suffix, key)
}

/** A planned pod with its addresses and the topology zone of its node, running and ready. */
export function runningPod(planned: PlannedPod, podIPs: readonly string[], zone: string): Pod {
  const { workload } = planned
  const { namespace, location } = workload
  const { name, hostname, shape } = planned
  const { subdomain, hostNetwork, nodeName, placement, readyOverride, isHook, ports, listedPorts, dns } =
    shape
  // Written out: a spread takes three times as long, and a cluster may have many thousands of pods.
  return {
    kind: 'Pod',
    namespace,
    name,
    labels: labelsOf(workload, planned),
    location,
    hostname,
    subdomain,
    hostNetwork,
    nodeName,
    placement,
    readyOverride,
    isHook,
    ports,
    podIPs,
    hasStatus: false,
    finished: false,
    ready: shape.readyOverride ?? true,
    terminating: false,
    owner: '',
    zone,
    ...(listedPorts !== undefined && { listedPorts }),
    ...(dns !== undefined && { dns }),
  }
}

/** A generated name that no other pod of the workload has: among thousands of pods, hashes collide. */
function freeName(base: string, key: string, taken: Set<string>): string {
  let name = generatedName(base, key)
  for (let i = 1; taken.has(name); i++) name = generatedName(base, `${key}\0${i}`)
  taken.add(name)
  return name
}

/**
 * The template's labels, and those that controllers add so that a service can select one pod, or the pods of
 * one Job.
 */
function labelsOf({ form, name: owner }: Workload, { name, ordinal, shape }: PlannedPod): Labels {
  if (form === 'StatefulSet') {
    return {
      ...shape.labels,
      'statefulset.kubernetes.io/pod-name': name,
      'apps.kubernetes.io/pod-index': String(ordinal),
    }
  }
  if (form === DEPLOYMENT_CONFIG) {
    return { ...shape.labels, deploymentconfig: owner, deployment: `${owner}-1` }
  }
  if (form !== 'Job') return shape.labels
  return {
    ...shape.labels,
    'batch.kubernetes.io/job-name': owner,
    'job-name': owner,
    'batch.kubernetes.io/job-completion-index': String(ordinal),
  }
}
