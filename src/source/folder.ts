/**
 * The watched manifests: `ManifestFolder` loads the given files and folders, then delivers their changes in
 * order, a batch at a time. Only the content of the folder counts. Events are hints where to look; if they
 * are ambiguous or lost, the whole tree is scanned again. An edit of one file reads one file, however many
 * files there are. One subject: scans, hints and batches share the state of the tree.
 */
import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { DEFAULT_NAMESPACE } from '../kube/manifest/file-context.ts'
import { type Diagnostic, diagnostic } from '../report/diagnostic.ts'
import { lookAt, signOf } from './file-stat.ts'
import { Hints } from './hints.ts'
import { type FileUpdate, LastGood, type Parse } from './last-good.ts'
import { type FolderLimits, folderLimits } from './limits.ts'
import { type Arm, type FoundFile, type FoundFolder, isUnseen, type Listing, type Tree } from './listing.ts'
import { isChartPart, SETTINGS } from './names.ts'
import { type ManifestOrigin, type OnUpdates, OriginError } from './origin.ts'
import { TimeSlice } from './time-slice.ts'
import { scan } from './scan.ts'
import { Surroundings } from './surroundings.ts'
import { unwatched } from './unwatched.ts'
import { FolderWatches } from './watch.ts'

export interface FolderOptions {
  /** Files or folders; relative paths start in the working directory. */
  readonly paths: readonly string[]
  /**
   * The namespace of objects that state none and that `kubezone.yaml` does not cover; `default`, if left out.
   */
  readonly namespace?: string
  readonly parse: Parse
  /** Called once for each diagnostic, when it becomes true. */
  readonly report: (found: Diagnostic) => void
  readonly limits?: Partial<FolderLimits>
}

/** The most scans in one batch: new links can appear while watches are set up. The next batch continues. */
const ROUNDS = 3
/**
 * A scan without an event waits at least this many times its own duration, so it takes 1 % of one core at
 * most.
 */
const IDLE_SHARE = 100
/** How long `close` waits for what still runs. */
const CLOSE_MS = 500

export class ManifestFolder implements ManifestOrigin {
  readonly #paths: readonly string[]
  readonly #limits: FolderLimits
  readonly #report: (found: Diagnostic) => void
  readonly #files: LastGood
  readonly #surroundings: Surroundings
  readonly #hints: Hints
  readonly #watches: FolderWatches
  #tree: Tree | null = null
  #onUpdates: OnUpdates | null = null
  /** Settles when all batches so far are done; they run one after the other. */
  #work: Promise<void> = Promise.resolve()
  #unwatched: Diagnostic | null = null
  /** The diagnostics of the last scan, without those about settings. */
  #treeDiagnostics: readonly Diagnostic[] = []
  #timer: NodeJS.Timeout | null = null
  #scanMs = 0
  #isClosed = false

  constructor(options: FolderOptions) {
    this.#paths = options.paths
    this.#limits = folderLimits(options.limits)
    this.#report = options.report
    this.#files = new LastGood(options.parse, this.#limits.maxOctets, options.report)
    this.#surroundings = new Surroundings(options.namespace ?? DEFAULT_NAMESPACE)
    this.#hints = new Hints(this.#limits, () => void this.#run())
    this.#watches = new FolderWatches(
      (folder, name) => {
        if (!this.#isClosed) this.#hints.note(folder, name, this.#tree)
      },
      (folder, error) => this.#watchFailed(folder, error),
    )
  }

  /** Reads all manifests. Rejects with an `OriginError` if a given path does not exist. */
  async load(): Promise<readonly FileUpdate[]> {
    const listing = await scan(this.#paths, this.#limits, this.#isWanted)
    if (listing.missing.length > 0) throw new OriginError(listing.missing)
    this.#tree = treeOf(listing)
    await this.#takeOver(listing, false)
    return this.#files.collect()
  }

  /** Calls `onUpdates` with every change since `load`. Resolves when the watches are in place. */
  async watch(onUpdates: OnUpdates): Promise<void> {
    this.#onUpdates = onUpdates
    this.#hints.requestScan(false)
    await this.#run()
    this.#setTimer()
  }

  /** Reads every file again, even if its sign is the same, and delivers the changes. */
  async rescan(): Promise<void> {
    this.#hints.requestScan(true)
    await this.#run()
  }

  diagnostics(): readonly Diagnostic[] {
    return this.#files.diagnostics()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#hints.stop()
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#watches.close()
    // What still runs, on a slow disk or in the parser, finds the folder closed, and has no effect.
    await Promise.race([this.#work, delay(CLOSE_MS, undefined, { ref: false })])
  }

  readonly #isWanted = (): boolean => !this.#isClosed

  // --- When events fail ---

  #watchFailed(folder: string, error: unknown): void {
    const known = this.#tree?.folders.get(folder)
    // A folder outside the tree, where only a link could change, is not reported. During a scan there is no
    // tree: report all.
    if (this.#unwatched !== null || (this.#tree !== null && known === undefined)) return
    this.#unwatched = unwatched(known?.shown ?? folder, error, this.#limits.pollMs)
    this.#hints.scheduleScan()
    this.#setTimer()
  }

  /** Scans the tree at intervals, because events can be lost, and some file systems send no events. */
  #setTimer(): void {
    if (this.#isClosed || this.#onUpdates === null) return
    if (this.#timer !== null) clearTimeout(this.#timer)
    const isPolling = this.#unwatched !== null || FolderWatches.isPolling()
    const wanted = isPolling ? this.#limits.pollMs : this.#limits.rescanMs
    this.#timer = setTimeout(
      () => {
        this.#hints.requestScan(false)
        void this.#run().then(() => this.#setTimer())
      },
      Math.max(wanted, this.#scanMs * IDLE_SHARE),
    )
    this.#timer.unref()
  }

  // --- Batches ---

  #run(): Promise<void> {
    this.#work = this.#work.then(() => this.#batch()).catch((error: unknown) => this.#fail(error))
    return this.#work
  }

  /**
   * Only a bug here or in `onUpdates` leads here. The next scan delivers the changes that this batch missed.
   */
  #fail(error: unknown): void {
    this.#hints.requestScan(false)
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
    const where = this.#paths[0] ?? '.'
    this.#report(diagnostic('KZ_FOLDER_UPDATE', where, `changes could not be applied: ${reason}`))
  }

  async #batch(): Promise<void> {
    if (this.#isClosed) return
    const { paths, isEverywhere, isForced } = this.#hints.take()
    if (isEverywhere || !(await this.#lookAt(paths))) await this.#lookEverywhere(isForced)
    if (this.#isClosed || this.#onUpdates === null) return
    const updates = this.#files.collect()
    if (updates.length > 0) this.#onUpdates(updates)
  }

  /**
   * Reads the files that hints named. `false`: the tree differs from the last scan, so a new scan is needed.
   */
  async #lookAt(paths: ReadonlySet<string>): Promise<boolean> {
    const slice = new TimeSlice()
    for (const path of paths) {
      if (this.#isClosed) return true
      if (slice.isOver()) await slice.pause()
      if (!(await this.#lookAtFile(path))) return false
    }
    return true
  }

  async #lookAtFile(path: string): Promise<boolean> {
    const folder = this.#tree?.folders.get(dirname(path))
    if (folder === undefined) return false
    if (basename(path) === SETTINGS) return this.#lookAtSettings(folder, path)
    if (folder.isChart && isChartPart(basename(path))) return true
    const shown = join(folder.shown, basename(path))
    const isKnown = this.#files.has(shown)
    const stats = lookAt(path)
    if (stats === null) return false
    if (stats === undefined && !isKnown) return true
    // Diagnostics about the tree, that it is empty or too large, may not be true any more.
    const isCountChanged = stats === undefined || !isKnown
    if (this.#files.hasTreeDiagnostic((one) => one.file === shown || (isCountChanged && isAboutCount(one)))) {
      return false
    }
    if (isCountChanged && this.#surroundings.names(path)) return false
    if (stats === undefined) {
      // Files stay if their root is missing: a mount that vanished must not empty a zone.
      if (!existsSync(folder.root) || this.#files.isLast(path, folder.root)) return false
      this.#files.forget(shown)
      return true
    }
    if (!stats.isFile() || (!isKnown && this.#files.size >= this.#limits.maxFiles)) return false
    await this.#read({ path, shown, sign: signOf(stats) })
    return true
  }

  /** Reads the settings of a root, and the files whose settings have changed. */
  async #lookAtSettings({ shown, root, depth }: FoundFolder, path: string): Promise<boolean> {
    const stats = lookAt(path)
    const isSimple = stats === undefined ? existsSync(root) : stats?.isFile() === true
    if (depth > 0 || !isSimple) return false
    const isSettled = await this.#surroundings.readSettings({ path, shown: join(shown, SETTINGS) })
    if (!isSettled && !this.#isClosed && this.#onUpdates !== null) this.#hints.scheduleRead(path)
    const slice = new TimeSlice()
    for (const [file, at] of this.#files.files()) {
      if (this.#isClosed) return true
      if (slice.isOver()) await slice.pause()
      if (this.#files.isReadAs(file, this.#surroundings.contextOf(at))) continue
      const now = lookAt(at)
      if (now === null || now === undefined) return false
      await this.#read({ path: at, shown: file, sign: signOf(now) })
    }
    this.#updateTreeDiagnostics()
    return true
  }

  async #read(found: FoundFile): Promise<void> {
    const patch = this.#surroundings.patchOf(found)
    if (patch !== null || this.#surroundings.isLeftOut(found)) {
      this.#files.leaveOut(found, patch === null ? [] : [patch])
      return
    }
    const isSettled = await this.#files.read(found, this.#surroundings.contextOf(found.path))
    // Before `watch` there is no callback; `watch` itself scans again.
    if (!isSettled && !this.#isClosed && this.#onUpdates !== null) this.#hints.scheduleRead(found.path)
  }

  async #lookEverywhere(isForced: boolean): Promise<void> {
    for (let round = 1; ; round++) {
      const began = performance.now()
      const isWatching = this.#onUpdates !== null
      // Events during the scan wait for the new tree: the old one may lack their folders.
      this.#tree = null
      const arm: Arm = (folder, identity) => this.#watches.arm(folder, identity)
      const listing = isWatching
        ? await scan(this.#paths, this.#limits, this.#isWanted, arm)
        : await scan(this.#paths, this.#limits, this.#isWanted)
      this.#scanMs = performance.now() - began
      if (this.#isClosed) return
      this.#tree = treeOf(listing)
      this.#hints.classify(listing)
      const wanted = new Map([...listing.points].map(([folder, { identity }]) => [folder, identity]))
      // The scan read links before their folders were watched. If a watch is new, a change may have been
      // missed: scan again.
      const isNew = isWatching && (await this.#watches.cover(wanted))
      if (this.#isClosed) return
      if (!isNew || round === ROUNDS) {
        if (isNew) this.#hints.scheduleScan()
        return this.#takeOver(listing, isForced)
      }
    }
  }

  async #takeOver(listing: Listing, isForced: boolean): Promise<void> {
    const slice = new TimeSlice()
    const shown = new Set<string>()
    const isSettled = await this.#surroundings.read(listing)
    if (!isSettled && this.#onUpdates !== null) this.#hints.scheduleScan()
    for (const found of listing.files.values()) {
      shown.add(found.shown)
      if (this.#isClosed) return
      if (slice.isOver()) await slice.pause()
      if (!isForced && this.#files.isCurrent(found, this.#surroundings.contextOf(found.path))) continue
      await this.#read(found)
    }
    for (const [file, path] of this.#files.files()) {
      if (!shown.has(file) && !isUnseen(path, listing)) this.#files.forget(file)
    }
    const hint = 'its last good objects stay in force until the path exists again'
    const missing = listing.missing.map((one) => ({ ...one, hint }))
    const watchDiagnostics = this.#unwatched === null ? [] : [this.#unwatched]
    this.#treeDiagnostics = [...listing.diagnostics, ...missing, ...watchDiagnostics]
    this.#updateTreeDiagnostics()
  }

  #updateTreeDiagnostics(): void {
    this.#files.setTree([...this.#treeDiagnostics, ...this.#surroundings.diagnostics()])
  }
}

/** The tree of a listing, without the files: `LastGood` has an entry for each. */
function treeOf({ folders, points }: Listing): Tree {
  return { folders, points }
}

function isAboutCount({ code }: Diagnostic): boolean {
  return code === 'KZ_FOLDER_EMPTY' || code === 'KZ_FILE_TOO_MANY'
}
