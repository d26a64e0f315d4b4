/**
 * What a look through the given files and folders has found: manifests, folders, settings, and the places to hear from. All
 * of it is a snapshot; the next look makes a new one.
 */
import { sep } from 'node:path'
import type { Diagnostic } from '../report/diagnostic.ts'
import type { FileSign } from './file-stat.ts'

export interface FoundFile {
  /** Absolute; links in it are not resolved. */
  readonly path: string
  /** As people are told: the path as it was given, and what follows. */
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

/** A folder to hear from. */
export interface WatchPoint {
  readonly identity: string
  /** Names in it on which the tree hangs: links followed, the root itself. Their events mean anything may have changed. */
  readonly pathNames: ReadonlySet<string>
}

/** What events are understood by, until the next scan. */
export interface Tree {
  /** By absolute path. */
  readonly folders: ReadonlyMap<string, FoundFolder>
  readonly points: ReadonlyMap<string, WatchPoint>
}

/** Something in a folder, by its absolute path and as people are told. */
export interface FoundEntry {
  readonly path: string
  readonly shown: string
}

export interface Listing extends Tree {
  /** By absolute path, sorted by what is shown. */
  readonly files: ReadonlyMap<string, FoundFile>
  /** Those in the roots. */
  readonly settings: readonly FoundEntry[]
  readonly kustomizations: readonly FoundEntry[]
  /** Absolute paths of what could not be looked at, which is not to say that it is gone. */
  readonly unseen: readonly string[]
  /** The given paths that are not there. */
  readonly missing: readonly Diagnostic[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Whether a path is, or is below, what could not be looked at. */
export function isUnseen(path: string, { unseen }: Listing): boolean {
  return unseen.some((above) => path === above || path.startsWith(above + sep))
}

/** Puts a folder under watch; `null` where it is already. Called before the folder is listed, so nothing is missed. */
export type Arm = (folder: string, identity: string) => Promise<void> | null
