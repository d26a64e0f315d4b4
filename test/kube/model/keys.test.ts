import { expect, test } from 'vitest'
import { parseManifest } from '../../../src/kube/manifest/manifest.ts'
import {
  controllerKey,
  nameOf,
  namespaceOf,
  objectKey,
  podKey,
  serviceKey,
  workloadKey,
} from '../../../src/kube/model/keys.ts'

test('keys of Services and Pods can be split', () => {
  const service = serviceKey('shop', 'web')
  expect(service).toBe('shop/web')
  expect([namespaceOf(service), nameOf(service)]).toEqual(['shop', 'web'])
  const pod = podKey({ namespace: 'shop', name: 'web.0' })
  expect([namespaceOf(pod), nameOf(pod)]).toEqual(['shop', 'web.0'])
})

test('a reference to a workload has the key of that workload', () => {
  const workload = { namespace: 'shop', form: 'Deployment', name: 'web' }
  expect(controllerKey('shop', 'Deployment/web')).toBe(workloadKey(workload))
})

function keysIn(kind: string, apiVersion: string): string[] {
  const text = `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: web}, spec: {}}`
  return parseManifest(text, 'a.yaml').objects.map((object) => objectKey(object))
}

test('the key of an object has its kind, namespace and name', () => {
  expect(keysIn('Service', 'v1')).toEqual(['Service/default/web'])
  expect(keysIn('Endpoints', 'v1')).toEqual(['Endpoints/default/web'])
  expect(keysIn('Deployment', 'apps/v1')).toEqual(['Deployment/default/web'])
})
