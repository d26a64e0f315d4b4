/**
 * The namespaces that exist, and those that are shown: the options `namespaces`, `namespace_labels` and
 * `labels`.
 */
import { describe, expect, test } from 'vitest'
import { useCluster } from './cluster.ts'

const MANIFESTS = `
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {team: web, tier: front}}
---
apiVersion: v1
kind: Namespace
metadata: {name: lab, labels: {team: data}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop, labels: {app: web, track: stable}}
spec: {clusterIP: 10.3.0.20, ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: lab, labels: {app: db}}
spec: {clusterIP: None}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-1, namespace: lab, labels: {kubernetes.io/service-name: db, app: db}}
endpoints: [{addresses: [10.244.2.10], hostname: db-0}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-2, namespace: lab, labels: {kubernetes.io/service-name: db}}
endpoints: [{addresses: [10.244.2.11], hostname: db-1}]
---
apiVersion: v1
kind: Service
metadata: {name: stray, namespace: unlisted}
spec: {clusterIP: 10.3.0.22}
---
apiVersion: v1
kind: Pod
metadata: {name: p, namespace: only-a-pod}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: s, namespace: only-a-slice, labels: {kubernetes.io/service-name: none}}
endpoints: []
---
apiVersion: v1
kind: Service
metadata: {name: here}
spec: {clusterIP: 10.3.0.23}
---
apiVersion: v1
kind: List
items: [{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: only-a-config-map}}]
---
apiVersion: batch/v1
kind: Job
metadata: {generateName: j-, namespace: only-a-job}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: r, namespace: only-a-cluster-role}
---
apiVersion: v1
kind: Secret
metadata: {namespace: only-a-nameless-secret}
---
apiVersion: v1
kind: Secret
metadata: {name: s, namespace: Not_A_Namespace}
`
const ZONES = 'cluster.local in-addr.arpa'

describe('by default', () => {
  const cluster = useCluster(MANIFESTS, { zones: ZONES })

  cluster.answers('a namespace is known by its object, or by anything in it', {
    'shop A': 'NODATA',
    'unlisted A': 'NODATA',
    'only-a-pod A': 'NODATA',
    'only-a-slice A': 'NODATA',
    'only-a-config-map A': 'NODATA',
    'only-a-config-map TXT': 'NODATA',
    'web.only-a-config-map A': 'NXDOMAIN',
    'only-a-job A': 'NODATA',
    'only-a-cluster-role A': 'NXDOMAIN',
    'only-a-nameless-secret A': 'NXDOMAIN',
    'nope A': 'NXDOMAIN',
    'web.nope A': 'NXDOMAIN',
    'nope TXT': 'NXDOMAIN',
  })

  cluster.answers('every cluster has four of them', {
    'default A': 'NODATA',
    'kube-system A': 'NODATA',
    'kube-public A': 'NODATA',
    'kube-node-lease A': 'NODATA',
  })

  cluster.answers('all are shown', {
    'web.shop A': 'A 10.3.0.20',
    'db.lab A': ['A 10.244.2.10', 'A 10.244.2.11'],
    'stray.unlisted A': 'A 10.3.0.22',
    'here.default A': 'A 10.3.0.23',
  })
})

describe('with namespaces', () => {
  const cluster = useCluster(MANIFESTS, {
    zones: ZONES,
    options: ['namespaces shop nope', 'namespaces unlisted'],
  })

  cluster.answers('those that are listed are shown, as far as they exist', {
    'web.shop A': 'A 10.3.0.20',
    'shop A': 'NODATA',
    'stray.unlisted A': 'A 10.3.0.22',
    'nope A': 'NXDOMAIN',
  })

  cluster.answers('the others have no names', {
    'lab A': 'NXDOMAIN',
    'db.lab A': 'NXDOMAIN',
    'db-0.db.lab SRV': 'NXDOMAIN',
    'here.default A': 'NXDOMAIN',
    'default A': 'NXDOMAIN',
    '20.0.3.10.in-addr.arpa. PTR': 'PTR web.shop',
    '10.2.244.10.in-addr.arpa. PTR': 'NXDOMAIN in-addr.arpa.',
    '23.0.3.10.in-addr.arpa. PTR': 'NXDOMAIN in-addr.arpa.',
  })
})

describe('with namespace_labels', () => {
  const cluster = useCluster(MANIFESTS, {
    zones: ZONES,
    options: ['namespace_labels team in (web, ops),tier'],
  })

  cluster.answers('those with the labels are shown, forwards and backwards', {
    'web.shop A': 'A 10.3.0.20',
    'db.lab A': 'NXDOMAIN',
    'lab A': 'NXDOMAIN',
    'stray.unlisted A': 'NXDOMAIN',
    '20.0.3.10.in-addr.arpa. PTR': 'PTR web.shop',
    '10.2.244.10.in-addr.arpa. PTR': 'NXDOMAIN in-addr.arpa.',
    '22.0.3.10.in-addr.arpa. PTR': 'NXDOMAIN in-addr.arpa.',
  })
})

describe('with namespace_labels that exclude', () => {
  const cluster = useCluster(MANIFESTS, { options: ['namespace_labels team!=data'] })

  cluster.answers('a namespace without the label is shown, with or without an object', {
    'web.shop A': 'A 10.3.0.20',
    'stray.unlisted A': 'A 10.3.0.22',
    'here.default A': 'A 10.3.0.23',
    'lab A': 'NXDOMAIN',
  })
})

describe('with labels', () => {
  const cluster = useCluster(MANIFESTS, { zones: ZONES, options: ['labels app in (web, db), track!=canary'] })

  cluster.answers('services and slices need the labels, namespaces do not', {
    'web.shop A': 'A 10.3.0.20',
    'db.lab A': 'A 10.244.2.10',
    'db-1.db.lab A': 'NXDOMAIN',
    'stray.unlisted A': 'NXDOMAIN',
    'unlisted A': 'NODATA',
    'here.default A': 'NXDOMAIN',
    '11.2.244.10.in-addr.arpa. PTR': 'NXDOMAIN in-addr.arpa.',
    '22.0.3.10.in-addr.arpa. PTR': 'NXDOMAIN in-addr.arpa.',
  })
})

describe('with labels and verified pods', () => {
  const cluster = useCluster(
    `
apiVersion: v1
kind: Pod
metadata: {name: a, labels: {app: web}}
status: {podIP: 10.244.0.1}
---
apiVersion: v1
kind: Pod
metadata: {name: b}
status: {podIP: 10.244.0.2}
`,
    { options: ['labels app', 'pods verified'] },
  )

  cluster.answers('pods need the labels', {
    '10-244-0-1.default.pod.cluster.local. A': 'A 10.244.0.1',
    '10-244-0-2.default.pod.cluster.local. A': 'NXDOMAIN',
  })
})

function configMap(namespace: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: ${namespace}}\n---\n`
}

describe('a namespace of objects that DNS does not read', () => {
  const cluster = useCluster({ 'a.yaml': configMap('one').repeat(10_000), 'b.yaml': configMap('one') })
  const becomes = async (question: string, answer: string): Promise<void> => {
    await expect.poll(() => cluster.look(question), { timeout: 5000, interval: 10 }).toBe(answer)
  }

  test('comes, stays while anything is in it, and goes', async () => {
    expect(await cluster.look('one A')).toBe('NODATA')
    cluster.world.write('a.yaml', configMap('two'))
    await becomes('two A', 'NODATA')
    expect(await cluster.look('one A')).toBe('NODATA')
    cluster.world.write('b.yaml', '# moved away')
    await becomes('one A', 'NXDOMAIN')
    cluster.world.write('a.yaml', `${configMap('three')}kind: [\n`)
    await becomes('three A', 'NODATA')
    // The broken document may be the one that held the namespace.
    expect(await cluster.look('two A')).toBe('NODATA')
    const changes = cluster.world.log.filter((line) => line.includes('changed: '))
    expect(changes.map((line) => /changed: (?:.*\/)?(\S+): cluster/.exec(line)?.[1])).toEqual([
      'a.yaml',
      'b.yaml',
      'a.yaml',
    ])
  })
})
