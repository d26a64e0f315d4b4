/** As if applied, R7 and R8: the pods that workloads would run, observed through the names of services. */
import { describe, expect, test } from 'vitest'
import { type Cluster, useCluster } from './cluster.ts'

const GROUPS: Readonly<Record<string, string>> = {
  DeploymentConfig: 'apps.openshift.io/v1',
  Job: 'batch/v1',
  ReplicationController: 'v1',
}

/** A workload whose pods have its name as the label `app`; `pod` is the rest of the pod spec. */
function workload(kind: string, name: string, spec = '', pod = '', annotations = ''): string {
  return `
apiVersion: ${GROUPS[kind] ?? 'apps/v1'}
kind: ${kind}
metadata: {name: ${name}, namespace: run, annotations: {${annotations}}}
spec: {${spec === '' ? '' : `${spec}, `}template: {metadata: {labels: {app: ${name}}}, spec: {${pod}}}}
---`
}

function headless(name: string, selector = `app: ${name}`, rest = ''): string {
  return `
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: run}
spec: {clusterIP: None, selector: {${selector}}${rest}}
---`
}

function scaler(target: string, spec: string): string {
  return `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: ${target.toLowerCase().replace('/', '-')}, namespace: run}
spec: {scaleTargetRef: {kind: ${target.replace('/', ', name: ')}}, ${spec}}
---`
}

function node(name: string, addresses = ''): string {
  return `\napiVersion: v1\nkind: Node\nmetadata: {name: ${name}}\nstatus: {addresses: [${addresses}]}\n---`
}

/** The number of addresses behind names of the namespace. */
function counts(cluster: Cluster, sentence: string, table: Readonly<Record<string, number>>): void {
  test(sentence, async () => {
    const found: Record<string, number> = {}
    for (const name of Object.keys(table)) {
      const lines = [await cluster.look(`${name}.run A`)].flat()
      found[name] = lines.filter((line) => line.startsWith('A ')).length
    }
    expect(found).toEqual(table)
  })
}

const INDEXED = 'completionMode: Indexed'

describe('by default', () => {
  const cluster = useCluster(
    [
      ...['front', 'one', 'set', 'old', 'none', 'many', 'minus'].map((name) => headless(name)),
      workload('Deployment', 'front', 'replicas: 3'),
      workload('Deployment', 'one'),
      workload('ReplicaSet', 'set', 'replicas: 2'),
      workload('ReplicationController', 'old', 'replicas: 4'),
      workload('Deployment', 'none', 'replicas: 0'),
      workload('Deployment', 'minus', 'replicas: -2'),
      workload('Deployment', 'many', 'replicas: 1000', 'hostNetwork: true'),
      // Two kinds with one name.
      headless('twins'),
      ...['Deployment', 'ReplicaSet', 'ReplicationController', 'DaemonSet'].map((kind) =>
        workload(kind, 'twins'),
      ),
      headless('db'),
      headless('db-too', 'app: db'),
      headless('db-6', 'statefulset.kubernetes.io/pod-name: db-6'),
      headless('db-index', 'apps.kubernetes.io/pod-index: "7", app: db'),
      workload('StatefulSet', 'db', 'serviceName: db, replicas: 3, ordinals: {start: 5}', 'hostname: no'),
      headless('lost'),
      workload('StatefulSet', 'lost', 'serviceName: nowhere'),
      headless('long'.padEnd(52, 'g')),
      workload('StatefulSet', 'long'.padEnd(52, 'g'), `serviceName: ${'long'.padEnd(52, 'g')}, replicas: 11`),
      headless('longer'.padEnd(54, 'r')),
      workload('StatefulSet', 'longer'.padEnd(54, 'r'), `serviceName: ${'longer'.padEnd(54, 'r')}`),
      headless('crew'),
      workload('Deployment', 'crew', 'replicas: 2', 'hostname: lead, subdomain: crew'),
      headless('alone'),
      workload('Deployment', 'alone', 'replicas: 2', 'hostname: lead'),
      headless('agent'),
      workload('DaemonSet', 'agent', 'replicas: 7'),
      headless('mpi'),
      workload('Job', 'mpi', `${INDEXED}, parallelism: 3`, 'subdomain: mpi'),
      headless('done'),
      workload('Job', 'done', `${INDEXED}, parallelism: 3, completions: 2`, 'subdomain: done'),
      headless('batch'),
      workload('Job', 'batch', 'parallelism: 3', 'subdomain: batch'),
      headless('unnamed'),
      workload('Job', 'unnamed', `${INDEXED}, parallelism: 3`),
      headless('nightly'),
      workload('CronJob', 'nightly', 'schedule: "@daily"'),
      headless('config', 'deploymentconfig: config'),
      headless('config-1', 'deployment: config-1'),
      workload('DeploymentConfig', 'config', 'replicas: 2', 'containers: [{name: a}]'),
      ...['low', 'least', 'fixed'].map((name) => headless(name)),
      workload('Deployment', 'low'),
      scaler('Deployment/low', 'minReplicas: 3'),
      workload('StatefulSet', 'least'),
      scaler('StatefulSet/least', 'maxReplicas: 9'),
      workload('Deployment', 'fixed', 'replicas: 2'),
      scaler('Deployment/fixed', 'minReplicas: 5'),
      scaler('ReplicaSet/one', 'minReplicas: 5'),
      headless('hook'),
      workload('Job', 'hook', `${INDEXED}, parallelism: 2`, 'subdomain: hook', 'helm.sh/hook: test'),
      headless('everything', ''),
      `\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: bald, namespace: run}\nspec: {template: {}}\n---`,
      headless('six', 'app: front', ', ipFamilies: [IPv6]'),
      headless('host'),
      workload('DaemonSet', 'host', '', 'hostNetwork: true'),
    ].join(''),
  )

  counts(cluster, 'a workload has as many pods as its replicas, or one', {
    front: 3,
    one: 1,
    set: 2,
    old: 4,
    none: 0,
    minus: 0,
    twins: 4,
  })

  counts(cluster, 'pods that share the address of a node have one address', { many: 1, host: 1 })

  counts(cluster, 'pods of a StatefulSet are known by their ordinals below the service that it names', {
    db: 3,
    'db-5.db': 1,
    'db-6.db': 1,
    'db-7.db': 1,
    'db-4.db': 0,
    'db-8.db': 0,
    'no.db': 0,
    'db-too': 3,
    'db-5.db-too': 0,
    lost: 1,
    'lost-0.lost': 0,
  })

  counts(cluster, 'a service can select one of them', {
    'db-6': 1,
    'db-6.db-6': 0,
    'db-index': 1,
    config: 2,
    'config-1': 2,
  })

  counts(cluster, 'a StatefulSet has pods if a cluster can label them with its name', {
    ['long'.padEnd(52, 'g')]: 11,
    [`${'long'.padEnd(52, 'g')}-10.${'long'.padEnd(52, 'g')}`]: 1,
    ['longer'.padEnd(54, 'r')]: 0,
  })

  counts(cluster, 'replicas share the host name of their template, if they have a subdomain', {
    crew: 2,
    'lead.crew': 2,
    alone: 2,
    'lead.alone': 0,
  })

  counts(cluster, 'an Indexed Job with a subdomain has pods that can be found, and no other job has', {
    mpi: 3,
    'mpi-0.mpi': 1,
    'mpi-2.mpi': 1,
    'mpi-3.mpi': 0,
    done: 2,
    batch: 0,
    unnamed: 0,
    nightly: 0,
  })

  counts(cluster, 'an autoscaler sets the number of pods if the workload has none', {
    low: 3,
    least: 1,
    fixed: 2,
    one: 1,
  })

  counts(cluster, 'a DaemonSet has one pod, on the only node', { agent: 1 })
  counts(cluster, 'the workloads of Helm hooks have no pods', { hook: 0 })
  counts(cluster, 'a selector without labels selects no pods, not even those without labels', {
    everything: 0,
  })

  // Follow from names: test/kube/applied/address-pool.test.ts has the function.
  cluster.answers('the addresses are a function of namespace, kind, name and ordinal', {
    'db-5.db.run A': 'A 10.244.10.19',
    'db-6.db.run A': 'A 10.244.179.244',
    'one.run A': 'A 10.244.21.229',
    'six.run A': 'NODATA',
    'six.run AAAA': [
      'AAAA fd00:10:244::739a:5341',
      'AAAA fd00:10:244::7cc0:dc91',
      'AAAA fd00:10:244::ff71:1d95',
    ],
    'host.run A': 'A 192.0.2.1',
  })
})

const PLACED = [
  ...['agent', 'host', 'pinned', 'spread', 'lonely', 'hook', 'bare-hook', 'on-host'].map((name) =>
    headless(name),
  ),
  workload('DaemonSet', 'agent'),
  workload('DaemonSet', 'host', '', 'hostNetwork: true'),
  workload('Deployment', 'spread', 'replicas: 3', 'hostNetwork: true'),
  workload('Deployment', 'pinned', 'replicas: 2', 'hostNetwork: true, nodeName: n2'),
  workload('Deployment', 'lonely', 'replicas: 2', 'hostNetwork: true, nodeName: n3'),
  workload('Deployment', 'hook', 'replicas: 2', '', 'helm.sh/hook: pre-install'),
  `
apiVersion: v1
kind: Pod
metadata: {name: bare-hook, namespace: run, labels: {app: bare-hook}, annotations: {helm.sh/hook: test}}
---
apiVersion: v1
kind: Pod
metadata: {name: on-host, namespace: run, labels: {app: on-host}}
spec: {hostNetwork: true, nodeName: n2}
---`,
].join('')

describe('with nodes in the manifests', () => {
  const nodes = [
    node('n1', '{type: Hostname, address: n1}, {type: InternalIP, address: 192.0.2.11}'),
    node('n2', '{type: ExternalIP, address: 203.0.113.2}, {type: InternalIP, address: 192.0.2.12}'),
    node('n3'),
  ].join('')
  const cluster = useCluster(PLACED + nodes, { options: ['nodes 9', 'node_ip 198.51.100.1'] })

  counts(cluster, 'a DaemonSet has one pod on each', { agent: 3 })

  cluster.answers('a pod in the network of its node has the internal address of the node', {
    'host.run A': ['A 192.0.2.11', 'A 192.0.2.12', 'A 198.51.100.3'],
    'spread.run A': ['A 192.0.2.11', 'A 192.0.2.12', 'A 198.51.100.3'],
    'pinned.run A': 'A 192.0.2.12',
    'on-host.run A': 'A 192.0.2.12',
    'kubernetes.default SRV': ['SRV 0 100 443 kubernetes.default', '+ A 10.96.0.1'],
    '192-0-2-11.kubernetes.default A': 'A 192.0.2.11',
  })
})

describe('with a number of nodes, and hooks', () => {
  const cluster = useCluster(PLACED, { options: ['nodes 4', 'node_ip 198.51.100.255', 'include_hooks'] })

  counts(cluster, 'a DaemonSet has as many pods', { agent: 4 })
  counts(cluster, 'the workloads of hooks have pods', { hook: 2, 'bare-hook': 1 })

  cluster.answers('nodes have consecutive addresses from the first one of the setting', {
    'host.run A': ['A 198.51.100.255', 'A 198.51.101.0', 'A 198.51.101.1', 'A 198.51.101.2'],
    'on-host.run A': 'A 198.51.100.255',
    '198-51-100-255.kubernetes.default A': 'A 198.51.100.255',
  })
})

describe('with no_synthesize', () => {
  const cluster = useCluster(PLACED, { options: ['no_synthesize'] })

  counts(cluster, 'no workload has pods', { agent: 0, host: 0, spread: 0, 'bare-hook': 0 })
  counts(cluster, 'a pod of the manifests still exists', { 'on-host': 1 })

  cluster.answers('built-in services have their addresses', {
    'kube-dns.kube-system A': 'A 10.96.0.10',
    'kubernetes.default A': 'A 10.96.0.1',
  })
})

describe('an Indexed Job beside a StatefulSet of the same name', () => {
  const template = 'subdomain: twin'
  const cluster = useCluster(
    [
      headless('twin'),
      headless('all', 'app: twin'),
      headless('one', 'batch.kubernetes.io/job-completion-index: "1"'),
      workload('StatefulSet', 'twin', 'serviceName: twin, replicas: 1'),
      workload('Job', 'twin', `${INDEXED}, parallelism: 2, completions: 2`, template),
    ].join(''),
    { options: ['endpoint_pod_names'] },
  )

  cluster.answers('runs its pods, with the same host names', {
    'twin.run A': ['A 10.244.119.59', 'A 10.244.190.246', 'A 10.244.67.86'],
    'twin-0.twin.run A': ['A 10.244.119.59', 'A 10.244.190.246'],
    'twin-1.twin.run A': 'A 10.244.67.86',
  })

  cluster.answers('has pods whose names end with letters of their own', {
    'one.run SRV': 'NODATA',
    'twin-0.all.run A': 'A 10.244.119.59',
    'twin-1.all.run A': 'NXDOMAIN',
    'twin-1-b8dsh.one.run A': 'A 10.244.67.86',
  })
})
