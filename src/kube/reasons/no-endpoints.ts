/** Why a service has no ready endpoint. */
import type { Reason } from '../../report/reason.ts'
import { endpointSources } from '../inventory/endpoint-sources.ts'
import { idleReason, mayMakePods } from '../lint/selectors.ts'
import { serviceKey } from '../model/keys.ts'
import { kindOf, type Labels, type Pod, type Service } from '../model/objects.ts'
import { matchesAll, pairsOf } from '../model/selector.ts'
import { counted, listed, type ClusterFacts, workloadsIn } from './facts.ts'
import { nearestPods } from './nearest-pods.ts'

/** `null`: it has a ready endpoint, or needs none. `isBrief`: without a walk through all objects. */
export function noEndpoints(facts: ClusterFacts, service: Service, isBrief: boolean): Reason | null {
  const { inventory } = facts
  if (service.type === 'ExternalName') return null
  const { namespace, name, selector, location } = service
  const { place } = location
  const title = `Service ${name} in ${namespace}`
  if (!service.isReady && !service.publishNotReadyAddresses) {
    const sentence = `${title} has the annotation kubezone.dev/ready: "false"`
    return { code: 'KZ_WHY_NOT_READY', sentence, place }
  }
  const key = serviceKey(namespace, name)
  const { slices, hasPods } = endpointSources(inventory, key)
  const isListed = slices.some(({ subsets }) =>
    subsets.some(({ endpoints }) => endpoints.some(({ ready }) => ready)),
  )
  if (isListed) return null
  if (hasPods && selector !== null) {
    const pods = inventory.pods.select(namespace, selector)
    if (pods.some((pod) => isEndpoint(pod, service))) return null
    if (pods.length > 0) return noneReady(title, service, pods)
  }
  const [slice] = slices
  if (slice !== undefined) {
    const count = slices.reduce(
      (sum, { subsets }) => sum + subsets.reduce((all, { endpoints }) => all + endpoints.length, 0),
      0,
    )
    const what = slice.form === 'slice' ? 'EndpointSlice' : 'Endpoints'
    const sentence =
      count === 0
        ? `${what} ${slice.name} lists no endpoint of ${title}`
        : `no endpoint of ${title} is ready: ${what} ${slice.name} lists ${count}`
    return { code: 'KZ_WHY_NOT_READY', sentence, place: slice.location.place }
  }
  if (selector === null) {
    const sentence = `${title} has no selector, and no EndpointSlice lists its endpoints`
    return { code: 'KZ_WHY_NO_SELECTOR', sentence, place }
  }
  return nothingSelected(facts, title, service, selector, isBrief)
}

function isEndpoint(pod: Pod, { publishNotReadyAddresses }: Service): boolean {
  return !pod.finished && pod.podIPs.length > 0 && (pod.ready || publishNotReadyAddresses)
}

function noneReady(title: string, { headless }: Service, pods: readonly Pod[]): Reason {
  const names = pods.map((pod) => `${pod.name}: ${whyNotReady(pod)}`)
  const what = pods.length === 1 ? 'the one pod of' : `none of the ${pods.length} pods of`
  const verb = pods.length === 1 ? 'is not ready' : 'is ready'
  const [first] = pods
  return {
    code: 'KZ_WHY_NOT_READY',
    sentence: `${what} ${title} ${verb} (${listed(names)})`,
    ...(first !== undefined && { place: first.location.place }),
    ...(headless && { hint: 'publishNotReadyAddresses: true lists pods that are not ready, too' }),
  }
}

/** What the status of a pod says of it, in a few words. */
export function whyNotReady(pod: Pod): string {
  if (pod.finished) return 'it has ended'
  if (pod.readyOverride === false) return 'kubezone.dev/ready is "false"'
  if (pod.terminating) return 'it is being deleted'
  if (pod.trouble !== undefined) return pod.trouble
  return pod.podIPs.length === 0 ? 'it has no address' : 'its condition Ready is not True'
}

function nothingSelected(
  facts: ClusterFacts,
  title: string,
  { namespace, location }: Service,
  selector: NonNullable<Labels>,
  isBrief: boolean,
): Reason {
  const { place } = location
  const labels = pairsOf(selector).join(',')
  const base = `selector ${labels} of ${title} selects no pod`
  if (labels === '') {
    const sentence = `${title} has an empty selector, which selects no pod`
    return { code: 'KZ_WHY_NO_SELECTOR', sentence, place }
  }
  if (isBrief) return { code: 'KZ_WHY_SELECTOR', sentence: base, place }
  const idle = idlePods(facts, namespace, selector, base)
  if (idle !== null) return idle
  if (!facts.inventory.pods.hasAny(namespace)) {
    const sentence = `${base}: the namespace ${namespace} has no pods`
    return withElsewhere(facts, { code: 'KZ_WHY_SELECTOR', sentence, place }, namespace, selector)
  }
  const { missing, near, withOthers } = nearestOf(facts, namespace, selector)
  const detail =
    missing.length === 0
      ? ': each label is there, and no pod has all of them'
      : withOthers === null
        ? ''
        : `: no pod has ${missing.join(' or ')}, and ${counted(withOthers.count, 'pod')} ${withOthers.count === 1 ? 'has' : 'have'} the others (${withOthers.labels})`
  const reason: Reason = { code: 'KZ_WHY_SELECTOR', sentence: `${base}${detail}`, place }
  if (near !== null) {
    return {
      ...reason,
      hint: `the nearest: ${near.labels} (${counted(near.count, 'pod')}), ${at(near.place)}`,
    }
  }
  if (withOthers !== null) {
    const what = missing.map((pair) => pair.slice(0, pair.indexOf('='))).join(' and ')
    return {
      ...reason,
      hint: `take ${what} out of the selector, or add it to the pods of ${at(withOthers.place)}`,
    }
  }
  return withElsewhere(facts, reason, namespace, selector)
}

function nearestOf({ inventory }: ClusterFacts, namespace: string, selector: NonNullable<Labels>) {
  const { pods } = inventory
  return nearestPods({ pods, namespaceNames: () => inventory.namespaceNames() }, namespace, selector)
}

function withElsewhere(
  facts: ClusterFacts,
  reason: Reason,
  namespace: string,
  selector: NonNullable<Labels>,
): Reason {
  const [there] = nearestOf(facts, namespace, selector).elsewhere
  if (there === undefined) return reason
  const hint = `the namespace ${there.namespace} has ${counted(there.count, 'pod')} with these labels, ${at(there.place)}; a selector finds pods of its own namespace only`
  return { ...reason, hint }
}

function at({ file, line }: { readonly file: string; readonly line: number }): string {
  return line === 0 ? file : `${file}:${line}`
}

/** A workload or a custom resource whose pods the selector is for, and that runs none. */
function idlePods(
  facts: ClusterFacts,
  namespace: string,
  selector: NonNullable<Labels>,
  base: string,
): Reason | null {
  for (const workload of workloadsIn(facts, namespace)) {
    if (!matchesAll(selector, workload.template?.labels ?? null)) continue
    const why = idleReason(workload)
    const title = `${kindOf(workload)} ${workload.name}`
    const { place } = workload.location
    if (why === null) {
      const sentence = `${base}: ${title} matches, and runs no pods`
      return { code: 'KZ_WHY_NO_REPLICAS', sentence, place }
    }
    const isScaled = workload.replicas === 0
    return {
      code: 'KZ_WHY_NO_REPLICAS',
      sentence: `${base}: ${title} matches, and ${why}`,
      place,
      ...(isScaled && { hint: `set replicas of ${title} to 1 or more` }),
    }
  }
  for (const object of facts.stated()) {
    if (object.kind !== 'CustomResource' || object.namespace !== namespace) continue
    if (!mayMakePods(object, selector)) continue
    const kind = object.form.slice(0, object.form.indexOf('.'))
    const sentence = `${base}: ${kind} ${object.name} stands for pods that are not in the manifests`
    return { code: 'KZ_WHY_OPERATOR', sentence, place: object.location.place }
  }
  return null
}
