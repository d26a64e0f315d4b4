/** The names that objects ask for, with their places: of containers, routes, webhooks and ConfigMaps. */
import { describe, expect, test } from 'vitest'
import { parseManifest } from '../../../src/kube/manifest/manifest.ts'
import { askersOf } from '../../../src/kube/model/asked-name.ts'

/** `LINE:COLUMN BY: WHERE -> SERVICE:PORT` of each name. */
function asked(text: string): string[] {
  return parseManifest(text, 'web.yaml').mentions.asked.map(
    ({ place, by, where, service, port }) =>
      `${place.line}:${place.column} ${by}: ${where} -> ${service}${port === null ? '' : `:${port}`}`,
  )
}

function possible(text: string): readonly string[] {
  return parseManifest(text, 'web.yaml').mentions.possible
}

const head = (kind: string, apiVersion: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: web, namespace: shop}\n`
const POD = '{containers: [{name: api, env: [{name: DB, value: db.shop.svc}]}]}'
const ASKED = 'env DB of container api -> shop/db'

describe('containers ask', () => {
  test.each<[string, string, string]>([
    ['Pod', 'v1', `spec: ${POD}\n`],
    ['Deployment', 'apps/v1', `spec: {template: {spec: ${POD}}}\n`],
    ['StatefulSet', 'apps/v1', `spec: {template: {spec: ${POD}}}\n`],
    ['Job', 'batch/v1', `spec: {template: {spec: ${POD}}}\n`],
    ['CronJob', 'batch/v1', `spec: {jobTemplate: {spec: {template: {spec: ${POD}}}}}\n`],
    ['Rollout', 'argoproj.io/v1alpha1', `spec: {template: {spec: ${POD}}}\n`],
  ])('of a %s', (kind, apiVersion, spec) => {
    const column = spec.indexOf('db.shop') + 1
    expect(asked(`${head(kind, apiVersion)}${spec}`)).toEqual([`4:${column} ${kind} shop/web: ${ASKED}`])
  })

  test('in variables, commands and arguments, also of init containers, each name once', () => {
    const text = `${head('Pod', 'v1')}spec:
  initContainers:
  - {name: wait, command: [sh, -c, "nslookup a.shop.svc; nslookup a.shop.svc"]}
  containers:
  - name: api
    command: [run, --addr, b.shop]
    args: ["--url=http://c:80", plain]
    env: [{name: D_HOST, value: d.shop}, {name: E, valueFrom: {fieldRef: {fieldPath: e.shop.svc}}}]
`
    expect(asked(text)).toEqual([
      '6:36 Pod shop/web: command of init container wait -> shop/a',
      '11:33 Pod shop/web: env D_HOST of container api -> shop/d',
      '9:28 Pod shop/web: command of container api -> shop/b',
      '10:12 Pod shop/web: args of container api -> shop/c:80',
    ])
  })

  test('but not those of a pod that a workload made', () => {
    const metadata =
      'metadata: {name: web, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: x, uid: y}]}'
    expect(asked(`apiVersion: v1\nkind: Pod\n${metadata}\nspec: ${POD}\n`)).toEqual([])
  })

  test('nor those of a refused object', () => {
    expect(asked(`${head('Pod', 'v1')}spec: {hostname: A_B, ${POD.slice(1)}\n`)).toEqual([])
  })

  test('nor those of a document with a fault behind them', () => {
    expect(asked(`${head('Pod', 'v1')}spec: ${POD}\n}\n`)).toEqual([])
  })
})

test('the values of a ConfigMap ask', () => {
  expect(
    asked(`${head('ConfigMap', 'v1')}data: {DB_HOST: db.shop, text: "a = http://b.shop:80/"}\n`),
  ).toEqual([
    '4:17 ConfigMap shop/web: data DB_HOST -> shop/db',
    '4:32 ConfigMap shop/web: data text -> shop/b:80',
  ])
  expect(asked(`${head('Secret', 'v1')}stringData: {DB_HOST: db.shop}\n`)).toEqual([])
})

describe('routes refer', () => {
  const service = '{service: {name: a, port: {number: 80}}}'
  test.each<[string, string, string, string[]]>([
    [
      'Ingress',
      'networking.k8s.io/v1',
      `{defaultBackend: ${service}}`,
      ['spec.defaultBackend.service.name -> shop/a:80'],
    ],
    [
      'Ingress',
      'networking.k8s.io/v1',
      '{rules: [{}, {http: {paths: [{backend: {service: {name: a, port: {name: http}}}}]}}]}',
      ['spec.rules[1].http.paths[0].backend.service.name -> shop/a:http'],
    ],
    ['Ingress', 'networking.k8s.io/v1', '{defaultBackend: {resource: {kind: Bucket, name: a}}}', []],
    [
      'Ingress',
      'networking.k8s.io/v1',
      '{defaultBackend: {service: {name: a, port: {name: use-annotation}}}}',
      [],
    ],
    [
      'Ingress',
      'extensions/v1beta1',
      '{backend: {serviceName: a, servicePort: "80"}, rules: [{http: {paths: [{backend: {serviceName: b, servicePort: web}}]}}]}',
      [
        'spec.backend.serviceName -> shop/a:80',
        'spec.rules[0].http.paths[0].backend.serviceName -> shop/b:web',
      ],
    ],
    [
      'HTTPRoute',
      'gateway.networking.k8s.io/v1',
      '{rules: [{backendRefs: [{name: a, port: 80}, {name: b, namespace: other, port: 81}], filters: [{type: RequestMirror, requestMirror: {backendRef: {name: c, port: 82}}}]}]}',
      [
        'spec.rules[0].backendRefs[0].name -> shop/a:80',
        'spec.rules[0].backendRefs[1].name -> other/b:81',
        'spec.rules[0].filters[0].requestMirror.backendRef.name -> shop/c:82',
      ],
    ],
    ...['GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'].map((kind): [string, string, string, string[]] => [
      kind,
      'gateway.networking.k8s.io/v1alpha2',
      '{rules: [{backendRefs: [{name: a, port: 80}]}]}',
      ['spec.rules[0].backendRefs[0].name -> shop/a:80'],
    ]),
    [
      'HTTPRoute',
      'gateway.networking.k8s.io/v1',
      '{rules: [{backendRefs: [{group: example.com, kind: Bucket, name: a}, {group: multicluster.x-k8s.io, kind: ServiceImport, name: b}]}]}',
      [],
    ],
    ['Ingress', 'example.com/v1', `{defaultBackend: ${service}}`, []],
    ['Ingress', 'networking.k8s.io/v1', '{rules: [1, {http: {paths: 2}}], defaultBackend: text}', []],
  ])('of %s %s: %s', (kind, apiVersion, spec, expected) => {
    const found = asked(`${head(kind, apiVersion)}spec: ${spec}\n`)
    expect(found.map((line) => line.replace(/^\S+ \S+ \S+ /, ''))).toEqual(expected)
  })
})

function webhook(kind: string, service: string): string {
  return `apiVersion: admissionregistration.k8s.io/v1\nkind: ${kind}\nmetadata: {name: web}\nwebhooks: [{name: a.b.c, clientConfig: {service: ${service}}}]\n`
}

describe('webhooks refer', () => {
  test.each(['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'])('of a %s', (kind) => {
    expect(asked(webhook(kind, '{name: hook, namespace: shop}'))).toEqual([
      `4:57 ${kind} web: webhooks[0].clientConfig.service.name -> shop/hook:443`,
    ])
    expect(asked(webhook(kind, '{name: hook, namespace: shop, port: 9443}'))[0]).toContain('shop/hook:9443')
    // Without a namespace there is no Service.
    expect(asked(webhook(kind, '{name: hook}'))).toEqual([])
  })

  test('of the conversion of a definition', () => {
    const text = `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a.b.c}\nspec: {conversion: {webhook: {clientConfig: {service: {name: hook, namespace: shop}}}}}\n`
    expect(asked(text)).toEqual([
      '4:62 CustomResourceDefinition a.b.c: spec.conversion.webhook.clientConfig.service.name -> shop/hook:443',
    ])
  })
})

test.each<[string, string[]]>([
  [head('Widget', 'example.com/v1'), ['shop/*']],
  [head('ClusterWidget', 'example.com/v1'), []],
  [head('Certificate', 'cert-manager.io/v1'), []],
  [head('HTTPRoute', 'gateway.networking.k8s.io/v1'), []],
  [head('Role', 'rbac.authorization.k8s.io/v1'), []],
  [`${head('Service', 'v1')}spec: {type: None}\n`, ['shop/web']],
  ['apiVersion: v1\nkind: Service\nmetadata: {name: A_B, namespace: shop}\n', ['shop/*']],
])('may make Services: %j', (text, expected) => {
  expect(possible(text)).toEqual(expected)
})

test('those who ask for a Service are found by its key', () => {
  const { mentions } = parseManifest(`${head('Pod', 'v1')}spec: ${POD}\n`, 'web.yaml')
  expect(askersOf(mentions.asked, 'shop', 'db').map(({ by }) => by)).toEqual(['Pod shop/web'])
  expect(askersOf(mentions.asked, 'shop', 'dbs')).toEqual([])
})
