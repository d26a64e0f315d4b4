/** The option `multicluster`: zones of imported services (KEP-1645). */
import { describe } from 'vitest'
import { useCluster } from './cluster.ts'

const MANIFESTS = `
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {clusterIP: 10.3.0.20, ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: home, namespace: shop}
spec: {clusterIP: 10.3.0.21, ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: ext, namespace: shop}
spec: {type: ExternalName, externalName: www.example.com}
---
apiVersion: multicluster.x-k8s.io/v1alpha1
kind: ServiceImport
metadata: {name: web, namespace: shop}
spec: {type: ClusterSetIP, ips: [10.4.0.20], ports: [{name: http, port: 80}]}
---
apiVersion: multicluster.x-k8s.io/v1alpha1
kind: ServiceImport
metadata: {name: both, namespace: shop}
spec: {type: ClusterSetIP, ips: [10.4.0.21, '2001:db8::21'], ports: [{name: http, port: 80}]}
---
apiVersion: multicluster.x-k8s.io/v1alpha1
kind: ServiceImport
metadata: {name: bare, namespace: shop}
spec: {type: ClusterSetIP, ips: [10.4.0.22]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-east
  namespace: shop
  labels: {multicluster.kubernetes.io/service-name: web, multicluster.kubernetes.io/source-cluster: east}
endpoints: [{addresses: [172.16.0.1], hostname: ep1}]
ports: [{name: http, port: 8080}]
---
apiVersion: multicluster.x-k8s.io/v1alpha1
kind: ServiceImport
metadata: {name: db, namespace: shop}
spec: {type: Headless, ports: [{name: pg, port: 5432}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: db-east
  namespace: shop
  labels: {multicluster.kubernetes.io/service-name: db, multicluster.kubernetes.io/source-cluster: east}
endpoints:
  - {addresses: [172.16.0.2], zone: z1}
  - {addresses: [172.16.0.4], hostname: twin}
  - {addresses: [172.16.0.5], hostname: twin}
  - {addresses: [172.16.0.9], conditions: {ready: false}}
ports: [{name: pg, port: 5432}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: db-east-6
  namespace: shop
  labels: {multicluster.kubernetes.io/service-name: db, multicluster.kubernetes.io/source-cluster: east}
addressType: IPv6
endpoints: [{addresses: ['2001:db8::2']}]
ports: [{name: pg, port: 5432}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: db-west
  namespace: shop
  labels: {multicluster.kubernetes.io/service-name: db, multicluster.kubernetes.io/source-cluster: west}
endpoints: [{addresses: [172.17.0.4], hostname: twin}]
ports: [{name: pg, port: 5432}]
---
apiVersion: multicluster.x-k8s.io/v1alpha1
kind: ServiceImport
metadata: {name: none, namespace: shop}
spec: {type: Headless, ports: [{name: pg, port: 5432}]}
---
apiVersion: multicluster.x-k8s.io/v1alpha1
kind: ServiceImport
metadata: {name: far, namespace: imported-only}
spec: {type: ClusterSetIP, ips: [10.4.0.30], ports: [{name: http, port: 80}]}
`

describe('a zone of imported services', () => {
  const cluster = useCluster(MANIFESTS, {
    zones: 'clusterset.local cluster.local in-addr.arpa',
    options: ['multicluster clusterset.local', 'zonal'],
  })

  cluster.answers('holds the imports with their addresses and ports', {
    'web.shop A': 'A 10.4.0.20',
    'web.shop AAAA': 'NODATA',
    'both.shop AAAA': 'AAAA 2001:db8::21',
    'bare.shop A': 'A 10.4.0.22',
    'bare.shop SRV': 'NODATA',
    '_http._tcp.web.shop SRV': ['SRV 0 100 80 web.shop', '+ web.shop A 10.4.0.20'],
    'both.shop SRV': ['SRV 0 50 80 both.shop', '+ A 10.4.0.21', '+ AAAA 2001:db8::21'],
    'far.imported-only A': 'A 10.4.0.30',
  })

  cluster.answers('holds the endpoints of headless imports', {
    'db.shop A': ['A 172.16.0.2', 'A 172.16.0.4', 'A 172.16.0.5', 'A 172.17.0.4'],
    'db.shop AAAA': 'AAAA 2001:db8::2',
    '_pg._tcp.db.shop SRV': [
      'SRV 0 20 5432 172-16-0-2.east.db.shop',
      'SRV 0 20 5432 2001-db8--2.east.db.shop',
      'SRV 0 20 5432 twin.east.db.shop',
      'SRV 0 20 5432 twin.west.db.shop',
      '+ 172-16-0-2.east.db.shop A 172.16.0.2',
      '+ 2001-db8--2.east.db.shop AAAA 2001:db8::2',
      '+ twin.east.db.shop A 172.16.0.4',
      '+ twin.east.db.shop A 172.16.0.5',
      '+ twin.west.db.shop A 172.17.0.4',
    ],
    'none.shop A': 'NXDOMAIN',
  })

  cluster.answers('names an endpoint together with its cluster', {
    '172-16-0-2.east.db.shop A': 'A 172.16.0.2',
    'twin.east.db.shop A': ['A 172.16.0.4', 'A 172.16.0.5'],
    'twin.west.db.shop A': 'A 172.17.0.4',
    '2001-db8--2.east.db.shop AAAA': 'AAAA 2001:db8::2',
    'ep1.east.web.shop A': 'A 172.16.0.1',
    'twin.db.shop A': 'NXDOMAIN',
    '172-16-0-2.west.db.shop A': 'NXDOMAIN',
    '172-16-0-9.east.db.shop A': 'NXDOMAIN',
    'east.db.shop A': 'NODATA',
    'north.db.shop A': 'NXDOMAIN',
  })

  cluster.answers('takes two plain labels for an endpoint and its cluster', {
    'http.tcp.web.shop SRV': 'NXDOMAIN',
    '_http.tcp.web.shop A': 'A 10.4.0.20',
    'http._tcp.web.shop A': 'A 10.4.0.20',
  })

  cluster.answers('has no aliases, no topology zones, and nothing of its own cluster', {
    'ext.shop CNAME': 'NXDOMAIN',
    'home.shop A': 'NXDOMAIN',
    'z1.pin._zone.db.shop A': 'NXDOMAIN',
  })

  cluster.answers('has the names that every zone has', {
    'clusterset.local. NS': ['NS ns.dns.clusterset.local.', '+ ns.dns.clusterset.local. A 127.0.0.1'],
    'dns-version.clusterset.local. TXT': '28800 TXT "1.1.0"',
    'shop A': 'NODATA',
    'pod.clusterset.local. A': 'NODATA',
    'nope.shop A': 'NXDOMAIN',
  })

  cluster.answers('leaves the other zone to the services of the cluster', {
    'web.shop.svc.cluster.local. A': 'A 10.3.0.20',
    'home.shop.svc.cluster.local. A': 'A 10.3.0.21',
    'db.shop.svc.cluster.local. A': 'NXDOMAIN cluster.local.',
    'ext.shop.svc.cluster.local. CNAME': 'CNAME www.example.com.',
    'imported-only.svc.cluster.local. A': 'NODATA cluster.local.',
  })
})

describe('imports and namespaces', () => {
  const cluster = useCluster(MANIFESTS, {
    zones: 'clusterset.local',
    options: ['multicluster clusterset.local', 'namespaces imported-only'],
  })

  cluster.answers('only those of a namespace that is shown are served', {
    'far.imported-only A': 'A 10.4.0.30',
    'web.shop A': 'NXDOMAIN',
    'shop A': 'NXDOMAIN',
  })
})

describe('without multicluster', () => {
  const cluster = useCluster(MANIFESTS)

  cluster.answers('imports are not served', {
    'both.shop A': 'NXDOMAIN',
    'far.imported-only A': 'NXDOMAIN',
    'web.shop A': 'A 10.3.0.20',
    'ep1.web.shop A': 'NXDOMAIN',
  })
})

const slice = (name: string, address: string, cluster: string, rest = '') => `---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: ${name}
  namespace: shop
  labels: {multicluster.kubernetes.io/service-name: db${cluster}}
endpoints: [{addresses: [${address}]${rest}}]
ports: [{name: pg, port: 5432}]
`
const source = (cluster: string) => `, multicluster.kubernetes.io/source-cluster: ${cluster}`

describe('imports whose slices name no source cluster', () => {
  const cluster = useCluster(
    [
      `
apiVersion: multicluster.x-k8s.io/v1alpha1
kind: ServiceImport
metadata: {name: db, namespace: shop}
spec: {type: Headless, ports: [{name: pg, port: 5432}]}
`,
      slice('none', '172.16.0.1', ''),
      slice('named', '172.16.0.2', '', ', hostname: primary'),
      slice('east', '172.16.0.3', source('east'), ', hostname: primary'),
      slice('dotted', '172.16.0.4', source('eu.west')),
    ].join(''),
    { zones: 'clusterset.local', options: ['multicluster clusterset.local'] },
  )

  cluster.answers('have their endpoints', {
    'db.shop A': ['A 172.16.0.1', 'A 172.16.0.2', 'A 172.16.0.3', 'A 172.16.0.4'],
    '_pg._tcp.db.shop SRV': [
      'SRV 0 25 5432 172-16-0-1.db.shop',
      'SRV 0 25 5432 primary.db.shop',
      'SRV 0 25 5432 primary.east.db.shop',
      'SRV 0 25 5432 172-16-0-4.eu.west.db.shop',
      '+ 172-16-0-1.db.shop A 172.16.0.1',
      '+ primary.db.shop A 172.16.0.2',
      '+ primary.east.db.shop A 172.16.0.3',
      '+ 172-16-0-4.eu.west.db.shop A 172.16.0.4',
    ],
  })

  cluster.answers('have names of their endpoints without a cluster', {
    '172-16-0-1.db.shop A': 'A 172.16.0.1',
    'primary.db.shop A': 'A 172.16.0.2',
    'primary.east.db.shop A': 'A 172.16.0.3',
    '172-16-0-3.db.shop A': 'NXDOMAIN',
    'primary.west.db.shop A': 'NXDOMAIN',
  })
})
