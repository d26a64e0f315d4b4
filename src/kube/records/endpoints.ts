/**
 * Which addresses stand behind a service. EndpointSlices are the truth where there are any; else a v1 Endpoints object;
 * else the pods that the service selects, as the endpoint-slice controller would list them.
 */
import { parseAddress } from '../../wire/address.ts'
import { MAX_LABEL_OCTETS } from '../../wire/constants.ts'
import type { EndpointPort, EndpointSlice, Pod, Service, ServicePort } from '../model/objects.ts'
import type { PodIndex } from '../inventory/pod-index.ts'

/** One ready address of a service. */
export interface ReadyAddress {
  /** 4 or 16 octets. */
  readonly octets: string
  /** The label by which this endpoint is known below its service. */
  readonly label: string
  /** Whether the label was given by somebody; otherwise it is made from the address. */
  readonly hasHostname: boolean
  readonly ports: readonly EndpointPort[]
  /** Topology zone; empty: unknown. */
  readonly zone: string
  /** Source cluster of an imported slice; empty otherwise. */
  readonly cluster: string
  /** Equal for addresses of one slice, or of one subset of Endpoints. */
  readonly group: number
}

/** Slices in the order of their names: the order of answers must not depend on the order of edits. */
export function addressesOfSlices(slices: Iterable<EndpointSlice>, usePodNames: boolean): ReadyAddress[] {
  const all = [...slices].sort((a, b) => (a.name < b.name ? -1 : 1))
  const hasSlice = all.some((slice) => slice.form === 'slice')
  const addresses: ReadyAddress[] = []
  let group = 0
  for (const slice of all) {
    if (hasSlice && slice.form !== 'slice') continue
    for (const { endpoints, ports } of slice.subsets) {
      group++
      for (const endpoint of endpoints) {
        if (!endpoint.ready) continue
        const given =
          endpoint.hostname !== '' ? endpoint.hostname : usePodNames ? usableLabel(endpoint.podName) : ''
        for (const address of endpoint.addresses) {
          const octets = parseAddress(address)
          if (octets === null) continue
          const label = (given !== '' ? given : dashedAddress(address)).toLowerCase()
          const cluster = usableLabel(slice.cluster).toLowerCase()
          addresses.push({
            octets,
            label,
            hasHostname: given !== '',
            ports,
            zone: endpoint.zone.toLowerCase(),
            cluster,
            group,
          })
        }
      }
    }
  }
  return addresses
}

/** A name as one label; empty if it is none (too long, or with dots). */
function usableLabel(name: string): string {
  return name.length <= MAX_LABEL_OCTETS && !name.includes('.') ? name : ''
}

/**
 * An address as one label: `10-1-2-3`, `fd00--1`. No label begins or ends with a dash (RFC 1123 §2.1), so a zero is
 * written where the address begins or ends with `::`.
 */
export function dashedAddress(address: string): string {
  const dashed = address.replace(/[.:]/g, '-')
  return `${dashed.startsWith('-') ? '0' : ''}${dashed}${dashed.endsWith('-') ? '0' : ''}`
}

/** The ready addresses that a service's selector finds among the pods. */
export function addressesOfPods(service: Service, pods: PodIndex, usePodNames: boolean): ReadyAddress[] {
  if (service.selector === null || service.type === 'ExternalName') return []
  const addresses: ReadyAddress[] = []
  for (const pod of pods.select(service.namespace, service.selector)) {
    if (pod.finished || !(service.publishNotReadyAddresses || pod.ready)) continue
    const ports = service.ports.flatMap((port) => targetPortOf(pod, port))
    // The pod is known by its host name only below the service that it names as its own.
    const hostname = pod.subdomain === service.name ? pod.hostname : ''
    const given = hostname !== '' ? hostname : usePodNames ? usableLabel(pod.name) : ''
    for (const address of pod.podIPs) {
      const octets = hasFamily(service, pod, address.includes(':')) ? parseAddress(address) : null
      if (octets === null) continue
      const label = (given !== '' ? given : dashedAddress(address)).toLowerCase()
      addresses.push({ octets, label, hasHostname: given !== '', ports, zone: '', cluster: '', group: 0 })
    }
  }
  return addresses
}

/** A service has the families it asks for, or else those of its own addresses, or else the pod's first. */
function hasFamily(service: Service, pod: Pod, isIPv6: boolean): boolean {
  if (service.ipFamilyPolicy !== null && service.ipFamilyPolicy !== 'SingleStack') return true
  if (service.ipFamilies.length > 0) return service.ipFamilies.includes(isIPv6 ? 'IPv6' : 'IPv4')
  const models = service.clusterIPs.length > 0 ? service.clusterIPs : pod.podIPs.slice(0, 1)
  return models.some((address) => address.includes(':') === isIPv6)
}

/** The port of the pod that a service's port leads to; none if the pod has no port of that name. */
function targetPortOf(pod: Pod, port: ServicePort): EndpointPort[] {
  const { name, protocol, targetPort } = port
  if (typeof targetPort === 'number') return [{ name, protocol, port: targetPort }]
  const target = pod.ports.find((one) => one.name === targetPort && one.protocol === protocol)
  return target === undefined ? [] : [{ name, protocol, port: target.containerPort }]
}
