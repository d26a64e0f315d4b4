/**
 * The sources of endpoints (as if applied, R10): the pods that a service selects or the slices that a
 * controller made of them, slices of other origin, and v1 Endpoints objects.
 */
import { describe } from 'vitest'
import { useCluster } from './cluster.ts'

const service = (name: string, spec = 'selector: {app: any}', more = ''): string => `
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: lab${more}}
spec: {${spec === '' ? '' : `${spec}, `}clusterIP: None, ports: [{name: http, port: 80}]}
---`

/** `origin` is the value of the label managed-by. */
const slice = (
  owner: string,
  address: string,
  origin = 'me',
  endpoints = `{addresses: [${address}]}`,
): string => `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: ${owner}-${origin.replaceAll('.', '-')}
  namespace: lab
  labels: {kubernetes.io/service-name: ${owner}, endpointslice.kubernetes.io/managed-by: ${origin}}
endpoints: [${endpoints}]
ports: [{name: http, port: 8080}]
---`

const endpointsOf = (name: string, address: string, metadata = ''): string => `
apiVersion: v1
kind: Endpoints
metadata: {name: ${name}, namespace: lab${metadata}}
subsets: [{addresses: [{ip: ${address}}], ports: [{name: http, port: 8080}]}]
---`

const pod = (name: string, address: string, app: string): string => `
apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: lab, labels: {app: ${app}}}
status: {podIP: ${address}}
---`

const workload = (name: string, spec: string, annotations = ''): string => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: lab, annotations: {${annotations}}}
spec: {${spec}, template: {metadata: {labels: {app: ${name}}}}}
---`

const CONTROLLER = 'endpointslice-controller.k8s.io'
const MIRROR = 'endpointslicemirroring-controller.k8s.io'
const ZONES = 'cluster.local in-addr.arpa'

describe('a service with a selector', () => {
  const cluster = useCluster(
    [
      pod('any-1', '10.244.1.5', 'any'),
      pod('done', '10.244.1.6', 'done').replace('status: {', 'status: {phase: Succeeded, '),
      service('dumped') + slice('dumped', '10.244.1.1', CONTROLLER) + slice('dumped', '10.244.1.2'),
      service('emptied') + slice('emptied', '', CONTROLLER, ''),
      service('besides') + slice('besides', '10.244.1.3') + slice('besides', '10.244.1.4', 'you'),
      service('moved') + slice('moved', '10.244.1.3', MIRROR),
      service('far', 'selector: {app: elsewhere}') + slice('far', '10.244.1.3'),
      service('same') + slice('same', '10.244.1.5'),
      service('written') + endpointsOf('written', '10.244.2.1'),
      service('alone', 'selector: {app: elsewhere}') + endpointsOf('alone', '10.244.2.2'),
      service('alone-too', 'selector: {app: elsewhere}') +
        endpointsOf('alone-too', '10.244.2.3') +
        slice('alone-too', '10.244.2.4'),
      service('scaled', 'selector: {app: scaled}') + endpointsOf('scaled', '10.244.2.5'),
      workload('scaled', 'replicas: 0'),
      service('hooked', 'selector: {app: hooked}') + endpointsOf('hooked', '10.244.2.6'),
      workload('hooked', 'replicas: 1', 'helm.sh/hook: test'),
      service('over', 'selector: {app: done}') + endpointsOf('over', '10.244.2.7'),
      service('both') + endpointsOf('both', '10.244.2.8') + slice('both', '10.244.2.9', CONTROLLER),
      service('alias', 'type: ExternalName, externalName: a.test, selector: {app: any}').replace(
        'clusterIP: None, ',
        '',
      ) + endpointsOf('alias', '10.244.2.10'),
    ].join(''),
    { zones: ZONES },
  )

  cluster.answers('has the slices that the controller made instead of the pods', {
    'dumped.lab A': ['A 10.244.1.1', 'A 10.244.1.2'],
    'emptied.lab A': 'NXDOMAIN',
  })

  cluster.answers('has slices of any other origin beside the pods', {
    'besides.lab A': ['A 10.244.1.3', 'A 10.244.1.4', 'A 10.244.1.5'],
    '10-244-1-3.besides.lab A': 'A 10.244.1.3',
    '_http._tcp.besides.lab SRV': [
      'SRV 0 33 80 10-244-1-5.besides.lab',
      'SRV 0 33 8080 10-244-1-3.besides.lab',
      'SRV 0 33 8080 10-244-1-4.besides.lab',
      '+ 10-244-1-3.besides.lab A 10.244.1.3',
      '+ 10-244-1-4.besides.lab A 10.244.1.4',
      '+ 10-244-1-5.besides.lab A 10.244.1.5',
    ],
    'moved.lab A': ['A 10.244.1.3', 'A 10.244.1.5'],
    'far.lab A': 'A 10.244.1.3',
    'same.lab A': 'A 10.244.1.5',
    // Both the slice and the pod count for the weight, as in a cluster.
    'same.lab SRV': [
      'SRV 0 50 80 10-244-1-5.same.lab',
      'SRV 0 50 8080 10-244-1-5.same.lab',
      '+ 10-244-1-5.same.lab A 10.244.1.5',
    ],
  })

  cluster.answers('has its pods, not the Endpoints object of its name', {
    'written.lab A': 'A 10.244.1.5',
    '10-244-2-1.written.lab A': 'NXDOMAIN',
    '1.2.244.10.in-addr.arpa. PTR': 'NXDOMAIN in-addr.arpa.',
    'both.lab A': 'A 10.244.2.9',
    'over.lab A': 'NXDOMAIN',
    'scaled.lab A': 'NXDOMAIN',
    '10.2.244.10.in-addr.arpa. PTR': 'NXDOMAIN in-addr.arpa.',
  })

  cluster.answers('has that object if the manifests have neither pods nor workloads for it', {
    'alone.lab A': 'A 10.244.2.2',
    'alone-too.lab A': ['A 10.244.2.3', 'A 10.244.2.4'],
    'hooked.lab A': 'A 10.244.2.6',
    '2.2.244.10.in-addr.arpa. PTR': 'PTR 10-244-2-2.alone.lab',
  })
})

describe('a service without a selector', () => {
  const cluster = useCluster(
    [
      service('bare', ''),
      service('sliced', '') + slice('sliced', '10.244.1.1') + endpointsOf('sliced', '10.244.3.1'),
      service('emptied', '') + slice('emptied', '', 'me', '') + endpointsOf('emptied', '10.244.3.2'),
      service('mirrored', '') + endpointsOf('mirrored', '10.244.3.3'),
      service('skipped', '') +
        endpointsOf('skipped', '10.244.3.4', ', labels: {endpointslice.kubernetes.io/skip-mirror: "true"}'),
      service('kept', '') +
        endpointsOf('kept', '10.244.3.5', ', labels: {endpointslice.kubernetes.io/skip-mirror: "false"}'),
      service('leader', '') +
        endpointsOf(
          'leader',
          '10.244.3.6',
          ', annotations: {control-plane.alpha.kubernetes.io/leader: "{}"}',
        ),
      endpointsOf('orphan', '10.244.3.7'),
      slice('orphan', '10.244.3.8'),
      endpointsOf(
        'kubernetes',
        '10.244.3.9',
        ', labels: {endpointslice.kubernetes.io/skip-mirror: "true"}',
      ).replace('namespace: lab', 'namespace: default'),
      `
apiVersion: v1
kind: Service
metadata: {name: old, namespace: lab}
spec: {clusterIP: None, ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Endpoints
metadata: {name: old, namespace: lab}
subsets:
  - addresses: [{ip: 10.244.1.2, hostname: old-0}, {ip: '2001:db8::2'}]
    notReadyAddresses: [{ip: 10.244.1.3}]
    ports: [{name: http, port: 8080}]
  - addresses: [{ip: 10.244.1.4}]
    ports: [{name: other, port: 9090}]
---`,
    ].join(''),
    { zones: ZONES },
  )

  cluster.answers('has its slices, even if they are empty', {
    'bare.lab A': 'NXDOMAIN',
    'sliced.lab A': 'A 10.244.1.1',
    'emptied.lab A': 'NXDOMAIN',
  })

  cluster.answers('or else the Endpoints object of its name, with what is ready in it', {
    'mirrored.lab A': 'A 10.244.3.3',
    '3.3.244.10.in-addr.arpa. PTR': 'PTR 10-244-3-3.mirrored.lab',
    'old.lab A': ['A 10.244.1.2', 'A 10.244.1.4'],
    'old.lab AAAA': 'AAAA 2001:db8::2',
    'old-0.old.lab A': 'A 10.244.1.2',
    '10-244-1-3.old.lab A': 'NXDOMAIN',
  })

  cluster.answers('each subset of that object has its own ports', {
    '_other._tcp.old.lab SRV': ['SRV 0 100 9090 10-244-1-4.old.lab', '+ 10-244-1-4.old.lab A 10.244.1.4'],
    '_http._tcp.old.lab SRV': [
      'SRV 0 50 8080 old-0.old.lab',
      'SRV 0 50 8080 2001-db8--2.old.lab',
      '+ old-0.old.lab A 10.244.1.2',
      '+ 2001-db8--2.old.lab AAAA 2001:db8::2',
    ],
  })

  cluster.answers('an object that a cluster does not mirror gives no name, in either direction', {
    'skipped.lab A': 'NXDOMAIN',
    '4.3.244.10.in-addr.arpa. PTR': 'NXDOMAIN in-addr.arpa.',
    'kept.lab A': 'A 10.244.3.5',
    'leader.lab A': 'NXDOMAIN',
    '6.3.244.10.in-addr.arpa. PTR': 'NXDOMAIN in-addr.arpa.',
  })

  cluster.answers('without the service an object gives no name, but a slice gives the reverse name', {
    'orphan.lab A': 'NXDOMAIN',
    '7.3.244.10.in-addr.arpa. PTR': 'NXDOMAIN in-addr.arpa.',
    '8.3.244.10.in-addr.arpa. PTR': 'PTR 10-244-3-8.orphan.lab',
  })

  cluster.answers('the API server keeps the slice of its own service, whatever the label says', {
    '9.3.244.10.in-addr.arpa. PTR': 'PTR 10-244-3-9.kubernetes.default',
  })
})

describe('the option labels', () => {
  const cluster = useCluster(
    [
      pod('any-1', '10.244.1.5', 'any'),
      service('seen', undefined, ', labels: {tier: front}'),
      service('unseen'),
      service('mixed', undefined, ', labels: {tier: front}') + slice('mixed', '10.244.1.3'),
    ].join(''),
    { zones: ZONES, options: ['labels tier=front'] },
  )

  cluster.answers('hides endpoints of services without the labels, which their slices would have', {
    'seen.lab A': 'A 10.244.1.5',
    'mixed.lab A': 'A 10.244.1.5',
    'unseen.lab A': 'NXDOMAIN',
    '5.1.244.10.in-addr.arpa. PTR': ['PTR 10-244-1-5.mixed.lab', 'PTR 10-244-1-5.seen.lab'],
  })
})

describe('pods', () => {
  const cluster = useCluster(`
apiVersion: v1
kind: Service
metadata: {name: picked, namespace: lab}
spec:
  clusterIP: None
  selector: {app: any}
  ports: [{name: http, port: 80, targetPort: web}, {name: raw, port: 81}, {name: sip, port: 5060, targetPort: sip, protocol: UDP}]
---
apiVersion: v1
kind: Service
metadata: {name: sets, namespace: lab}
spec: {clusterIP: None, selector: {app: set}, ports: [{name: pg, port: 5432}]}
---
apiVersion: v1
kind: Service
metadata: {name: sets-too, namespace: lab}
spec: {clusterIP: None, selector: {app: set}}
---
apiVersion: v1
kind: Service
metadata: {name: six, namespace: lab}
spec: {clusterIP: None, selector: {app: dual}, ipFamilies: [IPv6]}
---
apiVersion: v1
kind: Service
metadata: {name: first, namespace: lab}
spec: {clusterIP: None, selector: {app: dual}}
---
apiVersion: v1
kind: Service
metadata: {name: both, namespace: lab}
spec: {clusterIP: None, selector: {app: dual}, ipFamilies: [IPv4, IPv6]}
---
apiVersion: v1
kind: Service
metadata: {name: fronted, namespace: lab}
spec: {clusterIP: '2001:db8::f', selector: {app: dual}, ports: [{name: http, port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: unselective, namespace: lab}
spec: {clusterIP: None}
---
apiVersion: v1
kind: Service
metadata: {name: all, namespace: lab}
spec: {clusterIP: None, selector: {}}
---
apiVersion: v1
kind: Service
metadata: {name: picked, namespace: other}
spec: {clusterIP: None, selector: {app: any}}
---
apiVersion: v1
kind: Pod
metadata: {name: any-1, namespace: lab, labels: {app: any, extra: label}}
spec: {containers: [{name: c, ports: [{name: web, containerPort: 8081}, {name: sip, containerPort: 5061}]}]}
status: {podIP: 10.244.1.5}
---
apiVersion: v1
kind: Pod
metadata: {name: any-2, namespace: lab, labels: {app: any}}
spec:
  initContainers:
    - {name: once, ports: [{name: web, containerPort: 1}]}
    - {name: sidecar, restartPolicy: Always, ports: [{name: web, containerPort: 8082}]}
    - {name: sip, restartPolicy: Always, ports: [{name: sip, containerPort: 5062, protocol: UDP}]}
status: {podIP: 10.244.1.6}
---
apiVersion: v1
kind: Pod
metadata: {name: set-0, namespace: lab, labels: {app: set}}
spec: {hostname: set-0, subdomain: sets}
status: {podIP: 10.244.1.7}
---
apiVersion: v1
kind: Pod
metadata: {name: set-1, namespace: lab, labels: {app: set}}
spec: {hostname: set-1}
status: {podIP: 10.244.1.8}
---
apiVersion: v1
kind: Pod
metadata: {name: dual-1, namespace: lab, labels: {app: dual}}
status: {podIP: 10.244.1.9, podIPs: [{ip: 10.244.1.9}, {ip: '2001:db8::9'}]}
`)

  cluster.answers('are endpoints if they are in the namespace and have all the labels', {
    'picked.lab A': ['A 10.244.1.5', 'A 10.244.1.6'],
    'picked.other A': 'NXDOMAIN',
    'unselective.lab A': 'NXDOMAIN',
    'all.lab A': 'NXDOMAIN',
  })

  cluster.answers('a named target port is looked up in each pod, in containers that run on', {
    '_http._tcp.picked.lab SRV': [
      'SRV 0 50 8081 10-244-1-5.picked.lab',
      'SRV 0 50 8082 10-244-1-6.picked.lab',
      '+ 10-244-1-5.picked.lab A 10.244.1.5',
      '+ 10-244-1-6.picked.lab A 10.244.1.6',
    ],
    '_raw._tcp.picked.lab SRV': [
      'SRV 0 50 81 10-244-1-5.picked.lab',
      'SRV 0 50 81 10-244-1-6.picked.lab',
      '+ 10-244-1-5.picked.lab A 10.244.1.5',
      '+ 10-244-1-6.picked.lab A 10.244.1.6',
    ],
  })

  cluster.answers('a named target port must have the protocol', {
    '_sip._udp.picked.lab SRV': [
      'SRV 0 100 5062 10-244-1-6.picked.lab',
      '+ 10-244-1-6.picked.lab A 10.244.1.6',
    ],
    '_sip._udp.picked.lab A': 'A 10.244.1.6',
    '_sip._tcp.picked.lab SRV': 'NXDOMAIN',
  })

  cluster.answers('a pod has its host name below the service that is its subdomain', {
    'set-0.sets.lab A': 'A 10.244.1.7',
    'set-0.sets-too.lab A': 'NXDOMAIN',
    '10-244-1-7.sets-too.lab A': 'A 10.244.1.7',
    'set-1.sets.lab A': 'NXDOMAIN',
    '10-244-1-8.sets.lab A': 'A 10.244.1.8',
    '_pg._tcp.sets.lab SRV': [
      'SRV 0 50 5432 set-0.sets.lab',
      'SRV 0 50 5432 10-244-1-8.sets.lab',
      '+ set-0.sets.lab A 10.244.1.7',
      '+ 10-244-1-8.sets.lab A 10.244.1.8',
    ],
  })

  cluster.answers('a service has the families it asks for, or that of its address, or the first of the pod', {
    'six.lab A': 'NODATA',
    'six.lab AAAA': 'AAAA 2001:db8::9',
    'first.lab A': 'A 10.244.1.9',
    'first.lab AAAA': 'NODATA',
    'both.lab A': 'A 10.244.1.9',
    'both.lab AAAA': 'AAAA 2001:db8::9',
    '2001-db8--9.fronted.lab AAAA': 'AAAA 2001:db8::9',
    '10-244-1-9.fronted.lab A': 'NXDOMAIN',
  })
})
