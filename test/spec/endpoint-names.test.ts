/**
 * The label of an endpoint: its host name, its pod name with `endpoint_pod_names`, or its address with
 * dashes.
 */
import { describe } from 'vitest'
import { useCluster } from './cluster.ts'

const LONG = `${'p'.repeat(62)}-1`
const MANIFESTS = `
apiVersion: v1
kind: Service
metadata: {name: h, namespace: lab}
spec: {clusterIP: None, ports: [{name: http, port: 80}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: h-4, namespace: lab, labels: {kubernetes.io/service-name: h}}
endpoints:
  - {addresses: [10.11.12.13]}
  - {addresses: [10.11.12.14], hostname: named}
  - {addresses: [10.11.12.15], targetRef: {kind: Pod, name: hello-abcde}}
  - {addresses: [10.11.12.16], hostname: named-too, targetRef: {kind: Pod, name: hello-fghij}}
  - {addresses: [10.11.12.17], targetRef: {kind: Pod, name: ${LONG}}}
  - {addresses: [10.11.12.18], targetRef: {kind: Node, name: node-a}}
  - {addresses: [10.11.12.19], targetRef: {kind: Pod, name: with.dots}}
ports: [{name: http, port: 80}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: h-6, namespace: lab, labels: {kubernetes.io/service-name: h}}
addressType: IPv6
endpoints:
  - {addresses: ['2001:db8:3333:4444:5555:6666:7777:8888']}
  - {addresses: ['2001:db8:3333:4444:5555:6666::']}
  - {addresses: ['2001:db8::ab']}
ports: [{name: http, port: 80}]
---
apiVersion: v1
kind: Service
metadata: {name: one, namespace: lab}
spec: {clusterIP: None, ports: [{name: http, port: 80}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: one-1, namespace: lab, labels: {kubernetes.io/service-name: one}}
endpoints: [{addresses: [10.11.12.20], targetRef: {kind: Pod, name: only}}]
ports: [{name: http, port: 80}]
`

describe('by default', () => {
  const cluster = useCluster(MANIFESTS)

  cluster.answers('an address is written with dashes', {
    '10-11-12-13.h.lab A': 'A 10.11.12.13',
    '2001-db8-3333-4444-5555-6666-7777-8888.h.lab AAAA': 'AAAA 2001:db8:3333:4444:5555:6666:7777:8888',
    '2001-db8--ab.h.lab AAAA': 'AAAA 2001:db8::ab',
  })

  cluster.answers('no label begins or ends with a dash', {
    '2001-db8-3333-4444-5555-6666--0.h.lab AAAA': 'AAAA 2001:db8:3333:4444:5555:6666::',
    '2001-db8-3333-4444-5555-6666--.h.lab AAAA': 'NXDOMAIN',
  })

  cluster.answers('a host name takes the place of the address, a pod name does not', {
    'named.h.lab A': 'A 10.11.12.14',
    '10-11-12-14.h.lab A': 'NXDOMAIN',
    '10-11-12-15.h.lab A': 'A 10.11.12.15',
    'hello-abcde.h.lab A': 'NXDOMAIN',
    '_http._tcp.one.lab SRV': ['SRV 0 100 80 10-11-12-20.one.lab', '+ 10-11-12-20.one.lab A 10.11.12.20'],
  })
})

describe('with endpoint_pod_names', () => {
  const cluster = useCluster(MANIFESTS, { options: ['endpoint_pod_names'] })

  cluster.answers('a pod name takes the place of the address', {
    'hello-abcde.h.lab A': 'A 10.11.12.15',
    '10-11-12-15.h.lab A': 'NXDOMAIN',
    'one.lab SRV': ['SRV 0 100 80 only.one.lab', '+ only.one.lab A 10.11.12.20'],
    '_http._tcp.one.lab SRV': ['SRV 0 100 80 only.one.lab', '+ only.one.lab A 10.11.12.20'],
  })

  cluster.answers('a host name comes first', {
    'named-too.h.lab A': 'A 10.11.12.16',
    'hello-fghij.h.lab A': 'NXDOMAIN',
  })

  cluster.answers('the address stays where there is no pod, or its name is no label', {
    '10-11-12-13.h.lab A': 'A 10.11.12.13',
    '10-11-12-17.h.lab A': 'A 10.11.12.17',
    '10-11-12-18.h.lab A': 'A 10.11.12.18',
    'node-a.h.lab A': 'NXDOMAIN',
    '10-11-12-19.h.lab A': 'A 10.11.12.19',
    'with.dots.h.lab A': 'NXDOMAIN',
  })
})
