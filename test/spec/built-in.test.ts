/**
 * As if applied, R12 and R13: the objects that every cluster has without a manifest, and the namespaces that
 * exist.
 */
import { describe } from 'vitest'
import { useCluster } from './cluster.ts'

const ZONES = 'cluster.local 10.in-addr.arpa 192.in-addr.arpa'

describe('without a manifest of them', () => {
  const cluster = useCluster(
    `
apiVersion: v1
kind: Service
metadata: {name: eager, namespace: shop}
spec: {selector: {app: none}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: worker, namespace: work}
spec: {replicas: 0, template: {}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: scaler, namespace: scaled}
spec: {scaleTargetRef: {kind: Deployment, name: worker}}
---
apiVersion: v1
kind: Node
metadata: {name: n1, namespace: odd}
`,
    { zones: ZONES },
  )

  cluster.answers('the service of the API server exists', {
    'kubernetes.default A': 'A 10.96.0.1',
    'kubernetes.default AAAA': 'NODATA',
    '_https._tcp.kubernetes.default SRV': [
      'SRV 0 100 443 kubernetes.default',
      '+ kubernetes.default A 10.96.0.1',
    ],
    '192-0-2-1.kubernetes.default A': 'A 192.0.2.1',
    '192-0-2-1.kubernetes.default SRV': ['SRV 0 100 6443 192-0-2-1.kubernetes.default', '+ A 192.0.2.1'],
    '1.0.96.10.in-addr.arpa. PTR': 'PTR kubernetes.default',
    '1.2.0.192.in-addr.arpa. PTR': 'PTR 192-0-2-1.kubernetes.default',
  })

  cluster.answers('the service of the cluster DNS exists', {
    'kube-dns.kube-system A': 'A 10.96.0.10',
    'kube-dns.kube-system SRV': [
      'SRV 0 33 53 kube-dns.kube-system',
      'SRV 0 33 9153 kube-dns.kube-system',
      '+ A 10.96.0.10',
    ],
    '_dns._udp.kube-dns.kube-system SRV': [
      'SRV 0 100 53 kube-dns.kube-system',
      '+ kube-dns.kube-system A 10.96.0.10',
    ],
    '_metrics._tcp.kube-dns.kube-system SRV': [
      'SRV 0 100 9153 kube-dns.kube-system',
      '+ kube-dns.kube-system A 10.96.0.10',
    ],
    '10-244-41-76.kube-dns.kube-system A': 'A 10.244.41.76',
    '10-244-212-214.kube-dns.kube-system A': 'A 10.244.212.214',
    '10.0.96.10.in-addr.arpa. PTR': 'PTR kube-dns.kube-system',
    'dns-version.cluster.local. TXT': '28800 TXT "1.1.0"',
  })

  cluster.answers('a namespace exists if an object is in it, and those of every cluster always exist', {
    'shop A': 'NODATA',
    'work A': 'NODATA',
    'scaled A': 'NODATA',
    'default A': 'NODATA',
    'kube-system A': 'NODATA',
    'kube-public A': 'NODATA',
    'kube-node-lease A': 'NODATA',
    'odd A': 'NXDOMAIN',
    'nowhere A': 'NXDOMAIN',
  })
})

describe('where a manifest has them', () => {
  const cluster = useCluster(
    `
apiVersion: v1
kind: Service
metadata: {name: kubernetes}
spec: {ports: [{name: api, port: 6443}]}
---
apiVersion: v1
kind: Service
metadata: {name: kube-dns, namespace: kube-system}
spec: {clusterIP: None, selector: {k8s-app: kube-dns}, ports: [{name: dns, port: 53, protocol: UDP, targetPort: dns}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: coredns, namespace: kube-system}
spec:
  replicas: 1
  template:
    metadata: {labels: {k8s-app: kube-dns}}
    spec: {containers: [{ports: [{name: dns, containerPort: 1053, protocol: UDP}]}]}
`,
    { zones: ZONES },
  )

  cluster.answers('they have the fields of the manifest, and no others', {
    'kubernetes.default A': 'A 10.96.0.1',
    '_api._tcp.kubernetes.default A': 'A 10.96.0.1',
    '_https._tcp.kubernetes.default A': 'NXDOMAIN',
    '192-0-2-1.kubernetes.default A': 'NXDOMAIN',
    '1.2.0.192.in-addr.arpa. PTR': 'NXDOMAIN 192.in-addr.arpa.',
    'kube-dns.kube-system A': 'A 10.244.41.76',
    '_dns._udp.kube-dns.kube-system SRV': [
      'SRV 0 100 1053 10-244-41-76.kube-dns.kube-system',
      '+ 10-244-41-76.kube-dns.kube-system A 10.244.41.76',
    ],
    '_metrics._tcp.kube-dns.kube-system SRV': 'NXDOMAIN',
    '10.0.96.10.in-addr.arpa. PTR': 'NXDOMAIN 10.in-addr.arpa.',
  })
})

describe('where a manifest has the pods of the DNS', () => {
  const cluster = useCluster(
    `
apiVersion: v1
kind: Pod
metadata:
  name: coredns-6f-x
  namespace: kube-system
  labels: {k8s-app: kube-dns, pod-template-hash: 6f}
  ownerReferences: [{kind: ReplicaSet, name: coredns-6f, controller: true}]
status: {phase: Running, podIP: 10.9.0.53}
`,
    { zones: ZONES },
  )

  cluster.answers('the service has those, and no others', {
    'kube-dns.kube-system A': 'A 10.96.0.10',
    '10-9-0-53.kube-dns.kube-system A': 'A 10.9.0.53',
    '53.0.9.10.in-addr.arpa. PTR': 'PTR 10-9-0-53.kube-dns.kube-system',
    'x.kube-dns.kube-system A': 'NXDOMAIN',
  })
})

describe('where a manifest has the workload of the DNS, but not its service', () => {
  const cluster = useCluster(`
apiVersion: apps/v1
kind: Deployment
metadata: {name: coredns, namespace: kube-system}
spec: {replicas: 1, template: {metadata: {labels: {k8s-app: kube-dns}}}}
`)

  cluster.answers('the service has an endpoint for each replica', {
    'kube-dns.kube-system A': 'A 10.96.0.10',
    '10-244-41-76.kube-dns.kube-system A': 'A 10.244.41.76',
    '10-244-212-214.kube-dns.kube-system A': 'NXDOMAIN',
  })
})

describe('with no_builtin_services', () => {
  const cluster = useCluster('', { zones: ZONES, options: ['no_builtin_services'] })

  cluster.answers('the services do not exist, their namespaces do', {
    'kubernetes.default A': 'NXDOMAIN',
    'kube-dns.kube-system A': 'NXDOMAIN',
    'kube-system A': 'NODATA',
    '1.0.96.10.in-addr.arpa. PTR': 'NXDOMAIN 10.in-addr.arpa.',
  })
})
