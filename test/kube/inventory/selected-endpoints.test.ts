/** The limit of the endpoints that services have because they select pods. */
import { expect, test } from 'vitest'
import { SelectedEndpoints } from '../../../src/kube/inventory/selected-endpoints.ts'
import { serviceKey } from '../../../src/kube/model/keys.ts'

const key = (name: string) => serviceKey('default', name)
const [A, B, C] = [key('a'), key('b'), key('c')]

/** Settles changes: the count of each changed service. Returns the refused of the three. */
function settle(
  endpoints: SelectedEndpoints,
  counts: Readonly<Record<string, number>>,
  services = 3,
): string[] {
  const keys = Object.keys(counts).map(key)
  const turned = endpoints.settle(keys, (one) => counts[one.slice('default/'.length)] ?? 0, services)
  return [...turned].sort()
}

test('services get their endpoints in the order of their names, up to the limit', () => {
  const endpoints = new SelectedEndpoints()
  expect(settle(endpoints, { c: 20_000, a: 20_000, b: 20_150 })).toEqual([C])
  expect(endpoints.limit).toBe(40_150)
  expect([A, B, C].map((one) => endpoints.refused(one))).toEqual([0, 0, 20_000])
})

test('a service keeps its endpoints while others come, and a refused one gets them when there is room', () => {
  const endpoints = new SelectedEndpoints()
  settle(endpoints, { c: 40_000 })
  expect(settle(endpoints, { a: 1000 })).toEqual([A])
  expect(settle(endpoints, { b: 100 })).toEqual([])
  expect(settle(endpoints, { c: 10 })).toEqual([A])
  expect([A, B, C].map((one) => endpoints.refused(one))).toEqual([0, 0, 0])
})

test('a service that grows beyond the limit loses its endpoints', () => {
  const endpoints = new SelectedEndpoints()
  expect(settle(endpoints, { a: 30_000, b: 10_000 })).toEqual([])
  expect(settle(endpoints, { b: 20_000 })).toEqual([B])
  expect(settle(endpoints, { b: 0 })).toEqual([B])
})

test('the limit grows with the number of services', () => {
  const endpoints = new SelectedEndpoints()
  expect(settle(endpoints, { a: 90_000 }, 999)).toEqual([A])
  expect(settle(endpoints, {}, 1000)).toEqual([A])
  expect(endpoints.refused(A)).toBe(0)
})
