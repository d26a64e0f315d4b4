/**
 * As if applied: where pods run, as the Nodes of the manifests say, and the topology zones that they have
 * from there.
 */
import { describe } from 'vitest'
import { useCluster } from './cluster.ts'

const headless = (name: string): string => `
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: run}
spec: {clusterIP: None, selector: {app: ${name}}, ports: [{name: http, port: 80}]}
---`

const workload = (kind: string, name: string, spec: string, pod = ''): string => `
apiVersion: apps/v1
kind: ${kind}
metadata: {name: ${name}, namespace: run}
spec: {${spec}${spec === '' ? '' : ', '}template: {metadata: {labels: {app: ${name}}}, spec: {${pod}}}}
---`

const daemon = (name: string, pod: string, spec = ''): string =>
  headless(name) + workload('DaemonSet', name, spec, `hostNetwork: true, ${pod}`)

const node = (name: string, address: string, labels: string, spec = ''): string => `
apiVersion: v1
kind: Node
metadata: {name: ${name}, labels: {${labels}}}
spec: {${spec}}
status: {addresses: [{type: InternalIP, address: ${address}}]}
---`

const dumped = (name: string, address: string, nodeName: string): string => `
apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: run, labels: {app: dumped}}
spec: {nodeName: ${nodeName}}
status: {phase: Running, podIP: ${address}}
---`

const ZONE = 'topology.kubernetes.io/zone'
const NODES = [
  node('n1', '192.0.2.11', `${ZONE}: west, disk: ssd, cores: "8"`),
  node('n2', '192.0.2.12', `${ZONE}: East`),
  node(
    'n3',
    '192.0.2.13',
    'failure-domain.beta.kubernetes.io/zone: old',
    'taints: [{key: gpu, effect: NoSchedule}]',
  ),
].join('')

const required = (terms: string): string =>
  `affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [${terms}]}}}`

const WORKLOADS = [
  daemon('all', 'tolerations: [{operator: Exists}]'),
  daemon('plain', ''),
  daemon('selected', 'nodeSelector: {disk: ssd}'),
  daemon('affine', required('{matchExpressions: [{key: cores, operator: Gt, values: ["4"]}]}')),
  daemon('nowhere', 'nodeSelector: {disk: tape}'),
  daemon('named', 'nodeName: n2'),
  headless('web') + workload('Deployment', 'web', 'replicas: 3'),
  headless('db') +
    workload(
      'StatefulSet',
      'db',
      'replicas: 2, serviceName: db',
      'tolerations: [{key: gpu, operator: Exists}], nodeSelector: {disk: tape}',
    ),
  headless('host') +
    workload('Deployment', 'host', 'replicas: 2', 'hostNetwork: true, nodeSelector: {disk: ssd}'),
  headless('dumped'),
  dumped('d1', '10.9.0.1', 'n1'),
  dumped('d2', '10.9.0.2', 'n3'),
  dumped('d3', '10.9.0.3', 'n9'),
].join('')

describe('with Nodes', () => {
  const cluster = useCluster(WORKLOADS + NODES, { options: ['zonal'] })

  cluster.answers('a DaemonSet runs on those that its selector, affinity and tolerations allow', {
    'all.run A': ['A 192.0.2.11', 'A 192.0.2.12', 'A 192.0.2.13'],
    'plain.run A': ['A 192.0.2.11', 'A 192.0.2.12'],
    'selected.run A': 'A 192.0.2.11',
    'affine.run A': 'A 192.0.2.11',
    'nowhere.run A': 'NXDOMAIN',
    'named.run A': 'A 192.0.2.12',
  })

  cluster.answers('a pod in the network of its node is on a node that it may run on', {
    'host.run A': 'A 192.0.2.11',
  })

  cluster.answers('pods have the zones of their nodes', {
    'west.pin._zone.all.run A': 'A 192.0.2.11',
    'east.pin._zone.all.run A': 'A 192.0.2.12',
    'old.pin._zone.all.run A': 'A 192.0.2.13',
    'west.pin._zone.dumped.run A': 'A 10.9.0.1',
    'old.pin._zone.dumped.run A': 'A 10.9.0.2',
    'east.prefer._zone.dumped.run A': ['A 10.9.0.1', 'A 10.9.0.2', 'A 10.9.0.3'],
  })

  cluster.answers('the pods of a workload are on its nodes in turn', {
    'west.pin._zone.web.run A': ['A 10.244.50.58', 'A 10.244.19.83'],
    'east.pin._zone.web.run A': 'A 10.244.180.207',
    'old.pin._zone.web.run A': 'NODATA',
  })

  cluster.answers('pods that fit on no node run all the same, without a zone', {
    'db-0.db.run A': 'A 10.244.76.31',
    'west.pin._zone.db.run A': 'NODATA',
  })
})

describe('without Nodes', () => {
  const cluster = useCluster(WORKLOADS, { options: ['zonal', 'nodes 2'] })

  cluster.answers('a DaemonSet runs on as many as the options say, whatever it requires', {
    'nowhere.run A': ['A 192.0.2.1', 'A 192.0.2.2'],
    'west.pin._zone.web.run A': 'NODATA',
    'west.prefer._zone.web.run A': ['A 10.244.180.207', 'A 10.244.50.58', 'A 10.244.19.83'],
  })
})
