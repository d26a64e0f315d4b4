/** Namespaces with the name of a top-level domain. */
import { expect, test } from 'vitest'
import { NamespaceDomainInspector } from '../../../src/kube/lint/namespace-domains.ts'
import { LintedSite } from './linted-site.ts'

function found(namespace: string): string[] {
  const site = new LintedSite((_, inventory) => {
    const inspector = new NamespaceDomainInspector(inventory)
    return (_stated, change) => inspector.inspect(change)
  })
  const text = `apiVersion: v1\nkind: Service\nmetadata: {name: yahoo, namespace: ${namespace}}\nspec: {ports: [{port: 80}]}\n`
  const first = site.change({ 'a.yaml': text })
  expect(site.change({ 'a.yaml': text.replace('80', '81') })).toEqual([])
  return first
}

test('a Service there hides a domain', () => {
  expect(found('com')).toEqual([
    '1:1 info KZ_NAMESPACE_DOMAIN Service com/yahoo hides the domain yahoo.com from the pods of the cluster: their search list finds the Service first (name the namespace otherwise)',
  ])
})

test.each(['default', 'dev', 'shop', 'app', 'qa'])('the namespace %s is common', (namespace) => {
  expect(found(namespace)).toEqual([])
})
