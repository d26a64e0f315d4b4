/**
 * The result of a scan of the given files and folders: manifests, folders, settings, and the folders to
 * watch. It is a snapshot; the next scan makes a new one.
 */
import { sep } from 'node:path'
import type { Diagnostic } from '../report/diagnostic.ts'
import type { FileSign } from './file-stat.ts'

export interface FoundFile {
  /** Absolute; links in it are not resolved. */
  readonly path: string
  /** The path as shown to people: the given path, and the path below it. */
  readonly shown: string
  readonly sign: FileSign
}

export interface FoundFolder {
  readonly path: string
  readonly shown: string
  readonly root: string
  readonly depth: number
  readonly identity: string
  isChart: boolean
}

/** A folder to watch. */
export interface WatchPoint {
  readonly identity: string
  /**
   * Names of entries that paths of the tree pass through: links, and the roots. Their events require a scan
   * of the tree.
   */
  readonly pathNames: ReadonlySet<string>
}

/** The folders by which events are classified until the next scan. */
export interface Tree {
  /** By absolute path. */
  readonly folders: ReadonlyMap<string, FoundFolder>
  readonly points: ReadonlyMap<string, WatchPoint>
}

/** An entry of a folder: its absolute path, and the path as shown to people. */
export interface FoundEntry {
  readonly path: string
  readonly shown: string
}

/** A `Chart.yaml`. */
export interface FoundChart extends FoundEntry {
  readonly hasTemplates: boolean
  /** Helm 2 keeps dependencies in a file of their own. */
  readonly hasRequirements: boolean
}

export interface Listing extends Tree {
  /** By absolute path, sorted by `shown`. */
  readonly files: ReadonlyMap<string, FoundFile>
  /** `kubezone.yaml` of each root. */
  readonly settings: readonly FoundEntry[]
  readonly kustomizations: readonly FoundEntry[]
  readonly charts: readonly FoundChart[]
  /** Absolute paths that could not be read; they may still exist. */
  readonly unseen: readonly string[]
  /** A diagnostic for each given path that does not exist or cannot be read. */
  readonly missing: readonly Diagnostic[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Whether a path, or a folder above it, could not be read. */
export function isUnseen(path: string, { unseen }: Listing): boolean {
  return unseen.some((above) => path === above || path.startsWith(above + sep))
}

/**
 * Watches a folder; `null`: it is watched already. A scan calls this before it lists the folder, so it misses
 * no change.
 */
export type Arm = (folder: string, identity: string) => Promise<void> | null
