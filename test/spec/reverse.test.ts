/** K8s DNS §2.3.3 and §2.4.3: PTR records. */
import { describe } from 'vitest'
import { useCluster } from './cluster.ts'

const V6 = '0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.'
const MANIFESTS = `
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {clusterIP: 10.3.0.20, externalIPs: [10.3.0.77], ports: [{name: http, port: 80}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-1, namespace: shop, labels: {kubernetes.io/service-name: web}}
endpoints: [{addresses: [10.244.1.11]}, {addresses: [10.244.1.13], conditions: {ready: false}}]
ports: [{name: http, port: 80}]
---
apiVersion: v1
kind: Service
metadata: {name: both, namespace: shop}
spec: {clusterIPs: [10.3.0.23, '2001:db8::23'], ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: lab}
spec: {clusterIP: None, ports: [{name: pg, port: 5432}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-1, namespace: lab, labels: {kubernetes.io/service-name: db}}
endpoints:
  - {addresses: [10.244.2.10], hostname: db-0}
  - {addresses: [10.244.2.12], hostname: db-2, conditions: {ready: false}}
  - {addresses: [10.244.2.30], hostname: cat}
  - {addresses: [10.244.2.31], hostname: cat}
  - {addresses: [10.3.0.20], hostname: proxy}
ports: [{name: pg, port: 5432}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-2, namespace: lab, labels: {kubernetes.io/service-name: db}}
endpoints: [{addresses: [10.244.2.10], hostname: db-0}]
ports: [{name: pg, port: 5432}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-6, namespace: lab, labels: {kubernetes.io/service-name: db}}
addressType: IPv6
endpoints: [{addresses: ['2001:db8::50'], hostname: db-0}, {addresses: ['2001:db8::51']}]
ports: [{name: pg, port: 5432}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: front-1, namespace: ward, labels: {kubernetes.io/service-name: front}}
endpoints: [{addresses: [10.244.3.20]}, {addresses: [192.168.7.1], hostname: solo}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: back-1, namespace: ward, labels: {kubernetes.io/service-name: back}}
endpoints: [{addresses: [10.244.3.20]}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: stray, namespace: ward}
endpoints: [{addresses: [10.244.3.99]}]
---
apiVersion: v1
kind: Service
metadata: {name: twin-b, namespace: ward}
spec: {clusterIP: 10.3.0.50, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: twin-a, namespace: ward}
spec: {clusterIP: 10.3.0.50, ports: [{port: 80}]}
`

describe('with the reverse zones of all addresses', () => {
  const cluster = useCluster(MANIFESTS, { zones: 'cluster.local in-addr.arpa ip6.arpa east.test' })

  cluster.answers('a cluster IP leads to its service', {
    '20.0.3.10.in-addr.arpa. PTR': 'PTR web.shop',
    '23.0.3.10.in-addr.arpa. PTR': 'PTR both.shop',
    [`3.2.0.0.${V6} PTR`]: 'PTR both.shop',
  })

  cluster.answers('an endpoint leads to its name, whatever kind of service it belongs to', {
    '11.1.244.10.in-addr.arpa. PTR': 'PTR 10-244-1-11.web.shop',
    '10.2.244.10.in-addr.arpa. PTR': 'PTR db-0.db.lab',
    '30.2.244.10.in-addr.arpa. PTR': 'PTR cat.db.lab',
    '31.2.244.10.in-addr.arpa. PTR': 'PTR cat.db.lab',
    [`0.5.0.0.${V6} PTR`]: 'PTR db-0.db.lab',
    [`1.5.0.0.${V6} PTR`]: 'PTR 2001-db8--51.db.lab',
  })

  cluster.answers('a cluster IP has precedence over an endpoint with the same address', {
    '20.0.3.10.in-addr.arpa. PTR': 'PTR web.shop',
    'proxy.db.lab A': 'A 10.3.0.20',
  })

  cluster.answers('slices are enough, without their service; each service has its record', {
    '20.3.244.10.in-addr.arpa. PTR': ['PTR 10-244-3-20.front.ward', 'PTR 10-244-3-20.back.ward'],
    '1.7.168.192.in-addr.arpa. PTR': 'PTR solo.front.ward',
    'front.ward A': 'NXDOMAIN',
  })

  cluster.answers('of two services with one cluster IP the first by name has it', {
    '50.0.3.10.in-addr.arpa. PTR': 'PTR twin-a.ward',
    'twin-b.ward A': 'A 10.3.0.50',
  })

  cluster.answers('an address that is not ready, has no service, or is outside the cluster has no name', {
    '13.1.244.10.in-addr.arpa. PTR': 'NXDOMAIN in-addr.arpa.',
    '12.2.244.10.in-addr.arpa. PTR': 'NXDOMAIN in-addr.arpa.',
    '99.3.244.10.in-addr.arpa. PTR': 'NXDOMAIN in-addr.arpa.',
    '77.0.3.10.in-addr.arpa. PTR': 'NXDOMAIN in-addr.arpa.',
    '200.0.3.10.in-addr.arpa. PTR': 'NXDOMAIN in-addr.arpa.',
    '1.20.0.3.10.in-addr.arpa. PTR': 'NXDOMAIN in-addr.arpa.',
    'web.shop.svc.3.10.in-addr.arpa. A': 'NXDOMAIN in-addr.arpa.',
    '20.0.3.10.cluster.local. PTR': 'NXDOMAIN',
  })

  cluster.answers('a reverse name that exists is NODATA for other types, and so is what is above it', {
    '20.0.3.10.in-addr.arpa. A': 'NODATA in-addr.arpa.',
    '20.0.3.10.in-addr.arpa. TXT': 'NODATA in-addr.arpa.',
    '0.3.10.in-addr.arpa. PTR': 'NODATA in-addr.arpa.',
    '3.10.in-addr.arpa. PTR': 'NODATA in-addr.arpa.',
    '10.in-addr.arpa. A': 'NODATA in-addr.arpa.',
    '11.in-addr.arpa. A': 'NXDOMAIN in-addr.arpa.',
    '8.b.d.0.1.0.0.2.ip6.arpa. PTR': 'NODATA ip6.arpa.',
    '9.b.d.0.1.0.0.2.ip6.arpa. PTR': 'NXDOMAIN ip6.arpa.',
  })

  cluster.answers('a reverse zone has an apex', {
    'in-addr.arpa. NS': ['NS ns.dns.in-addr.arpa.', '+ ns.dns.in-addr.arpa. A 127.0.0.1'],
    'in-addr.arpa. PTR': 'NODATA in-addr.arpa.',
    'dns-version.in-addr.arpa. TXT': 'NXDOMAIN in-addr.arpa.',
    'svc.in-addr.arpa. A': 'NXDOMAIN in-addr.arpa.',
  })

  cluster.answers('a forward name has no PTR record', {
    'web.shop PTR': 'NODATA',
    'nope.shop PTR': 'NXDOMAIN',
  })
})

describe('with some of the reverse zones', () => {
  const cluster = useCluster(MANIFESTS, {
    zones: 'cluster.local 10.3.0.0/24 10.244.0.0/16 2.244.10.in-addr.arpa 2001:db8::/64',
  })

  cluster.answers('a network stands for its reverse zone', {
    '20.0.3.10.in-addr.arpa. PTR': 'PTR web.shop',
    '21.0.3.10.in-addr.arpa. PTR': 'NXDOMAIN 0.3.10.in-addr.arpa.',
    '11.1.244.10.in-addr.arpa. PTR': 'PTR 10-244-1-11.web.shop',
    [`1.5.0.0.${V6} PTR`]: 'PTR 2001-db8--51.db.lab',
    [`f.5.0.0.${V6} PTR`]: 'NXDOMAIN 0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.',
  })

  cluster.answers('the longest zone is asked', {
    '10.2.244.10.in-addr.arpa. PTR': 'PTR db-0.db.lab',
    '11.2.244.10.in-addr.arpa. PTR': 'NXDOMAIN 2.244.10.in-addr.arpa.',
    '2.244.10.in-addr.arpa. A': 'NODATA 2.244.10.in-addr.arpa.',
    '11.9.244.10.in-addr.arpa. PTR': 'NXDOMAIN 244.10.in-addr.arpa.',
  })

  cluster.answers('a reverse name outside all zones is REFUSED', {
    '1.7.168.192.in-addr.arpa. PTR': ['REFUSED', 'EDE 20'],
    '20.1.3.10.in-addr.arpa. PTR': ['REFUSED', 'EDE 20'],
    'in-addr.arpa. PTR': ['REFUSED', 'EDE 20'],
  })
})

describe('with the zones of a network that ends between octets', () => {
  const cluster = useCluster(MANIFESTS, { zones: '10.244.2.0/23 cluster.local' })

  cluster.answers('each zone that covers it is served, and PTR leads to the first forward zone', {
    '10.2.244.10.in-addr.arpa. PTR': 'PTR db-0.db.lab.svc.cluster.local.',
    '20.3.244.10.in-addr.arpa. PTR': [
      'PTR 10-244-3-20.back.ward.svc.cluster.local.',
      'PTR 10-244-3-20.front.ward.svc.cluster.local.',
    ],
    '11.1.244.10.in-addr.arpa. PTR': ['REFUSED', 'EDE 20'],
  })
})

describe('without reverse zones', () => {
  const cluster = useCluster(MANIFESTS)

  cluster.answers('there are no PTR records', { '20.0.3.10.in-addr.arpa. PTR': ['REFUSED', 'EDE 20'] })
})
