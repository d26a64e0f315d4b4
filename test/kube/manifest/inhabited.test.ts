/** The namespaces of objects of kinds that DNS does not read. */
import { expect, test } from 'vitest'
import { parse } from './manifest-report.ts'

test.each([
  ['apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop}', ['shop']],
  ['apiVersion: apps/v1\nkind: ControllerRevision\nmetadata: {name: a, namespace: shop}', ['shop']],
  ['apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: a, namespace: shop}', ['shop']],
  ['apiVersion: v1\nkind: ConfigMapList\nitems: [{metadata: {name: a, namespace: shop}}]', ['shop']],
  // The namespace is unknown, or an API server would refuse the object.
  ['apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}', []],
  ['apiVersion: v1\nkind: ConfigMap\nmetadata: {namespace: shop}', []],
  ['kind: ConfigMap\nmetadata: {name: a, namespace: shop}', []],
  ['apiVersion: v1\nmetadata: {name: a, namespace: shop}', []],
  ['apiVersion: v1\nkind: Node\nmetadata: {name: a, namespace: shop}', []],
  ['apiVersion: v1\nkind: Servcie\nmetadata: {name: a, namespace: shop}', []],
  ['apiVersion: apps/v1\nkind: Service\nmetadata: {name: a, namespace: shop}', []],
  ['apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: My_Shop}', []],
  ['apiVersion: v1\nkind: ConfigMap\nmetadata: {name: 7, namespace: [shop]}', []],
])('%j has the namespaces %j', (text, namespaces) => {
  expect(parse(text).namespaces).toEqual(namespaces)
})

test('ten thousand objects in one namespace are one entry', () => {
  const text = 'apiVersion: v1\nkind: Secret\nmetadata: {name: a, namespace: shop}\n---\n'.repeat(10_000)
  expect(parse(text)).toMatchObject({ objects: [], ignored: 10_000, namespaces: ['shop'] })
})
