/**
 * Reads EndpointSlices and v1 Endpoints into one shape. An invalid address is reported and left out. An
 * endpoint without addresses is reported and left out too.
 */
import { readAddress, readAddresses } from './addresses.ts'
import { exactList } from './exact-list.ts'
import type { Field } from './fields.ts'
import { isFromCluster } from './from-cluster.ts'
import { isLabel } from '../model/kube-names.ts'
import type { Metadata } from './metadata.ts'
import type { Endpoint, EndpointSlice, EndpointSubset, Labels } from '../model/objects.ts'
import { readEndpointPorts } from './ports.ts'

const SERVICE_LABEL = 'kubernetes.io/service-name'
const IMPORTED_SERVICE_LABEL = 'multicluster.kubernetes.io/service-name'
const CLUSTER_LABEL = 'multicluster.kubernetes.io/source-cluster'
const ZONE_TOPOLOGY = 'topology.kubernetes.io/zone'
const MANAGED_BY_LABEL = 'endpointslice.kubernetes.io/managed-by'
const SKIP_MIRROR_LABEL = 'endpointslice.kubernetes.io/skip-mirror'
/** Old components keep the record of their leader in an Endpoints object, which is not mirrored. */
const LEADER_ANNOTATION = 'control-plane.alpha.kubernetes.io/leader'
const CONTROLS: ReadonlyMap<string, EndpointSlice['control']> = new Map([
  ['endpointslice-controller.k8s.io', 'pods'],
  ['endpointslicemirroring-controller.k8s.io', 'mirror'],
])

export function readEndpointSlice(root: Field, metadata: Metadata): EndpointSlice {
  return {
    kind: 'EndpointSlice',
    form: 'slice',
    ...metadata,
    service: labelOf(metadata.labels, SERVICE_LABEL),
    importedService: labelOf(metadata.labels, IMPORTED_SERVICE_LABEL),
    cluster: labelOf(metadata.labels, CLUSTER_LABEL),
    control: CONTROLS.get(labelOf(metadata.labels, MANAGED_BY_LABEL)) ?? null,
    isFromCluster: isFromCluster(root),
    subsets: [
      {
        endpoints: hasAddresses(root.get('addressType')) ? readSliceEndpoints(root.get('endpoints')) : [],
        ports: readEndpointPorts(root.get('ports')),
      },
    ],
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

/** Whether the endpoints of a slice have IP addresses: every type except FQDN. */
function hasAddresses(type: Field): boolean {
  if (type.value === 'FQDN') {
    type.report(
      'KZ_ENDPOINT_FQDN',
      'is FQDN, expected IPv4 or IPv6: a host name cannot be an address record, so these endpoints are left out',
      'use a Service of type ExternalName',
    )
    return false
  }
  if (type.isPresent && type.value !== 'IPv4' && type.value !== 'IPv6') {
    type.reportValue('KZ_OBJECT_FIELD', 'IPv4 or IPv6')
  }
  return true
}

function readSliceEndpoints(list: Field): readonly Endpoint[] {
  const endpoints: Endpoint[] = []
  for (const item of list.sections()) {
    const addresses = readAddresses(item.get('addresses'), 'KZ_ENDPOINT_ADDRESS')
    if (addresses.length === 0) {
      reportNoAddress(item, item.get('addresses'))
      continue
    }
    const zone = item.get('zone')
    endpoints.push({
      addresses,
      ready: readReady(item.section('conditions').get('ready')),
      hostname: readHostname(item.get('hostname')),
      podName: readPodName(item.section('targetRef')),
      // discovery.k8s.io/v1beta1 has no field `zone`; the zone is in `topology`, a map of node labels.
      zone: zone.isPresent ? zone.text() : item.get('topology').get(ZONE_TOPOLOGY).text(),
    })
  }
  return exactList(endpoints)
}

function readSubset(subset: Field): EndpointSubset {
  const endpoints: Endpoint[] = []
  for (const item of subset.get('addresses').sections()) {
    const address = readAddress(item.get('ip'), 'KZ_ENDPOINT_ADDRESS')
    if (address === null) {
      reportNoAddress(item, item.get('ip'))
      continue
    }
    endpoints.push({
      addresses: [address],
      ready: true,
      hostname: readHostname(item.get('hostname')),
      podName: readPodName(item.section('targetRef')),
      zone: '',
    })
  }
  return { endpoints: exactList(endpoints), ports: readEndpointPorts(subset.get('ports')) }
}

/** Reports an endpoint whose address is not written. `readAddress` has reported an invalid address. */
function reportNoAddress(endpoint: Field, written: Field): void {
  const isEmpty = Array.isArray(written.value) ? written.value.length === 0 : !written.isPresent
  if (isEmpty || written.value === '') endpoint.report('KZ_ENDPOINT_ADDRESS', 'has no address')
}

/** discovery.k8s.io/v1: an unknown condition counts as true. */
function readReady(field: Field): boolean {
  return !field.isPresent || field.flag()
}

/** A host name becomes one label of a record's name. An invalid one is reported and read as empty. */
export function readHostname(field: Field): string {
  if (!field.isPresent || field.value === '') return ''
  if (typeof field.value === 'string' && isLabel(field.value)) return field.text()
  const likely = typeof field.value === 'string' ? field.value.toLowerCase() : ''
  const hint = isLabel(likely) ? `did you mean "${likely}"` : undefined
  field.reportValue('KZ_OBJECT_HOSTNAME', 'at most 63 lower-case letters, digits and "-"', hint)
  return ''
}

function readPodName(target: Field): string {
  return target.get('kind').value === 'Pod' ? target.get('name').text() : ''
}
