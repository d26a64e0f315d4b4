/**
 * Reads Services and ServiceImports, with the defaults of an API server: the type is ClusterIP if it is
 * missing, `clusterIPs` and `clusterIP` complement each other, an ExternalName has no cluster IP. An invalid
 * field is reported and read as missing, so that the rest of the Service is served.
 */
import { canonicalAddress } from '../../wire/address.ts'
import { suggest } from '../../report/suggestion.ts'
import { readAddress, readAddresses } from './addresses.ts'
import { exactList } from './exact-list.ts'
import type { Field } from './fields.ts'
import { isFromCluster } from './from-cluster.ts'
import { isTargetName } from '../model/kube-names.ts'
import { type Metadata, readLabels } from './metadata.ts'
import type { Service, ServiceImport } from '../model/objects.ts'
import { readReadyOverride } from './pod-shape.ts'
import { readServicePorts } from './ports.ts'

const SERVICE_TYPES = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'] as const
const IMPORT_TYPES = ['ClusterSetIP', 'Headless'] as const
const FAMILIES = ['IPv4', 'IPv6'] as const
const FAMILY_POLICIES = ['SingleStack', 'PreferDualStack', 'RequireDualStack'] as const
const TOLERATE_UNREADY = 'service.alpha.kubernetes.io/tolerate-unready-endpoints'
/** A Service in a cluster has at most two addresses; a test can use a few more. */
const MAX_OVERRIDES = 16
const OVERRIDE = 'kubezone.dev/cluster-ip'

/** The value that makes a Service headless; Kubernetes compares it case-sensitively. */
const NONE = 'None'

export function readService(root: Field, metadata: Metadata): Service {
  const spec = root.section('spec')
  const type = readChoice(spec.get('type'), SERVICE_TYPES, 'ClusterIP')
  const isExternal = type === 'ExternalName'
  const cluster = isExternal ? { addresses: [], headless: false } : readClusterAddresses(spec)
  const annotations = root.get('metadata').get('annotations')
  const external = readExternalAddresses(spec, root.section('status'), type)
  const ipFamilyPolicy = readChoice(spec.get('ipFamilyPolicy'), FAMILY_POLICIES, null)
  return {
    kind: 'Service',
    ...metadata,
    type,
    clusterIPs: cluster.addresses,
    headless: cluster.headless,
    externalName: isExternal ? readExternalName(spec) : '',
    ports: readServicePorts(spec.get('ports')),
    selector: readLabels(spec.get('selector')),
    ipFamilies: exactList(
      spec
        .get('ipFamilies')
        .items()
        .flatMap((item) => readChoice(item, FAMILIES, null) ?? []),
    ),
    families: [],
    // What requires two families has both in its cluster.
    isAllocated: ipFamilyPolicy === 'PreferDualStack' && isFromCluster(root),
    ipFamilyPolicy,
    publishNotReadyAddresses: publishesNotReady(spec, annotations),
    externalAddresses: external.addresses,
    needsExternalAddress: external.isMissing,
    overrides: isExternal ? [] : readOverrides(annotations.get(OVERRIDE)),
    isReady: readReadyOverride(annotations) !== false,
    addressProblem: '',
    externalProblem: '',
  }
}

export function readServiceImport(root: Field, metadata: Metadata): ServiceImport {
  // Later versions of the API have these fields at the top level, without `spec`.
  const spec = root.get('spec').isPresent ? root.section('spec') : root
  return {
    kind: 'ServiceImport',
    ...metadata,
    headless: readChoice(spec.get('type'), IMPORT_TYPES, 'ClusterSetIP') === 'Headless',
    ips: readAddresses(spec.get('ips'), 'KZ_SERVICE_IMPORT_IP'),
    ports: readServicePorts(spec.get('ports')),
  }
}

/** The field, or its predecessor, the annotation. */
function publishesNotReady(spec: Field, annotations: Field): boolean {
  const isSet = spec.get('publishNotReadyAddresses').flag()
  return isSet || String(annotations.get(TOLERATE_UNREADY).value) === 'true'
}

/** One of the choices; `preset` if the field is missing, or was reported. */
function readChoice<Choice extends string, Preset>(
  field: Field,
  choices: readonly Choice[],
  preset: Preset,
): Choice | Preset {
  if (!field.isPresent || field.value === '') return preset
  const chosen = choices.find((choice) => choice === field.value)
  if (chosen !== undefined) return chosen
  const likely = typeof field.value === 'string' ? suggest(field.value, choices) : null
  const expected = `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`
  field.reportValue('KZ_SERVICE_TYPE', expected, likely === null ? undefined : `did you mean ${likely}`)
  return preset
}

function readClusterAddresses(spec: Field): { addresses: readonly string[]; headless: boolean } {
  const several = spec.get('clusterIPs')
  const given = several.items().filter((item) => item.isPresent && item.value !== '')
  const fields = given.length > 0 ? given : [spec.get('clusterIP')]
  if (fields[0]?.value === NONE) return { addresses: [], headless: true }
  const addresses = fields.flatMap((field) => readAddress(field, 'KZ_SERVICE_CLUSTER_IP') ?? [])
  return { addresses: exactList(addresses), headless: false }
}

/** Empty after a report: the name of the Service then exists without a CNAME record. */
function readExternalName(spec: Field): string {
  const field = spec.get('externalName')
  if (!field.isPresent) {
    spec.report('KZ_SERVICE_EXTERNAL_NAME', 'has no externalName, which type ExternalName requires')
    return ''
  }
  const written = field.value
  if (typeof written !== 'string') {
    field.reportType('text', 'KZ_SERVICE_EXTERNAL_NAME')
    return ''
  }
  if (canonicalAddress(written) !== null) {
    field.report(
      'KZ_SERVICE_EXTERNAL_ADDRESS',
      'is an IP address, expected a domain name: a CNAME record cannot point to an address, so no record is published',
      'use a headless service with an EndpointSlice',
    )
    return field.text()
  }
  const name = field.text().replace(/\.$/, '')
  if (isTargetName(name)) return name
  const hint = /^[a-z]+:\/\//i.test(written)
    ? 'write the name alone, without scheme, port or path'
    : undefined
  field.reportValue(
    'KZ_SERVICE_EXTERNAL_NAME',
    'a domain name of at most 253 characters, 63 between dots',
    hint,
  )
  return ''
}

/** The addresses and host names of the annotation, separated by commas or whitespace. */
function readOverrides(field: Field): readonly string[] {
  const words = field
    .text()
    .split(/[\s,]+/)
    .filter((word) => word !== '')
  if (words.length > MAX_OVERRIDES) {
    field.report(
      'KZ_SERVICE_CLUSTER_IP',
      `has ${words.length} addresses, expected at most ${MAX_OVERRIDES}: only the first ${MAX_OVERRIDES} are served`,
    )
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

/**
 * `externalIPs`, then the address or else the host name of each ingress in the status; without an ingress,
 * `loadBalancerIP`.
 */
function readExternalAddresses(
  spec: Field,
  status: Field,
  type: Service['type'],
): { readonly addresses: readonly string[]; readonly isMissing: boolean } {
  const addresses = [...readAddresses(spec.get('externalIPs'), 'KZ_SERVICE_EXTERNAL_IP')]
  const count = addresses.length
  for (const ingress of status.section('loadBalancer').get('ingress').sections()) {
    const ip = ingress.get('ip')
    const hostname = ingress.get('hostname')
    if (ip.isPresent && ip.value !== '') {
      const address = readAddress(ip, 'KZ_SERVICE_EXTERNAL_IP')
      if (address !== null) addresses.push(address)
    } else if (typeof hostname.value === 'string' && isTargetName(hostname.value.replace(/\.$/, ''))) {
      addresses.push(hostname.text().replace(/\.$/, ''))
    } else if (hostname.isPresent && hostname.value !== '') {
      hostname.reportValue('KZ_SERVICE_EXTERNAL_IP', 'a host name')
    }
  }
  if (type !== 'LoadBalancer' || addresses.length > count) {
    return { addresses: exactList(addresses), isMissing: false }
  }
  const wanted = readAddress(spec.get('loadBalancerIP'), 'KZ_SERVICE_EXTERNAL_IP')
  if (wanted !== null) addresses.push(wanted)
  return { addresses: exactList(addresses), isMissing: wanted === null }
}
