/**
 * Changes applied one by one: the result does not depend on earlier changes, and a diagnostic is reported
 * once.
 */
import { expect, test } from 'vitest'
import { AppliedCluster } from '../../../src/kube/applied/applied-cluster.ts'
import { applyOptions } from '../../../src/kube/applied/apply-options.ts'
import { Inspector } from '../../../src/kube/lint/inspector.ts'
import { Inventory } from '../../../src/kube/inventory/inventory.ts'
import { parseManifest } from '../../../src/kube/manifest/manifest.ts'
import { ManifestSet } from '../../../src/kube/stated/manifest-set.ts'
import type { Pod } from '../../../src/kube/model/objects.ts'
import { complete } from '../../../src/zone/steps.ts'

class Cluster {
  readonly said: string[] = []
  readonly inventory = new Inventory()
  readonly #manifests = new ManifestSet()
  readonly #applied = new AppliedCluster(applyOptions(), null)
  readonly #inspector = new Inspector(this.#manifests, this.inventory)

  write(file: string, ...documents: readonly string[]): void {
    const { objects } = parseManifest(documents.join('---\n'), file)
    const stated = complete(this.#manifests.apply([{ file, objects }]))
    const transitions = complete(this.#applied.follow(stated.transitions, () => []))
    const change = complete(this.inventory.follow(transitions, stated.residents))
    const found = [...this.#applied.takeDiagnostics(), ...this.#inspector.inspect(stated, change)]
    this.said.push(...found.map(({ code, message }) => `${code} ${message}`))
  }

  pods(app: string): Pod[] {
    return this.inventory.pods.select('default', { app })
  }
}

function workload(kind: string, name: string, spec: string, metadata = ''): string {
  const group = kind === 'Job' ? 'batch' : 'apps'
  return `apiVersion: ${group}/v1\nkind: ${kind}\nmetadata: {name: ${name}${metadata}}\nspec: {${spec}}\n`
}

function deployment(name: string, replicas: number | null, pod = '', app = name): string {
  const count = replicas === null ? '' : `replicas: ${replicas}, `
  return workload('Deployment', name, `${count}template: {metadata: {labels: {app: ${app}}}, spec: {${pod}}}`)
}

function autoscaler(name: string, minimum: number): string {
  return `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: ${name}}\nspec: {minReplicas: ${minimum}, scaleTargetRef: {kind: Deployment, name: web}}\n`
}

function service(name: string, port = 80): string {
  return `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {selector: {app: x}, ports: [{port: ${port}}]}\n`
}

const ownedBy = (kind: string, name: string) => `, ownerReferences: [{kind: ${kind}, name: ${name}}]`

const templateOf = (app: string) => `template: {metadata: {labels: {app: ${app}}}}`

const nowhereSet = (replicas: number) =>
  workload(
    'StatefulSet',
    'db',
    `replicas: ${replicas}, serviceName: nowhere, template: {metadata: {labels: {app: x}}}`,
  )

test('ten thousand pods of one workload have ten thousand names, and go away with the workload', () => {
  const cluster = new Cluster()
  cluster.write('web.yaml', deployment('web', 10_000))
  expect(new Set(cluster.pods('web').map(({ name }) => name)).size).toBe(10_000)
  cluster.write('web.yaml', deployment('web', 0))
  expect(cluster.pods('web')).toEqual([])
})

test('a workload without pods because of the limit gets its pods when others go away', () => {
  const cluster = new Cluster()
  for (let i = 10; i < 14; i++)
    cluster.write(`w${i}.yaml`, deployment(`w${i}`, 10_000, 'hostNetwork: true', 'x'))
  const runs = (name: string) => cluster.pods('x').some((pod) => pod.name.startsWith(name))
  expect([runs('w12'), runs('w13')]).toEqual([false, false])
  cluster.write('w11.yaml')
  expect([runs('w12'), runs('w13')]).toEqual([true, false])
  // One change has a workload that shrinks and one that grows: the order of their names does not matter.
  cluster.write('w10.yaml', deployment('a-new', 10_000), deployment('w10', 0))
  expect(cluster.pods('a-new')).toHaveLength(10_000)
})

test('the first of two autoscalers by name sets the replicas, whichever was read first', () => {
  const [one, other] = [new Cluster(), new Cluster()]
  for (const cluster of [one, other]) cluster.write('web.yaml', deployment('web', null))
  one.write('a.yaml', autoscaler('a', 2))
  one.write('b.yaml', autoscaler('b', 5))
  other.write('b.yaml', autoscaler('b', 5))
  other.write('a.yaml', autoscaler('a', 2))
  expect([one.pods('web').length, other.pods('web').length]).toEqual([2, 2])
  one.write('a.yaml', autoscaler('a', 3))
  expect(one.pods('web')).toHaveLength(3)
})

test('an owner that does not control a workload neither loses its pods nor stops those of the workload', () => {
  const cluster = new Cluster()
  cluster.write(
    'operator.yaml',
    deployment('operator', 1),
    workload('StatefulSet', 'child', templateOf('child'), ownedBy('Deployment', 'operator')),
    workload('ReplicaSet', 'self', templateOf('self'), ownedBy('ReplicaSet', 'self')),
    workload('ReplicaSet', 'rs', templateOf('rs'), ownedBy('Deployment', 'operator')),
    `apiVersion: v1\nkind: Pod\nmetadata: {name: child-0, labels: {app: child}${ownedBy('StatefulSet', 'child')}}\nstatus: {phase: Running, podIP: 10.9.9.9}\n`,
  )
  expect(['operator', 'child', 'self', 'rs'].map((app) => cluster.pods(app).length)).toEqual([1, 1, 1, 0])
})

test('a StatefulSet and an Indexed Job of the same name run pods with different names', () => {
  const cluster = new Cluster()
  const indexed = 'completionMode: Indexed, template: {metadata: {labels: {app: x}}, spec: {subdomain: web}}'
  cluster.write('set.yaml', workload('StatefulSet', 'web', indexed))
  cluster.write('job.yaml', workload('Job', 'web', `${indexed}, parallelism: 2`))
  const names = () =>
    cluster.pods('x').map(({ name, hostname }) => [name.replace(/-[^-]{5}$/, '-*'), hostname])
  const ofJob = [
    ['web-0-*', 'web-0'],
    ['web-1-*', 'web-1'],
  ]
  expect(names()).toEqual([['web-0', 'web-0'], ...ofJob])
  cluster.write('set.yaml')
  expect(names()).toEqual(ofJob)
  // A pod of the manifests has the host name of one of them, which is no clash.
  cluster.write('pod.yaml', 'apiVersion: v1\nkind: Pod\nmetadata: {name: web-0}\n')
  expect(names()).toEqual(ofJob)
  cluster.write('job.yaml', workload('Job', 'web', `${indexed}, suspend: true`))
  expect(names()).toEqual([])
})

test('the name of a pod of an Indexed Job keeps the index, however long the name of the Job is', () => {
  const cluster = new Cluster()
  const spec =
    'completionMode: Indexed, parallelism: 11, template: {metadata: {labels: {app: x}}, spec: {subdomain: web}}'
  cluster.write('job.yaml', workload('Job', 'j'.repeat(60), spec))
  const names = cluster.pods('x').map(({ name }) => name)
  expect(names).toHaveLength(11)
  expect(names).toEqual(expect.arrayContaining([expect.stringMatching(/^j{54}-10-[a-z0-9]{5}$/)]))
  expect(names).toEqual(expect.arrayContaining([expect.stringMatching(/^j{55}-0-[a-z0-9]{5}$/)]))
})

test('an Indexed Job of a dump runs the pods of the first indexes that have not ended', () => {
  const cluster = new Cluster()
  const spec =
    'completionMode: Indexed, completions: 20, parallelism: 4, template: {metadata: {labels: {app: x}}, spec: {subdomain: web, restartPolicy: Never}}'
  const hosts = (status: string) => {
    cluster.write('job.yaml', `${workload('Job', 'web', spec)}status: {active: 4, ${status}}\n`)
    return cluster
      .pods('x')
      .map(({ hostname }) => hostname)
      .sort()
  }
  expect(hosts('completedIndexes: "0-2,5"')).toEqual(['web-3', 'web-4', 'web-6', 'web-7'])
  expect(hosts('completedIndexes: "5,0-2,1-3", failedIndexes: "4"')).toEqual([
    'web-6',
    'web-7',
    'web-8',
    'web-9',
  ])
  expect(hosts('ready: 4')).toEqual(['web-0', 'web-1', 'web-2', 'web-3'])
})

test('a StatefulSet without its service is reported once, however often it is edited', () => {
  const cluster = new Cluster()
  cluster.write('db.yaml', nowhereSet(1))
  cluster.write('db.yaml', nowhereSet(2))
  expect(cluster.said).toEqual([expect.stringContaining('KZ_STATEFULSET_SERVICE')])
})

test('a namespace without pods is reported once, however many services come and go', () => {
  const cluster = new Cluster()
  cluster.write('all.yaml', service('a'), service('b'), service('c'))
  cluster.write('all.yaml', service('a'), service('b', 81))
  cluster.write('all.yaml', service('a'), service('b'), service('c'))
  expect(cluster.said).toEqual([
    'KZ_SERVICE_SELECTOR Service default/a and 2 more Services of the namespace select no pods: the namespace has no pods',
  ])
})

test('a pod without labels counts as a pod of its namespace', () => {
  const cluster = new Cluster()
  cluster.write('bare.yaml', 'apiVersion: v1\nkind: Pod\nmetadata: {name: bare}\n')
  cluster.write('q.yaml', 'apiVersion: v1\nkind: Pod\nmetadata: {name: q, labels: {a: b}}\n')
  cluster.write('q.yaml')
  cluster.write('a.yaml', service('a'))
  expect(cluster.said).toEqual(['KZ_SERVICE_SELECTOR Service default/a selects no pods: no pod has app=x'])
})

const unused = (reason: string) => `KZ_ENDPOINTS_UNUSED Endpoints default/a is not used: ${reason}`

test('Endpoints without an effect are reported once, with the reason', () => {
  const cluster = new Cluster()
  const headless = 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {clusterIP: None'
  const endpoints =
    'apiVersion: v1\nkind: Endpoints\nmetadata: {name: a}\nsubsets: [{addresses: [{ip: 10.0.0.1}]}]\n'
  const slice =
    'apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: a-1, labels: {kubernetes.io/service-name: a}}\nendpoints: [{addresses: [10.0.0.2]}]\n'
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: x, labels: {app: x}}\n'
  const metadata = '{name: a, labels: {endpointslice.kubernetes.io/skip-mirror: "true"}}'
  const slices = unused('EndpointSlices of the same Service take precedence')
  const pods = unused(
    'the Service has a selector, so a cluster replaces these endpoints with the pods that it selects',
  )
  const writes: [string[], string[]][] = [
    [[endpoints], [unused('no manifest has a Service of that name')]],
    [[endpoints, headless + '}\n'], []],
    [[endpoints, headless + '}\n', slice], [slices]],
    [[endpoints, headless + '}\n', slice.replace('10.0.0.2', '10.0.0.3')], []],
    [[endpoints, headless + ', selector: {app: x}}\n', pod], [pods]],
    [[endpoints, headless + ', selector: {app: x}}\n'], []],
    [[endpoints, headless + ', selector: {app: x}}\n', deployment('w', 0, '', 'x')], [pods]],
    [[endpoints, headless + ', selector: {app: x}}\n', deployment('w', 0, '', 'y')], []],
    [
      [
        endpoints,
        'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {app: x}, type: ExternalName, externalName: a.test}\n',
      ],
      [unused('the Service has the type ExternalName and a selector, so it has no endpoints')],
    ],
    [
      [endpoints.replace('{name: a}', metadata), headless + '}\n'],
      [
        unused(
          'its label endpointslice.kubernetes.io/skip-mirror or its leader annotation keeps it out of DNS',
        ),
      ],
    ],
    [[endpoints, headless + '}\n', slice], [slices]],
    // A dump has both, and they agree.
    [[endpoints.replace('{name: a}', '{name: a, uid: "1"}'), headless + '}\n', slice], []],
  ]
  for (const [documents, expected] of writes) {
    cluster.said.length = 0
    cluster.write('a.yaml', ...documents)
    expect(cluster.said.filter((line) => line.startsWith('KZ_ENDPOINTS_UNUSED'))).toEqual(expected)
  }
})

/** A Rollout of Argo with pods that have this label. */
function rollout(name: string, replicas: number | null): string {
  const count = replicas === null ? '' : `replicas: ${replicas}, `
  const template = `template: {metadata: {labels: {app: ${name}}}, spec: {containers: [{name: a}]}}`
  return `apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: ${name}}\nspec: {${count}${template}}\n`
}
const onePod = (owner: string, labels: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: one, labels: {app: web, ${labels}}${owner}}\nspec: {}\n`

const ROLLOUT = ', ownerReferences: [{apiVersion: argoproj.io/v1alpha1, kind: Rollout, name: web}]'

test('a custom resource with a pod template runs pods as a Deployment does', () => {
  const cluster = new Cluster()
  cluster.write('web.yaml', rollout('web', 3))
  const names = cluster.pods('web').map(({ name }) => name)
  expect(names).toHaveLength(3)
  expect(names).toEqual(names.map(() => expect.stringMatching(/^web-[a-z0-9]{10}-[a-z0-9]{5}$/)))
  // A Deployment of the same name is another workload.
  cluster.write('other.yaml', deployment('web', 1))
  expect(cluster.pods('web')).toHaveLength(4)
  expect(cluster.said).toEqual([])
})

test('an autoscaler scales a custom resource, by its group', () => {
  const cluster = new Cluster()
  const scale = autoscaler('web', 4).replace(
    '{kind: Deployment',
    '{apiVersion: argoproj.io/v1alpha1, kind: Rollout',
  )
  cluster.write('web.yaml', rollout('web', null), scale)
  expect(cluster.pods('web')).toHaveLength(4)
})

test('the pods of a dump are those of the custom resource, whatever stands between them', () => {
  const cluster = new Cluster()
  const web = rollout('web', 3)
  const hash = 'rollouts-pod-template-hash: abc'
  cluster.write('web.yaml', web, onePod(ownedBy('ReplicaSet', 'web-abc'), hash))
  expect(cluster.pods('web')).toHaveLength(1)
  cluster.write('web.yaml', web, onePod(ROLLOUT, 'a: b'))
  expect(cluster.pods('web')).toHaveLength(1)
  // The ReplicaSet tells its owner itself.
  const set = workload(
    'ReplicaSet',
    'web-x',
    'replicas: 3, template: {metadata: {labels: {app: web}}}',
    ROLLOUT,
  )
  cluster.write('web.yaml', web, set, onePod(ownedBy('ReplicaSet', 'web-x'), 'a: b'))
  expect(cluster.pods('web')).toHaveLength(1)
  cluster.write('web.yaml', web, set)
  expect(cluster.pods('web')).toHaveLength(3)
  const config = rollout('web', 2)
    .replace('argoproj.io/v1alpha1', 'apps.openshift.io/v1')
    .replace('Rollout', 'DeploymentConfig')
  cluster.write(
    'web.yaml',
    config,
    onePod(ownedBy('ReplicationController', 'web-1'), 'deploymentconfig: web'),
  )
  expect(cluster.pods('web')).toHaveLength(1)
})
