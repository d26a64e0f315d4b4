/**
 * The ready addresses of a service: those of its EndpointSlices and of its v1 Endpoints object, and those of
 * the pods that it selects, as the EndpointSlice controller would list them.
 */
import { parseAddress } from '../../wire/address.ts'
import { MAX_LABEL_OCTETS } from '../../wire/constants.ts'
import type { EndpointPort, EndpointSlice, Pod, Service, ServicePort } from '../model/objects.ts'
import { familyOf } from '../model/family.ts'
import type { LabelIndex } from '../inventory/label-index.ts'

/** One ready address of a service. */
export interface ReadyAddress {
  /** 4 or 16 octets. */
  readonly octets: string
  /** The label of this endpoint's name below the service's name. */
  readonly label: string
  /** Whether the label is a host name or pod name; otherwise it is made from the address. */
  readonly hasHostname: boolean
  readonly ports: readonly EndpointPort[]
  /** Topology zone; empty: unknown. */
  readonly zone: string
  /** Source cluster of an imported slice; empty otherwise. */
  readonly cluster: string
  /** Equal for the addresses of one slice; not positive for slices that are made of pods. */
  readonly group: number
}

/**
 * The ready addresses of slices, by the slices' names: the order of answers must not depend on the order of
 * edits.
 */
export function addressesOfSlices(slices: Iterable<EndpointSlice>, usePodNames: boolean): ReadyAddress[] {
  const all = [...slices].sort((a, b) => (a.name < b.name ? -1 : 1))
  const addresses: ReadyAddress[] = []
  let group = 0
  for (const slice of all) {
    for (const { endpoints, ports } of slice.subsets) {
      // An Endpoints object is mirrored as a slice for each family.
      group += 2
      for (const endpoint of endpoints) {
        if (!endpoint.ready) continue
        const given =
          endpoint.hostname !== '' ? endpoint.hostname : usePodNames ? usableLabel(endpoint.podName) : ''
        for (const address of endpoint.addresses) {
          const octets = parseAddress(address)
          if (octets === null) continue
          const label = (given !== '' ? given : dashedAddress(address)).toLowerCase()
          const cluster = slice.cluster.toLowerCase()
          addresses.push({
            octets,
            label,
            hasHostname: given !== '',
            ports,
            zone: endpoint.zone.toLowerCase(),
            cluster,
            group: octets.length === 4 ? group - 1 : group,
          })
        }
      }
    }
  }
  return addresses
}

/** A name as one label; empty if it is too long for a label or has dots. */
function usableLabel(name: string): string {
  return name.length <= MAX_LABEL_OCTETS && !name.includes('.') ? name : ''
}

/**
 * An address as one label: `10-1-2-3`, `fd00--1`. No label begins or ends with a dash (RFC 1123 §2.1), so a
 * zero is written where the address begins or ends with `::`.
 */
export function dashedAddress(address: string): string {
  const dashed = address.replace(/[.:]/g, '-')
  return `${dashed.startsWith('-') ? '0' : ''}${dashed}${dashed.endsWith('-') ? '0' : ''}`
}

/**
 * The ready addresses that a service's selector finds among the pods. The controller makes a slice for each
 * family, and for each set of ports.
 */
export function addressesOfPods(
  service: Service,
  pods: LabelIndex<Pod>,
  usePodNames: boolean,
): ReadyAddress[] {
  if (service.selector === null) return []
  const addresses: ReadyAddress[] = []
  const groups = new Map<string, number>()
  for (const pod of pods.select(service.namespace, service.selector)) {
    if (pod.finished || !(service.publishNotReadyAddresses || pod.ready)) continue
    const ports = service.ports.flatMap((port) => targetPortOf(pod, port))
    const zone = pod.zone.toLowerCase()
    // The pod's host name applies only below the service that the pod names as its subdomain.
    const hostname = pod.subdomain === service.name ? pod.hostname : ''
    const given = hostname !== '' ? hostname : usePodNames ? usableLabel(pod.name) : ''
    for (const address of pod.podIPs) {
      const octets = hasFamily(service, pod, address) ? parseAddress(address) : null
      if (octets === null) continue
      const label = (given !== '' ? given : dashedAddress(address)).toLowerCase()
      const slice = `${octets.length} ${JSON.stringify(ports)}`
      const group = groups.get(slice) ?? -groups.size
      groups.set(slice, group)
      addresses.push({ octets, label, hasHostname: given !== '', ports, zone, cluster: '', group })
    }
  }
  return addresses
}

/**
 * Whether an address of a pod has a family of the service. Where the service is headless and states no
 * family, the pod's first address tells the default of its cluster, if the pod has none of the expected
 * family.
 */
function hasFamily({ families, ipFamilies, headless }: Service, { podIPs }: Pod, address: string): boolean {
  if (families.includes(familyOf(address))) return true
  const isOpen = headless && ipFamilies.length === 0
  return isOpen && address === podIPs[0] && !podIPs.some((one) => families.includes(familyOf(one)))
}

/** The port of the pod that a service's port targets; empty if the pod has no port of that name. */
function targetPortOf(pod: Pod, port: ServicePort): EndpointPort[] {
  const { name, protocol, targetPort } = port
  if (typeof targetPort === 'number') return [{ name, protocol, port: targetPort }]
  const target = pod.ports.find((one) => one.name === targetPort && one.protocol === protocol)
  return target === undefined ? [] : [{ name, protocol, port: target.containerPort }]
}
