/**
 * The option `fallthrough`: the next plugin answers for names that do not exist; without one they are
 * REFUSED.
 */
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
metadata: {name: ext, namespace: shop}
spec: {type: ExternalName, externalName: ghost.shop.svc.cluster.local}
`
const ZONES = 'cluster.local in-addr.arpa ip6.arpa'
const LEFT = ['REFUSED', 'EDE 20']

describe('for all names', () => {
  const cluster = useCluster(MANIFESTS, { zones: ZONES, options: ['fallthrough', 'pods insecure'] })

  cluster.answers('what does not exist is left to the next plugin', {
    'nope.shop A': LEFT,
    'foo.cluster.local. A': LEFT,
    'a.b.svc.cluster.local. TXT': LEFT,
    'x.10-0-0-1.shop.pod.cluster.local. A': LEFT,
    '9.9.9.10.in-addr.arpa. PTR': LEFT,
  })

  cluster.answers('what exists is answered, with records or without', {
    'web.shop A': 'A 10.3.0.20',
    'web.shop MX': 'NODATA',
    '_tcp.web.shop A': 'NODATA',
    '10-0-0-1.shop.pod.cluster.local. TXT': 'NODATA',
    'cluster.local. A': 'NODATA',
    '3.10.in-addr.arpa. PTR': 'NODATA in-addr.arpa.',
    '20.0.3.10.in-addr.arpa. A': 'NODATA in-addr.arpa.',
  })

  cluster.answers('an alias exists, and its target decides the rcode', {
    'ext.shop A': ['CNAME ghost.shop', 'NXDOMAIN'],
  })
})

describe('for some zones', () => {
  const cluster = useCluster(MANIFESTS, {
    zones: ZONES,
    options: ['fallthrough in-addr.arpa 10.3.0.0/16 lab.svc.cluster.local'],
  })

  cluster.answers('only names in these are left to the next plugin', {
    '9.9.9.10.in-addr.arpa. PTR': LEFT,
    'x.lab A': LEFT,
    'nope.shop A': 'NXDOMAIN',
    'foo.cluster.local. A': 'NXDOMAIN',
    '9.ip6.arpa. PTR': 'NXDOMAIN ip6.arpa.',
  })
})
