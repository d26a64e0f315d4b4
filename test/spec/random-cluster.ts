/**
 * Small random clusters for properties: few names and addresses, so that objects overlap, shadow and replace
 * each other.
 */
import * as fc from 'fast-check'
import type { ClusterOptions } from '../../src/kube/records/cluster-options.ts'
import type { InventoryZones } from '../../src/kube/records/inventory-zones.ts'
import { ClusterZones } from '../../src/kube/records/cluster-zones.ts'
import { AppliedCluster } from '../../src/kube/applied/applied-cluster.ts'
import { type ApplyOptions, applyOptions } from '../../src/kube/applied/apply-options.ts'
import { Inventory, type InventoryChange } from '../../src/kube/inventory/inventory.ts'
import { type FileContent, ManifestSet } from '../../src/kube/stated/manifest-set.ts'
import type {
  Endpoint,
  EndpointSlice,
  KubeObject,
  Labels,
  Pod,
  Service,
  ServicePort,
  Workload,
} from '../../src/kube/model/objects.ts'
import { parseSelector } from '../../src/kube/model/selector.ts'
import { parseAddress } from '../../src/wire/address.ts'
import { decodeAnswer } from '../../src/wire/decode.ts'
import { nameText, type NameKey, parseName } from '../../src/wire/name.ts'
import type { ResourceRecord } from '../../src/wire/section.ts'
import { Serials } from '../../src/zone/serials.ts'
import { complete } from '../../src/zone/steps.ts'
import type { Zone } from '../../src/zone/zone.ts'

const PLACE = { file: '', line: 1, column: 1 }
/** The address of the server; some endpoints have it. */
export const OWN = '10.0.0.1'
export const ADDRESSES = [OWN, '10.0.0.2', '10.0.1.3', 'fd00::', 'fd00::1', '::1']

export function key(text: string): NameKey {
  const name = parseName(text)
  if (name === null) throw new Error(`${text} is not a name`)
  return name
}

// --- Objects ---

const namespace = fc.constantFrom('a', 'b', 'default')
const serviceName = fc.constantFrom('web', 'db', 'dns')
const label: fc.Arbitrary<Labels> = fc.constantFrom(null, { app: 'x' }, { app: 'y', tier: 'front' })
const addresses = (maxLength: number) => fc.uniqueArray(fc.constantFrom(...ADDRESSES), { maxLength })
const hostname = fc.constantFrom('', '', 'h0', 'h1')

const servicePort: fc.Arbitrary<ServicePort> = fc.record({
  name: fc.constantFrom('', 'http', 'dns'),
  protocol: fc.constantFrom('TCP', 'UDP'),
  port: fc.constantFrom(53, 80),
  targetPort: fc.constantFrom<number | string>(80, 8080, 'named'),
})

const identity = { namespace, name: serviceName, labels: label, location: fc.constant({ place: PLACE }) }

const service: fc.Arbitrary<KubeObject> = fc
  .record({
    ...identity,
    form: fc.constantFrom('cluster', 'headless', 'external'),
    clusterIPs: addresses(2),
    externalAddresses: fc.uniqueArray(fc.constantFrom(...ADDRESSES, 'lb.test', 'web.a.out.test'), {
      maxLength: 2,
    }),
    target: fc.constantFrom('web.a.svc.k8s.test', 'Db.b.svc.k8s.test', 'www.example.com', '10.0.0.9', ''),
    ports: fc.array(servicePort, { maxLength: 3 }),
    selector: label,
    ipFamilies: fc.subarray<'IPv4' | 'IPv6'>(['IPv4', 'IPv6']),
    ipFamilyPolicy: fc.constantFrom<Service['ipFamilyPolicy'][]>(null, 'SingleStack', 'PreferDualStack'),
    publishNotReadyAddresses: fc.boolean(),
    isReady: fc.constantFrom(true, true, true, false),
  })
  .map(({ form, target, clusterIPs, ...rest }) => ({
    ...rest,
    kind: 'Service' as const,
    type: form === 'external' ? ('ExternalName' as const) : ('ClusterIP' as const),
    headless: form === 'headless',
    clusterIPs: form === 'cluster' ? clusterIPs : [],
    externalName: form === 'external' ? target : '',
    families: rest.ipFamilies,
    isAllocated: false,
    needsExternalAddress: false,
    overrides: [],
    addressProblem: '',
    externalProblem: '',
  }))

const endpoint: fc.Arbitrary<Endpoint> = fc.record({
  addresses: fc.constantFrom(...ADDRESSES).map((address) => [address]),
  ready: fc.constantFrom(true, true, false),
  hostname,
  podName: fc.constantFrom('', 'pod-0'),
  zone: fc.constantFrom('', 'z1', 'Z2', 'z1.z2'),
})

const subset = fc.record({
  endpoints: fc.array(endpoint, { maxLength: 3 }),
  ports: fc.array(
    fc.record({
      name: fc.constantFrom('', 'http', 'pg'),
      protocol: fc.constantFrom('TCP', 'UDP'),
      port: fc.constantFrom(null, 80, 8080),
    }),
    { maxLength: 2 },
  ),
})

const slice: fc.Arbitrary<KubeObject> = fc
  .record({
    ...identity,
    name: fc.constantFrom('s1', 's2', 's3'),
    form: fc.constantFrom('slice', 'slice', 'endpoints'),
    service: fc.oneof(serviceName, fc.constant('')),
    importedService: fc.oneof(serviceName, fc.constant('')),
    cluster: fc.constantFrom('', 'east', 'west'),
    control: fc.constantFrom<EndpointSlice['control'][]>(null, 'pods', 'mirror', 'unmirrored'),
    isFromCluster: fc.boolean(),
    subsets: fc.array(subset, { maxLength: 2 }),
  })
  .map((one): EndpointSlice => {
    if (one.form === 'slice') return { ...one, form: 'slice', kind: 'EndpointSlice' }
    const name = one.service === '' ? 'web' : one.service
    return { ...one, form: 'endpoints', kind: 'EndpointSlice', name, service: name, importedService: '' }
  })

const SHAPE = {
  hostNetwork: false,
  nodeName: '',
  placement: null,
  readyOverride: null,
  isHook: false,
  ports: [{ name: 'named', protocol: 'TCP', containerPort: 8081 }],
}

const pod: fc.Arbitrary<KubeObject> = fc
  .record({
    ...identity,
    name: fc.constantFrom('pod-0', 'pod-1', 'db-0'),
    podIPs: addresses(2),
    finished: fc.constantFrom(false, false, true),
    ready: fc.constantFrom(true, true, false),
    terminating: fc.constantFrom(false, false, true),
    hostname,
    subdomain: fc.oneof(serviceName, fc.constant('')),
    hasStatus: fc.boolean(),
    owner: fc.constantFrom('', '', 'ReplicaSet/web', 'StatefulSet/db'),
  })
  .map(
    (one): Pod => ({
      ...one,
      kind: 'Pod',
      ...SHAPE,
      zone: '',
    }),
  )

const workload: fc.Arbitrary<KubeObject> = fc
  .record({
    ...identity,
    form: fc.constantFrom<Workload['form'][]>('Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job'),
    replicas: fc.constantFrom(null, 0, 1, 3),
    noPods: fc.constantFrom('', '', '', 'has none'),
    nodeSelector: fc.constantFrom(null, null, { app: 'x' }),
    endedIndexes: fc.constantFrom('', '', '0', '1,0-0'),
    firstOrdinal: fc.constantFrom(0, 0, 5),
    serviceName: fc.oneof(serviceName, fc.constant('')),
    owner: fc.constantFrom('', '', 'Deployment/web'),
    podLabels: label,
    hostname,
    hostNetwork: fc.constantFrom(false, false, true),
    isHook: fc.constantFrom(false, false, false, true),
    hasTemplate: fc.constantFrom(true, true, true, false),
  })
  .map(({ podLabels, hostname: host, hostNetwork, isHook, hasTemplate, nodeSelector, ...rest }): Workload => {
    const placement = nodeSelector === null ? null : { nodeSelector, terms: null, tolerations: [] }
    const shape = {
      ...SHAPE,
      placement,
      labels: podLabels,
      hostname: host,
      subdomain: '',
      hostNetwork,
      isHook,
    }
    return { ...rest, kind: 'Workload', template: hasTemplate ? shape : null }
  })

const autoscaler: fc.Arbitrary<KubeObject> = fc.record({
  ...identity,
  kind: fc.constant('HorizontalPodAutoscaler' as const),
  target: fc.constantFrom('Deployment/web', 'StatefulSet/db'),
  minReplicas: fc.constantFrom(1, 2),
})

const node: fc.Arbitrary<KubeObject> = fc.record({
  kind: fc.constant('Node' as const),
  namespace: fc.constant('' as const),
  name: fc.constantFrom('n1', 'n2'),
  labels: fc.oneof(label, fc.constant({ 'topology.kubernetes.io/zone': 'z1' })),
  location: fc.constant({ place: PLACE }),
  addresses: addresses(2),
  taints: fc.constantFrom([], [], [{ key: 'k', value: '', effect: 'NoSchedule' }]),
})

const serviceImport: fc.Arbitrary<KubeObject> = fc.record({
  ...identity,
  kind: fc.constant('ServiceImport' as const),
  headless: fc.boolean(),
  ips: addresses(2),
  ports: fc.array(servicePort, { maxLength: 2 }),
})

const namespaceObject: fc.Arbitrary<KubeObject> = fc.record({
  kind: fc.constant('Namespace' as const),
  namespace: fc.constant('' as const),
  name: fc.constantFrom('a', 'b', 'c', 'default'),
  labels: label,
  location: fc.constant({ place: PLACE }),
})

const object = fc.oneof(
  { weight: 4, arbitrary: service },
  { weight: 4, arbitrary: slice },
  { weight: 3, arbitrary: pod },
  { weight: 2, arbitrary: workload },
  { weight: 1, arbitrary: autoscaler },
  { weight: 1, arbitrary: node },
  { weight: 1, arbitrary: serviceImport },
  { weight: 1, arbitrary: namespaceObject },
)

// --- Files ---

const file = fc
  .record({
    file: fc.constantFrom('1.yaml', '2.yaml', '3.yaml', '4.yaml'),
    objects: fc.array(object, { maxLength: 5 }),
    // The namespaces of objects that DNS does not read.
    namespaces: fc.subarray(['a', 'b', 'c']),
  })
  .map(({ file: path, objects, namespaces }): FileContent => {
    return {
      file: path,
      namespaces,
      objects: objects.map((one) => ({ ...one, location: { place: { ...PLACE, file: path } } })),
    }
  })

/** One change of the folder: the new text of some files. */
export const update: fc.Arbitrary<readonly FileContent[]> = fc.uniqueArray(file, {
  minLength: 1,
  maxLength: 4,
  selector: (one) => one.file,
})

// --- Options ---

function selector(text: string): NonNullable<ClusterOptions['labels']> {
  const parsed = parseSelector(text)
  if (typeof parsed !== 'function') throw new Error(parsed.problem)
  return parsed
}

/** The default options, for all kinds of zones. */
export const PLAIN: ClusterOptions = {
  zones: ['k8s.test', 'east.test', 'mc.test', '10.in-addr.arpa', '1.0.10.in-addr.arpa', 'ip6.arpa'].map(key),
  multicluster: [key('mc.test')],
  namespaces: null,
  namespaceLabels: null,
  labels: null,
  pods: 'disabled',
  endpointPodNames: false,
  noEndpoints: false,
  ignoreEmptyService: false,
  ttl: 5,
  zonal: false,
  strict: false,
}

export const options: fc.Arbitrary<ClusterOptions> = fc
  .record({
    namespaces: fc.constantFrom(null, null, null, new Set(['a', 'c'])),
    namespaceLabels: fc.constantFrom(null, null, null, selector('app=x'), selector('app!=x')),
    labels: fc.constantFrom(null, null, null, selector('app')),
    pods: fc.constantFrom<ClusterOptions['pods']>('disabled', 'insecure', 'verified'),
    endpointPodNames: fc.boolean(),
    noEndpoints: fc.constantFrom(false, false, false, true),
    ignoreEmptyService: fc.constantFrom(false, false, true),
    zonal: fc.boolean(),
    strict: fc.boolean(),
  })
  .map((chosen) => ({ ...PLAIN, ...chosen }))

// --- Zones and replies ---

/** Applies the current files and follows them; returns the zones that changed. */
export function follow(cluster: BuiltCluster, files: readonly FileContent[]): readonly Zone[] {
  return show(cluster.zones, take(cluster, files))
}

/** Prepares, publishes and announces the changes in one step. */
export function show(zones: InventoryZones, change: InventoryChange | null): readonly Zone[] {
  complete(zones.prepare(change))
  const changed = zones.publish()
  zones.tell()
  return changed
}

/** Applies the current files as if applied. */
export function take(cluster: Omit<BuiltCluster, 'zones'>, files: readonly FileContent[]): InventoryChange {
  const { transitions, residents } = complete(cluster.manifests.apply(files))
  const change = complete(
    cluster.inventory.follow(complete(cluster.applied.follow(transitions, () => [])), residents),
  )
  cluster.inventory.podAddresses.publish()
  complete(cluster.inventory.podAddresses.settle())
  return change
}

export interface BuiltCluster {
  readonly manifests: ManifestSet
  readonly applied: AppliedCluster
  readonly inventory: Inventory
  readonly zones: ClusterZones
}

export function build(
  cluster: ClusterOptions,
  files: readonly FileContent[],
  serials = new Serials(() => 1000),
  apply: ApplyOptions = applyOptions(),
): BuiltCluster {
  const stages = {
    manifests: new ManifestSet(),
    applied: new AppliedCluster(apply, null),
    inventory: new Inventory(),
  }
  take(stages, files)
  const zones = new ClusterZones(cluster, stages.inventory, serials)
  zones.setServerAddresses([parseAddress(OWN) ?? ''])
  show(zones, null)
  return { ...stages, zones }
}

/**
 * The visible content of a zone by name: its records, the additional records, and the number of names below.
 */
export function contents(zone: Zone): Record<string, readonly string[]> {
  const entries = [...zone.nodes.entries()].map(([name, { rrsets, children }]) => {
    const lines = rrsets.flatMap((rrset) => {
      const { answer, additional } = decodeAnswer(rrset, name)
      return [...answer.map(recordText), ...additional.map((one) => `+ ${recordText(one)}`)]
    })
    return [nameText(name), [`${children} below`, ...lines]] as const
  })
  return Object.fromEntries(entries)
}

export function recordText({ name, type, ttl, rdata }: ResourceRecord): string {
  const data = rdata.map((part) =>
    typeof part === 'string' ? Buffer.from(part, 'latin1').toString('hex') : nameText(part.name),
  )
  return [nameText(name), ttl, type, ...data].join(' ')
}
