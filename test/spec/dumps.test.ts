/**
 * As if applied, R8 to R10: pods of a dump keep their status, and workloads with pods in the dump get no
 * others.
 */
import { describe } from 'vitest'
import { useCluster } from './cluster.ts'

const READY = 'conditions: [{type: Ready, status: "True"}]'
const UNREADY = 'conditions: [{type: Ready, status: "False"}]'

/** `metadata` and `status` are the text inside their braces. */
function pod(name: string, metadata: string, status: string, spec = ''): string {
  return `
apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: dump, ${metadata}}
spec: {${spec}}
status: {${status}}
---`
}

function running(address: string, conditions = READY): string {
  return `phase: Running, podIP: ${address}, ${conditions}`
}

function owned(app: string, kind: string, owner: string, hash = ''): string {
  const label = hash === '' ? '' : `, pod-template-hash: ${hash}`
  return `labels: {app: ${app}${label}}, ownerReferences: [{kind: ${kind}, name: ${owner}, controller: true}]`
}

function workload(kind: string, name: string, app: string, spec: string, metadata = ''): string {
  return `
apiVersion: apps/v1
kind: ${kind}
metadata: {name: ${name}, namespace: dump${metadata}}
spec: {${spec}, template: {metadata: {labels: {app: ${app}}}}}
---`
}

function headless(name: string, rest = '', annotations = '', app = name): string {
  return `
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: dump, annotations: {${annotations}}}
spec: {clusterIP: None, selector: {app: ${app}}${rest}}
---`
}

const owner = (kind: string, name: string) =>
  `, ownerReferences: [{kind: ${kind}, name: ${name}, controller: true}]`

describe('a dump', () => {
  const cluster = useCluster(
    [
      ...['web', 'half', 'gone', 'db', 'off', 'old', 'kept', 'job', 'taken', 'broken'].map((name) =>
        headless(name),
      ),
      // The output of `kubectl get all`.
      workload('Deployment', 'web', 'web', 'replicas: 3'),
      workload('ReplicaSet', 'web-5d4f', 'web', 'replicas: 3', owner('Deployment', 'web')),
      workload('ReplicaSet', 'web-7c8b', 'web', 'replicas: 2', owner('Deployment', 'web')),
      pod('web-5d4f-a', owned('web', 'ReplicaSet', 'web-5d4f'), running('10.9.0.1')),
      pod('web-5d4f-b', owned('web', 'ReplicaSet', 'web-5d4f'), running('10.9.0.2', UNREADY)),
      // Without the ReplicaSet.
      workload('Deployment', 'half', 'half', 'replicas: 3'),
      pod('half-66f-a', owned('half', 'ReplicaSet', 'half-66f', '66f'), running('10.9.0.3')),
      // Without the pods: the Deployment decides, not the ReplicaSet that it controls.
      workload('Deployment', 'gone', 'gone', 'replicas: 1'),
      workload('ReplicaSet', 'gone-1', 'gone', 'replicas: 4', owner('Deployment', 'gone')),
      workload('Deployment', 'off', 'off', 'replicas: 0'),
      workload('ReplicaSet', 'off-1', 'off', 'replicas: 2', owner('Deployment', 'off')),
      // Without the Deployment.
      workload('ReplicaSet', 'old-1', 'old', 'replicas: 2', owner('Deployment', 'old')),
      workload('StatefulSet', 'db', 'db', 'replicas: 3, serviceName: db'),
      pod('db-0', owned('db', 'StatefulSet', 'db'), running('10.9.0.4'), 'hostname: db-0, subdomain: db'),
      // All its pods have finished.
      workload('ReplicaSet', 'kept', 'kept', 'replicas: 2'),
      pod('kept-x', owned('kept', 'ReplicaSet', 'kept'), 'phase: Failed, podIP: 10.9.0.5'),
      // A pod of another owner has the name of a synthesized pod.
      workload('StatefulSet', 'taken', 'taken', 'replicas: 2, serviceName: taken'),
      pod('taken-0', 'labels: {app: other}', running('10.9.0.6')),
      // An owner is in the namespace of its pod: a workload of the same name elsewhere does not own it.
      workload('ReplicaSet', 'broken', 'broken', 'replicas: 1').replace(
        'namespace: dump',
        'namespace: other',
      ),
      pod('broken-x', owned('broken', 'ReplicaSet', 'broken'), running('10.9.0.7')),
      headless('broken').replace('namespace: dump', 'namespace: other'),
    ].join(''),
  )

  cluster.answers('has exactly the pods in it', {
    'web.dump A': 'A 10.9.0.1',
    'half.dump A': 'A 10.9.0.3',
    'db.dump A': 'A 10.9.0.4',
    'db-0.db.dump A': 'A 10.9.0.4',
    'db-1.db.dump A': 'NXDOMAIN',
    'kept.dump A': 'NXDOMAIN',
  })

  cluster.answers('without pods has those of its Deployments, and of ReplicaSets without an owner in it', {
    'gone.dump A': 'A 10.244.57.190',
    'off.dump A': 'NXDOMAIN',
    'old.dump A': ['A 10.244.111.252', 'A 10.244.165.71'],
  })

  cluster.answers('has no pod twice', {
    'taken.dump A': 'A 10.244.189.125',
    'taken-0.taken.dump A': 'NXDOMAIN',
    'taken-1.taken.dump A': 'A 10.244.189.125',
  })

  cluster.answers('has its owners in the namespaces that they are in', {
    'broken.dump A': 'A 10.9.0.7',
    'broken.other A': 'A 10.244.115.134',
  })
})

describe('a dump without pods', () => {
  const withStatus = (kind: string, name: string, status: string, spec = 'replicas: 2') =>
    headless(name) + workload(kind, name, name, spec).replace(/\n---$/, `\nstatus: {${status}}\n---`)
  const job = (name: string, status: string) =>
    headless(name) +
    `
apiVersion: batch/v1
kind: Job
metadata: {name: ${name}, namespace: dump}
spec:
  {completionMode: Indexed, completions: 3, parallelism: 3, template: {metadata: {labels: {app: ${name}}}, spec: {subdomain: ${name}, restartPolicy: Never}}}
status: {${status}}
---`
  const cluster = useCluster(
    [
      withStatus('Deployment', 'dead', 'observedGeneration: 2, conditions: []'),
      withStatus('Deployment', 'alive', 'observedGeneration: 2, replicas: 2'),
      withStatus('Deployment', 'printed', 'replicas: 0'),
      withStatus('StatefulSet', 'set', 'observedGeneration: 1, replicas: 0', 'replicas: 2, serviceName: set'),
      withStatus('DaemonSet', 'off', 'observedGeneration: 1, currentNumberScheduled: 0'),
      withStatus('DaemonSet', 'agents', 'observedGeneration: 1, currentNumberScheduled: 3'),
      job('done', 'succeeded: 3, conditions: [{type: Complete, status: "True"}]'),
      job('busy', 'active: 1, succeeded: 2, startTime: "2026-01-05T09:00:00Z"'),
      job('partly', 'active: 2, completedIndexes: "1", startTime: "2026-01-05T09:00:00Z"'),
      // The Deployment has none, whatever its ReplicaSet says.
      headless('parent'),
      workload('Deployment', 'parent', 'parent', 'replicas: 2').replace(
        /\n---$/,
        '\nstatus: {observedGeneration: 1}\n---',
      ),
      workload('ReplicaSet', 'parent-1', 'parent', 'replicas: 2', owner('Deployment', 'parent')),
    ].join(''),
  )

  cluster.answers('has the pods that the status of its workloads counts', {
    'dead.dump A': 'NXDOMAIN',
    'set.dump A': 'NXDOMAIN',
    'off.dump A': 'NXDOMAIN',
    'done.dump A': 'NXDOMAIN',
    'parent.dump A': 'NXDOMAIN',
    'busy-0.busy.dump AAAA': 'NODATA',
    'busy-1.busy.dump A': 'NXDOMAIN',
    'partly-0.partly.dump AAAA': 'NODATA',
    'partly-1.partly.dump A': 'NXDOMAIN',
    'partly-2.partly.dump AAAA': 'NODATA',
    'agents.dump TXT': 'NODATA',
    'alive.dump TXT': 'NODATA',
    'printed.dump TXT': 'NODATA',
  })
})

describe('a Pod', () => {
  const cluster = useCluster(
    [
      ...['bare', 'live', 'wait', 'host', 'over', 'muted', 'clash'].map((name) => headless(name)),
      headless('all', ', publishNotReadyAddresses: true', '', 'live'),
      headless('mute', '', 'kubezone.dev/ready: "false"', 'live'),
      headless('mute-all', ', publishNotReadyAddresses: true', 'kubezone.dev/ready: "false"', 'live'),
      `
apiVersion: v1
kind: Pod
metadata: {name: bare, namespace: dump, labels: {app: bare}}
---`,
      pod('live-1', 'labels: {app: live}', running('10.9.1.1')),
      pod('live-2', 'labels: {app: live}', running('10.9.1.2', UNREADY)),
      pod('live-3', 'labels: {app: live}, deletionTimestamp: "2026-01-05T09:00:00Z"', running('10.9.1.3')),
      pod('live-4', 'labels: {app: live}', 'phase: Succeeded, podIP: 10.9.1.4'),
      pod('wait', 'labels: {app: wait}', 'phase: Pending'),
      pod('host', 'labels: {app: host}', running('192.0.2.77'), 'hostNetwork: true'),
      pod('host-2', 'labels: {app: host}', running('192.0.2.77'), 'hostNetwork: true'),
      pod(
        'over-1',
        'labels: {app: over}, annotations: {kubezone.dev/ready: "true"}',
        running('10.9.1.5', UNREADY),
      ),
      pod('over-2', 'labels: {app: over}, annotations: {kubezone.dev/ready: "false"}', running('10.9.1.6')),
      workload('Deployment', 'muted', 'muted', 'replicas: 2').replace(
        'template: {metadata: {',
        'template: {metadata: {annotations: {kubezone.dev/ready: "false"}, ',
      ),
      // The first candidate for the address of `dump/Pod/bare`: a pod with this address in its status keeps
      // it.
      pod('clash', 'labels: {app: clash}', running('10.244.75.223')),
    ].join(''),
  )

  cluster.answers('has an address from its name if it has no status', {
    'bare.dump A': 'A 10.244.114.198',
    'wait.dump A': 'NXDOMAIN',
    'clash.dump A': 'A 10.244.75.223',
    'host.dump A': 'A 192.0.2.77',
  })

  cluster.answers('is ready by its conditions, or by its annotation', {
    'live.dump A': 'A 10.9.1.1',
    'over.dump A': 'A 10.9.1.5',
    'muted.dump A': 'NXDOMAIN',
  })

  cluster.answers('is an endpoint of its service by the rules of the service', {
    'all.dump A': ['A 10.9.1.1', 'A 10.9.1.2', 'A 10.9.1.3'],
    'mute.dump A': 'NXDOMAIN',
    'mute-all.dump A': ['A 10.9.1.1', 'A 10.9.1.2', 'A 10.9.1.3'],
  })
})

const slice = (name: string, service: string, address: string) => `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: ${name}
  namespace: dump
  labels: {kubernetes.io/service-name: ${service}, endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io}
endpoints: [{addresses: [${address}]}]
---`

const listed = (name: string, address: string) =>
  `\napiVersion: v1\nkind: Endpoints\nmetadata: {name: ${name}, namespace: dump}\nsubsets: [{addresses: [{ip: ${address}}]}]\n---`

describe('endpoints', () => {
  const ports = ', ports: [{name: http, port: 80, targetPort: web}, {name: mesh, port: 81, targetPort: side}]'
  const cluster = useCluster(
    [
      headless('picked', ports, '', 'set'),
      headless('listed', '', '', 'no-pods') + listed('listed', '10.9.2.1'),
      headless('sliced', '', '', 'set') + listed('sliced', '10.9.2.2') + slice('s', 'sliced', '10.9.2.3'),
      headless('mute', '', 'kubezone.dev/ready: "false"') + slice('m', 'mute', '10.9.2.4'),
      headless('open').replace(', selector: {app: open}', ''),
      `
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: set, namespace: dump}
spec:
  template:
    metadata: {labels: {app: set}}
    spec:
      initContainers:
      - {name: once, ports: [{name: web, containerPort: 1}]}
      - {name: sidecar, restartPolicy: Always, ports: [{name: side, containerPort: 15001}]}
      containers: [{name: c, ports: [{name: web, containerPort: 8080}]}]
---`,
    ].join(''),
  )

  cluster.answers('are those of the slices, or of an Endpoints object if there are no pods for it', {
    'listed.dump A': 'A 10.9.2.1',
    'sliced.dump A': 'A 10.9.2.3',
    'mute.dump A': 'NXDOMAIN',
    'open.dump A': 'NXDOMAIN',
  })

  cluster.answers('have the ports of the template, its sidecars included', {
    '_http._tcp.picked.dump SRV': [
      'SRV 0 100 8080 10-244-159-49.picked.dump',
      '+ 10-244-159-49.picked.dump A 10.244.159.49',
    ],
    '_mesh._tcp.picked.dump SRV': [
      'SRV 0 100 15001 10-244-159-49.picked.dump',
      '+ 10-244-159-49.picked.dump A 10.244.159.49',
    ],
  })
})
