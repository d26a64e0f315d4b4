/** Headless Services whose addresses do not fit into a reply over UDP. */
import { expect, test } from 'vitest'
import { AnswerSizeInspector } from '../../../src/kube/lint/answer-size.ts'
import { LintedSite } from './linted-site.ts'

function newSite(): LintedSite {
  return new LintedSite((_, inventory) => {
    const inspector = new AnswerSizeInspector(inventory)
    return (_stated, change) => inspector.inspect(change)
  })
}

function service(spec = 'clusterIP: None'): string {
  return `apiVersion: v1\nkind: Service\nmetadata: {name: db, namespace: shop}\nspec: {${spec}}\n`
}

function slice(count: number, address: (i: number) => string, conditions = ''): string {
  const endpoints = Array.from({ length: count }, (_, i) => `{addresses: ["${address(i)}"]${conditions}}`)
  const type = address(0).includes(':') ? 'IPv6' : 'IPv4'
  return `apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: db-1, namespace: shop, labels: {kubernetes.io/service-name: db}}\naddressType: ${type}\nendpoints: [${endpoints.join(', ')}]\n`
}

const v4 = (i: number): string => `10.0.0.${i + 1}`
const v6 = (i: number): string => `fd00::${(i + 1).toString(16)}`

function found(...documents: readonly string[]): string[] {
  return newSite().change({ 'a.yaml': documents.join('---\n') })
}

// The question db.shop.svc.cluster.local. has 31 octets, with the header and OPT 54; an A record has 16.
test('73 IPv4 addresses fit, and 74 do not', () => {
  expect(found(service(), slice(73, v4))).toEqual([])
  expect(found(service(), slice(74, v4))).toEqual([
    '1:1 info KZ_SERVICE_ANSWER Service shop/db has 74 ready endpoints, so its A records take 1238 octets, and more than 1232 do not fit into a reply over UDP: clients ask again over TCP',
  ])
})

test('42 IPv6 addresses fit, and 43 do not', () => {
  expect(found(service(), slice(42, v6))).toEqual([])
  expect(found(service(), slice(43, v6))).toEqual([
    expect.stringContaining('its AAAA records take 1258 octets'),
  ])
})

test.each([
  ['one with a cluster IP', service('ports: [{port: 80}]'), slice(90, v4)],
  ['endpoints that are not ready', service(), slice(90, v4, ', conditions: {ready: false}')],
  ['one address many times', service(), slice(90, () => '10.0.0.1')],
])('is not told of %s', (_, ...documents) => {
  expect(found(...documents)).toEqual([])
})

test('is told once, and again after it was otherwise', () => {
  const site = newSite()
  expect(site.change({ 'a.yaml': service(), 'b.yaml': slice(80, v4) })).toHaveLength(1)
  expect(site.change({ 'b.yaml': slice(81, v4) })).toEqual([])
  expect(site.change({ 'b.yaml': slice(2, v4) })).toEqual([])
  expect(site.change({ 'b.yaml': slice(80, v4) })).toHaveLength(1)
})
