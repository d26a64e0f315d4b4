/**
 * Reads EndpointSlices and v1 Endpoints into one shape, and judges what an API server judges: the type, form
 * and number of addresses, host names, and the names of nodes.
 */
import { canonicalAddress } from '../../wire/address.ts'
import { readEndpointAddress } from './addresses.ts'
import { readChoice } from './choices.ts'
import { exactList } from './exact-list.ts'
import type { Field } from './fields.ts'
import { isFromCluster } from './from-cluster.ts'
import { isLabel, isSubdomain } from '../model/kube-names.ts'
import type { Metadata } from './metadata.ts'
import type { Endpoint, EndpointPort, EndpointSlice, EndpointSubset, Labels } from '../model/objects.ts'
import { readEndpointPorts } from './ports.ts'

const SERVICE_LABEL = 'kubernetes.io/service-name'
const IMPORTED_SERVICE_LABEL = 'multicluster.kubernetes.io/service-name'
const CLUSTER_LABEL = 'multicluster.kubernetes.io/source-cluster'
const MANAGED_BY_LABEL = 'endpointslice.kubernetes.io/managed-by'
const SKIP_MIRROR_LABEL = 'endpointslice.kubernetes.io/skip-mirror'
/** Old components keep the record of their leader in an Endpoints object, which is not mirrored. */
const LEADER_ANNOTATION = 'control-plane.alpha.kubernetes.io/leader'
const CONTROLS: ReadonlyMap<string, EndpointSlice['control']> = new Map([
  ['endpointslice-controller.k8s.io', 'pods'],
  ['endpointslicemirroring-controller.k8s.io', 'mirror'],
])
const ADDRESS_TYPES = ['IPv4', 'IPv6', 'FQDN'] as const
/** Limits of an API server. */
const MAX_ENDPOINTS = 1000
const MAX_ADDRESSES = 100
/** With no more ports, the records are proportional to the text. */
const USUAL_PORTS = 16
/** A limit of kubezone for the product of addresses and ports. */
const MAX_RECORDS = 100_000

type AddressType = (typeof ADDRESS_TYPES)[number]

export function readEndpointSlice(root: Field, metadata: Metadata): EndpointSlice {
  const type = readAddressType(root)
  const list = root.get('endpoints')
  const endpoints = type === 'FQDN' ? [] : readSliceEndpoints(list, type)
  const ports = readEndpointPorts(root.get('ports'), 'slice')
  reportProduct(list, endpoints, ports)
  return {
    kind: 'EndpointSlice',
    form: 'slice',
    ...metadata,
    service: labelOf(metadata.labels, SERVICE_LABEL),
    importedService: labelOf(metadata.labels, IMPORTED_SERVICE_LABEL),
    cluster: labelOf(metadata.labels, CLUSTER_LABEL),
    control: CONTROLS.get(labelOf(metadata.labels, MANAGED_BY_LABEL)) ?? null,
    isFromCluster: isFromCluster(root),
    subsets: [{ endpoints, ports }],
  }
}

export function readEndpoints(root: Field, metadata: Metadata): EndpointSlice {
  return {
    kind: 'EndpointSlice',
    form: 'endpoints',
    ...metadata,
    service: metadata.name,
    importedService: '',
    cluster: '',
    control: isMirrored(root, metadata.labels) ? null : 'unmirrored',
    isFromCluster: isFromCluster(root),
    subsets: root.get('subsets').sections().map(readSubset),
  }
}

/** Whether a cluster makes EndpointSlices of an Endpoints object. */
function isMirrored(root: Field, labels: Labels): boolean {
  const isLeaderRecord = root.get('metadata').get('annotations').get(LEADER_ANNOTATION).isPresent
  return labelOf(labels, SKIP_MIRROR_LABEL) !== 'true' && !isLeaderRecord
}

function labelOf(labels: Labels, name: string): string {
  return labels?.[name] ?? ''
}

/**
 * The type of a slice's addresses. A missing type is that of the addresses. `null`: unknown, or reported. The
 * host names of type FQDN are no endpoints of DNS.
 */
function readAddressType(root: Field): AddressType | null {
  const field = root.get('addressType')
  if (!field.isPresent || field.value === '') {
    root.noteMissing('addressType')
    return addressTypeOf(root.get('endpoints'))
  }
  const type = readChoice(field, ADDRESS_TYPES, null)
  if (type === 'FQDN') {
    field.report(
      'KZ_ENDPOINT_FQDN',
      'is FQDN, expected IPv4 or IPv6: a host name cannot be an address record, so these endpoints are left out',
      'use a Service of type ExternalName',
    )
  }
  return type
}

/** The type of the first address; `null`: there is none. */
function addressTypeOf(list: Field): AddressType | null {
  const [first] = Array.isArray(list.value) ? list.items() : []
  const addresses = first?.get('addresses').value
  const address: unknown = Array.isArray(addresses) ? addresses[0] : undefined
  const canonical = typeof address === 'string' ? canonicalAddress(address) : null
  if (canonical === null) return null
  return canonical.includes(':') ? 'IPv6' : 'IPv4'
}

function readSliceEndpoints(list: Field, type: AddressType | null): readonly Endpoint[] {
  const endpoints: Endpoint[] = []
  const items = list.sections()
  reportNumber(list, items.length, MAX_ENDPOINTS)
  for (const item of items) {
    const written = item.get('addresses')
    const addresses = readSliceAddresses(written, type)
    const hostname = item.get('hostname')
    const name = hostname.value === '' ? rejectHostname(hostname) : readHostname(hostname)
    judgeNodeName(item.get('nodeName'))
    if (addresses.length === 0) {
      reportNoAddress(item, written)
      continue
    }
    endpoints.push({
      addresses,
      ready: readReady(item.section('conditions').get('ready')),
      hostname: name,
      podName: readPodName(item.section('targetRef')),
      zone: item.get('zone').text(),
    })
  }
  return exactList(endpoints)
}

function readSliceAddresses(list: Field, type: AddressType | null): readonly string[] {
  const items = list.items()
  reportNumber(list, items.length, MAX_ADDRESSES)
  const addresses: string[] = []
  for (const item of items) {
    const address = readEndpointAddress(item, 'KZ_ENDPOINT_ADDRESS')
    if (address === null) continue
    const isIPv6 = address.includes(':')
    if (type !== null && (type === 'IPv6') !== isIPv6) {
      item.reportValue('KZ_ENDPOINT_ADDRESS', `an ${type} address, as the other addresses or addressType say`)
    } else if (isIPv6 && item.value !== address && item.object.isStored !== true) {
      item.reportValue('KZ_ENDPOINT_ADDRESS', 'the canonical form of the address', `write ${address}`)
    } else addresses.push(address)
  }
  return exactList(addresses)
}

/** Each endpoint has an SRV record for each port. */
function reportProduct(list: Field, endpoints: readonly Endpoint[], ports: readonly EndpointPort[]): void {
  const addresses = endpoints.reduce((sum, endpoint) => sum + endpoint.addresses.length, 0)
  if (ports.length <= USUAL_PORTS || addresses * ports.length <= MAX_RECORDS) return
  const fact = `has ${addresses} addresses, each with ${ports.length} ports, expected at most ${MAX_RECORDS} of them together`
  list.report('KZ_ENDPOINT_MANY', fact)
}

function reportNumber(list: Field, count: number, most: number): void {
  if (count > most) list.report('KZ_OBJECT_FIELD', `has ${count} items, expected at most ${most}`)
}

function readSubset(subset: Field): EndpointSubset {
  const endpoints: Endpoint[] = []
  const ready = subset.get('addresses')
  const notReady = subset.get('notReadyAddresses')
  if (isEmptyList(ready) && isEmptyList(notReady)) {
    subset.report('KZ_ENDPOINT_ADDRESS', 'has neither addresses nor notReadyAddresses')
  }
  for (const item of ready.sections()) {
    const endpoint = readSubsetEndpoint(item)
    if (endpoint !== null) endpoints.push(endpoint)
  }
  for (const item of notReady.sections()) readSubsetEndpoint(item)
  const ports = readEndpointPorts(subset.get('ports'), 'endpoints')
  reportProduct(ready, endpoints, ports)
  return { endpoints: exactList(endpoints), ports }
}

/** `null` after a report. */
function readSubsetEndpoint(item: Field): Endpoint | null {
  const written = item.get('ip')
  const address = readEndpointAddress(written, 'KZ_ENDPOINT_ADDRESS')
  const hostname = readHostname(item.get('hostname'))
  judgeNodeName(item.get('nodeName'))
  if (address === null) {
    reportNoAddress(item, written)
    return null
  }
  return {
    addresses: [address],
    ready: true,
    hostname,
    podName: readPodName(item.section('targetRef')),
    zone: '',
  }
}

function isEmptyList({ value }: Field): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0)
}

/** Reports an endpoint without an address. An invalid address has been reported. */
function reportNoAddress(endpoint: Field, written: Field): void {
  if (isEmptyList(written)) endpoint.report('KZ_ENDPOINT_ADDRESS', 'has no address')
}

/** discovery.k8s.io/v1: an unknown condition counts as true. */
function readReady(field: Field): boolean {
  return !field.isPresent || field.flag()
}

/** A host name becomes one label of a record's name. An invalid one is reported and read as empty. */
export function readHostname(field: Field): string {
  if (!field.isPresent || field.value === '') return ''
  if (typeof field.value === 'string' && isLabel(field.value)) return field.text()
  return rejectHostname(field)
}

function rejectHostname(field: Field): '' {
  const likely = typeof field.value === 'string' ? field.value.toLowerCase().replaceAll('_', '-') : ''
  const hint = isLabel(likely) ? `did you mean "${likely}"` : undefined
  field.reportValue('KZ_OBJECT_HOSTNAME', 'at most 63 lower-case letters, digits and "-"', hint)
  return ''
}

function judgeNodeName(field: Field): void {
  if (!field.isPresent || (typeof field.value === 'string' && isSubdomain(field.value))) return
  field.reportValue('KZ_OBJECT_FIELD', 'the name of a Node')
}

function readPodName(target: Field): string {
  return target.get('kind').value === 'Pod' ? target.get('name').text() : ''
}
