/**
 * Where to look: gathers what events hint at until they pause. A hint is either the path of one file or a doubt, which
 * means everywhere; what cannot concern us (an editor's temporary file, somebody's log) is no hint at all, so that it
 * neither costs a look nor puts one off.
 */
import { lstatSync } from 'node:fs'
import { basename, join } from 'node:path'
import { isAbsent } from '../report/system-error.ts'
import type { FolderLimits } from './limits.ts'
import type { Tree } from './listing.ts'
import { CHART, isFolderName, isKustomization, isManifestName, SETTINGS } from './names.ts'
import { Debounce } from './debounce.ts'

export interface ScanRequest {
  /** Absolute paths of manifests and settings; empty where the whole tree is to be looked through. */
  readonly paths: ReadonlySet<string>
  readonly isEverywhere: boolean
  /** Read every file, whether or not it looks changed. */
  readonly isForced: boolean
}

/** More hints than this in one batch: looking everywhere is the shorter way. */
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

  /** An event in a folder, of a name or of nobody knows what. Without a tree, during a scan, it waits for one. */
  note(folder: string, name: string | null, tree: Tree | null): void {
    if (tree === null) this.#unclassified.push({ folder, name })
    else this.#classify(folder, name, tree)
    if (this.#unclassified.length <= MAX_HINTS) return
    this.#unclassified = []
    this.scheduleScan()
  }

  /** A scan is over: what was heard during it can be told apart. */
  classify(tree: Tree): void {
    const unclassified = this.#unclassified
    this.#unclassified = []
    for (const { folder, name } of unclassified) this.#classify(folder, name, tree)
  }

  #classify(folder: string, name: string | null, tree: Tree): void {
    if (name !== null && tree.points.get(folder)?.pathNames.has(name) === true) this.scheduleScan()
    else if (!tree.folders.has(folder)) return
    // A folder reports its own end under its own name.
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

  /** The next request leads everywhere; whoever asks starts it. */
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

/** Files that decide which others are read. */
function decidesOnOthers(name: string): boolean {
  return name === CHART || isKustomization(name)
}

/** Most names without our extensions are temporary files, gone already. */
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
