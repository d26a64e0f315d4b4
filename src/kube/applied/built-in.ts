/**
 * The services that every cluster has without a manifest: the API server as `kubernetes.default` and the
 * cluster DNS as `kube-dns.kube-system`, each with its endpoints. A manifest with the same service replaces
 * the service and its endpoints.
 */
import type {
  Endpoint,
  EndpointSlice,
  Location,
  Pod,
  PodShape,
  Service,
  ServicePort,
  Workload,
} from '../model/objects.ts'

/** The place of an object without a file; sorts before the places of files. */
const NOWHERE: Location = { place: { file: 'built-in objects', line: 0, column: 0 } }

/**
 * A service, and the offset of its address from the first address of the service range, the same in every
 * cluster.
 */
export interface BuiltIn {
  readonly service: Service
  readonly offset: number
}

const API_LABELS = { component: 'apiserver', provider: 'kubernetes' }
const DNS_LABELS = { 'k8s-app': 'kube-dns' }

export const BUILT_IN_SERVICES: readonly BuiltIn[] = [
  {
    service: service('default', 'kubernetes', API_LABELS, null, [port('https', 'TCP', 443, 6443)]),
    offset: 1,
  },
  {
    service: service('kube-system', 'kube-dns', DNS_LABELS, DNS_LABELS, [
      port('dns', 'UDP', 53, 53),
      port('dns-tcp', 'TCP', 53, 53),
      port('metrics', 'TCP', 9153, 9153),
    ]),
    offset: 10,
  },
]

/** The EndpointSlice of the API server, which runs on the first node. */
export function apiServerSlice(addresses: readonly string[]): EndpointSlice {
  const endpoint: Endpoint = { addresses, ready: true, hostname: '', podName: '', zone: '' }
  return {
    kind: 'EndpointSlice',
    form: 'slice',
    namespace: 'default',
    name: 'kubernetes',
    labels: null,
    location: NOWHERE,
    service: 'kubernetes',
    importedService: '',
    cluster: '',
    control: null,
    isFromCluster: false,
    subsets: [{ endpoints: [endpoint], ports: [{ name: 'https', protocol: 'TCP', port: 6443 }] }],
  }
}

const DNS_POD: PodShape = {
  labels: DNS_LABELS,
  hostname: '',
  subdomain: '',
  hostNetwork: false,
  nodeName: '',
  placement: null,
  readyOverride: null,
  isHook: false,
  ports: [],
}

/** The Deployment that runs the cluster DNS. */
export const DNS_WORKLOAD: Workload = {
  kind: 'Workload',
  form: 'Deployment',
  namespace: 'kube-system',
  name: 'coredns',
  labels: DNS_LABELS,
  location: NOWHERE,
  replicas: 2,
  noPods: '',
  endedIndexes: '',
  firstOrdinal: 0,
  serviceName: '',
  owner: '',
  template: DNS_POD,
}

/** Whether an object is built in, and not from a manifest. */
export function isBuiltIn({ location }: Pick<Pod, 'location'>): boolean {
  return location === NOWHERE
}

function port(name: string, protocol: string, number: number, targetPort: number): ServicePort {
  return { name, protocol, port: number, targetPort }
}

function service(
  namespace: string,
  name: string,
  labels: Service['labels'],
  selector: Service['selector'],
  ports: readonly ServicePort[],
): Service {
  return {
    kind: 'Service',
    namespace,
    name,
    labels,
    location: NOWHERE,
    type: 'ClusterIP',
    clusterIPs: [],
    headless: false,
    externalName: '',
    ports,
    selector,
    ipFamilies: [],
    families: [],
    isAllocated: false,
    ipFamilyPolicy: null,
    publishNotReadyAddresses: false,
    externalAddresses: [],
    needsExternalAddress: false,
    overrides: [],
    isReady: true,
    addressProblem: '',
    externalProblem: '',
  }
}
