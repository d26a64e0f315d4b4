/**
 * Manifests that are read, watched and applied once, for all blocks that have them. A change becomes visible
 * in all blocks at the same moment. A fault in a change leaves the answers as they were before it.
 */
import type { EditDelays } from '../../block/edit-delays.ts'
import type { LibrarySummary, ManifestChoice, ManifestPlaces, SourceOptions } from '../../block/manifests.ts'
import type { ApplyOptions } from '../../kube/applied/apply-options.ts'
import type { Inventory } from '../../kube/inventory/inventory.ts'
import type { ClusterFacts } from '../../kube/reasons/facts.ts'
import type { BlockZones } from '../../kube/records/block-zones.ts'
import type { FileContent } from '../../kube/stated/manifest-set.ts'
import type { Diagnostic } from '../../report/diagnostic.ts'
import { describeFault } from '../../report/fault.ts'
import type { Log } from '../../report/log.ts'
import type { FileUpdate } from '../../source/last-good.ts'
import type { ManifestOrigin } from '../../source/origin.ts'
import { runInSlices } from '../../source/time-slice.ts'
import type { Zone } from '../../zone/zone.ts'
import { describeCauses, describeChange, describeMended } from './change-line.ts'
import { FileNotes } from './file-notes.ts'
import { HostAddressBook, LOOK_UP } from './host-addresses.ts'
import type { LockFile } from './lock-file.ts'
import type { SerialFile } from './serial-file.ts'
import { SourceState, type StateChange } from './source-state.ts'

/** Opens the reader of manifests. The composition root provides it, and with it the parser of files. */
export type OpenOrigin = (choice: ManifestChoice, report: (one: Diagnostic) => void) => ManifestOrigin

export interface SourceSetup {
  readonly open: OpenOrigin
  readonly log: Log
  /** Lock files are not written. */
  readonly isReadOnly: boolean
  /** False: the host names of manifests are not looked up. True, if left out. */
  readonly looksUpHosts?: boolean
}

/**
 * How long a start waits for the addresses of hosts: the resolver of the system may be querying this server.
 */
const LOAD_WAIT_MS = 2000
/** How long a change waits for them; later changes wait behind it. */
const EDIT_WAIT_MS = 50

const NO_HOSTS: ReadonlySet<string> = new Set()

export class ManifestSource {
  readonly places: ManifestPlaces
  readonly #apply: ApplyOptions
  /** The namespace of objects that state none. */
  readonly #namespace: string
  readonly #hosts: HostAddressBook
  readonly #lock: LockFile | null
  readonly #isReadOnly: boolean
  readonly #edits: EditDelays
  readonly #origin: ManifestOrigin
  readonly #log: Log
  readonly #blocks = new Set<BlockZones>()
  /** Where the serials of blocks are kept. */
  readonly #serialFiles = new Map<BlockZones, SerialFile>()
  readonly #files = new FileNotes()
  #state: SourceState
  /** The contents of files that a new state could not be made of; `null`: the state is sound. */
  #unstated: ReadonlyMap<string, FileContent> | null = null
  #loading: Promise<void> | null = null
  /** Settles when all changes so far are done; they run one after the other. */
  #work: Promise<void> = Promise.resolve()

  constructor(
    wanted: SourceOptions,
    { open, log, isReadOnly, looksUpHosts = true }: SourceSetup,
    lock: LockFile | null,
    edits: EditDelays,
  ) {
    this.places = wanted.places
    this.#apply = wanted.apply
    this.#namespace = wanted.namespace
    this.#edits = edits
    this.#log = log
    this.#lock = lock
    this.#isReadOnly = isReadOnly
    this.#hosts = new HostAddressBook(
      (late) => {
        this.#enqueue([], late)
      },
      looksUpHosts ? LOOK_UP : null,
    )
    this.#state = this.#newState()
    this.#origin = open(wanted, (one) => {
      log.diagnostic(one)
    })
  }

  /** What reasons are found in, of the state in force. */
  get facts(): ClusterFacts {
    const files = this.#files
    return { ...this.#state.facts, refusals: () => files.refusals(), unread: () => files.unread() }
  }

  summary(): LibrarySummary {
    const names = [...this.#blocks].reduce((total, { size }) => total + size, 0)
    const { count, hasManifests } = this.#files
    return { files: count, objects: this.#state.size, names, isEmpty: !hasManifests }
  }

  /** The diagnostics about custom resources that stand for services which are not here. */
  standIns(): Diagnostic[] {
    return this.#state.standIns((path) => this.#files.hasFilesIn(path), this.#namespace)
  }

  /** Makes all zones of a block between two changes. From then on they follow the source. */
  async show(make: (inventory: Inventory) => BlockZones, serialFile: SerialFile | null): Promise<BlockZones> {
    return this.#next(async () => {
      const zones = make(this.#state.inventory)
      // Another configuration may be in force, and serve.
      await runInSlices(zones.prepare(null))
      zones.publish(this.#state.inventory.podAddresses.current)
      zones.tell()
      zones.begin()
      this.#blocks.add(zones)
      if (serialFile !== null) this.#serialFiles.set(zones, serialFile)
      this.#saveSerials()
      return zones
    })
  }

  remove(zones: BlockZones): void {
    this.#blocks.delete(zones)
    this.#serialFiles.delete(zones)
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
    if (renewed.size > 0) this.#enqueue([], renewed)
    await this.#work
  }

  async close(): Promise<void> {
    this.#hosts.retain(NO_HOSTS)
    await this.#origin.close()
  }

  async #load(): Promise<void> {
    const updates = await this.#origin.load()
    const state = this.#state
    const stated = await runInSlices(state.state(updates))
    const renewed = await this.#hosts.resolve(state.hostnamesOf(stated), LOAD_WAIT_MS)
    const change = await runInSlices(state.follow(stated, this.#hosts.get, renewed))
    state.inventory.podAddresses.publish()
    await runInSlices(state.inventory.podAddresses.settle())
    this.#remark(updates, change)
    await this.#origin.watch((changes) => {
      this.#enqueue(changes)
    })
  }

  #newState(): SourceState {
    return new SourceState(this.#apply, this.#lock?.lock ?? null)
  }

  /** Runs `work` after all work before it, whether or not that has failed. */
  async #next<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    const done = this.#work.then(work)
    this.#work = done.then(
      () => undefined,
      () => undefined,
    )
    return done
  }

  // --- Changes ---

  #enqueue(updates: readonly FileUpdate[], late = NO_HOSTS): void {
    this.#next(async () => this.#follow(updates, late)).catch((problem: unknown) => {
      this.#reportFault(problem, 'a change of manifests is lost')
    })
  }

  /** Queries run between the steps of a large change, and see the change when all of it is done. */
  async #follow(updates: readonly FileUpdate[], late: ReadonlySet<string>): Promise<void> {
    if (this.#unstated !== null) {
      await this.#restart(this.#unstated, updates)
      return
    }
    const before = updates.map(({ file }) => this.#state.contentOf(file))
    try {
      await this.#change(updates, late)
    } catch (problem) {
      const causes = describeCauses(updates, late)
      this.#reportFault(problem, `the change of ${causes} has no effect, and answers stay as they were`)
      const contents = Array.from(this.#state.contents(), (one) => [one.file, one] as const)
      await this.#restart(new Map(contents), before)
    }
  }

  async #change(updates: readonly FileUpdate[], late: ReadonlySet<string>): Promise<void> {
    const began = performance.now()
    const state = this.#state
    const stated = await runInSlices(state.state(updates))
    const asked = await this.#hosts.resolve(state.hostnamesOf(stated), EDIT_WAIT_MS)
    const change = await runInSlices(state.follow(stated, this.#hosts.get, new Set([...asked, ...late])))
    const blocks = [...this.#blocks]
    for (const one of blocks) await runInSlices(one.prepare(change.shown))
    const changed = this.#publish(blocks)
    const milliseconds = performance.now() - began
    const visible = this.#files.visible(updates)
    const mended = this.#files.mended(updates)
    if (changed.length > 0) {
      this.#edits.visible(visible.map(({ writtenMs = null }) => writtenMs))
      const causes = visible.length > 0 || late.size > 0 ? visible : updates
      this.#log.info(describeChange(causes, late, changed, milliseconds))
    } else if (mended.length > 0) this.#log.info(describeMended(mended))
    this.#remark(updates, change)
    await runInSlices(state.inventory.podAddresses.settle())
  }

  /** Publishes synchronously, so that all blocks change at the same moment. */
  #publish(blocks: readonly BlockZones[]): Zone[] {
    const pods = this.#state.inventory.podAddresses.publish()
    const changed = blocks.flatMap((one) => one.publish(pods))
    // Before secondaries hear of it.
    if (changed.length > 0) this.#saveSerials()
    for (const one of blocks) one.tell()
    return changed
  }

  /**
   * Records the files, logs the diagnostics of the change, saves allocated addresses, and forgets the hosts
   * that no service names.
   */
  #remark(updates: readonly FileUpdate[], change: StateChange): void {
    this.#files.take(updates)
    this.#hosts.retain(this.#state.hostnames)
    const found = this.#state.remarks(change, (problem) => {
      this.#reportFault(problem, 'diagnostics of this change are missing')
    })
    for (const one of found) this.#log.diagnostic(one)
    const unsaved = this.#isReadOnly ? null : (this.#lock?.save() ?? null)
    if (unsaved !== null) this.#log.diagnostic(unsaved)
  }

  #saveSerials(): void {
    if (this.#isReadOnly) return
    for (const file of new Set(this.#serialFiles.values())) {
      const unsaved = file.save()
      if (unsaved !== null) this.#log.diagnostic(unsaved)
    }
  }

  // --- Faults ---

  #reportFault(problem: unknown, consequence: string): void {
    this.#edits.faults++
    const { place, message, stack } = describeFault(problem)
    this.#log.error(`fault in kubezone at ${place}: ${message}; ${consequence}`, { place })
    this.#log.debug(stack, { place })
  }

  /** Makes a new state of the contents of all files, except that those of `instead` replace others. */
  async #restart(contents: ReadonlyMap<string, FileContent>, instead: readonly FileContent[]): Promise<void> {
    const all = new Map([...contents, ...instead.map((one) => [one.file, one] as const)])
    try {
      const state = this.#newState()
      const stated = await runInSlices(state.state([...all.values()]))
      const change = await runInSlices(state.follow(stated, this.#hosts.get, NO_HOSTS))
      const blocks = [...this.#blocks]
      for (const one of blocks) {
        one.restart(state.inventory)
        await runInSlices(one.prepare(null))
      }
      this.#state = state
      this.#unstated = null
      this.#publish(blocks)
      // The log has these diagnostics already.
      state.remarks(change, () => undefined)
      await runInSlices(state.inventory.podAddresses.settle())
    } catch (problem) {
      this.#unstated = all
      this.#reportFault(problem, 'answers stay as they are until a file changes')
    }
  }
}
