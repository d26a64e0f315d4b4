/** K8s DNS §2.4.1: only ready endpoints have records. */
import { useCluster } from './cluster.ts'

const READY = '{type: Ready, status: "True"}'
const UNREADY = '{type: Ready, status: "False"}'

const cluster = useCluster(
  `
apiVersion: v1
kind: Service
metadata: {name: sick, namespace: ward}
spec: {clusterIP: None, ports: [{name: http, port: 80}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: sick-1, namespace: ward, labels: {kubernetes.io/service-name: sick}}
endpoints: [{addresses: [10.244.3.10], hostname: sick-0, conditions: {ready: false}}]
ports: [{name: http, port: 80}]
---
apiVersion: v1
kind: Service
metadata: {name: unsure, namespace: ward}
spec: {clusterIP: None, ports: [{name: http, port: 80}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: unsure-1, namespace: ward, labels: {kubernetes.io/service-name: unsure}}
endpoints:
  - {addresses: [10.244.3.12], conditions: {ready: null}}
  - {addresses: [10.244.3.13]}
  - {addresses: [10.244.3.14], conditions: {ready: true, serving: false, terminating: true}}
  - {addresses: [10.244.3.15], conditions: {ready: false, serving: true}}
ports: [{name: http, port: 80}]
---
apiVersion: v1
kind: Service
metadata: {name: legacy, namespace: ward, annotations: {service.alpha.kubernetes.io/tolerate-unready-endpoints: 'true'}}
spec: {clusterIP: None, ports: [{name: http, port: 80}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: legacy-1, namespace: ward, labels: {kubernetes.io/service-name: legacy}}
endpoints: [{addresses: [10.244.3.16], conditions: {ready: false}}]
ports: [{name: http, port: 80}]
---
apiVersion: v1
kind: Service
metadata: {name: half, namespace: ward}
spec: {clusterIP: None, ports: [{name: http, port: 80}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: half-4, namespace: ward, labels: {kubernetes.io/service-name: half}}
endpoints: [{addresses: [10.244.3.17], conditions: {ready: false}}]
ports: [{name: http, port: 80}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: half-6, namespace: ward, labels: {kubernetes.io/service-name: half}}
addressType: IPv6
endpoints: [{addresses: ['2001:db8::17'], conditions: {ready: true}}]
ports: [{name: http, port: 80}]
---
apiVersion: v1
kind: Service
metadata: {name: empty, namespace: ward}
spec: {clusterIP: None, ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: idle, namespace: ward}
spec: {clusterIP: 10.3.0.26, ports: [{name: http, port: 80}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: idle-1, namespace: ward, labels: {kubernetes.io/service-name: idle}}
endpoints: null
ports: null
---
apiVersion: v1
kind: Service
metadata: {name: patient, namespace: ward}
spec: {clusterIP: None, selector: {app: p}, ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: eager, namespace: ward}
spec: {clusterIP: None, selector: {app: p}, publishNotReadyAddresses: true, ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: p-1, namespace: ward, labels: {app: p}}
status: {podIP: 10.244.4.1, conditions: [${READY}]}
---
apiVersion: v1
kind: Pod
metadata: {name: p-2, namespace: ward, labels: {app: p}}
status: {podIP: 10.244.4.2, phase: Running, conditions: [${UNREADY}]}
---
apiVersion: v1
kind: Pod
metadata: {name: p-3, namespace: ward, labels: {app: p}, deletionTimestamp: '2026-01-05T09:00:00Z'}
status: {podIP: 10.244.4.3, phase: Running, conditions: [${READY}]}
---
apiVersion: v1
kind: Pod
metadata: {name: p-4, namespace: ward, labels: {app: p}}
status: {podIP: 10.244.4.4, phase: Succeeded}
---
apiVersion: v1
kind: Pod
metadata: {name: p-5, namespace: ward, labels: {app: p}}
status: {podIP: 10.244.4.5, phase: Failed, conditions: [${READY}]}
---
apiVersion: v1
kind: Pod
metadata: {name: p-6, namespace: ward, labels: {app: p}}
status: {podIP: 10.244.4.6}
---
apiVersion: v1
kind: Pod
metadata: {name: p-7, namespace: ward, labels: {app: p}}
`,
  { zones: 'cluster.local in-addr.arpa' },
)

cluster.answers('a headless service without a ready endpoint does not exist, whatever the type', {
  'sick.ward A': 'NXDOMAIN',
  'sick.ward AAAA': 'NXDOMAIN',
  'sick.ward TXT': 'NXDOMAIN',
  'sick.ward SOA': 'NXDOMAIN',
  'sick.ward SRV': 'NXDOMAIN',
  '_http._tcp.sick.ward SRV': 'NXDOMAIN',
  'sick-0.sick.ward A': 'NXDOMAIN',
  'empty.ward A': 'NXDOMAIN',
})

cluster.answers('a condition that is not known counts as ready, and the other conditions do not count', {
  'unsure.ward A': ['A 10.244.3.12', 'A 10.244.3.13', 'A 10.244.3.14'],
})

cluster.answers('the annotation that Kubernetes has dropped changes nothing', { 'legacy.ward A': 'NXDOMAIN' })

cluster.answers('where one family is ready, the other is NODATA', {
  'half.ward A': 'NODATA',
  'half.ward AAAA': 'AAAA 2001:db8::17',
  '10-244-3-17.half.ward A': 'NXDOMAIN',
})

cluster.answers('a service with a cluster IP needs no endpoint', { 'idle.ward A': 'A 10.3.0.26' })

cluster.answers('pods count as long as they are ready and stay; one without a status is ready', {
  'patient.ward A': ['A 10.244.4.1', 'A 10.244.4.6', 'A 10.244.113.212'],
})

cluster.answers('publishNotReadyAddresses lists all pods that have not finished', {
  'eager.ward A': ['A 10.244.4.1', 'A 10.244.4.2', 'A 10.244.4.3', 'A 10.244.4.6', 'A 10.244.113.212'],
})

cluster.answers('addresses that are not ready have no reverse name', {
  '10.3.244.10.in-addr.arpa. PTR': 'NXDOMAIN in-addr.arpa.',
  '17.3.244.10.in-addr.arpa. PTR': 'NXDOMAIN in-addr.arpa.',
  '5.4.244.10.in-addr.arpa. PTR': 'NXDOMAIN in-addr.arpa.',
})
