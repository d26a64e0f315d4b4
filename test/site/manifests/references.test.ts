/**
 * Diagnostics about selectors and service names without a target: once, at the right place, with a
 * suggestion.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openWorld, type World } from '../../support/world.ts'

const COREFILE = '. {\n  kubernetes cluster.local\n}\n'

async function world(files: Readonly<Record<string, string>>, corefile = COREFILE): Promise<World> {
  const opened = await openWorld({ Corefile: corefile, ...files })
  onTestFinished(() => opened.close())
  return opened
}

/** The service begins at line 1, and the next document at line 5. */
function service(name: string, selector: string, rest = ''): string {
  return `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {selector: {${selector}}${rest}}\n---\n`
}

function workload(kind: string, name: string, labels: string, rest = ''): string {
  return `apiVersion: apps/v1\nkind: ${kind}\nmetadata: {name: ${name}}\nspec: {template: {metadata: {labels: {${labels}}}}${rest}}\n---\n`
}

const set = (name: string, labels: string, serviceName: string, rest = '') =>
  workload('StatefulSet', name, labels, `, serviceName: ${serviceName}${rest}`)
const HEADLESS = ', clusterIP: None'

/** The diagnostics of the two codes so far. */
function said({ log, folder }: World): string[] {
  return log
    .filter((line) => /KZ_SERVICE_SELECTOR|KZ_SERVICE_NO_PODS|KZ_STATEFULSET_SERVICE/.test(line))
    .map((line) =>
      line
        .trimEnd()
        .replace(/^.*?(?:WARN|INFO): /, '')
        .replaceAll(`${folder}/`, ''),
    )
}

/** Writes (or removes) files one after another, each after the change before it is in force. */
async function changes(one: World, ...edits: [file: string, text: string | null][]): Promise<string[]> {
  const changed = () => one.log.filter((line) => line.includes('changed:')).length
  for (const [file, text] of edits) {
    const before = changed()
    if (text === null) rmSync(join(one.folder, file))
    else one.write(file, text)
    await expect.poll(changed, { timeout: 5000 }).toBeGreaterThan(before)
  }
  // The diagnostics of a change are logged with it, or right after it.
  await new Promise((resolve) => setTimeout(resolve, 20))
  return said(one)
}

const WEB = workload('Deployment', 'web', 'app: web, tier: front')

test.each<[string, string, string]>([
  [
    'a value that is misspelt',
    service('web', 'app: wbe'),
    'app=wbe (did you mean "web") [KZ_SERVICE_SELECTOR]',
  ],
  ['a value that is far from any', service('web', 'app: billing'), 'app=billing [KZ_SERVICE_SELECTOR]'],
  [
    'a label that no pod has',
    service('web', 'app: web, track: stable'),
    'track=stable [KZ_SERVICE_SELECTOR]',
  ],
  [
    'labels that no pod has together',
    service('web', 'app: db, tier: front'),
    'app=db and tier=front together [KZ_SERVICE_SELECTOR]',
  ],
])('%s is named', async (_, text, expected) => {
  const one = await world({ 'a.yaml': WEB + workload('Deployment', 'db', 'app: db') + text })
  expect(said(one)).toEqual([
    `a.yaml:11:1: warning: Service default/web selects no pods: no pod has ${expected}`,
  ])
})

test('services that need no pods are not reported', async () => {
  const one = await world({
    'a.yaml': [
      WEB,
      service('web', 'app: web'),
      service('all', ''),
      service('alias', 'app: x', ', type: ExternalName, externalName: www.example.com'),
      service('sliced', 'app: x'),
      'apiVersion: v1\nkind: Endpoints\nmetadata: {name: sliced}\nsubsets: []\n',
    ].join(''),
  })
  expect(said(one)).toEqual([])
})

test('the built-in services are not reported', async () => {
  expect(
    said(await world({}, COREFILE.replace('cluster.local', 'cluster.local {\nno_synthesize\n}'))),
  ).toEqual([])
})

test('a selector is reported once, and again after it was fixed', async () => {
  const one = await world({ 'web.yaml': WEB, 'svc.yaml': service('web', 'app: wbe') })
  const line =
    'svc.yaml:1:1: warning: Service default/web selects no pods: no pod has app=wbe (did you mean "web") [KZ_SERVICE_SELECTOR]'
  expect(said(one)).toEqual([line])
  // Other fields of the service and of pods change.
  const still = await changes(
    one,
    ['svc.yaml', service('web', 'app: wbe', ', clusterIP: 10.96.9.9')],
    ['pod.yaml', service('other', 'app: web')],
  )
  expect(still).toEqual([line])
  await changes(one, ['svc.yaml', service('web', 'app: web')])
  expect(await changes(one, ['svc.yaml', service('web', 'app: wbe')])).toEqual([line, line])
})

test('deleted pods make the selector be reported', async () => {
  const both = WEB + workload('Deployment', 'db', 'app: db')
  const one = await world({ 'web.yaml': both, 'svc.yaml': service('web', 'app: web', HEADLESS) })
  expect(said(one)).toEqual([])
  const lost = await changes(one, ['web.yaml', workload('Deployment', 'db', 'app: db')])
  expect(lost).toEqual([
    'svc.yaml:1:1: warning: Service default/web selects no pods: no pod has app=web [KZ_SERVICE_SELECTOR]',
  ])
  expect(await changes(one, ['web.yaml', both])).toEqual(lost)
  expect(await changes(one, ['web.yaml', workload('Deployment', 'db', 'app: db')])).toEqual([
    ...lost,
    ...lost,
  ])
})

test('a namespace without pods is reported once for all its services', async () => {
  const services = ['a', 'b', 'c'].map((name) => service(name, `app: ${name}`)).join('')
  const one = await world({ 'svc.yaml': services })
  const line =
    'svc.yaml:1:1: warning: Service default/a and 2 more Services of the namespace select no pods: the namespace has no pods [KZ_SERVICE_SELECTOR]'
  expect(said(one)).toEqual([line])
  // With a pod for one of them, the others are reported one by one.
  const found = await changes(
    one,
    ['pods.yaml', workload('Deployment', 'a', 'app: a').replace('{t', '{replicas: 2, t')],
    ['heads.yaml', service('d', 'app: a', HEADLESS)],
  )
  expect(found.slice(1)).toEqual([
    'svc.yaml:6:1: warning: Service default/b selects no pods: no pod has app=b [KZ_SERVICE_SELECTOR]',
    'svc.yaml:11:1: warning: Service default/c selects no pods: no pod has app=c [KZ_SERVICE_SELECTOR]',
  ])
})

test('the only service of a namespace without pods is reported by name', async () => {
  const text = service('a', 'app: a').replace('name: a', 'name: a, namespace: shop')
  const one = await world({ 'web.yaml': WEB, 'svc.yaml': text })
  expect(said(one)).toEqual([
    'svc.yaml:1:1: warning: Service shop/a selects no pods: the namespace has no pods [KZ_SERVICE_SELECTOR]',
  ])
})

test.each<[string, string, string]>([
  [
    'a Deployment scaled to nothing',
    workload('Deployment', 'web', 'app: web', ', replicas: 0'),
    'Deployment web (a.yaml:6:1) has replicas: 0',
  ],
  [
    'a hook',
    workload('Deployment', 'web', 'app: web').replace(
      '{name: web}',
      '{name: web, annotations: {helm.sh/hook: test}}',
    ),
    'Deployment web (a.yaml:6:1) runs only while Helm installs or tests the chart',
  ],
  [
    'a Job',
    workload('Job', 'web', 'app: web').replace('apps/v1', 'batch/v1'),
    'Job web (a.yaml:6:1) runs pods that end with their work, and are not served',
  ],
  [
    'a dump that has none',
    workload('Deployment', 'web', 'app: web').replace(/---\n$/, 'status: {observedGeneration: 1}\n---\n'),
    'Deployment web (a.yaml:6:1) has no pods in its cluster, as its status says',
  ],
  [
    'a paused Deployment',
    workload('Deployment', 'web', 'app: web', ', paused: true'),
    'Deployment web (a.yaml:6:1) is paused, so that it gets no ReplicaSet',
  ],
  [
    'a StatefulSet with a long name',
    workload('StatefulSet', 'w'.repeat(54), 'app: web'),
    `StatefulSet ${'w'.repeat(54)} (a.yaml:6:1) has a name that is too long for the labels of its pods`,
  ],
  [
    'a DaemonSet of other nodes',
    `${workload('DaemonSet', 'web', 'app: web').replace('}}}', '}}, spec: {nodeSelector: {kubernetes.io/os: windows}}}')}apiVersion: v1\nkind: Node\nmetadata: {name: n1}\n`,
    'DaemonSet web (a.yaml:6:1) runs on none of the Nodes of the manifests',
  ],
])('the reason is named where the pods are those of %s', async (_, other, reason) => {
  const one = await world({ 'a.yaml': service('web', 'app: web') + other })
  expect(said(one)).toEqual([
    `a.yaml:1:1: info: Service default/web selects no pods: ${reason} [KZ_SERVICE_NO_PODS]`,
  ])
})

const PROMETHEUS =
  'apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {name: k8s}\nspec: {}\n---\n'

test.each([
  ['its name as a value', 'prometheus: k8s'],
  ['a key of its group', 'monitoring.coreos.com/name: other'],
  ['a key of a group above', 'coreos.com/name: other'],
])('the pods of a custom resource are known by %s', async (_, selector) => {
  const one = await world({ 'a.yaml': service('web', selector) + PROMETHEUS })
  expect(said(one)).toEqual([
    'a.yaml:1:1: info: Service default/web selects no pods: Prometheus k8s (a.yaml:6:1) stands for pods that are not in the manifests [KZ_SERVICE_NO_PODS]',
  ])
})

test('a selector with other keys and values is not for the pods of a custom resource', async () => {
  const one = await world({ 'a.yaml': service('web', 'app.kubernetes.io/name: web, k8s: app') + PROMETHEUS })
  expect(said(one)).toEqual([
    'a.yaml:1:1: warning: Service default/web selects no pods: the namespace has no pods [KZ_SERVICE_SELECTOR]',
  ])
})

test('a custom resource that comes later explains a selector', async () => {
  const one = await world({ 'svc.yaml': service('web', 'prometheus: k8s') })
  expect(said(one)).toHaveLength(1)
  one.write('prometheus.yaml', PROMETHEUS)
  await expect
    .poll(() => said(one).slice(1))
    .toEqual([
      'svc.yaml:1:1: info: Service default/web selects no pods: Prometheus k8s (prometheus.yaml:1:1) stands for pods that are not in the manifests [KZ_SERVICE_NO_PODS]',
    ])
})

const endpoints = (metadata: string) =>
  `apiVersion: v1\nkind: Endpoints\nmetadata: {name: a${metadata}}\nsubsets: [{addresses: [{ip: 10.244.0.1}]}]\n`

test('Endpoints without an effect do not hide that a selector matches no pod', async () => {
  const skipping = ', labels: {endpointslice.kubernetes.io/skip-mirror: "true"}'
  const skipped = await world({ 'web.yaml': WEB, 'a.yaml': service('a', 'app: x') + endpoints(skipping) })
  expect(said(skipped)).toEqual([expect.stringContaining('Service default/a selects no pods')])
  const used = await world({ 'web.yaml': WEB, 'a.yaml': service('a', 'app: x') + endpoints('') })
  expect(said(used)).toEqual([])
})

test('pods that the cluster itself runs are named as such, and only in kube-system', async () => {
  const scheduler = service('sched', 'component: kube-scheduler')
  const one = await world({
    'a.yaml': scheduler.replace('name: sched', 'name: sched, namespace: kube-system'),
    'b.yaml': scheduler,
  })
  expect(said(one)).toEqual([
    'a.yaml:1:1: info: Service kube-system/sched selects no pods: the cluster itself runs such pods, and the manifests have none of them [KZ_SERVICE_NO_PODS]',
    'b.yaml:1:1: warning: Service default/sched selects no pods: the namespace has no pods [KZ_SERVICE_SELECTOR]',
  ])
})

test('a reason is reported once, and again after the pods were there', async () => {
  const scaled = (replicas: number) => workload('Deployment', 'web', 'app: web', `, replicas: ${replicas}`)
  const one = await world({ 'a.yaml': scaled(1), 'svc.yaml': service('web', 'app: web') })
  expect(said(one)).toEqual([])
  const line =
    'svc.yaml:1:1: info: Service default/web selects no pods: Deployment web (a.yaml:1:1) has replicas: 0 [KZ_SERVICE_NO_PODS]'
  expect(await changes(one, ['a.yaml', scaled(0)])).toEqual([line])
  await changes(one, ['svc.yaml', service('web', 'app: web', ', clusterIP: 10.96.9.9')])
  expect(said(one)).toEqual([line])
  expect(await changes(one, ['a.yaml', scaled(1)], ['a.yaml', scaled(0)])).toEqual([line, line])
  one.write('a.yaml', workload('Deployment', 'db', 'app: db'))
  await expect
    .poll(() => said(one).slice(2))
    .toEqual([
      'svc.yaml:1:1: warning: Service default/web selects no pods: no pod has app=web [KZ_SERVICE_SELECTOR]',
    ])
})

test.each<[string, string, string]>([
  [
    'that is not there',
    '',
    'serviceName refers to Service default/data, which does not exist, so its pods have no DNS names (add a headless Service of that name)',
  ],
  [
    'that is not there, where another selects the pods',
    service('db', 'app: db', HEADLESS) + service('front', 'app: db'),
    'serviceName refers to Service default/data, which does not exist, so its pods have no DNS names (did you mean "db")',
  ],
  [
    'that is not headless',
    service('data', 'app: db'),
    'serviceName refers to Service default/data, which is not headless, so the name of the Service is one address for all pods (set clusterIP: None in that Service)',
  ],
  [
    'that is an alias',
    service('data', 'app: db', ', type: ExternalName, externalName: db.example.com'),
    'serviceName refers to Service default/data, which is not headless, so the name of the Service is one address for all pods (set clusterIP: None in that Service)',
  ],
])('a serviceName means a service %s', async (_, services, expected) => {
  const one = await world({ 'a.yaml': set('db', 'app: db', 'data') + services })
  expect(said(one)).toEqual([
    `a.yaml:1:1: warning: StatefulSet default/db: ${expected} [KZ_STATEFULSET_SERVICE]`,
  ])
})

test('a StatefulSet without serviceName, and a serviceName of another kind, are not reported', async () => {
  const one = await world({
    'a.yaml':
      workload('StatefulSet', 'db', 'app: db') +
      workload('Deployment', 'web', 'app: web', ', serviceName: x'),
  })
  expect(said(one)).toEqual([])
})

test('a serviceName is reported once, and again after it was fixed', async () => {
  const one = await world({
    'db.yaml': `# db\n${set('db', 'app: db', 'db')}`,
    'all.yaml': service('all', 'app: db'),
  })
  const missing =
    'db.yaml:2:1: warning: StatefulSet default/db: serviceName refers to Service default/db, which does not exist, so its pods have no DNS names (add a headless Service of that name) [KZ_STATEFULSET_SERVICE]'
  expect(said(one)).toEqual([missing])
  const fixed = service('db', 'app: db', HEADLESS)
  expect(await changes(one, ['svc.yaml', fixed])).toEqual([missing])
  expect(await changes(one, ['svc.yaml', null])).toEqual([missing, missing])
  const other = await changes(one, ['svc.yaml', service('db', 'app: db')])
  expect(other.slice(2)).toEqual([expect.stringContaining('is not headless')])
  expect(await changes(one, ['svc.yaml', fixed])).toEqual(other)
})
