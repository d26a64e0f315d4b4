/** Why a service has no ready endpoint. */
import type { Reason } from '../../report/reason.ts'
import { endpointSources } from '../inventory/endpoint-sources.ts'
import { serviceKey } from '../model/keys.ts'
import type { Endpoint, EndpointSlice, Pod, Service } from '../model/objects.ts'
import { type ClusterFacts, listed } from './facts.ts'
import { nothingSelected } from './nothing-selected.ts'

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
    const refused = inventory.selected.refused(key)
    if (refused > 0) {
      const sentence = `${title} gets no endpoints: its ${refused} would exceed the limit of ${inventory.selected.limit} of all Services`
      return { code: 'KZ_WHY_RANGE_FULL', sentence, place }
    }
    // Without a selection of tens of thousands of pods for each question.
    if (isBrief && inventory.pods.count(namespace, selector) > MAX_BRIEF) return null
    const pods = inventory.pods.select(namespace, selector)
    if (pods.some((pod) => isEndpoint(pod, service))) return null
    if (pods.length > 0) return noneReady(title, service, pods)
  }
  const [slice] = slices
  if (slice !== undefined) {
    const endpoints = slices.flatMap(endpointsOf)
    const what = slice.form === 'slice' ? 'EndpointSlice' : 'Endpoints'
    const sentence =
      endpoints.length === 0
        ? `${what} ${slice.name} lists no ready endpoint of ${title}`
        : `no endpoint of ${title} is ready: ${what} ${slice.name} lists ${listed(endpoints.map(nameOfEndpoint))}`
    return { code: 'KZ_WHY_NOT_READY', sentence, place: slice.location.place }
  }
  if (selector === null) {
    const sentence = `${title} has no selector, and no EndpointSlice lists its endpoints`
    return { code: 'KZ_WHY_NO_SELECTOR', sentence, place }
  }
  return nothingSelected(facts, service, selector, isBrief)
}

/** The pods of a service that a brief reason looks at. */
const MAX_BRIEF = 200

function endpointsOf({ subsets }: EndpointSlice): readonly Endpoint[] {
  return subsets.flatMap(({ endpoints }) => endpoints)
}

function nameOfEndpoint({ podName, hostname, addresses }: Endpoint): string {
  return podName !== '' ? podName : hostname !== '' ? hostname : addresses.join(' ')
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
