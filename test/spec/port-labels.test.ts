/** Port and protocol labels: with or without underscores, or with `strict` only with them. */
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
metadata: {name: db, namespace: shop}
spec: {clusterIP: None}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-1, namespace: shop, labels: {kubernetes.io/service-name: db}}
endpoints: [{addresses: [10.244.2.10], hostname: db-0}]
ports: [{name: pg, port: 5432}]
`

describe('by default', () => {
  const cluster = useCluster(MANIFESTS)

  cluster.answers('the underscores may be left out', {
    'http.tcp.web.shop SRV': ['SRV 0 100 80 web.shop', '+ web.shop A 10.3.0.20'],
    '_http.tcp.web.shop SRV': ['SRV 0 100 80 web.shop', '+ web.shop A 10.3.0.20'],
    'http._tcp.web.shop A': 'A 10.3.0.20',
    'pg.tcp.db.shop SRV': ['SRV 0 100 5432 db-0.db.shop', '+ db-0.db.shop A 10.244.2.10'],
    'http.tcp.web.shop TXT': 'NODATA',
    'http.udp.web.shop SRV': 'NXDOMAIN',
    'tcp.web.shop A': 'NODATA',
    'udp.web.shop A': 'NXDOMAIN',
    'x.http.tcp.web.shop A': 'NXDOMAIN',
  })

  cluster.answers('an underscore alone is neither a port nor a protocol', {
    '_._tcp.web.shop SRV': 'NXDOMAIN',
    '_http._.web.shop SRV': 'NXDOMAIN',
    '_._.web.shop A': 'NXDOMAIN',
    '__http._tcp.web.shop A': 'NXDOMAIN',
    '*._tcp.web.shop SRV': 'NXDOMAIN',
    'any.any.web.shop SRV': 'NXDOMAIN',
  })
})

describe('with strict', () => {
  const cluster = useCluster(MANIFESTS, { options: ['strict'] })

  cluster.answers('only SRV records are at a port, and only with underscores', {
    '_http._tcp.web.shop SRV': ['SRV 0 100 80 web.shop', '+ web.shop A 10.3.0.20'],
    '_http._tcp.web.shop A': 'NODATA',
    '_pg._tcp.db.shop A': 'NODATA',
    'http.tcp.web.shop SRV': 'NXDOMAIN',
    'http.tcp.web.shop A': 'NXDOMAIN',
    'tcp.web.shop A': 'NXDOMAIN',
    '_tcp.web.shop A': 'NODATA',
    'web.shop A': 'A 10.3.0.20',
    'db-0.db.shop A': 'A 10.244.2.10',
  })
})
