/** The pod of an address: the same as by a search of all pods, as of the last publication, in few steps. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { PodAddresses, PodsByAddress } from '../../../src/kube/inventory/pod-addresses.ts'
import { podKey } from '../../../src/kube/model/keys.ts'
import type { Pod } from '../../../src/kube/model/objects.ts'
import { parseAddress } from '../../../src/wire/address.ts'
import { complete } from '../../../src/zone/steps.ts'

const ADDRESSES = ['10.0.0.1', '10.0.0.2', '10.0.0.3', 'fd00::1']

function octetsOf(address: string): string {
  const octets = parseAddress(address)
  if (octets === null) throw new Error(`${address} is not an address`)
  return octets
}

function pod(name: string, podIPs: readonly string[], rest: Partial<Pod> = {}): Pod {
  return {
    kind: 'Pod',
    namespace: 'shop',
    name,
    labels: null,
    location: { place: { file: 'a.yaml', line: 1, column: 1 } },
    hostname: '',
    subdomain: '',
    hostNetwork: false,
    nodeName: '',
    readyOverride: null,
    isHook: false,
    ports: [],
    podIPs,
    hasStatus: true,
    finished: false,
    ready: true,
    terminating: false,
    owner: '',
    zone: '',
    placement: null,
    ...rest,
  }
}

/** The names of the pods that have the addresses. */
function holders(view: PodsByAddress): (string | null)[] {
  return ADDRESSES.map((address) => view.at(octetsOf(address))?.name ?? null)
}

/** The same, by a search of all pods. */
function expected(pods: Iterable<Pod>): (string | null)[] {
  const sorted = [...pods].sort((a, b) => (podKey(a) < podKey(b) ? -1 : 1))
  return ADDRESSES.map((address) => {
    const found = sorted.find((one) => !one.hostNetwork && !one.finished && one.podIPs.includes(address))
    return found?.name ?? null
  })
}

function publish(addresses: PodAddresses): PodsByAddress {
  complete(addresses.decide())
  const view = addresses.publish()
  complete(addresses.settle())
  return view
}

const anyPod = fc
  .record({
    name: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    podIPs: fc.array(fc.constantFrom(...ADDRESSES), { maxLength: 3 }),
    hostNetwork: fc.constantFrom(false, false, false, true),
    finished: fc.constantFrom(false, false, false, true),
  })
  .map(({ name, podIPs, ...rest }) => pod(name, podIPs, rest))

test('the pod at an address is the same that a search of all pods finds, after any changes', () => {
  const change = fc.array(anyPod, { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(fc.array(change, { maxLength: 10 }), (changes) => {
      const addresses = new PodAddresses()
      const pods = new Map<string, Pod>()
      let before = expected([])
      for (const touched of changes) {
        for (const one of touched) {
          const old = pods.get(one.name)
          if (old !== undefined) addresses.delete(old)
          pods.delete(one.name)
          // A pod without an address means that the pod of this name goes away.
          if (one.podIPs.length === 0) continue
          pods.set(one.name, one)
          addresses.add(one)
        }
        expect(holders(addresses.current)).toEqual(before)
        for (const _ of addresses.decide()) expect(holders(addresses.current)).toEqual(before)
        const view = addresses.publish()
        const now = expected(pods.values())
        expect(holders(view)).toEqual(now)
        for (const _ of addresses.settle()) expect(holders(view)).toEqual(now)
        expect([addresses.current, holders(view)]).toEqual([view, now])
        before = now
      }
    }),
    { numRuns: 500 },
  )
})

test('the first pod by key has an address that several pods state, and the next one when it goes away', () => {
  const addresses = new PodAddresses()
  const [a, b, c] = ['a', 'b', 'c'].map((name) => pod(name, ['10.0.0.1'])) as [Pod, Pod, Pod]
  for (const one of [b, c, a]) addresses.add(one)
  expect(holders(publish(addresses))[0]).toBe('a')
  addresses.delete(a)
  expect(holders(publish(addresses))[0]).toBe('b')
  addresses.delete(c)
  addresses.delete(b)
  expect(holders(publish(addresses))[0]).toBe(null)
})

test('a search reads two maps at most, and a change of one pod takes two steps, among any number of pods', () => {
  const addresses = new PodAddresses()
  const pods = Array.from({ length: 20_000 }, (_, i) => pod(`p${i}`, [`10.1.${i >> 8}.${i & 255}`]))
  for (const one of pods) addresses.add(one)
  publish(addresses)
  const [first] = pods as [Pod]
  addresses.delete(first)
  addresses.add(pod('moved', ['10.0.0.2']))
  expect(steps(addresses.decide())).toBe(0)
  const reads: string[] = []
  const settled = counted(new Map([[octetsOf('10.0.0.1'), first]]), reads)
  const view = new PodsByAddress(settled, counted(new Map(), reads))
  expect(view.at(octetsOf('10.0.0.1'))).toBe(first)
  expect(reads).toEqual(['get', 'get'])
  addresses.publish()
  expect(steps(addresses.settle())).toBe(2)
})

function steps(all: Iterable<unknown>): number {
  return [...all].length
}

/** The map, with a record in `reads` of the methods that read it. */
function counted<Value>(map: ReadonlyMap<string, Value>, reads: string[]): ReadonlyMap<string, Value> {
  return new Proxy(map, {
    get: (target, property) => {
      reads.push(String(property))
      const value: unknown = Reflect.get(target, property)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
