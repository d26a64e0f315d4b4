/** Custom resources with a pod template: their pods are served as those of a Deployment. */
import { describe, expect, test } from 'vitest'
import { parseManifest } from '../../../src/kube/manifest/manifest.ts'
import { only, parse, reports } from './manifest-report.ts'

const TEMPLATE =
  'template: {metadata: {labels: {app: web}}, spec: {containers: [{name: a, ports: [{name: http, containerPort: 80}]}]}}'

function custom(apiVersion: string, kind: string, spec = TEMPLATE): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: web}\nspec: {${spec}}\n`
}

describe('a custom resource with a pod template', () => {
  test.each([
    ['apps.openshift.io/v1', 'DeploymentConfig', 'DeploymentConfig.apps.openshift.io'],
    ['v1', 'DeploymentConfig', 'DeploymentConfig.apps.openshift.io'],
    ['argoproj.io/v1alpha1', 'Rollout', 'Rollout.argoproj.io'],
    ['apps.kruise.io/v1alpha1', 'CloneSet', 'CloneSet.apps.kruise.io'],
    ['apps.kruise.io/v1beta1', 'StatefulSet', 'StatefulSet'],
  ])('%s %s is a workload', (apiVersion, kind, form) => {
    const workload = only(custom(apiVersion, kind, `replicas: 3, ${TEMPLATE}`), 'Workload')
    expect(workload).toMatchObject({ form, namespace: 'default', name: 'web', replicas: 3 })
    expect(workload.template).toMatchObject({
      labels: { app: 'web' },
      ports: [{ name: 'http', protocol: 'TCP', containerPort: 80 }],
    })
  })

  test('can stand for services, too, as one of Knative does', () => {
    const { objects } = parse(custom('serving.knative.dev/v1', 'Service'))
    expect(objects).toMatchObject([
      { kind: 'CustomResource', form: 'Service.serving.knative.dev' },
      { kind: 'Workload', form: 'Service.serving.knative.dev' },
    ])
  })

  test('lacks nothing, as only its definition knows what it requires', () => {
    const template = 'template: {spec: {containers: [{ports: [{name: http}]}]}}'
    for (const [apiVersion, kind] of [
      ['argoproj.io/v1alpha1', 'Rollout'],
      ['apps.kruise.io/v1beta1', 'StatefulSet'],
    ] as const) {
      const file = parseManifest(custom(apiVersion, kind, template), 'web.yaml')
      expect([file.objects.length, file.diagnostics]).toEqual([1, []])
    }
  })

  test('is passed over where its template is not plainly one of pods', () => {
    const text = custom('apps.kruise.io/v1beta1', 'DaemonSet', 'template: {spec: {containers: {a: b}}}')
    expect(parse(text)).toMatchObject({ objects: [], refused: [], diagnostics: [], ignored: 1 })
  })

  test('runs no pods if these end with their work', () => {
    const job = only(
      custom('apps.kruise.io/v1alpha1', 'BroadcastJob', `replicas: 3, ${TEMPLATE}`),
      'Workload',
    )
    expect(job).toMatchObject({ form: 'BroadcastJob.apps.kruise.io', replicas: 0 })
  })

  test.each(['"3"', '-1', '1.5', '{}', '"${N}"'])('states no number of pods by replicas: %s', (replicas) => {
    const text = custom('example.com/v1', 'Web', `${TEMPLATE}, replicas: ${replicas}`)
    expect(only(text, 'Workload').replicas).toBeNull()
  })

  test.each([
    ['argoproj.io/v1alpha1', 'Rollout', '-1'],
    ['apps.openshift.io/v1', 'DeploymentConfig', '-3'],
    ['apps.kruise.io/v1alpha1', 'CloneSet', '1.5'],
  ])('is refused where its operator is known to refuse: %s %s, %s', (apiVersion, kind, replicas) => {
    const text = custom(apiVersion, kind, `replicas: ${replicas}, ${TEMPLATE}`)
    expect(reports(text)).toEqual([
      `4:18 KZ_WORKLOAD_REPLICAS ${kind} default/web: spec.replicas is ${replicas}, expected a whole number from 0 to 2147483647`,
    ])
    expect(parse(text)).toMatchObject({ objects: [], refused: [{ name: 'web' }] })
  })
})

test.each([
  [
    'a reference to a workload',
    'argoproj.io/v1alpha1',
    'Rollout',
    'workloadRef: {kind: Deployment, name: web}',
  ],
  ['another template', 'cluster.x-k8s.io/v1beta1', 'MachineDeployment', 'template: {spec: {clusterName: a}}'],
  ['no containers', 'example.com/v1', 'Web', 'template: {spec: {containers: []}}'],
  ['containers by name', 'example.com/v1', 'Web', 'template: {spec: {containers: {a: b}}}'],
  ['names of containers', 'example.com/v1', 'Web', 'template: {spec: {containers: [a, b]}}'],
  ['a text for a spec', 'example.com/v1', 'Web', 'template: {spec: no}'],
])('a custom resource with %s is counted only', (_, apiVersion, kind, spec) => {
  expect(parse(custom(apiVersion, kind, spec))).toMatchObject({ objects: [], ignored: 1, diagnostics: [] })
})
