/**
 * Answers in which kubezone differs from CoreDNS on purpose, as docs/explanation/coredns-differences.md has
 * them.
 */
import { describe } from 'vitest'
import { useCluster } from './cluster.ts'

const service = (name: string, ports = ''): string => `
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: lab}
spec: {clusterIP: None, ports: [${ports}]}
---`

const slice = (owner: string, number: number, endpoint: string, ports = '{name: http, port: 80}'): string => `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: ${owner}-${number}, namespace: lab, labels: {kubernetes.io/service-name: ${owner}}}
addressType: ${endpoint.includes('::') ? 'IPv6' : 'IPv4'}
endpoints: [{${endpoint}}]
ports: [${ports}]
---`

const LONG = 'p'.repeat(63)

describe('on purpose', () => {
  const cluster = useCluster(
    [
      service('twin'),
      slice('twin', 1, 'addresses: [10.1.0.1], hostname: both', '{name: a, port: 1}'),
      slice('twin', 2, 'addresses: [10.1.0.2], hostname: both', '{name: b, port: 2}'),
      service('dotted'),
      slice('dotted', 1, 'addresses: [10.1.0.3], targetRef: {kind: Pod, name: web.a}'),
      service('long'),
      slice('long', 1, 'addresses: [10.1.0.4]', `{name: ${LONG}, port: 3}`),
      service('sick'),
      slice('sick', 1, 'addresses: [10.1.0.5], zone: z1, conditions: {ready: false}'),
      service('well'),
      slice('well', 1, 'addresses: [10.1.0.6], zone: z1'),
      service('six'),
      slice('six', 1, 'addresses: ["2001:db8::6"]'),
    ].join(''),
    { zones: 'cluster.local in-addr.arpa ip6.arpa', options: ['zonal', 'endpoint_pod_names'] },
  )

  cluster.answers('the additional section has every address of a target', {
    '_a._tcp.twin.lab SRV': [
      'SRV 0 100 1 both.twin.lab',
      '+ both.twin.lab A 10.1.0.1',
      '+ both.twin.lab A 10.1.0.2',
    ],
  })

  cluster.answers('the name of a pod with dots is no endpoint name', {
    'dotted.lab SRV': ['SRV 0 100 80 10-1-0-3.dotted.lab', '+ 10-1-0-3.dotted.lab A 10.1.0.3'],
    'web.a.dotted.lab A': 'NXDOMAIN',
  })

  cluster.answers('a port name that no label holds has no name of its own', {
    [`${LONG}._tcp.long.lab SRV`]: 'NXDOMAIN',
    'long.lab SRV': ['SRV 0 100 3 10-1-0-4.long.lab', '+ 10-1-0-4.long.lab A 10.1.0.4'],
  })

  cluster.answers('names of topology zones exist as long as their service does', {
    'sick.lab A': 'NXDOMAIN',
    'z1.pin._zone.sick.lab A': 'NXDOMAIN',
    'z2.pin._zone.well.lab A': 'NODATA',
    'pin._zone.well.lab A': 'NODATA',
  })

  cluster.answers('a reverse name has exactly the labels of its address', {
    '6.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. PTR':
      'PTR 2001-db8--6.six.lab',
    '7.6.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. PTR': 'NXDOMAIN ip6.arpa.',
  })
})
