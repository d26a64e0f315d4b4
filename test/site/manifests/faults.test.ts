/** A fault in a change of manifests: it is logged and counted, and the answers stay as they were. */
import { afterEach, expect, test, vi } from 'vitest'
import { ReloadStore } from '../../../src/block/carry.ts'
import { AppliedCluster } from '../../../src/kube/applied/applied-cluster.ts'
import { applyOptions } from '../../../src/kube/applied/apply-options.ts'
import { parseManifest } from '../../../src/kube/manifest/manifest.ts'
import { Inventory } from '../../../src/kube/inventory/inventory.ts'
import { PodAddresses } from '../../../src/kube/inventory/pod-addresses.ts'
import { Inspector } from '../../../src/kube/lint/inspector.ts'
import { ClusterZones } from '../../../src/kube/records/cluster-zones.ts'
import { ManifestSet } from '../../../src/kube/stated/manifest-set.ts'
import { present } from '../../../src/report/assert.ts'
import { ManifestLibrary } from '../../../src/site/manifests/manifest-library.ts'
import type { FileUpdate } from '../../../src/source/last-good.ts'
import type { OnUpdates } from '../../../src/source/origin.ts'
import { PLAIN } from '../../spec/random-cluster.ts'
import { collectingLog } from '../../support/block.ts'
import { ask } from '../../support/ask.ts'
import type { World } from '../../support/world.ts'
import { changes, said, world } from './manifest-world.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

function service(name: string, address: string): string {
  return `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {clusterIP: ${address}, ports: [{port: 80}]}\n---\n`
}

const COREFILE = '. {\n  kubernetes cluster.local in-addr.arpa\n  transfer {\n    to 127.0.0.1\n  }\n}\n'
const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {app: p}}\nstatus: {podIP: 10.244.0.9}\n'

async function start(): Promise<World> {
  return world({ Corefile: COREFILE, 'a.yaml': service('a', '10.0.0.1'), 'p.yaml': POD })
}

async function addresses(one: World, ...names: readonly string[]): Promise<string[]> {
  const replies = names.map(async (name) => {
    const { answer, rcode } = await ask(one.target, { name: `${name}.default.svc.cluster.local.`, type: 'A' })
    return answer[0]?.split(' ').at(-1) ?? rcode
  })
  return Promise.all(replies)
}

const faults = (one: World): string[] => said(one, /fault in kubezone/)

/** A fault at the first step, or after all steps: the stage has then changed, and those after it have not. */
const FAULTS = [
  ['ManifestSet.apply', () => vi.spyOn(ManifestSet.prototype, 'apply')],
  ['AppliedCluster.follow', () => vi.spyOn(AppliedCluster.prototype, 'follow')],
  ['Inventory.follow', () => vi.spyOn(Inventory.prototype, 'follow')],
  ['ClusterZones.prepare', () => vi.spyOn(ClusterZones.prototype, 'prepare')],
  ['ClusterZones.publish', () => vi.spyOn(ClusterZones.prototype, 'publish')],
] as const

test.each(FAULTS)('in %s it costs the change, and later changes are served', async (_, spy) => {
  const one = await start()
  spy().mockImplementationOnce(() => {
    throw new Error('broken\nhere')
  })
  one.write('a.yaml', service('a', '10.0.0.2') + service('b', '10.0.0.3'))
  await expect.poll(() => faults(one), { timeout: 10_000 }).toHaveLength(1)
  expect(faults(one)[0]).toMatch(
    /^fault in kubezone at .*: broken\\nhere; the change of a\.yaml has no effect, and answers stay as they were$/,
  )
  expect(one.log.join('')).not.toContain('    at ')
  expect(await addresses(one, 'a', 'b')).toEqual(['10.0.0.1', 'NXDOMAIN'])
  await changes(one, ['c.yaml', service('c', '10.0.0.4')])
  expect(await addresses(one, 'a', 'b', 'c')).toEqual(['10.0.0.1', 'NXDOMAIN', '10.0.0.4'])
  await changes(one, ['a.yaml', service('a', '10.0.0.5')])
  expect(await addresses(one, 'a', 'b', 'c')).toEqual(['10.0.0.5', 'NXDOMAIN', '10.0.0.4'])
  const { answer } = await ask(one.target, { name: '1.0.0.10.in-addr.arpa.', type: 'PTR' })
  expect(answer).toEqual([])
})

test('in the middle of a stage it leaves nothing of the change behind', async () => {
  const one = await start()
  // The inventory has taken all objects by then.
  vi.spyOn(PodAddresses.prototype, 'decide').mockImplementationOnce(() => {
    throw new Error('late')
  })
  one.write('b.yaml', service('b', '10.0.0.3') + POD.replace('10.244.0.9', '10.244.0.8'))
  await expect.poll(() => faults(one), { timeout: 10_000 }).toHaveLength(1)
  await changes(one, ['c.yaml', service('c', '10.0.0.4')])
  expect(await addresses(one, 'a', 'b', 'c')).toEqual(['10.0.0.1', 'NXDOMAIN', '10.0.0.4'])
})

test('of the diagnostics it costs these alone', async () => {
  const one = await start()
  vi.spyOn(Inspector.prototype, 'inspect').mockImplementationOnce(() => {
    throw new Error('broken')
  })
  await changes(one, ['b.yaml', service('b', '10.0.0.3')])
  await expect.poll(() => faults(one)).toEqual([expect.stringContaining('diagnostics of this change')])
  expect(await addresses(one, 'a', 'b')).toEqual(['10.0.0.1', '10.0.0.3'])
})

test('that comes back keeps the answers until a change is sound', async () => {
  const one = await start()
  const spy = vi.spyOn(Inventory.prototype, 'follow').mockImplementation(() => {
    throw new Error('broken')
  })
  one.write('b.yaml', service('b', '10.0.0.3'))
  await expect.poll(() => faults(one), { timeout: 10_000 }).toHaveLength(2)
  expect(faults(one)[1]).toContain('answers stay as they are until a file changes')
  one.write('c.yaml', service('c', '10.0.0.4'))
  await expect.poll(() => faults(one), { timeout: 10_000 }).toHaveLength(3)
  expect(await addresses(one, 'a', 'b', 'c')).toEqual(['10.0.0.1', 'NXDOMAIN', 'NXDOMAIN'])
  spy.mockRestore()
  one.write('d.yaml', service('d', '10.0.0.5'))
  await expect.poll(async () => addresses(one, 'd'), { timeout: 10_000 }).toEqual(['10.0.0.5'])
  // The change that caused the fault has no effect; those after it have.
  expect(await addresses(one, 'a', 'b', 'c')).toEqual(['10.0.0.1', 'NXDOMAIN', '10.0.0.4'])
})

const nothing = (): void => undefined

function update(file: string, text: string): FileUpdate {
  return { ...parseManifest(text, file), file, isGone: false }
}

test('secondaries get the whole zone after it, and then each change', async () => {
  let change: OnUpdates = nothing
  const library = new ManifestLibrary({
    open: () => ({
      load: async () => [update('a.yaml', service('a', '10.0.0.1'))],
      watch: async (onUpdates) => void (change = onUpdates),
      rescan: async () => undefined,
      close: async () => undefined,
    }),
    log: collectingLog(),
    clock: () => 1000,
    isReadOnly: true,
  })
  const { carry } = new ReloadStore().begin()
  const source = { places: ['a.yaml'], namespace: 'default', apply: applyOptions(), lock: null }
  const wanted = { cluster: PLAIN, external: null, listedOf: () => [], hasHistories: true }
  const { zones, refresh } = await library.subscribe(carry, source, wanted, [])
  const history = present(zones.histories[0], 'the block has a zone')
  const served = () => zones.current.cluster.table.find(history.origin)?.serial
  const first = history.current.serial
  const seen = vi.fn<() => void>()
  history.watch(seen)
  vi.spyOn(AppliedCluster.prototype, 'follow').mockImplementationOnce(() => {
    throw new Error('broken')
  })
  change([update('b.yaml', service('b', '10.0.0.2'))])
  await refresh()
  const second = history.current.serial
  expect([second, second > first, history.since(first)]).toEqual([served(), true, null])
  expect(seen).toHaveBeenCalledTimes(1)
  change([update('c.yaml', service('c', '10.0.0.3'))])
  await refresh()
  expect(history.current.serial).toBe(served())
  expect(history.since(second)?.map(({ deleted, added }) => [deleted.length, added.length])).toEqual([[0, 2]])
  expect(library.edits.faults).toBe(1)
})
