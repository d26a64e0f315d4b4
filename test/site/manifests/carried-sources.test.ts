/** A reload reads only the manifests that the old configuration has not read. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { type Carried, ReloadStore } from '../../../src/block/carry.ts'
import type { SourceOptions, Subscription } from '../../../src/block/manifests.ts'
import { applyOptions } from '../../../src/kube/applied/apply-options.ts'
import { StandardInput } from '../../../src/source/standard-input.ts'
import { ManifestLibrary } from '../../../src/site/manifests/manifest-library.ts'
import { key } from '../../spec/random-cluster.ts'
import { collectingLog } from '../../support/block.ts'

let events: string[] = []
/** Reading this folder fails. */
const ABSENT = '/absent'

beforeEach(() => {
  events = []
})

function openLibrary(): ManifestLibrary {
  return new ManifestLibrary({
    open: ({ places }) => {
      const name = places instanceof StandardInput ? '' : places.join(' ')
      return {
        load: async () => {
          events.push(`${name} read`)
          if (name === ABSENT) throw new Error(`${name} does not exist`)
          return []
        },
        watch: async () => undefined,
        rescan: async () => undefined,
        close: async () => void events.push(`${name} closed`),
      }
    },
    log: collectingLog(),
    clock: () => 0,
    isReadOnly: true,
  })
}

function sourceAt(path: string, lock: string | null = null): SourceOptions {
  return { places: [path], namespace: 'default', apply: applyOptions(), lock }
}

async function subscribe(
  library: ManifestLibrary,
  { carry }: Carried,
  source: SourceOptions,
): Promise<Subscription> {
  const cluster = {
    zones: [key('k8s.test')],
    multicluster: [],
    namespaces: null,
    namespaceLabels: null,
    labels: null,
    pods: 'disabled' as const,
    endpointPodNames: false,
    noEndpoints: false,
    ignoreEmptyService: false,
    zonal: false,
    strict: false,
    ttl: 5,
  }
  return library.subscribe(
    carry,
    source,
    { cluster, external: null, listedOf: () => [], hasHistories: false },
    [],
  )
}

describe('manifests', () => {
  test('of several blocks are read once, and a reload does not read them again', async () => {
    const library = openLibrary()
    const store = new ReloadStore()
    const old = store.begin()
    const subscriptions = [
      await subscribe(library, old, sourceAt('/a')),
      await subscribe(library, old, sourceAt('/a')),
    ]
    old.commit()
    const next = store.begin()
    const [inventory, ...others] = library.inventories
    await subscribe(library, next, sourceAt('/a'))
    expect(others).toEqual([])
    const past = next.commit()
    for (const one of subscriptions) one.close()
    await past?.end()
    expect(events).toEqual(['/a read'])
    expect(library.inventories).toHaveLength(1)
    expect(library.inventories[0]).toBe(inventory)
    await store.close()
    expect(events).toEqual(['/a read', '/a closed'])
  })

  test('that the new configuration does not read are closed with the old one', async () => {
    const library = openLibrary()
    const store = new ReloadStore()
    const old = store.begin()
    const subscription = await subscribe(library, old, sourceAt('/a'))
    old.commit()
    const next = store.begin()
    await subscribe(library, next, sourceAt('/b'))
    const past = next.commit()
    subscription.close()
    expect(events).toEqual(['/a read', '/b read'])
    await past?.end()
    expect(events).toEqual(['/a read', '/b read', '/a closed'])
  })

  test('of a configuration that fails are closed, and those in force stay open', async () => {
    const library = openLibrary()
    const store = new ReloadStore()
    const old = store.begin()
    await subscribe(library, old, sourceAt('/a'))
    const [inventory] = library.inventories
    old.commit()
    const failing = store.begin()
    const started = await subscribe(library, failing, sourceAt('/a'))
    await expect(subscribe(library, failing, sourceAt(ABSENT))).rejects.toThrow('does not exist')
    started.close()
    await failing.end()
    expect(events).toEqual(['/a read', '/absent read', '/absent closed'])
    expect(library.inventories).toHaveLength(1)
    expect(library.inventories[0]).toBe(inventory)
    // The next attempt reads the absent folder again.
    await expect(subscribe(library, store.begin(), sourceAt(ABSENT))).rejects.toThrow('does not exist')
  })

  test('of servers in one process are not shared', async () => {
    for (let i = 0; i < 2; i++) await subscribe(openLibrary(), new ReloadStore().begin(), sourceAt('/a'))
    expect(events).toEqual(['/a read', '/a read'])
  })

  test('keep the lock file that a new source shares with a carried one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kubezone-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const lock = join(folder, 'kubezone.lock')
    const library = openLibrary()
    const store = new ReloadStore()
    for (const paths of [['/a'], ['/a'], ['/a', '/b']]) {
      const carried = store.begin()
      // Once read, the file is not read again: broken text in it would stop the start.
      for (const path of paths) await subscribe(library, carried, sourceAt(path, lock))
      await carried.commit()?.end()
      writeFileSync(lock, 'broken\n')
    }
    expect(events).toEqual(['/a read', '/b read'])
    const fresh = store.begin()
    await store.close()
    await expect(subscribe(library, fresh, sourceAt('/a', lock))).rejects.toThrow(
      'this line is not an entry of a lock file',
    )
  })
})
