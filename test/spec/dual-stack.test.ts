/** As if applied, R6: the address families of services, and of the endpoints that they select. */
import { describe } from 'vitest'
import { useCluster } from './cluster.ts'

const service = (name: string, spec: string, metadata = ''): string => `---
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: ip${metadata}}
spec: {${spec}${spec === '' ? '' : ', '}ports: [{name: http, port: 80}]}
`

const PREFER = 'ipFamilyPolicy: PreferDualStack'
const REQUIRE = 'ipFamilyPolicy: RequireDualStack'
const SELECTOR = 'clusterIP: None, selector: {app: db}'

const MANIFESTS = [
  service('one', ''),
  service('four', `clusterIP: 10.96.0.20, ${PREFER}`),
  service('six', `clusterIP: "fd00:10:96::20", ${PREFER}`),
  service('four-required', `clusterIP: 10.96.0.21, ${REQUIRE}`),
  service('six-required', `clusterIPs: ["fd00:10:96::21"], ipFamilies: [IPv6], ${REQUIRE}`),
  service('asked', 'clusterIP: 10.96.0.22, ipFamilies: [IPv4, IPv6]'),
  service('both', `clusterIPs: ["fd00:10:96::23", 10.96.0.23], ${REQUIRE}`),
  service('single', 'clusterIP: 10.96.0.24, ipFamilyPolicy: SingleStack'),
  // The address of the network, which no service can have.
  service('unusable', `clusterIP: 10.96.0.0, ${PREFER}`),
  service('plain', 'clusterIP: "fd00:10:96::25"'),
  service('elsewhere', `clusterIP: 172.30.1.1, ${PREFER}`),
  // From a cluster that had one family when it made the service.
  service(
    'dumped',
    `clusterIP: 10.96.0.26, clusterIPs: [10.96.0.26], ipFamilies: [IPv4], ${PREFER}`,
    ', uid: "1"',
  ),
  service(
    'raised',
    `clusterIP: 10.96.0.27, clusterIPs: [10.96.0.27], ipFamilies: [IPv4], ${REQUIRE}`,
    ', uid: "1"',
  ),
  // An override stands for all cluster IPs.
  service(
    'overridden',
    `clusterIP: 10.96.0.28, ${PREFER}`,
    ', annotations: {kubezone.dev/cluster-ip: 172.20.0.5}',
  ),
  service('nodes', `type: NodePort, clusterIP: 10.96.0.29, ${PREFER}`),
  service('headless', SELECTOR),
  service('headless-two', `${SELECTOR}, ${PREFER}`),
  service('headless-six', `${SELECTOR}, ipFamilies: [IPv6]`),
  service('front', 'selector: {app: db}'),
  service('front-two', `clusterIP: 10.96.0.30, selector: {app: db}, ${PREFER}`),
  service('moved', 'clusterIP: None, selector: {app: moved}'),
  service('moved-four', 'clusterIP: None, selector: {app: moved}, ipFamilies: [IPv4]'),
  service('moved-six', 'clusterIP: None, selector: {app: moved}, ipFamilies: [IPv6]'),
  `---
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: ip, labels: {app: db}}
status: {phase: Running, podIPs: [{ip: 10.244.9.1}, {ip: "fd00:10:244::9"}]}
---
apiVersion: v1
kind: Pod
metadata: {name: moved, namespace: ip, labels: {app: moved}}
status: {phase: Running, podIPs: [{ip: MOVED}]}
`,
].join('')

const RANGES = { four: '10.96.0.0/12', six: 'fd00:10:96::/108' }

describe('where IPv4 is the first family', () => {
  const cluster = useCluster(MANIFESTS.replace('MOVED', '"fd00:10:244::8"'), {
    options: [`service_cidr ${RANGES.four} ${RANGES.six}`],
    zones: 'cluster.local in-addr.arpa ip6.arpa',
  })

  cluster.answers('a stated address has one of the other family beside it', {
    'four.ip A': 'A 10.96.0.20',
    'four.ip AAAA': 'AAAA fd00:10:96::5:2770',
    'four.ip SRV': ['SRV 0 50 80 four.ip', '+ A 10.96.0.20', '+ AAAA fd00:10:96::5:2770'],
    'six.ip A': 'A 10.101.133.21',
    'six.ip AAAA': 'AAAA fd00:10:96::20',
    'four-required.ip AAAA': 'AAAA fd00:10:96::9:a5bb',
    'six-required.ip A': 'A 10.110.72.103',
    'asked.ip AAAA': 'AAAA fd00:10:96::1:af59',
    'elsewhere.ip AAAA': 'AAAA fd00:10:96::4:20c5',
    'unusable.ip A': 'NODATA',
    'unusable.ip AAAA': 'AAAA fd00:10:96::e:7912',
    'nodes.ip AAAA': 'AAAA fd00:10:96::f:9d0c',
  })

  cluster.answers('two stated addresses, or one for a single family, stay alone', {
    'one.ip AAAA': 'NODATA',
    'both.ip A': 'A 10.96.0.23',
    'both.ip AAAA': 'AAAA fd00:10:96::23',
    'both.ip SRV': ['SRV 0 50 80 both.ip', '+ A 10.96.0.23', '+ AAAA fd00:10:96::23'],
    'single.ip AAAA': 'NODATA',
    'plain.ip A': 'NODATA',
  })

  cluster.answers('a dump and an override have all their addresses', {
    'dumped.ip AAAA': 'NODATA',
    'dumped.ip SRV': ['SRV 0 100 80 dumped.ip', '+ A 10.96.0.26'],
    'raised.ip AAAA': 'AAAA fd00:10:96::5:3796',
    'overridden.ip A': 'A 172.20.0.5',
    'overridden.ip AAAA': 'NODATA',
  })

  cluster.answers('endpoints have the families of the service', {
    'headless.ip A': 'A 10.244.9.1',
    'headless.ip AAAA': 'NODATA',
    'headless-two.ip A': 'A 10.244.9.1',
    'headless-two.ip AAAA': 'AAAA fd00:10:244::9',
    'headless-six.ip A': 'NODATA',
    'headless-six.ip AAAA': 'AAAA fd00:10:244::9',
    '10-244-9-1.front.ip A': 'A 10.244.9.1',
    'fd00-10-244--9.front.ip AAAA': 'NXDOMAIN',
    'fd00-10-244--9.front-two.ip AAAA': 'AAAA fd00:10:244::9',
  })

  cluster.answers('pods of one other family tell the family of a headless service that states none', {
    'moved.ip AAAA': 'AAAA fd00:10:244::8',
    'moved-four.ip AAAA': 'NXDOMAIN',
    'moved-six.ip AAAA': 'AAAA fd00:10:244::8',
  })
})

describe('where IPv6 is the first family', () => {
  const cluster = useCluster(MANIFESTS.replace('MOVED', '10.244.9.8'), {
    options: [`service_cidr ${RANGES.six} ${RANGES.four}`],
  })

  cluster.answers('services without a wish have IPv6', {
    'one.ip A': 'NODATA',
    'one.ip AAAA': 'AAAA fd00:10:96::3:b0d5',
    'headless.ip A': 'NODATA',
    'headless.ip AAAA': 'AAAA fd00:10:244::9',
    'moved.ip A': 'A 10.244.9.8',
    'moved-six.ip A': 'NXDOMAIN',
    'fd00-10-244--9.front.ip AAAA': 'AAAA fd00:10:244::9',
  })

  cluster.answers('a stated address has one of the other family beside it', {
    'four.ip A': 'A 10.96.0.20',
    'four.ip AAAA': 'AAAA fd00:10:96::5:2770',
    'six.ip A': 'A 10.101.133.21',
    'plain.ip A': 'NODATA',
    'single.ip AAAA': 'NODATA',
  })
})

describe('where IPv4 is the only family', () => {
  const cluster = useCluster(MANIFESTS.replace('MOVED', '10.244.9.8'), {
    options: [`service_cidr ${RANGES.four}`, 'pod_cidr 10.244.0.0/16'],
  })

  cluster.answers('no service gets an IPv6 address that it does not state', {
    'four.ip AAAA': 'NODATA',
    'four-required.ip AAAA': 'NODATA',
    'six.ip A': 'A 10.101.133.21',
    'six.ip AAAA': 'AAAA fd00:10:96::20',
    'headless-two.ip A': 'A 10.244.9.1',
  })
})
