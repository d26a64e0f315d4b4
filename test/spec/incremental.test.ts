/**
 * For any change of files: the zones equal those built from the current files, and their serials show
 * changes.
 */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FileContent } from '../../src/kube/stated/manifest-set.ts'
import { parseManifest } from '../../src/kube/manifest/manifest.ts'
import { parseAddress } from '../../src/wire/address.ts'
import { nameText } from '../../src/wire/name.ts'
import { Serials } from '../../src/zone/serials.ts'
import type { Zone } from '../../src/zone/zone.ts'
import {
  ADDRESSES,
  build,
  type BuiltCluster,
  contents,
  follow,
  options,
  PLAIN,
  show,
  take,
  update,
} from './random-cluster.ts'

const RUNS = 150

/** The visible records of each zone by name. */
function look(zones: readonly Zone[]): Record<string, ReturnType<typeof contents>> {
  return Object.fromEntries(zones.map((zone) => [nameText(zone.origin), contents(zone)]))
}

/** The view of directives: the pods at addresses, and the existing namespaces. */
function clientsOf({ inventory }: BuiltCluster): unknown {
  const pods = ADDRESSES.map((address) => {
    const pod = inventory.podAddresses.current.at(parseAddress(address) ?? '')
    return pod === null ? null : [pod.namespace, pod.name, pod.labels]
  })
  return { pods, namespaces: [...inventory.namespaceNames()].sort() }
}

/** New files, or the current files without one object. */
const edit = fc.oneof({ weight: 2, arbitrary: update }, { weight: 1, arbitrary: fc.nat({ max: 5 }) })

function withoutObject(files: readonly FileContent[], index: number): FileContent[] {
  return structuredClone(files).map(({ file, objects }) => {
    return { file, objects: objects.filter((_, at) => at !== index) }
  })
}

test('zones that follow changes equal zones built anew', () => {
  fc.assert(
    fc.property(options, fc.array(edit, { minLength: 1, maxLength: 8 }), (cluster, edits) => {
      const built = build(cluster, [])
      const files = new Map<string, FileContent>()
      for (const change of edits) {
        const one = typeof change === 'number' ? withoutObject([...files.values()], change) : change
        for (const content of one) files.set(content.file, content)
        follow(built, one)
        const anew = build(cluster, [...files.values()])
        expect(look(built.zones.zones)).toEqual(look(anew.zones.zones))
        expect(clientsOf(built)).toEqual(clientsOf(anew))
      }
      const gone = [...files.keys()].map((file) => ({ file, objects: [] }))
      follow(built, gone)
      expect(look(built.zones.zones)).toEqual(look(build(cluster, []).zones.zones))
    }),
    { numRuns: RUNS },
  )
})

test('the glue of the NS records of an imported zone does not depend on the order of changes', () => {
  const service = `
apiVersion: v1
kind: Service
metadata: {name: dns, namespace: infra}
spec: {clusterIP: 10.0.0.53}
`
  const slice = `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: dns-1, namespace: infra, labels: {kubernetes.io/service-name: dns}}
endpoints: [{addresses: [10.0.0.1]}]
`
  const imported = `
apiVersion: multicluster.x-k8s.io/v1alpha1
kind: ServiceImport
metadata: {name: dns, namespace: infra}
spec: {type: ClusterSetIP, ips: [10.9.0.53]}
`
  const files = [service, slice, imported].map((text, i) => parseManifest(text, `${i}.yaml`))
  const read = files.map(({ objects }, i): FileContent => ({ file: `${i}.yaml`, objects }))
  const built = build(PLAIN, read.slice(0, 2))
  follow(built, read.slice(2))
  expect(look(built.zones.zones)).toEqual(look(build(PLAIN, read).zones.zones))
})

test('the order of files does not matter', () => {
  fc.assert(
    fc.property(options, update, (cluster, files) => {
      const forwards = build(cluster, files).zones.zones
      expect(look(build(cluster, [...files].reverse()).zones.zones)).toEqual(look(forwards))
    }),
    { numRuns: RUNS },
  )
})

test('a zone is a new object with a greater serial if and only if its records have changed', () => {
  const seconds = fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 8, maxLength: 8 })
  fc.assert(
    fc.property(options, fc.array(update, { maxLength: 8 }), seconds, (cluster, updates, steps) => {
      let now = 1000
      const built = build(cluster, [], new Serials(() => now))
      updates.forEach((one, i) => {
        now += steps[i] ?? 0
        const before = built.zones.zones
        const changed = follow(built, one)
        built.zones.zones.forEach((zone, at) => {
          const old = before[at]
          if (old === undefined) throw new Error('a zone has appeared')
          const isSame = JSON.stringify(sorted(contents(zone))) === JSON.stringify(sorted(contents(old)))
          expect(zone === old, nameText(zone.origin)).toBe(isSame)
          expect(changed.includes(zone)).toBe(!isSame)
          if (isSame) expect(zone.serial).toBe(old.serial)
          else expect(zone.serial).toBeGreaterThan(old.serial)
        })
      })
    }),
    { numRuns: RUNS },
  )
})

test('an update without a change leaves zones and serials as they are', () => {
  fc.assert(
    fc.property(options, update, (cluster, files) => {
      const built = build(cluster, files)
      const { zones } = built
      const before = zones.served
      const all = zones.zones
      // The same files again, a full rebuild, and no change at all.
      expect(follow(built, structuredClone(files))).toEqual([])
      expect(show(zones, null)).toEqual([])
      expect(follow(built, [])).toEqual([])
      expect(zones.served).toBe(before)
      zones.zones.forEach((zone, i) => expect(zone).toBe(all[i]))
    }),
    { numRuns: RUNS },
  )
})

test('a change is published as a whole, after its last step', () => {
  fc.assert(
    fc.property(options, update, (cluster, files) => {
      const built = build(cluster, [])
      const { zones } = built
      const before = zones.served
      const old = look(zones.zones)
      const steps = zones.prepare(take(built, files))
      while (steps.next().done !== true) expect(zones.served).toBe(before)
      expect([zones.served, look(zones.zones)]).toEqual([before, old])
      const changed = zones.publish()
      expect(zones.served === before).toBe(changed.length === 0)
    }),
    { numRuns: RUNS },
  )
})

function sorted(record: Record<string, unknown>): [string, unknown][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))
}
