/**
 * Gathers the hints of events until events pause. A hint is either the path of one file, or a scan of the
 * whole tree. Events of other files (temporary files of editors, logs) give no hint, so they neither cause a
 * scan nor delay one.
 */
import { lstatSync } from 'node:fs'
import { basename, join } from 'node:path'
import { isAbsent } from '../report/system-error.ts'
import type { FolderLimits } from './limits.ts'
import type { Tree } from './listing.ts'
import { CHART, isFolderName, isHelmfile, isKustomization, isManifestName, SETTINGS } from './names.ts'
import { Debounce } from './debounce.ts'

export interface ScanRequest {
  /** Absolute paths of manifests and settings. */
  readonly paths: ReadonlySet<string>
  /** Scan the whole tree, and ignore `paths`. */
  readonly isEverywhere: boolean
  /** Read every file, even if its sign is the same. */
  readonly isForced: boolean
}

/** With more hints than this in one batch a scan of the tree is quicker. */
const MAX_HINTS = 1_000

export class Hints {
  readonly #debounce: Debounce
  #paths = new Set<string>()
  #unclassified: { readonly folder: string; readonly name: string | null }[] = []
  #isEverywhere = false
  #isForced = false

  /** `ready` is called when events have paused. */
  constructor(limits: FolderLimits, ready: () => void) {
    this.#debounce = new Debounce(limits.quietMs, limits.latestMs, ready)
  }

  /**
   * Takes an event in a folder; `name` is `null` if the event has no name. During a scan `tree` is `null`,
   * and the event waits.
   */
  note(folder: string, name: string | null, tree: Tree | null): void {
    if (tree === null) this.#unclassified.push({ folder, name })
    else this.#classify(folder, name, tree)
    if (this.#unclassified.length <= MAX_HINTS) return
    this.#unclassified = []
    this.scheduleScan()
  }

  /** Classifies the events that came during a scan by its tree. */
  classify(tree: Tree): void {
    const unclassified = this.#unclassified
    this.#unclassified = []
    for (const { folder, name } of unclassified) this.#classify(folder, name, tree)
  }

  #classify(folder: string, name: string | null, tree: Tree): void {
    if (name !== null && tree.points.get(folder)?.pathNames.has(name) === true) this.scheduleScan()
    else if (!tree.folders.has(folder)) return
    // The event that deletes or moves a folder carries the name of the folder itself.
    else if (name === null || name === basename(folder) || decidesOnOthers(name)) this.scheduleScan()
    else if (isManifestName(name) || name === SETTINGS) this.scheduleRead(join(folder, name))
    else if (mayBeFolder(join(folder, name), name, tree)) this.scheduleScan()
  }

  scheduleRead(path: string): void {
    this.#paths.add(path)
    if (this.#paths.size > MAX_HINTS) this.#isEverywhere = true
    this.#debounce.touch()
  }

  scheduleScan(): void {
    this.#isEverywhere = true
    this.#debounce.touch()
  }

  /** Makes the next request a scan of the tree. The caller starts the batch. */
  requestScan(isForced: boolean): void {
    this.#isEverywhere = true
    this.#isForced ||= isForced
  }

  take(): ScanRequest {
    const request = { paths: this.#paths, isEverywhere: this.#isEverywhere, isForced: this.#isForced }
    this.#paths = new Set()
    this.#isEverywhere = false
    this.#isForced = false
    return request
  }

  stop(): void {
    this.#debounce.stop()
  }
}

/** Charts and kustomizations decide which other files are read, and Helmfile which releases are not. */
function decidesOnOthers(name: string): boolean {
  return name === CHART || isKustomization(name) || isHelmfile(name)
}

/** Most names without the extension of a manifest are temporary files that do not exist any more. */
function mayBeFolder(path: string, name: string, tree: Tree): boolean {
  if (!isFolderName(name)) return false
  if (tree.folders.has(path)) return true
  try {
    const stats = lstatSync(path)
    return stats.isDirectory() || stats.isSymbolicLink()
  } catch (error) {
    return !isAbsent(error)
  }
}
