/** What an object only lacks: one warning for all of it, with the answer of kubectl. */
import { expect, test } from 'vitest'
import { parseManifest } from '../../../src/kube/manifest/manifest.ts'

function found(text: string): string[] {
  return parseManifest(text, 'web.yaml').diagnostics.map(
    ({ severity, line, column, code, message, hint }) =>
      `${line}:${column} ${severity} ${code} ${message} (${hint})`,
  )
}

const DEPLOYMENT = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n'

test('one field is named, and the place is that of its owner', () => {
  expect(found('apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  hostname: a\n')).toEqual([
    '5:3 warning KZ_OBJECT_MISSING Pod default/web lacks spec.containers: kubezone serves the object, and kubectl refuses it (kubectl apply answers: spec.containers: Required value)',
  ])
})

test('several fields are one warning, which names three of them', () => {
  const containers = 'containers: [{ports: [{}]}, {}]'
  expect(found(`${DEPLOYMENT}spec: {template: {spec: {${containers}}}}\n`)).toEqual([
    '4:39 warning KZ_OBJECT_MISSING Deployment default/web lacks spec.template.spec.containers[0].name, spec.template.spec.containers[0].image, spec.template.spec.containers[1].name and 3 more: kubezone serves the object, and kubectl refuses it (kubectl apply answers: spec.template.spec.containers[0].name: Required value)',
  ])
})

test('the answer of kubectl is its own where it is not that a value is required', () => {
  const text =
    'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {clusterIPs: [None], ports: [{port: 1}]}\n'
  expect(found(text)).toEqual([
    expect.stringMatching(/\(kubectl apply answers: spec\.clusterIP: without it clusterIPs must be empty\)$/),
  ])
})
