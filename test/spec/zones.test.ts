/** Several forward zones: each holds the same services under its own name. */
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
endpoints: [{addresses: [172.16.0.1], hostname: ep1}]
ports: [{name: http, port: 80}]
---
apiVersion: v1
kind: Service
metadata: {name: ext, namespace: shop}
spec: {type: ExternalName, externalName: web.shop.svc.b.test}
`

describe('two zones', () => {
  const cluster = useCluster(MANIFESTS, { zones: 'a.test 10.0.0.0/8 b.test' })

  cluster.answers('services, endpoints and ports are in both', {
    'web.shop A': 'A 10.3.0.20',
    'web.shop.svc.b.test. A': 'A 10.3.0.20',
    'ep1.web.shop.svc.b.test. A': 'A 172.16.0.1',
    '_http._tcp.web.shop.svc.b.test. SRV': [
      'SRV 0 100 80 web.shop.svc.b.test.',
      '+ web.shop.svc.b.test. A 10.3.0.20',
    ],
    'web.shop.svc.c.test. A': ['REFUSED', 'EDE 20'],
    'test. A': ['REFUSED', 'EDE 20'],
  })

  cluster.answers('each has its own apex', {
    'b.test. NS': ['NS ns.dns.b.test.', '+ ns.dns.b.test. A 127.0.0.1'],
    'dns-version.b.test. TXT': '28800 TXT "1.1.0"',
    'nope.shop.svc.b.test. A': 'NXDOMAIN b.test.',
  })

  cluster.answers('an alias leads from one to the other', {
    'ext.shop A': ['CNAME web.shop.svc.b.test.', 'web.shop.svc.b.test. A 10.3.0.20'],
    'ext.shop AAAA': ['CNAME web.shop.svc.b.test.', 'NODATA b.test.'],
    'ext.shop.svc.b.test. A': ['CNAME web.shop.svc.b.test.', 'web.shop.svc.b.test. A 10.3.0.20'],
  })

  cluster.answers('reverse names lead to the first', { '20.0.3.10.in-addr.arpa. PTR': 'PTR web.shop' })
})

describe('a zone inside another', () => {
  const cluster = useCluster(MANIFESTS, { zones: 'test k8s.test' })

  cluster.answers('has the names below it to itself', {
    'web.shop.svc.k8s.test. A': 'A 10.3.0.20',
    'web.shop.svc.test. A': 'A 10.3.0.20',
    'nope.k8s.test. A': 'NXDOMAIN k8s.test.',
    'nope.test. A': 'NXDOMAIN',
  })
})

describe('the root', () => {
  const cluster = useCluster(MANIFESTS, { zones: '.' })

  cluster.answers('is a zone like others', {
    'web.shop A': 'A 10.3.0.20',
    '. NS': ['NS ns.dns.', '+ ns.dns. A 127.0.0.1'],
    'svc. A': 'NODATA',
    'com. A': 'NXDOMAIN',
  })
})
