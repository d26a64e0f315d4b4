/** The option `zonal`: the endpoints of a headless service by topology zone. */
import { describe } from 'vitest'
import { useCluster } from './cluster.ts'

const MANIFESTS = `
apiVersion: v1
kind: Service
metadata: {name: db, namespace: lab}
spec: {clusterIP: None, ports: [{name: pg, port: 5432}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-1, namespace: lab, labels: {kubernetes.io/service-name: db}}
endpoints:
  - {addresses: [172.16.0.1], zone: east-1a}
  - {addresses: [172.16.0.2], zone: east-1b}
  - {addresses: [172.16.0.3], zone: East-1B}
  - {addresses: [172.16.0.4], zone: rack7.hall2}
  - {addresses: [172.16.0.5], hints: {forZones: [{name: hinted}]}}
  - {addresses: [172.16.0.6], zone: dark, conditions: {ready: false}}
ports: [{name: pg, port: 5432}]
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: lab}
spec: {clusterIP: 10.3.0.20, ports: [{name: http, port: 80}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-1, namespace: lab, labels: {kubernetes.io/service-name: web}}
endpoints: [{addresses: [172.16.1.1], zone: east-1a}]
ports: [{name: http, port: 80}]
---
apiVersion: v1
kind: Service
metadata: {name: ext, namespace: lab}
spec: {type: ExternalName, externalName: www.example.com}
---
apiVersion: v1
kind: Service
metadata: {name: sick, namespace: lab}
spec: {clusterIP: None}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: sick-1, namespace: lab, labels: {kubernetes.io/service-name: sick}}
endpoints: [{addresses: [172.16.2.1], zone: east-1a, conditions: {ready: false}}]
`
const ALL = [1, 2, 3, 4, 5].map((last) => `A 172.16.0.${last}`)

describe('with zonal', () => {
  const cluster = useCluster(MANIFESTS, { options: ['zonal', 'pods insecure'] })

  cluster.answers('pin has the endpoints of one zone', {
    'east-1a.pin._zone.db.lab A': 'A 172.16.0.1',
    'east-1b.pin._zone.db.lab A': ['A 172.16.0.2', 'A 172.16.0.3'],
    'EAST-1B.PIN._ZONE.db.lab A': ['A 172.16.0.2', 'A 172.16.0.3'],
    'rack7.hall2.pin._zone.db.lab A': 'A 172.16.0.4',
    'east-1a.pin._zone.db.lab AAAA': 'NODATA',
  })

  cluster.answers('pin is NODATA for every type where nothing is ready', {
    'east-1c.pin._zone.db.lab A': 'NODATA',
    'east-1c.pin._zone.db.lab SRV': 'NODATA',
    'east-1c.pin._zone.db.lab TXT': 'NODATA',
    'dark.pin._zone.db.lab A': 'NODATA',
    'no.such.zone.pin._zone.db.lab A': 'NODATA',
    // A hint says where traffic is to come from, not where the endpoint is.
    'hinted.pin._zone.db.lab A': 'NODATA',
  })

  cluster.answers('prefer has the same, or all endpoints if the zone has no ready one', {
    'east-1a.prefer._zone.db.lab A': 'A 172.16.0.1',
    'rack7.hall2.prefer._zone.db.lab A': 'A 172.16.0.4',
    'east-1c.prefer._zone.db.lab A': ALL,
    'dark.prefer._zone.db.lab A': ALL,
    'no.such.zone.prefer._zone.db.lab A': ALL,
    'east-1c.prefer._zone.db.lab TXT': 'NODATA',
    'east-1c.prefer._zone.db.lab AAAA': 'NODATA',
  })

  cluster.answers('a zone that is part of the name of another is a zone of its own', {
    'hall2.pin._zone.db.lab A': 'NODATA',
    'rack8.hall2.pin._zone.db.lab A': 'NODATA',
    'x.east-1a.pin._zone.db.lab A': 'NODATA',
    'hall2.prefer._zone.db.lab A': ALL,
    'rack8.hall2.prefer._zone.db.lab A': ALL,
    'x.east-1a.prefer._zone.db.lab A': ALL,
    'x.rack7.hall2.prefer._zone.db.lab A': ALL,
  })

  cluster.answers('SRV records are chosen and weighed in the same way', {
    'east-1b.pin._zone.db.lab SRV': [
      'SRV 0 50 5432 172-16-0-2.db.lab',
      'SRV 0 50 5432 172-16-0-3.db.lab',
      '+ 172-16-0-2.db.lab A 172.16.0.2',
      '+ 172-16-0-3.db.lab A 172.16.0.3',
    ],
    'east-1c.prefer._zone.db.lab SRV': [1, 2, 3, 4, 5].flatMap((last) => [
      `SRV 0 20 5432 172-16-0-${last}.db.lab`,
      `+ 172-16-0-${last}.db.lab A 172.16.0.${last}`,
    ]),
  })

  cluster.answers('other forms are NXDOMAIN', {
    'east-1a._zone.db.lab A': 'NXDOMAIN',
    'east-1a.florp._zone.db.lab A': 'NXDOMAIN',
    'east-1a.pin.zone.db.lab A': 'NXDOMAIN',
    'zone.db.lab A': 'NXDOMAIN',
    'east-1a.pin._zone.db.pod.cluster.local. A': 'NXDOMAIN',
  })

  cluster.answers('what stands above these names exists', {
    '_zone.db.lab A': 'NODATA',
    'pin._zone.db.lab A': 'NODATA',
    'prefer._zone.db.lab A': 'NODATA',
  })

  cluster.answers('only headless services with something ready have zones', {
    'east-1a.pin._zone.web.lab A': 'NXDOMAIN',
    'east-1a.prefer._zone.web.lab A': 'NXDOMAIN',
    'east-1a.pin._zone.ext.lab A': 'NXDOMAIN',
    'east-1a.pin._zone.ghost.lab A': 'NXDOMAIN',
    'east-1a.pin._zone.sick.lab A': 'NXDOMAIN',
    'east-1a.prefer._zone.sick.lab TXT': 'NXDOMAIN',
    '_zone.web.lab A': 'NXDOMAIN',
  })
})

describe('without zonal', () => {
  const cluster = useCluster(MANIFESTS)

  cluster.answers('the names do not exist', {
    'east-1a.pin._zone.db.lab A': 'NXDOMAIN',
    'east-1a.prefer._zone.db.lab A': 'NXDOMAIN',
    '_zone.db.lab A': 'NXDOMAIN',
  })
})
