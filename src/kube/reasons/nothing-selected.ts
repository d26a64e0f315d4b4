/** Why the selector of a service selects no pod, and what it was most likely meant for. */

import type { Place } from '../../report/diagnostic.ts'
import type { Reason } from '../../report/reason.ts'
import { nearestWorkload } from '../lint/nearest-workload.ts'
import { idleReason, mayMakePods, nearestValue } from '../lint/selectors.ts'
import { placeOf } from '../model/field-places.ts'
import type { Labels, Service, Workload } from '../model/objects.ts'
import { matchesAll, pairsOf } from '../model/selector.ts'
import { at, counted, listed, pendingResources, type ClusterFacts, titleOf } from './facts.ts'
import { refusalOf } from './missing-service.ts'

/** Further namespaces are not looked at for pods of a selector. */
const MAX_NAMESPACES = 1000
const POD_KINDS = new Set(['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job'])

/** `isBrief`: without a search. */
export function nothingSelected(
  facts: ClusterFacts,
  service: Service,
  selector: NonNullable<Labels>,
  isBrief: boolean,
): Reason {
  const place = placeOf(service.location, 'selector')
  const title = `Service ${service.name} in ${service.namespace}`
  const labels = pairsOf(selector).join(',')
  if (labels === '') {
    const sentence = `${title} has an empty selector, which selects no pod`
    return { code: 'KZ_WHY_NO_SELECTOR', sentence, place }
  }
  const plain: Reason = {
    code: 'KZ_WHY_SELECTOR',
    sentence: `selector ${labels} of ${title} selects no pod`,
    place,
  }
  if (isBrief) return plain
  return (
    idlePods(facts, service, selector, plain) ??
    refusedPods(facts, service, selector, plain) ??
    nearestLabels(facts, service, selector, plain) ??
    inOtherNamespace(facts, service, selector, plain) ??
    withDetail(facts, service, selector, plain)
  )
}

// --- Pods that are not there ---

/** A workload or a custom resource whose pods the selector is for, and that runs none. */
function idlePods(
  facts: ClusterFacts,
  { namespace }: Service,
  selector: NonNullable<Labels>,
  plain: Reason,
): Reason | null {
  const base = plain.sentence
  for (const workload of facts.inventory.workloads.inNamespace(namespace)) {
    if (!matchesAll(selector, workload.template?.labels ?? null)) continue
    return { code: 'KZ_WHY_NO_REPLICAS', ...idle(facts, workload, base) }
  }
  for (const resource of pendingResources(facts, namespace)) {
    if (!mayMakePods(resource, selector)) continue
    const kind = resource.form.slice(0, resource.form.indexOf('.'))
    const sentence = `${base}: ${kind} ${resource.name} stands for pods that are not in the manifests`
    return { code: 'KZ_WHY_OPERATOR', sentence, place: resource.location.place }
  }
  return null
}

function idle({ inventory }: ClusterFacts, workload: Workload, base: string): Omit<Reason, 'code'> {
  const title = titleOf(workload)
  const { place } = workload.location
  const why = idleReason(workload)
  if (why !== null) {
    return {
      sentence: `${base}: ${title} matches, and ${why}`,
      place: workload.replicas === 0 ? placeOf(workload.location, 'replicas') : place,
      ...(workload.replicas === 0 && { hint: `set replicas of ${title} to 1 or more` }),
    }
  }
  const scaler = [...inventory.workloads.autoscalersOf(workload)].find(({ minReplicas }) => minReplicas === 0)
  if (scaler !== undefined && workload.replicas === null) {
    return {
      sentence: `${base}: ${title} matches, and HorizontalPodAutoscaler ${scaler.name} scales it down to 0`,
      place: scaler.location.place,
      hint: `set minReplicas of ${scaler.name} to 1 or more`,
    }
  }
  return { sentence: `${base}: ${title} matches, and runs no pods`, place }
}

/** A workload or a pod of the service's name, or of a value of the selector, is in error. */
function refusedPods(
  facts: ClusterFacts,
  { namespace, name }: Service,
  selector: NonNullable<Labels>,
  plain: Reason,
): Reason | null {
  for (const one of new Set([name, ...Object.values(selector)])) {
    const refusal = refusalOf(facts, (kind) => POD_KINDS.has(kind), namespace, one)
    if (refusal === null) continue
    const sentence = `${plain.sentence}: an API server would refuse the manifest of ${one}: ${refusal.sentence}`
    return { ...refusal, code: 'KZ_WHY_REFUSED', sentence }
  }
  return null
}

// --- Pods that are near ---

function nearestLabels(
  { inventory }: ClusterFacts,
  service: Service,
  selector: NonNullable<Labels>,
  plain: Reason,
): Reason | null {
  const near = nearestWorkload(inventory, service)
  if (near !== null) {
    const { labels, lacking, count, place, workload } = near
    if (labels.length > 0)
      return { ...plain, ...nearest(`${labels.join(',')} (${counted(count, 'pod')})`, place) }
    const keys = lacking.map((pair) => pair.slice(0, pair.indexOf('='))).join(' and ')
    return {
      ...plain,
      sentence: `${plain.sentence}: those of ${titleOf(workload)} lack ${lacking.join(',')}`,
      hint: `take ${keys} out of the selector, or add it to the pods of ${at(place)}`,
      hintPlace: place,
    }
  }
  const { namespace } = service
  const missing = pairsOf(selector).find((pair) => !inventory.pods.hasLabel(namespace, pair))
  const value = missing === undefined ? null : nearestValue(missing, inventory.pods.labelsIn(namespace))
  if (missing === undefined || value === null) return null
  const key = missing.slice(0, missing.indexOf('='))
  const pods = inventory.pods.select(namespace, { [key]: value })
  const [first] = pods
  if (first === undefined) return null
  return { ...plain, ...nearest(`${key}=${value} (${counted(pods.length, 'pod')})`, first.location.place) }
}

function nearest(what: string, place: Place): Pick<Reason, 'hint' | 'hintPlace'> {
  return { hint: `the nearest: ${what}, ${at(place)}`, hintPlace: place }
}

/** The pods of a selector in another namespace. */
function inOtherNamespace(
  { inventory }: ClusterFacts,
  { namespace }: Service,
  selector: NonNullable<Labels>,
  plain: Reason,
): Reason | null {
  const found = [...inventory.namespaceNames()]
    .slice(0, MAX_NAMESPACES)
    .sort()
    .find((one) => one !== namespace && inventory.pods.hasMatch(one, selector))
  if (found === undefined) return null
  const pods = inventory.pods.select(found, selector)
  const [first] = pods
  if (first === undefined) return null
  const { place } = first.location
  return {
    ...plain,
    sentence: `${plain.sentence}: it finds pods of its own namespace only`,
    hint: `the namespace ${found} has ${counted(pods.length, 'pod')} with these labels, ${at(place)}`,
    hintPlace: place,
  }
}

/** Nothing is near: which labels no pod has. */
function withDetail(
  { inventory }: ClusterFacts,
  { namespace }: Service,
  selector: NonNullable<Labels>,
  plain: Reason,
): Reason {
  if (!inventory.pods.hasAny(namespace))
    return { ...plain, sentence: `${plain.sentence}: the namespace ${namespace} has no pods` }
  const pairs = pairsOf(selector)
  const missing = pairs.filter((pair) => !inventory.pods.hasLabel(namespace, pair))
  if (missing.length === 0)
    return { ...plain, sentence: `${plain.sentence}: each label is there, and no pod has all of them` }
  if (missing.length === pairs.length && pairs.length === 1) return plain
  return { ...plain, sentence: `${plain.sentence}: no pod has ${listed(missing)}` }
}
