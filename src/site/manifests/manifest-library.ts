/**
 * The manifests that `kubernetes` blocks read. Blocks with the same manifests share one source: a folder is
 * read, watched and parsed once, and a reload carries the source on. A source updates its zones on every
 * change, and logs it.
 */
import { type Carry, carryKey, type Identity } from '../../block/carry.ts'
import type {
  LibrarySummary,
  ManifestPlaces,
  Manifests,
  SourceOptions,
  Subscription,
} from '../../block/manifests.ts'
import { BlockSerials, BlockZones, type WantedZones } from '../../kube/records/block-zones.ts'
import type { ClusterFacts } from '../../kube/reasons/facts.ts'
import type { Inventory } from '../../kube/inventory/inventory.ts'
import type { Diagnostic } from '../../report/diagnostic.ts'
import type { Zone } from '../../zone/zone.ts'
import { StandardInput } from '../../source/standard-input.ts'
import { EditDelays } from '../../block/edit-delays.ts'
import { LockFile } from './lock-file.ts'
import { ManifestSource, type SourceSetup } from './manifest-source.ts'
import { SerialFile } from './serial-file.ts'

export interface LibraryOptions extends SourceSetup {
  /** Unix seconds. */
  readonly clock: () => number
}

const SOURCES = carryKey<ManifestSource>('kubernetes', async (source) => source.close())
/** Sources with the same lock file share it: each keeps the addresses of its own ranges there. */
const LOCK_FILES = carryKey<LockFile>('kubernetes')
/** The serials beside a lock file. */
const SERIAL_FILES = carryKey<SerialFile>('kubernetes')

export class ManifestLibrary implements Manifests {
  readonly edits = new EditDelays()
  readonly #options: LibraryOptions
  readonly #serials: BlockSerials
  readonly #subscribed = new Map<BlockZones, ManifestSource>()

  constructor(options: LibraryOptions) {
    this.#options = options
    this.#serials = new BlockSerials(options.clock)
  }

  /** Makes zones that follow the manifests. Resolves when the zones are complete. */
  async subscribe(
    carry: Carry,
    wanted: SourceOptions,
    wantedZones: WantedZones,
    serverAddresses: readonly string[],
  ): Promise<Subscription> {
    const source = this.#carrySource(carry, wanted)
    const serialFile = wantedZones.hasHistories ? this.#carrySerials(carry, wanted.lock) : null
    await source.load()
    const zones = await source.show(
      (inventory) => new BlockZones(wantedZones, inventory, this.#serials, serverAddresses),
      serialFile,
    )
    this.#subscribed.set(zones, source)
    const close = (): void => {
      source.remove(zones)
      this.#subscribed.delete(zones)
    }
    return { zones, facts: () => source.facts, refresh: async () => source.refresh(), close }
  }

  #carrySource(carry: Carry, wanted: SourceOptions): ManifestSource {
    const { lock: path } = wanted
    const lock = path === null ? null : carry(LOCK_FILES, [path], () => new LockFile(path))
    return carry(
      SOURCES,
      identityOf(wanted),
      () => new ManifestSource(wanted, this.#options, lock, this.edits),
    )
  }

  /** Only secondaries rely on serials, so a block without `transfer` has no such file. */
  #carrySerials(carry: Carry, lock: string | null): SerialFile | null {
    if (lock === null) return null
    return carry(SERIAL_FILES, [lock], () => {
      const file = new SerialFile(`${lock}.serials`, this.#serials)
      for (const one of file.load()) this.#options.log.diagnostic(one)
      return file
    })
  }

  get #sources(): ReadonlySet<ManifestSource> {
    return new Set(this.#subscribed.values())
  }

  /** The zones of all blocks. */
  get zones(): readonly Zone[] {
    return [...this.#subscribed.keys()].flatMap(({ zones }) => zones)
  }

  /** The facts of each source. */
  get facts(): readonly ClusterFacts[] {
    return [...this.#sources].map((source) => source.facts)
  }

  /** Where the manifests come from. */
  get places(): readonly ManifestPlaces[] {
    return [...this.#sources].map((source) => source.places)
  }

  /** The inventory of each source: its manifests as if applied to a cluster. */
  get inventories(): readonly Inventory[] {
    return [...this.#sources].map((source) => source.facts.inventory)
  }

  /** The diagnostics about custom resources that stand for services which are not here. */
  standIns(): readonly Diagnostic[] {
    return [...this.#sources].flatMap((source) => source.standIns())
  }

  summary(): LibrarySummary {
    const all = [...this.#sources].map((source) => source.summary())
    return {
      files: sum(all.map(({ files }) => files)),
      objects: sum(all.map(({ objects }) => objects)),
      names: sum(all.map(({ names }) => names)),
      isEmpty: all.length > 0 && all.every(({ isEmpty }) => isEmpty),
    }
  }
}

/**
 * Equal for sources with the same manifests and settings. No path is empty, so `['']` stands for standard
 * input.
 */
function identityOf({ places, namespace, apply, lock }: SourceOptions): Identity {
  const paths = places instanceof StandardInput ? [''] : places
  return [paths, namespace, JSON.stringify({ ...apply, clusterIPs: [...apply.clusterIPs] }), lock]
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
