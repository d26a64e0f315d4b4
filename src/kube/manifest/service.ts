/**
 * Reads Services and ServiceImports, with the defaults of an API server: the type is ClusterIP if it is
 * missing, `clusterIPs` and `clusterIP` complement each other, an ExternalName has no cluster IP.
 */

import { canonicalAddress } from '../../wire/address.ts'
import { isTargetName } from '../model/kube-names.ts'
import type { Service, ServiceImport } from '../model/objects.ts'
import { readAddresses } from './addresses.ts'
import { readChoice } from './choices.ts'
import { NONE, readClusterAddresses } from './cluster-addresses.ts'
import { exactList } from './exact-list.ts'
import { readExternalAddresses } from './external-addresses.ts'
import { readExternalName } from './external-name.ts'
import type { Field } from './fields.ts'
import { isFromCluster } from './from-cluster.ts'
import { type Metadata, readLabels } from './metadata.ts'
import { notePlaces } from './placed-fields.ts'
import { readReadyOverride } from './pod-shape.ts'
import { isPortNumber, readServicePorts } from './ports.ts'
import { judgeTraffic } from './service-traffic.ts'

const SERVICE_TYPES = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'] as const
const IMPORT_TYPES = ['ClusterSetIP', 'Headless'] as const
const TOLERATE_UNREADY = 'service.alpha.kubernetes.io/tolerate-unready-endpoints'
/** A Service in a cluster has at most two addresses; a test can use a few more. */
const MAX_OVERRIDES = 16
const OVERRIDE = 'kubezone.dev/cluster-ip'

export function readService(root: Field, metadata: Metadata): Service {
  const spec = root.section('spec')
  const type = readChoice(spec.get('type'), SERVICE_TYPES, 'ClusterIP', 'KZ_SERVICE_TYPE')
  const isExternal = type === 'ExternalName'
  const selector = readLabels(spec.get('selector'))
  const cluster = readClusterAddresses(spec, type, selector)
  const annotations = root.get('metadata').get('annotations')
  const external = readExternalAddresses(spec, root.section('status'), type)
  const ports = readServicePorts(spec.get('ports'))
  if (ports.length === 0 && !isExternal && !cluster.headless && isEmptyList(spec.get('ports'))) {
    spec.noteMissing('ports')
  }
  judgeTraffic(spec, type)
  if (cluster.headless && selector !== null) noteTargetPorts(spec)
  if (cluster.headless) noteAffinity(spec.get('sessionAffinity'))
  notePlaces(metadata.location, {
    selector: spec.get('selector'),
    externalName: spec.get('externalName'),
    ports: spec.get('ports'),
  })
  return {
    kind: 'Service',
    ...metadata,
    type,
    clusterIPs: cluster.addresses,
    headless: cluster.headless,
    externalName: isExternal ? readExternalName(spec) : '',
    ports,
    selector,
    ipFamilies: cluster.families,
    families: [],
    // What requires two families has both in its cluster.
    isAllocated: cluster.policy === 'PreferDualStack' && isFromCluster(root),
    ipFamilyPolicy: cluster.policy,
    publishNotReadyAddresses: publishesNotReady(spec, annotations),
    ...(spec.get('internalTrafficPolicy').value === 'Local' && { isLocal: true }),
    externalAddresses: external.addresses,
    needsExternalAddress: external.isMissing,
    overrides: isExternal ? [] : readOverrides(annotations.get(OVERRIDE)),
    isReady: readReadyOverride(annotations) !== false,
    addressProblem: '',
    externalProblem: '',
  }
}

/** The client of a headless Service chooses an address by itself. */
function noteAffinity(field: Field): void {
  if (field.value === 'ClientIP')
    field.report('KZ_SERVICE_AFFINITY', 'is ClientIP, which has no effect: the Service is headless')
}

export function readServiceImport(root: Field, metadata: Metadata): ServiceImport {
  // Later versions of the API have these fields at the top level, without `spec`.
  const spec = root.get('spec').isPresent ? root.section('spec') : root
  return {
    kind: 'ServiceImport',
    ...metadata,
    headless: readChoice(spec.get('type'), IMPORT_TYPES, 'ClusterSetIP', 'KZ_SERVICE_TYPE') === 'Headless',
    ips: readAddresses(spec.get('ips'), 'KZ_SERVICE_IMPORT_IP'),
    ports: readServicePorts(spec.get('ports')),
  }
}

/** A headless Service translates no ports: a client of its name connects to a pod. */
function noteTargetPorts(spec: Field): void {
  for (const item of spec.get('ports').sections()) {
    const { value: port } = item.get('port')
    const target = item.get('targetPort')
    if (!isPortNumber(port, 1) || !isPortNumber(target.value, 1) || target.value === port) continue
    const fact = `is ${target.value}, but the Service is headless: clients of its name reach port ${port} of the pods, as nothing translates ports`
    target.report('KZ_PORT_TARGET', fact, `write port: ${target.value}`)
  }
}

/** False also for a value of another type, which is reported elsewhere. */
function isEmptyList({ value }: Field): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0)
}

/** The field, or its predecessor, the annotation. */
function publishesNotReady(spec: Field, annotations: Field): boolean {
  const isSet = spec.get('publishNotReadyAddresses').flag()
  return isSet || String(annotations.get(TOLERATE_UNREADY).value) === 'true'
}

/** The addresses and host names of the annotation, separated by commas or whitespace. */
function readOverrides(field: Field): readonly string[] {
  const words = field
    .text()
    .split(/[\s,]+/)
    .filter((word) => word !== '')
  if (words.length > MAX_OVERRIDES) {
    field.report('KZ_SERVICE_CLUSTER_IP', `has ${words.length} addresses, expected at most ${MAX_OVERRIDES}`)
  }
  const overrides: string[] = []
  for (const word of words.slice(0, MAX_OVERRIDES)) {
    const isName = isTargetName(word) && word.toLowerCase() !== NONE.toLowerCase()
    const override = canonicalAddress(word) ?? (isName ? word : null)
    if (override === null) field.reportValue('KZ_SERVICE_CLUSTER_IP', 'IP addresses or host names')
    else overrides.push(override)
  }
  return exactList(overrides)
}
