/**
 * A large change of the manifests: at any moment queries of all blocks see either all of it or nothing of it.
 */
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { ReloadStore } from '../../../src/block/carry.ts'
import { applyOptions } from '../../../src/kube/applied/apply-options.ts'
import { parseManifest } from '../../../src/kube/manifest/manifest.ts'
import type { BlockZones } from '../../../src/kube/records/block-zones.ts'
import type { ServedZones } from '../../../src/kube/records/served-zones.ts'
import { present } from '../../../src/report/assert.ts'
import { ManifestLibrary } from '../../../src/site/manifests/manifest-library.ts'
import type { FileUpdate } from '../../../src/source/last-good.ts'
import type { ManifestOrigin, OnUpdates } from '../../../src/source/origin.ts'
import { parseAddress } from '../../../src/wire/address.ts'
import { TYPE } from '../../../src/wire/constants.ts'
import { FINDING } from '../../../src/zone/finding.ts'
import { complete } from '../../../src/zone/steps.ts'
import { key, PLAIN } from '../../spec/random-cluster.ts'
import { collectingLog } from '../../support/block.ts'

const SERVICES = 3000
const POD = '10.1.2.3'

/** Services and a pod; the names of the services and the namespace of the pod hold the generation. */
function manifests(generation: string): FileUpdate {
  const services = Array.from({ length: SERVICES }, (_, i) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: `${generation}-${i}`, namespace: 'shop' },
    spec: {
      clusterIP: `10.96.${i >> 8}.${i & 255}`,
      externalIPs: [`10.1.${i >> 8}.${i & 255}`],
      ports: [{ port: 80 }],
    },
  }))
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'client', namespace: generation },
    status: { podIP: POD },
  }
  const text = [...services, pod].map((one) => JSON.stringify(one)).join('\n---\n')
  return { ...parseManifest(text, 'all.yaml'), file: 'all.yaml', isGone: false }
}

class HandedOver implements ManifestOrigin {
  #onUpdates: OnUpdates = () => {}

  async load(): Promise<readonly FileUpdate[]> {
    return [manifests('old')]
  }

  async watch(onUpdates: OnUpdates): Promise<void> {
    this.#onUpdates = onUpdates
  }

  change(update: FileUpdate): void {
    this.#onUpdates([update])
  }

  async rescan(): Promise<void> {}
  async close(): Promise<void> {}
}

/** The generations whose first or last service resolves. */
function found(zones: ServedZones | null, suffix: string): string {
  const all = ['old', 'new'].filter((generation) =>
    [0, SERVICES - 1].some((i) => {
      const name = key(`${generation}-${i}.shop.${suffix}`)
      return zones?.table.find(name)?.find(name, TYPE.A).kind === FINDING.ANSWER
    }),
  )
  return all.join(' and ')
}

function everywhere(generation: string, blocks = 2): string[] {
  return Array.from({ length: 3 * blocks }, () => generation)
}

/** The generation that queries find at each place. */
function look({ current: { cluster, external, pods } }: BlockZones): string[] {
  return [
    found(cluster, 'svc.k8s.test'),
    found(external, 'out.test'),
    pods.at(parseAddress(POD) ?? '')?.namespace ?? 'no pod',
  ]
}

test('queries see a change in kubernetes, in k8s_external and among the pods at the same moment, in all blocks', async () => {
  const origin = new HandedOver()
  const library = new ManifestLibrary({
    open: () => origin,
    log: collectingLog(),
    clock: () => 1000,
    isReadOnly: true,
  })
  const carried = new ReloadStore().begin()
  const { carry } = carried
  const source = { places: ['all.yaml'], namespace: 'default', apply: applyOptions(), lock: null }
  const external = { zones: [key('out.test')], apex: 'dns', ttl: 5, headless: false }
  const wanted = { cluster: PLAIN, external, listedOf: () => [], hasHistories: false }
  const first = await library.subscribe(carry, source, wanted, [])
  const second = await library.subscribe(carry, source, wanted, [])
  const lookEverywhere = (): string[] => [...look(first.zones), ...look(second.zones)]
  expect(lookEverywhere()).toEqual(everywhere('old'))

  const update = manifests('new')
  origin.change(update)
  let pauses = 0
  while (lookEverywhere().includes('old')) {
    expect(lookEverywhere()).toEqual(everywhere('old'))
    pauses++
    await setImmediate()
  }
  expect(lookEverywhere()).toEqual(everywhere('new'))
  // Queries ran during the change.
  expect(pauses).toBeGreaterThan(3)
  // A block that subscribes during a change waits for its end.
  origin.change(manifests('old'))
  await setImmediate()
  const third = await library.subscribe(carry, source, wanted, [])
  expect(look(third.zones)).toEqual(everywhere('old', 1))
  await carried.end()
})

test('histories that are asked for during a change have the change', async () => {
  const origin = new HandedOver()
  const library = new ManifestLibrary({
    open: () => origin,
    log: collectingLog(),
    clock: () => 1000,
    isReadOnly: true,
  })
  const carried = new ReloadStore().begin()
  const source = { places: ['all.yaml'], namespace: 'default', apply: applyOptions(), lock: null }
  const wanted = { cluster: PLAIN, external: null, listedOf: () => [], hasHistories: true }
  const { zones } = await library.subscribe(carried.carry, source, wanted, [])
  const inventory = present(library.inventories[0], 'a block has subscribed')
  const [before] = inventory.services.values()
  const after = { ...present(before, 'the manifests have services'), name: 'added' }
  const change = complete(inventory.follow([{ before: null, after }]))
  complete(zones.prepare(change))
  const { histories } = zones
  zones.publish(inventory.podAddresses.publish())
  zones.tell()
  const served = histories.map(({ origin: zone }) => zones.current.cluster.table.find(zone))
  expect(served).toHaveLength(PLAIN.zones.length)
  expect(histories.map(({ current }) => current.contents)).toEqual(served)
  await carried.end()
})
