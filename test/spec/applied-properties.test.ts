/**
 * Properties of allocated addresses for any manifests: the order of files does not matter, explicit addresses
 * are not given twice, other addresses seldom move.
 */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AppliedCluster } from '../../src/kube/applied/applied-cluster.ts'
import { type ApplyOptions, applyOptions } from '../../src/kube/applied/apply-options.ts'
import { Inventory } from '../../src/kube/inventory/inventory.ts'
import { parseManifest } from '../../src/kube/manifest/manifest.ts'
import { ManifestSet } from '../../src/kube/stated/manifest-set.ts'
import { parseRange } from '../../src/wire/address.ts'
import { complete } from '../../src/zone/steps.ts'

const SEED = 20_261_121

/** The addresses of services and pods by `namespace/name`. */
type Addresses = Readonly<Record<string, readonly string[]>>

/** Applies files, one batch after another. */
function apply(batches: readonly (readonly string[][])[], options: ApplyOptions = applyOptions()): Addresses {
  const manifests = new ManifestSet()
  const applied = new AppliedCluster(options, null)
  const inventory = new Inventory()
  for (const [i, files] of batches.entries()) {
    const contents = files.map((documents, at) => {
      const file = `batch${i}-${at}.yaml`
      return { file, objects: parseManifest(documents.join('---\n'), file).objects }
    })
    const { transitions } = complete(manifests.apply(contents))
    complete(inventory.follow(complete(applied.follow(transitions, () => []))))
  }
  return Object.fromEntries([
    ...[...inventory.services].map(([key, { clusterIPs }]) => [key, clusterIPs] as const),
    ...[...inventory.pods.all()].map((pod) => [`${pod.namespace}/Pod/${pod.name}`, pod.podIPs] as const),
  ])
}

const service = (namespace: string, name: string, spec = '') =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {${spec}}\n`

const statefulSet = (namespace: string, name: string, replicas: number) =>
  `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: ${name}, namespace: ${namespace}}\n` +
  `spec: {replicas: ${replicas}, serviceName: ${name}, template: {metadata: {labels: {app: ${name}}}}}\n`

/** The identity of the object of a document. */
const keyOf = (text: string): string => text.split('spec:')[0] ?? ''

const namespace = fc.constantFrom('a', 'b', 'default')
const name = fc.nat({ max: 40 }).map((n) => `n${n}`)
const spec = fc.oneof(
  { weight: 4, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.constant('ipFamilyPolicy: PreferDualStack') },
  { weight: 1, arbitrary: fc.constant('clusterIP: None') },
  { weight: 2, arbitrary: fc.nat({ max: 62 }).map((host) => `clusterIP: 10.9.0.${host}`) },
)
const document = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(namespace, name, spec).map((parts) => service(...parts)) },
  {
    weight: 1,
    arbitrary: fc.tuple(namespace, name, fc.nat({ max: 4 })).map((parts) => statefulSet(...parts)),
  },
)
/** Each object occurs once: of duplicates the order of files decides which is in force. */
const documents = fc.uniqueArray(document, { maxLength: 40, selector: keyOf })

/** Small ranges, so that many addresses collide. */
const TIGHT = applyOptions({
  services: [parseRange('10.9.0.0/26'), parseRange('fd00::/120')].filter((range) => range !== null),
  pods: [parseRange('10.8.0.0/26')].filter((range) => range !== null),
})

/** The documents in another order, and in other files. */
const shuffled = documents.chain((list) =>
  fc
    .record({
      order: fc.shuffledSubarray(list, { minLength: list.length }),
      cuts: fc.array(fc.nat({ max: 3 }), { minLength: list.length, maxLength: list.length }),
    })
    .map(({ order, cuts }) => {
      const files: string[][] = [[], [], [], []]
      for (const [i, text] of order.entries()) files[cuts[i] ?? 0]?.push(text)
      return { list, files }
    }),
)

describe('addresses', () => {
  test('do not depend on the order of files and documents', () => {
    fc.assert(
      fc.property(shuffled, fc.constantFrom(TIGHT, applyOptions()), ({ list, files }, options) => {
        expect(apply([files], options)).toEqual(apply([[list]], options))
      }),
      { numRuns: 200, seed: SEED },
    )
  })

  test('of a manifest are allocated to no other object, and no address is allocated twice', () => {
    fc.assert(
      fc.property(fc.array(fc.array(documents, { maxLength: 3 }), { maxLength: 3 }), (batches) => {
        const addresses = apply(batches, TIGHT)
        const stated = new Map<string, number>()
        for (const [, address = ''] of batches
          .flat(2)
          .join('')
          .matchAll(/clusterIP: (10\S+?)\}/g)) {
          stated.set(address, 1)
        }
        const seen = new Set<string>()
        for (const address of Object.values(addresses).flat()) {
          if (!stated.has(address)) expect(seen).not.toContain(address)
          seen.add(address)
        }
      }),
      { numRuns: 200, seed: SEED },
    )
  })

  test('stay while the server runs, whatever object is added', () => {
    fc.assert(
      fc.property(documents, documents, (first, second) => {
        const known = new Set(first.map(keyOf))
        const fresh = second.filter((text) => !known.has(keyOf(text)) && !text.includes('clusterIP: 10'))
        const before = apply([[first]], TIGHT)
        expect(apply([[first], [fresh]], TIGHT)).toMatchObject(before)
      }),
      { numRuns: 200, seed: SEED },
    )
  })
})

/** The share of restarts at which one more service moves another one (as-if-applied, R5). */
function movedBy(range: string, count: number, runs: number): number {
  const options = applyOptions({ services: [parseRange(range)].filter((one) => one !== null) })
  let moved = 0
  for (let run = 0; run < runs; run++) {
    const all = Array.from({ length: count }, (_, i) => service(`r${run}`, `s${i}`))
    const before = apply([[all]], options)
    const after = apply([[[...all, service(`r${run}`, 'one-more')]]], options)
    if (Object.keys(before).some((key) => before[key]?.join() !== after[key]?.join())) moved++
  }
  return moved / runs
}

test('one more service moves no other in the built-in range, and seldom one in a range of 65,536', () => {
  expect(movedBy('10.96.0.0/12', 100, 40)).toBe(0)
  expect(movedBy('10.96.0.0/16', 100, 40)).toBeLessThanOrEqual(0.05)
})
