/** Fields that Kubernetes does not have. */
import { describe, expect, test } from 'vitest'
import { apiTypes } from '../../../src/kube/manifest/api-fields.ts'
import { parse } from './manifest-report.ts'

/** `LINE:COLUMN PATH (HINT)` of each unknown field. */
function unknown(text: string): string[] {
  return parse(text).diagnostics.flatMap(({ code, line, column, message, hint, severity }) => {
    if (code !== 'KZ_OBJECT_UNKNOWN_FIELD') return []
    expect(severity).toBe('warning')
    const [, path = message] =
      /^[^:]*: (\S+) is an unknown field: kubezone ignores it, and kubectl refuses the object$/.exec(
        message,
      ) ?? []
    return [`${line}:${column} ${path}${hint === undefined ? '' : ` (${hint})`}`]
  })
}

const head = (kind: string, apiVersion: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: web}\n`
const SERVICE = head('Service', 'v1')
const DEPLOYMENT = head('Deployment', 'apps/v1')

describe('a misspelt field is reported at its key', () => {
  test.each<[string, string, string[]]>([
    ['case', `${SERVICE}spec:\n  clusterIp: None\n`, ['5:3 spec.clusterIp (did you mean "clusterIP")']],
    ['plural', `${SERVICE}spec: {selectors: {a: b}}\n`, ['4:8 spec.selectors (did you mean "selector")']],
    [
      'a port',
      `${SERVICE}spec: {ports: [{port: 1}, {name: a, port: 80, targetport: 1}]}\n`,
      ['4:47 spec.ports[1].targetport (did you mean "targetPort")'],
    ],
    [
      'metadata',
      'apiVersion: v1\nkind: Service\nmetadata: {nmae: web}\n',
      ['3:12 metadata.nmae (did you mean "name")'],
    ],
    [
      'metadata itself',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nmetdata: {}\n',
      ['4:1 metdata (did you mean "metadata")'],
    ],
    [
      'a pod template',
      `${DEPLOYMENT}spec: {template: {spec: {hostnetwork: true}}}\n`,
      ['4:26 spec.template.spec.hostnetwork (did you mean "hostNetwork")'],
    ],
    [
      "a container's port",
      `${DEPLOYMENT}spec: {template: {spec: {containers: [{name: a, ports: [{containerport: 80}]}]}}}\n`,
      ['4:58 spec.template.spec.containers[0].ports[0].containerport (did you mean "containerPort")'],
    ],
    [
      'an EndpointSlice',
      `${head('EndpointSlice', 'discovery.k8s.io/v1')}addresstype: IPv4\n`,
      ['4:1 addresstype (did you mean "addressType")'],
    ],
    [
      'an Endpoints object',
      `${head('Endpoints', 'v1')}subsets: [{adresses: [{ip: 192.0.2.1}]}]\n`,
      ['4:12 subsets[0].adresses (did you mean "addresses")'],
    ],
    [
      'an Ingress',
      `${head('Ingress', 'networking.k8s.io/v1')}spec: {ingressClass: nginx}\n`,
      ['4:8 spec.ingressClass (did you mean "ingressClassName")'],
    ],
    [
      'an item of a list',
      'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Service\n  metadata: {name: a}\n  spec: {typ: NodePort}\n',
      ['7:10 spec.typ (did you mean "type")'],
    ],
  ])('%s', (_, text, expected) => {
    expect(unknown(text)).toEqual(expected)
  })
})

test('a field without a similar one is reported without a suggestion', () => {
  expect(unknown(`${SERVICE}spec: {foo: bar}\n`)).toEqual(['4:8 spec.foo'])
})

describe('a field in the wrong place is reported with the right one', () => {
  test.each([
    [
      `${DEPLOYMENT}spec: {hostNetwork: true}\n`,
      '4:8 spec.hostNetwork (it is a field of spec.template.spec)',
    ],
    [
      `${DEPLOYMENT}spec: {template: {spec: {replicas: 2}}}\n`,
      '4:26 spec.template.spec.replicas (it is a field of spec)',
    ],
    [`${SERVICE}labels: {a: b}\n`, '4:1 labels (it is a field of metadata)'],
    [
      `${SERVICE}spec: {ports: [{port: 80, clusterIP: None}]}\n`,
      '4:27 spec.ports[0].clusterIP (it is a field of spec)',
    ],
  ])('%s', (text, expected) => {
    expect(unknown(text)).toEqual([expected])
  })
})

describe('other fields are not reported', () => {
  test.each<[string, string]>([
    ['fields that DNS does not read', `${SERVICE}spec: {sessionAffinity: None, healthCheckNodePort: 0}\n`],
    ['labels and selectors of any key', `${SERVICE}spec: {selector: {clusterIp: a}}\n`],
    ['a status', `${SERVICE}status: {anything: 1}\n`],
    [
      'objects from a cluster',
      'apiVersion: v1\nkind: Service\nmetadata: {name: a, uid: x, clusterName: b}\n',
    ],
    ['another group', `${head('Service', 'serving.knative.dev/v1')}spec: {template: {}}\n`],
    ['custom resources', `${head('Widget', 'example.com/v1')}spec: {clusterIp: None}\n`],
    [
      'custom resources with a pod template',
      `${head('Rollout', 'argoproj.io/v1alpha1')}spec: {strategy: {canary: {}}, template: {spec: {containers: [{name: a, foo: b}]}}}\n`,
    ],
    [
      'a kind with more fields elsewhere',
      `${head('StatefulSet', 'apps.kruise.io/v1beta1')}spec: {reserveOrdinals: [1], template: {spec: {containers: [{name: a}]}}}\n`,
    ],
    ['directives of patches', `${SERVICE}spec: {$patch: replace, type: NodePort}\n`],
    ['placeholders', `${SERVICE}spec: {"\${KEY}": 1}\n`],
    ['a template', `${SERVICE}spec: {clusterIp: None, ports: [{port: "{{ .port }}"}]}\n`],
    [
      'an older version of a kind',
      `${head('HorizontalPodAutoscaler', 'autoscaling/v1')}spec: {maxReplicas: 2, targetCPUUtilizationPercentage: 5}\n`,
    ],
    [
      'an Ingress of a former group',
      `${head('Ingress', 'extensions/v1beta1')}spec: {backend: {serviceName: a, servicePort: 80}}\n`,
    ],
  ])('%s', (_, text) => {
    expect(unknown(text)).toEqual([])
  })
})

test('an object has at most five such diagnostics', () => {
  expect(unknown(`${SERVICE}spec: {a1: 1, a2: 1, a3: 1, a4: 1, a5: 1, a6: 1}\n`)).toHaveLength(5)
})

/** A Deployment with a container that has this field. */
function withContainer(field: string): string {
  return `${DEPLOYMENT}spec: {template: {spec: {containers: [{name: a, ${field}}]}}}\n`
}

/** The line that each diagnostic of an unknown field shows; `null`: none. */
function shownLines(text: string): (string | null)[] {
  return parse(text).diagnostics.flatMap(({ code, sourceLine }) =>
    code === 'KZ_OBJECT_UNKNOWN_FIELD' ? [sourceLine ?? null] : [],
  )
}

test('no line is shown that can hold the value of a variable', () => {
  expect(shownLines(withContainer('env: [{name: A, vlaue: secret}]'))).toEqual([null])
  expect(shownLines(withContainer('comand: [a, --password=secret]'))).toEqual([null])
  expect(shownLines(`${SERVICE}spec: {foo: bar}\n`)).toEqual(['spec: {foo: bar}'])
})

test('aliases do not make the search long', () => {
  const aliases = Array.from({ length: 30 }, (_, i) => `  a${i + 1}: &a${i + 1} {x: *a${i}, y: *a${i}}`).join(
    '\n',
  )
  expect(unknown(`${SERVICE}spec:\n  a0: &a0 {}\n${aliases}\n`).length).toBeLessThanOrEqual(5)
})

test('every type of the table that a field names is listed', () => {
  const types = apiTypes()
  const missing = [...types.values()].flatMap((fields) =>
    [...fields.values()].filter((type) => type !== null && !types.has(type)),
  )
  expect(missing).toEqual([])
  expect(types.size).toBeGreaterThan(150)
})
