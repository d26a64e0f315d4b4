/**
 * Scans the given files and folders: lists manifests with their signs, folders and links to watch, and
 * diagnostics about the tree itself. It reads no manifest. The walk goes level by level in byte order, so the
 * result does not depend on timing. It enters a folder once, by its inode, so links may form circles.
 * One subject: the walk, and what it finds on its way.
 */
import { type BigIntStats, type Dirent, statSync } from 'node:fs'
import { opendir } from 'node:fs/promises'
import { basename, join, resolve, sep } from 'node:path'
import type { Code } from '../report/codes.ts'
import { type Diagnostic, diagnostic } from '../report/diagnostic.ts'
import { errorCode, isAbsent, reasonOf } from '../report/system-error.ts'
import { identityOf, signOf } from './file-stat.ts'
import type { FolderLimits } from './limits.ts'
import { LinkReader } from './links.ts'
import type { Arm, FoundChart, FoundEntry, FoundFile, FoundFolder, Listing, WatchPoint } from './listing.ts'
import {
  CHART,
  isChartPart,
  isFolderName,
  isHelmfile,
  isKustomization,
  isManifestName,
  isSideFile,
  SETTINGS,
  sortByOctets,
} from './names.ts'
import { TimeSlice } from './time-slice.ts'
import { unrenderedHelmfile } from './unrendered.ts'

/** `isWanted`: asked again and again; once it is false, the walk ends, and its result is of no use. */
export function scan(
  paths: readonly string[],
  limits: FolderLimits,
  isWanted: () => boolean,
  arm: Arm = () => null,
): Promise<Listing> {
  return new Scan(limits, isWanted, arm).run(paths)
}

/** The number of folders that are listed at once: the thread pool has four threads. */
const AT_ONCE = 8
/** The number of entries that are read of a folder at once; so often the walk looks whether it goes on. */
const ENTRIES_AT_ONCE = 1024

class Scan {
  readonly #limits: FolderLimits
  readonly #isWanted: () => boolean
  readonly #arm: Arm
  readonly #began = performance.now()
  readonly #slice = new TimeSlice()
  readonly #links = new LinkReader()
  readonly #files = new Map<string, FoundFile>()
  readonly #folders = new Map<string, FoundFolder>()
  readonly #identities = new Map<string, FoundFolder>()
  readonly #pathNames = new Map<string, Set<string>>()
  readonly #settings: FoundEntry[] = []
  readonly #kustomizations: FoundEntry[] = []
  readonly #charts: FoundChart[] = []
  readonly #unseen: string[] = []
  readonly #missing: Diagnostic[] = []
  readonly #diagnostics: Diagnostic[] = []
  readonly #rootsWithFiles = new Set<string>()
  #level: FoundFolder[] = []
  #entries = 0
  #isFull = false
  /** The walk has taken too long, or has found too much. */
  #isCut = false

  constructor(limits: FolderLimits, isWanted: () => boolean, arm: Arm) {
    this.#limits = limits
    this.#isWanted = isWanted
    this.#arm = arm
  }

  async run(paths: readonly string[]): Promise<Listing> {
    for (const given of paths) this.#root(given)
    while (this.#level.length > 0 && this.#goesOn()) {
      const level = sortByOctets(this.#level, (folder) => folder.shown)
      this.#level = []
      for (let i = 0; i < level.length && this.#goesOn(); i += AT_ONCE) {
        await this.#listAll(level.slice(i, i + AT_ONCE))
      }
    }
    // What a folder lost by the end of the walk may still exist.
    if (this.#isCut)
      for (const { depth, path } of this.#folders.values()) if (depth === 0) this.#unseen.push(path)
    for (const folder of this.#folders.values()) {
      if (folder.depth > 0 || this.#rootsWithFiles.has(folder.root) || this.#hasUnseen(folder.path)) continue
      this.#report(
        'KZ_FOLDER_EMPTY',
        folder.shown,
        'holds no manifests; expected *.yaml, *.yml or *.json files',
      )
    }
    const files = sortByOctets([...this.#files.values()], (file) => file.shown)
    return {
      files: new Map(files.map((file) => [file.path, file])),
      folders: this.#folders,
      points: this.#points(),
      settings: this.#settings,
      kustomizations: this.#kustomizations,
      charts: this.#charts,
      unseen: this.#unseen,
      missing: this.#missing,
      diagnostics: this.#diagnostics,
    }
  }

  #root(given: string): void {
    const path = resolve(given)
    this.#watchPath(path)
    let stats: BigIntStats
    try {
      stats = statSync(path, { bigint: true })
    } catch (error) {
      this.#unseen.push(path)
      const [code, message] = isAbsent(error)
        ? (['KZ_FILE_MISSING', 'no such file or folder'] as const)
        : (['KZ_FILE_UNREADABLE', `cannot be read: ${reasonOf(error)}`] as const)
      this.#missing.push(diagnostic(code, given, message))
      return
    }
    const identity = identityOf(stats)
    if (stats.isDirectory())
      this.#enter({ path, shown: given, root: path, depth: 0, identity, isChart: false })
    else if (basename(path) === SETTINGS) this.#ignoreSettings(given)
    else this.#add(path, given, path, stats)
  }

  async #listAll(folders: readonly FoundFolder[]): Promise<void> {
    // The only asynchronous step, and the first that touches a folder: a network mount that hangs does not
    // block the thread.
    const listings = folders.map(async (folder) => {
      try {
        const arming = this.#arm(folder.path, folder.identity)
        if (arming !== null) await arming
        return await this.#entriesOf(folder)
      } catch (error) {
        return error
      }
    })
    for (const [i, listing] of (await Promise.all(listings)).entries()) {
      const folder = folders[i]
      if (folder === undefined) continue
      if (Array.isArray(listing)) await this.#list(folder, listing)
      else if (!isAbsent(listing)) this.#unreadable(folder.path, folder.shown, listing)
    }
  }

  /** The entries of a folder that can matter, up to the limit. */
  async #entriesOf(folder: FoundFolder): Promise<Dirent[]> {
    const entries: Dirent[] = []
    for await (const entry of await opendir(folder.path, { bufferSize: ENTRIES_AT_ONCE })) {
      this.#entries++
      if (this.#entries > this.#limits.maxEntries) {
        this.#cut(folder.shown, `the tree has more than ${this.#limits.maxEntries} entries`)
        break
      }
      if (this.#entries % ENTRIES_AT_ONCE === 0 && !this.#goesOn(folder.shown)) break
      if (!entry.isFile() || isManifestName(entry.name) || isSideFile(entry.name)) entries.push(entry)
    }
    return entries
  }

  /** Whether the walk goes on; `shown`: the folder that it has come to. */
  #goesOn(shown = this.#level[0]?.shown ?? '.'): boolean {
    if (this.#isFull || this.#isCut || !this.#isWanted()) return false
    const { scanMs } = this.#limits
    if (performance.now() - this.#began <= scanMs) return true
    this.#cut(shown, `the walk took more than ${scanMs / 1_000} s`)
    return false
  }

  #cut(shown: string, reason: string): void {
    if (this.#isCut) return
    this.#isCut = true
    const hint = 'does a symbolic link lead to a large tree, such as /?'
    const message = `not read to its end, nor are the folders after it: ${reason}, which is the limit`
    this.#diagnostics.push(diagnostic('KZ_FOLDER_TOO_LARGE', shown, message, { hint }))
  }

  async #list(folder: FoundFolder, entries: readonly Dirent[]): Promise<void> {
    const names = new Set(entries.map((entry) => entry.name))
    folder.isChart = names.has(CHART)
    for (const entry of sortByOctets(entries, ({ name }) => name)) {
      if (this.#slice.isOver()) {
        await this.#slice.pause()
        if (!this.#goesOn(folder.shown)) return
      }
      if (entry.name === CHART) this.#charts.push(this.#chart(folder, entry, names))
      if (folder.isChart && isChartPart(entry.name)) continue
      if (isKustomization(entry.name) && !entry.isDirectory()) {
        this.#kustomizations.push(this.#beside(folder, entry))
      } else if (isHelmfile(entry.name)) {
        this.#diagnostics.push(unrenderedHelmfile(join(folder.shown, entry.name)))
      } else if (entry.name === SETTINGS) this.#noteSettings(folder, entry)
      else if (entry.isDirectory() ? isFolderName(entry.name) : isManifestName(entry.name)) {
        this.#look(folder, entry)
      } else if (entry.isSymbolicLink() && isFolderName(entry.name)) this.#look(folder, entry)
    }
  }

  #chart(folder: FoundFolder, entry: Dirent, names: ReadonlySet<string>): FoundChart {
    const hasRequirements = names.has('requirements.yaml')
    return { ...this.#beside(folder, entry), hasTemplates: names.has('templates'), hasRequirements }
  }

  #noteSettings(folder: FoundFolder, entry: Dirent): void {
    if (folder.depth > 0) this.#ignoreSettings(join(folder.shown, entry.name))
    else this.#settings.push(this.#beside(folder, entry))
  }

  #beside(folder: FoundFolder, entry: Dirent): FoundEntry {
    const path = join(folder.path, entry.name)
    if (entry.isSymbolicLink()) this.#watchPath(path)
    return { path, shown: join(folder.shown, entry.name) }
  }

  #ignoreSettings(shown: string): void {
    const message = 'not read: settings take effect only in the root of a served folder'
    this.#report('KZ_SETTINGS_IGNORED', shown, message)
  }

  #look(folder: FoundFolder, entry: Dirent): void {
    const path = join(folder.path, entry.name)
    const shown = join(folder.shown, entry.name)
    const isManifest = isManifestName(entry.name)
    let stats: BigIntStats
    try {
      stats = statSync(path, { bigint: true })
    } catch (error) {
      if (entry.isSymbolicLink()) this.#watchPath(path)
      // A link that leads back to itself is as good as one to nothing.
      const isNothing = isAbsent(error) || (errorCode(error) === 'ELOOP' && !isManifest)
      if (!isNothing) this.#unreadable(path, shown, error)
      else if (isManifest && (entry.isSymbolicLink() || entry.name.includes('\ufffd'))) {
        const why = entry.isSymbolicLink() ? 'a symbolic link to nothing' : 'its name is not valid UTF-8'
        this.#report('KZ_FILE_UNREADABLE', shown, `cannot be read: ${why}`)
      }
      return
    }
    if (!stats.isDirectory() && !isManifest) return
    if (entry.isSymbolicLink()) this.#watchPath(path)
    if (stats.isDirectory()) {
      if (!isFolderName(entry.name)) return
      const identity = identityOf(stats)
      this.#enter({ path, shown, root: folder.root, depth: folder.depth + 1, identity, isChart: false })
    } else this.#add(path, shown, folder.root, stats)
  }

  #enter(folder: FoundFolder): void {
    const known = this.#identities.get(folder.identity)
    if (known !== undefined) {
      this.#report('KZ_FOLDER_REPEATED', folder.shown, `is the folder ${known.shown} again; it is read once`)
    } else if (folder.depth > this.#limits.maxDepth) {
      const message = `not read: it is more than ${this.#limits.maxDepth} folders deep, which is the limit`
      this.#report('KZ_FOLDER_TOO_DEEP', folder.shown, message)
    } else if (this.#hasRoom(folder.shown)) {
      this.#identities.set(folder.identity, folder)
      this.#folders.set(folder.path, folder)
      this.#level.push(folder)
    }
  }

  #add(path: string, shown: string, root: string, stats: BigIntStats): void {
    if (!stats.isFile()) {
      this.#report('KZ_FILE_UNREADABLE', shown, 'not read: neither a regular file nor a folder')
    } else if (!this.#files.has(path) && this.#hasRoom(shown)) {
      this.#rootsWithFiles.add(root)
      this.#files.set(path, { path, shown, sign: signOf(stats) })
    }
  }

  #hasRoom(shown: string): boolean {
    if (this.#files.size + this.#folders.size < this.#limits.maxFiles) return true
    if (!this.#isFull) {
      const limit = `${this.#limits.maxFiles} files and folders, which is the limit`
      this.#report(
        'KZ_FILE_TOO_MANY',
        shown,
        `not read, nor are the files after it: the tree has more than ${limit}`,
      )
    }
    this.#isFull = true
    return false
  }

  #unreadable(path: string, shown: string, error: unknown): void {
    this.#unseen.push(path)
    this.#report('KZ_FILE_UNREADABLE', shown, `cannot be read: ${reasonOf(error)}`)
  }

  /** Whether an entry of the root could not be read; it may be a manifest. */
  #hasUnseen(root: string): boolean {
    return this.#unseen.some((path) => path === root || path.startsWith(root + sep))
  }

  #report(code: Code, shown: string, message: string): void {
    this.#diagnostics.push(diagnostic(code, shown, message))
  }

  #watchPath(path: string): void {
    for (const { folder, name } of this.#links.entriesOf(path)) {
      const names = this.#pathNames.get(folder)
      if (names === undefined) this.#pathNames.set(folder, new Set([name]))
      else names.add(name)
    }
  }

  #points(): Map<string, WatchPoint> {
    const points = new Map<string, WatchPoint>()
    for (const [identity, { path }] of this.#identities) {
      points.set(path, { identity, pathNames: this.#pathNames.get(path) ?? new Set() })
    }
    for (const [folder, pathNames] of this.#pathNames) {
      if (points.has(folder)) continue
      try {
        const stats = statSync(folder, { bigint: true })
        if (stats.isDirectory()) points.set(folder, { identity: identityOf(stats), pathNames })
      } catch {
        // The folder was deleted or closed meanwhile; the next scan finds the nearest folder that is left.
      }
    }
    return points
  }
}
