/**
 * The manifests that `kubernetes` blocks read. Blocks with the same manifests share one source: a folder is
 * read, watched and parsed once, and a reload carries the source on. A source updates its zones on every
 * change, and logs it.
 */
import { type Carry, carryKey, type Identity } from '../../block/carry.ts'
import type {
  LibrarySummary,
  ManifestChoice,
  Manifests,
  SourceOptions,
  Subscription,
} from '../../block/manifests.ts'
import { Inspector } from '../../kube/lint/inspector.ts'
import { AppliedCluster } from '../../kube/applied/applied-cluster.ts'
import { BlockSerials, BlockZones, type WantedZones } from '../../kube/records/block-zones.ts'
import { Inventory, type InventoryChange } from '../../kube/inventory/inventory.ts'
import { ManifestSet, type SetChange } from '../../kube/stated/manifest-set.ts'
import type { Diagnostic } from '../../report/diagnostic.ts'
import type { Log } from '../../report/log.ts'
import type { FileUpdate } from '../../source/last-good.ts'
import type { ManifestOrigin } from '../../source/origin.ts'
import { runInSlices } from '../../source/time-slice.ts'
import { StandardInput } from '../../source/standard-input.ts'
import type { Zone } from '../../zone/zone.ts'
import { describeChange, describeMended } from './change-line.ts'
import { EditDelays } from '../../block/edit-delays.ts'
import { FileNotes } from './file-notes.ts'
import { HostAddressBook, LOOK_UP } from './host-addresses.ts'
import { LockFile } from './lock-file.ts'

/** Opens the reader of manifests. The composition root provides it, and with it the parser of files. */
export type OpenOrigin = (choice: ManifestChoice, report: (one: Diagnostic) => void) => ManifestOrigin

export interface LibraryOptions {
  readonly open: OpenOrigin
  readonly log: Log
  /** Unix seconds. */
  readonly clock: () => number
  /** Lock files are not written. */
  readonly isReadOnly: boolean
  /** False: the host names of manifests are not looked up. True, if left out. */
  readonly looksUpHosts?: boolean
}

const SOURCES = carryKey<ManifestSource>('kubernetes', async (source) => source.close())
/** Sources with the same lock file share it: each keeps the addresses of its own ranges there. */
const LOCK_FILES = carryKey<LockFile>('kubernetes')

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
    const zones = new BlockZones(wantedZones, source.inventory, this.#serials, serverAddresses)
    this.#subscribed.set(zones, source)
    const close = (): void => {
      source.remove(zones)
      this.#subscribed.delete(zones)
    }
    try {
      await source.load()
      await source.show(zones)
    } catch (problem) {
      close()
      throw problem
    }
    return { zones, refresh: async () => source.refresh(), close }
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

  get #sources(): ReadonlySet<ManifestSource> {
    return new Set(this.#subscribed.values())
  }

  /** The inventory of each source: its manifests as if applied to a cluster. */
  get inventories(): readonly Inventory[] {
    return [...this.#sources].map((source) => source.inventory)
  }

  summary(): LibrarySummary {
    const sources = [...this.#sources]
    return {
      files: sum(sources.map((source) => source.files)),
      objects: sum(sources.map((source) => source.objects)),
      names: sum(sources.map((source) => source.names)),
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

/**
 * How long a start waits for the addresses of hosts: the resolver of the system may be querying this server.
 */
const LOAD_WAIT_MS = 2000
/** How long a change waits for them; later changes wait behind it. */
const EDIT_WAIT_MS = 50

class ManifestSource {
  readonly inventory = new Inventory()
  readonly #manifests = new ManifestSet()
  readonly #inspector = new Inspector(this.#manifests, this.inventory)
  readonly #hosts: HostAddressBook
  readonly #applied: AppliedCluster
  readonly #lock: LockFile | null
  readonly #isReadOnly: boolean
  readonly #edits: EditDelays
  readonly #origin: ManifestOrigin
  readonly #log: Log
  readonly #blocks = new Set<BlockZones>()
  readonly #files = new FileNotes()
  #loading: Promise<void> | null = null
  /** Settles when all changes so far are done; they run one after the other. */
  #work: Promise<void> = Promise.resolve()

  constructor(
    wanted: SourceOptions,
    { open, log, isReadOnly, looksUpHosts = true }: LibraryOptions,
    lock: LockFile | null,
    edits: EditDelays,
  ) {
    this.#edits = edits
    this.#log = log
    this.#lock = lock
    this.#isReadOnly = isReadOnly
    this.#hosts = new HostAddressBook(
      (late) => {
        void this.#next(async () => this.#follow([], late))
      },
      looksUpHosts ? LOOK_UP : null,
    )
    this.#applied = new AppliedCluster(wanted.apply, lock?.lock ?? null)
    this.#origin = open(wanted, (one) => {
      log.diagnostic(one)
    })
  }

  get objects(): number {
    return this.#manifests.size
  }

  get files(): number {
    return this.#files.count
  }

  get names(): number {
    return sum([...this.#blocks].map(({ size }) => size))
  }

  /** Makes all zones of a block between two changes. From then on they follow the source. */
  async show(zones: BlockZones): Promise<void> {
    await this.#next(async () => {
      await runInSlices(zones.prepare(null))
      zones.publish(this.inventory.podAddresses.current)
      zones.tell()
      zones.begin()
      this.#blocks.add(zones)
    })
  }

  remove(zones: BlockZones): void {
    this.#blocks.delete(zones)
  }

  /**
   * Reads the manifests and starts to watch them, at the first call. Waits for the changes that are in
   * progress.
   */
  async load(): Promise<void> {
    this.#loading ??= this.#load()
    await this.#loading
    await this.#work
  }

  async refresh(): Promise<void> {
    await this.#origin.rescan()
    const renewed = await this.#hosts.resolve(this.#hosts.hostnames, EDIT_WAIT_MS)
    if (renewed.size > 0) void this.#next(async () => this.#follow([], renewed))
    await this.#work
  }

  async close(): Promise<void> {
    await this.#origin.close()
  }

  async #load(): Promise<void> {
    const updates = await this.#origin.load()
    // Another configuration may be in force, and serve.
    const stated = await runInSlices(this.#manifests.apply(updates))
    const renewed = await this.#hosts.resolve(this.#applied.hostnamesOf(stated.transitions), LOAD_WAIT_MS)
    const transitions = await runInSlices(this.#applied.follow(stated.transitions, this.#hosts.get, renewed))
    const change = await runInSlices(this.inventory.follow(transitions, stated.residents))
    this.inventory.podAddresses.publish()
    await runInSlices(this.inventory.podAddresses.settle())
    this.#remark(updates, stated, change)
    await this.#origin.watch((changes) => {
      void this.#next(async () => this.#follow(changes))
    })
  }

  /** Runs `work` after all changes before it. */
  async #next(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(work)
    await this.#work
  }

  /** Queries run between the steps of a large change, and see the change when all of it is done. */
  async #follow(updates: readonly FileUpdate[], late: ReadonlySet<string> = new Set()): Promise<void> {
    const began = performance.now()
    const stated = await runInSlices(this.#manifests.apply(updates))
    const asked = await this.#hosts.resolve(this.#applied.hostnamesOf(stated.transitions), EDIT_WAIT_MS)
    const renewed = new Set([...asked, ...late])
    const transitions = await runInSlices(this.#applied.follow(stated.transitions, this.#hosts.get, renewed))
    const change = await runInSlices(this.inventory.follow(transitions, stated.residents))
    const blocks = [...this.#blocks]
    for (const one of blocks) await runInSlices(one.prepare(change))
    const changed = this.#publish(blocks)
    const milliseconds = performance.now() - began
    const visible = this.#files.visible(updates)
    const mended = this.#files.mended(updates)
    if (changed.length > 0) {
      this.#edits.visible(visible.map(({ writtenMs = null }) => writtenMs))
      this.#log.info(describeChange(visible, late, changed, milliseconds))
    } else if (mended.length > 0) this.#log.info(describeMended(mended))
    this.#remark(updates, stated, change)
    await runInSlices(this.inventory.podAddresses.settle())
  }

  /** Publishes synchronously, so that all blocks change at the same moment. */
  #publish(blocks: readonly BlockZones[]): Zone[] {
    const pods = this.inventory.podAddresses.publish()
    const changed = blocks.flatMap((one) => one.publish(pods))
    for (const one of blocks) one.tell()
    return changed
  }

  /** Records the files, logs the diagnostics of the change, and saves allocated addresses. */
  #remark(updates: readonly FileUpdate[], stated: SetChange, change: InventoryChange): void {
    this.#files.take(updates)
    for (const one of this.#applied.takeDiagnostics()) this.#log.diagnostic(one)
    for (const one of this.#inspector.inspect(stated, change)) this.#log.diagnostic(one)
    const unsaved = this.#isReadOnly ? null : (this.#lock?.save() ?? null)
    if (unsaved !== null) this.#log.diagnostic(unsaved)
  }
}
