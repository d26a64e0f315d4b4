/** The options `noendpoints` and `ignore empty_service`, alone and together. */
import { describe } from 'vitest'
import { useCluster } from './cluster.ts'

const MANIFESTS = `
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {clusterIP: 10.3.0.20, ports: [{name: http, port: 80}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-1, namespace: shop, labels: {kubernetes.io/service-name: web}}
endpoints: [{addresses: [10.244.1.11]}]
ports: [{name: http, port: 8080}]
---
apiVersion: v1
kind: Service
metadata: {name: idle, namespace: shop}
spec: {clusterIP: 10.3.0.21, ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: sick, namespace: shop}
spec: {clusterIP: 10.3.0.22, ports: [{name: http, port: 80}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: sick-1, namespace: shop, labels: {kubernetes.io/service-name: sick}}
endpoints: [{addresses: [10.244.1.12], conditions: {ready: false}}]
ports: [{name: http, port: 8080}]
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {clusterIP: None}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-1, namespace: shop, labels: {kubernetes.io/service-name: db}}
endpoints: [{addresses: [10.244.2.10], hostname: db-0}]
---
apiVersion: v1
kind: Service
metadata: {name: picked, namespace: shop}
spec: {clusterIP: 10.3.0.23, selector: {app: picked}, ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: picked-1, namespace: shop, labels: {app: picked}}
status: {podIP: 10.244.3.1}
---
apiVersion: v1
kind: Service
metadata: {name: ext, namespace: shop}
spec: {type: ExternalName, externalName: www.example.com}
`
const ZONES = 'cluster.local in-addr.arpa'

describe('noendpoints', () => {
  const cluster = useCluster(MANIFESTS, { zones: ZONES, options: ['noendpoints'] })

  cluster.answers('neither endpoints nor headless services have names', {
    'db.shop A': 'NXDOMAIN',
    'db.shop SRV': 'NXDOMAIN',
    'db-0.db.shop A': 'NXDOMAIN',
    '10-244-1-11.web.shop A': 'NXDOMAIN',
    '10-244-3-1.picked.shop A': 'NXDOMAIN',
    '10.2.244.10.in-addr.arpa. PTR': 'NXDOMAIN in-addr.arpa.',
  })

  cluster.answers('services with a cluster IP are as they were', {
    'web.shop A': 'A 10.3.0.20',
    '_http._tcp.web.shop SRV': ['SRV 0 100 80 web.shop', '+ web.shop A 10.3.0.20'],
    'idle.shop A': 'A 10.3.0.21',
    '20.0.3.10.in-addr.arpa. PTR': 'PTR web.shop',
    'ext.shop CNAME': 'CNAME www.example.com.',
  })
})

describe('ignore empty_service', () => {
  const cluster = useCluster(MANIFESTS, { zones: ZONES, options: ['ignore empty_service'] })

  cluster.answers('a service without a ready endpoint does not exist', {
    'idle.shop A': 'NXDOMAIN',
    'idle.shop TXT': 'NXDOMAIN',
    'sick.shop A': 'NXDOMAIN',
    '_http._tcp.sick.shop SRV': 'NXDOMAIN',
    '_tcp.sick.shop A': 'NXDOMAIN',
  })

  cluster.answers('the PTR record of its cluster IP stays, as in CoreDNS', {
    '21.0.3.10.in-addr.arpa. PTR': 'PTR idle.shop',
    '22.0.3.10.in-addr.arpa. PTR': 'PTR sick.shop',
    '12.1.244.10.in-addr.arpa. PTR': 'NXDOMAIN in-addr.arpa.',
  })

  cluster.answers('other services exist', {
    'web.shop A': 'A 10.3.0.20',
    'picked.shop A': 'A 10.3.0.23',
    'db.shop A': 'A 10.244.2.10',
    'ext.shop CNAME': 'CNAME www.example.com.',
    'shop A': 'NODATA',
  })
})

describe('both', () => {
  const cluster = useCluster(MANIFESTS, { zones: ZONES, options: ['noendpoints', 'ignore empty_service'] })

  cluster.answers('only aliases are left', {
    'web.shop A': 'NXDOMAIN',
    'idle.shop A': 'NXDOMAIN',
    'db.shop A': 'NXDOMAIN',
    'ext.shop CNAME': 'CNAME www.example.com.',
    '20.0.3.10.in-addr.arpa. PTR': 'PTR web.shop',
  })
})

describe('ignore empty_service with imported services', () => {
  const cluster = useCluster(
    `
apiVersion: multicluster.x-k8s.io/v1alpha1
kind: ServiceImport
metadata: {name: idle, namespace: shop}
spec: {type: ClusterSetIP, ips: [10.4.0.20], ports: [{name: http, port: 80}]}
---
apiVersion: multicluster.x-k8s.io/v1alpha1
kind: ServiceImport
metadata: {name: busy, namespace: shop}
spec: {type: ClusterSetIP, ips: [10.4.0.21], ports: [{name: http, port: 80}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: busy-1, namespace: shop, labels: {multicluster.kubernetes.io/service-name: busy}}
endpoints: [{addresses: [172.16.0.1]}]
`,
    { zones: 'clusterset.local', options: ['multicluster clusterset.local', 'ignore empty_service'] },
  )

  cluster.answers('an import without a ready endpoint does not exist', {
    'idle.shop A': 'NXDOMAIN',
    'busy.shop A': 'A 10.4.0.21',
  })
})
