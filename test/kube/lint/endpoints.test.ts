/** Endpoints objects, which Kubernetes deprecates. */
import { expect, test } from 'vitest'
import { ReferenceInspector } from '../../../src/kube/lint/references.ts'
import { LintedSite } from './linted-site.ts'

const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: {name: db}\nspec: {ports: [{port: 80}]}\n'

function endpoints(metadata = 'name: db'): string {
  return `apiVersion: v1\nkind: Endpoints\nmetadata: {${metadata}}\nsubsets: [{addresses: [{ip: 192.0.2.1}]}]\n`
}

function found(...documents: readonly string[]): string[] {
  return new LintedSite((_, inventory) => {
    const inspector = new ReferenceInspector(inventory)
    return ({ transitions }, change) => inspector.inspect(transitions, change)
  }).change({ 'a.yaml': documents.join('---\n') })
}

test('an Endpoints object in force is told', () => {
  expect(found(SERVICE, endpoints())).toEqual([
    '6:1 info KZ_ENDPOINTS_DEPRECATED Endpoints default/db: Kubernetes deprecates Endpoints since 1.33, and an EndpointSlice would do (write an EndpointSlice with the label kubernetes.io/service-name: db)',
  ])
})

test('but not one from a cluster', () => {
  expect(found(SERVICE, endpoints('name: db, uid: a'))).toEqual([])
})

test('and one without an effect is told as such', () => {
  expect(found(endpoints())).toEqual([expect.stringContaining('info KZ_ENDPOINTS_UNUSED')])
})
