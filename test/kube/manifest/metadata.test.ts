import { describe, expect, test } from 'vitest'
import { PLAIN_CONTEXT } from '../../../src/kube/manifest/file-context.ts'
import { parseManifest } from '../../../src/kube/manifest/manifest.ts'
import { names, only, parse, reports } from './manifest-report.ts'

const LABEL = 'expected at most 63 lower-case letters, digits and "-", with a letter or digit at both ends'

describe('the name of an object', () => {
  test.each<[string, string, string]>([
    ['v1', 'Service', 'web'],
    ['v1', 'Service', '2048-game'],
    ['v1', 'Service', 'on-call'],
    ['v1', 'Service', 'a'.repeat(63)],
    ['v1', 'Endpoints', 'a.b'],
    ['v1', 'Pod', `${'a'.repeat(64)}.b`],
    ['discovery.k8s.io/v1', 'EndpointSlice', 'a.b'],
    ['v1', 'Namespace', 'shop'],
  ])('of %s %s may be %s', (apiVersion, kind, name) => {
    expect(parse(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}}`)).toMatchObject({
      objects: [{ name }],
      diagnostics: [],
    })
  })

  test.each<[string, string, string]>([
    ['is missing', 'kind: Service', '1:1 KZ_OBJECT_NAME Service has no metadata.name'],
    [
      'is missing in metadata',
      'kind: Service\nmetadata:\n  labels: {}',
      '4:3 KZ_OBJECT_NAME Service: metadata has no name',
    ],
    [
      'cannot be there, as metadata is text',
      'kind: Service\nmetadata: web',
      '3:11 KZ_OBJECT_FIELD Service: metadata is "web", expected a mapping',
    ],
    [
      'is empty',
      'kind: Pod\nmetadata: {name: ""}',
      '3:18 KZ_OBJECT_NAME Pod: metadata.name is empty, expected a name',
    ],
    ['is null', 'kind: Pod\nmetadata:\n  name:', '4:3 KZ_OBJECT_NAME Pod: metadata has no name'],
    [
      'is to be generated for a Service',
      'kind: Service\nmetadata: {generateName: web-}',
      '3:26 KZ_OBJECT_NAME Service: metadata.generateName is not supported for this kind: kubezone generates names only for Pods and workloads (write metadata.name)',
    ],
    [
      'is to be generated from a number',
      'kind: Pod\nmetadata: {generateName: 7}',
      '3:26 KZ_OBJECT_NAME Pod: metadata.generateName is 7, expected text (quote it: "7")',
    ],
    [
      'is to be generated from an invalid prefix',
      'kind: Pod\nmetadata: {generateName: Web_}',
      '3:26 KZ_OBJECT_NAME Pod: metadata.generateName is "Web_", expected the beginning of a name: lower-case letters, digits, "-" and "."',
    ],
    [
      'is to be generated from an empty prefix',
      'kind: Pod\nmetadata: {generateName: ""}',
      '3:11 KZ_OBJECT_NAME Pod: metadata has no name',
    ],
    [
      'is a number',
      'kind: Service\nmetadata: {name: 123}',
      '3:18 KZ_OBJECT_NAME Service: metadata.name is 123, expected text (quote it: "123")',
    ],
    [
      'is a boolean',
      'kind: Service\nmetadata: {name: true}',
      '3:18 KZ_OBJECT_NAME Service: metadata.name is true, expected text (quote it: "true")',
    ],
    [
      'has capitals',
      'kind: Service\nmetadata: {name: My_Web}',
      `3:18 KZ_OBJECT_NAME Service: metadata.name is "My_Web", ${LABEL} (did you mean "my-web")`,
    ],
    [
      'has dots',
      'kind: Service\nmetadata: {name: a.b}',
      `3:18 KZ_OBJECT_NAME Service: metadata.name is "a.b", ${LABEL}`,
    ],
    [
      'ends in a hyphen',
      "kind: Namespace\nmetadata: {name: 'a-'}",
      `3:18 KZ_OBJECT_NAME Namespace: metadata.name is "a-", ${LABEL}`,
    ],
    [
      'is too long',
      `kind: Namespace\nmetadata: {name: ${'a'.repeat(64)}}`,
      `3:18 KZ_OBJECT_NAME Namespace: metadata.name is "${'a'.repeat(64)}", ${LABEL}`,
    ],
    [
      'is a boolean of YAML 1.1, as for kubectl',
      'kind: Service\nmetadata: {name: on}',
      '3:18 KZ_OBJECT_NAME Service: metadata.name is true, expected text (quote it: "on")',
    ],
    [
      'is valid, but the namespace is not',
      'kind: Service\nmetadata: {name: a, namespace: B}',
      `3:32 KZ_OBJECT_NAME Service: metadata.namespace is "B", ${LABEL} (did you mean "b")`,
    ],
    [
      'is valid, but the namespace is a number',
      'kind: Service\nmetadata: {name: a, namespace: 7}',
      '3:32 KZ_OBJECT_NAME Service: metadata.namespace is 7, expected text (quote it: "7")',
    ],
  ])('is an error where it %s, and the object is left out', (_, fields, expected) => {
    const text = `apiVersion: v1\n${fields}\n`
    expect(reports(text)).toEqual([expected])
    expect(parse(text)).toMatchObject({
      objects: [],
      refused: [{ errors: [0] }],
      intact: true,
      diagnostics: [{ severity: 'error' }],
    })
  })
})

const pod = (fields: string): string => `apiVersion: v1\nkind: Pod\nmetadata: {${fields}}\n---\n`

describe('the name of a Pod with only a generateName', () => {
  // Computed by an independent program, from the rule in generated-name.ts.
  test.each([
    ['generateName: web-', 'Pod default/web-9mgc7'],
    ['generateName: web-, name: ""', 'Pod default/web-9mgc7'],
    ['generateName: web-, namespace: shop', 'Pod shop/web-lx8ns'],
    [`generateName: ${'a'.repeat(60)}`, `Pod default/${'a'.repeat(58)}xghn9`],
    ['generateName: web-, name: web', 'Pod default/web'],
  ])('follows from %s', (fields, expected) => {
    expect(names(pod(fields))).toEqual([expected])
    expect(reports(pod(fields))).toEqual([])
  })

  test('depends only on the number of earlier Pods with this generateName in the file', () => {
    const others = pod('name: other') + pod('generateName: web-, name: own') + pod('generateName: db-')
    expect(names(pod('generateName: web-') + others + pod('generateName: web-'))).toEqual([
      'Pod default/web-9mgc7',
      'Pod default/other',
      'Pod default/own',
      expect.stringMatching(/^Pod default\/db-[bcdfghjklmnpqrstvwxz2456789]{5}$/),
      'Pod default/web-85l5x',
    ])
  })

  test('depends on the namespace of the file context', () => {
    const { objects } = parseManifest(pod('generateName: web-'), 'a.yaml', {
      ...PLAIN_CONTEXT,
      namespace: 'shop',
    })
    expect(objects).toMatchObject([{ namespace: 'shop', name: 'web-lx8ns' }])
  })
})

describe('kind and API version', () => {
  test.each<[string, string, string]>([
    [
      'an API version of another group',
      'apiVersion: apps/v1\nkind: Service',
      '1:13 KZ_OBJECT_VERSION Service: apiVersion is "apps/v1", expected v1',
    ],
    [
      'no group',
      'apiVersion: v1\nkind: EndpointSlice',
      '1:13 KZ_OBJECT_VERSION EndpointSlice: apiVersion is "v1", expected discovery.k8s.io/v1',
    ],
    [
      'a kind in small letters',
      'apiVersion: v1\nkind: service',
      '2:7 KZ_OBJECT_KIND the document: kind is "service", which is not a Kubernetes kind (did you mean Service)',
    ],
    [
      'a kind that is misspelt',
      'apiVersion: v1\nkind: Servcie',
      '2:7 KZ_OBJECT_KIND the document: kind is "Servcie", which is not a Kubernetes kind (did you mean Service)',
    ],
    [
      'a kind that is a number',
      'apiVersion: v1\nkind: 5',
      '2:7 KZ_OBJECT_KIND the document: kind is 5, expected text (quote it: "5")',
    ],
    [
      'a kind that is a list',
      'apiVersion: v1\nkind: [Service]',
      '2:7 KZ_OBJECT_KIND the document: kind is a list, expected text',
    ],
    ['no kind', 'apiVersion: v1', '1:1 KZ_OBJECT_KIND the document has apiVersion and metadata, but no kind'],
    [
      'a version that Kubernetes has removed',
      'apiVersion: extensions/v1beta1\nkind: Deployment',
      '1:13 KZ_OBJECT_VERSION Deployment: apiVersion is "extensions/v1beta1", expected apps/v1',
    ],
    [
      'a version of an EndpointSlice that Kubernetes has removed',
      'apiVersion: discovery.k8s.io/v1beta1\nkind: EndpointSlice',
      '1:13 KZ_OBJECT_VERSION EndpointSlice: apiVersion is "discovery.k8s.io/v1beta1", expected discovery.k8s.io/v1',
    ],
  ])('are an error where there is %s', (_, head, expected) => {
    const text = `${head}\nmetadata: {name: a}\n`
    expect(reports(text)).toEqual([expected])
    expect(parse(text)).toMatchObject({
      objects: [],
      refused: [{ name: 'a' }],
      intact: true,
      diagnostics: [{ severity: 'error' }],
    })
  })

  test('a missing API version is a warning, and keeps the object', () => {
    const text = 'kind: Service\nmetadata: {name: a}'
    expect(reports(text)).toEqual([
      '1:1 KZ_OBJECT_API_VERSION Service has no apiVersion, expected v1, which is assumed',
    ])
    expect(names(text)).toEqual(['Service default/a'])
  })
})

describe('namespaces', () => {
  test.each(['namespace: null', 'namespace: ""', 'labels: null'])('are default with %s', (field) => {
    expect(names(`apiVersion: v1\nkind: Pod\nmetadata: {name: a, ${field}}`)).toEqual(['Pod default/a'])
  })

  test('are cluster-scoped', () => {
    const text = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, namespace: x, labels: {team: a}}'
    expect(only(text, 'Namespace')).toEqual({
      kind: 'Namespace',
      namespace: '',
      name: 'shop',
      labels: { team: 'a' },
      location: { place: { file: 'web.yaml', line: 1, column: 1 } },
    })
  })
})

test('a label with the name of a built-in property is an ordinary label', () => {
  const labels = '{__proto__: a, constructor: b, toString: c}'
  const pod = only(`apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: ${labels}}`, 'Pod')
  expect(Object.entries(pod.labels ?? {})).toEqual([
    ['constructor', 'b'],
    ['toString', 'c'],
  ])
})

test('invalid labels are reported at their place, and refuse the object', () => {
  const long = 'a'.repeat(64)
  const text = `apiVersion: v1
kind: Pod
metadata:
  name: a
  labels:
    app: ${long}
    ${long}: b
    example.com/ok: "1.2_x"
    bad key: c
    chart: redis+1
    empty: ""
`
  expect(reports(text).map((line) => line.replace(/( is "|, expected).*/, ''))).toEqual([
    '6:10 KZ_OBJECT_LABEL Pod default/a: metadata.labels.app',
    `7:71 KZ_OBJECT_LABEL Pod default/a: metadata.labels.${long} is not a label key`,
    '9:14 KZ_OBJECT_LABEL Pod default/a: metadata.labels["bad key"] is not a label key',
    '10:12 KZ_OBJECT_LABEL Pod default/a: metadata.labels.chart',
  ])
  expect(parse(text).objects).toEqual([])
})
