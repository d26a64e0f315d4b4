/**
 * What a manifest folder may make kubezone spend, and how quickly changes show. Every number has a default, a smallest
 * and a largest value; a setting outside is moved to the nearer end, so no configuration can switch a limit off.
 */
export interface FolderLimits {
  /** How long events must have stopped before files are read: an editor's save is several events. */
  readonly quietMs: number
  /** The longest that a stream of events can put off reading. */
  readonly latestMs: number
  /** How often the folder is looked through without any event, for those that were lost. */
  readonly rescanMs: number
  /** The same where the system cannot tell us about changes: no watches left, or polling asked for. */
  readonly pollMs: number
  readonly maxOctets: number
  readonly maxFiles: number
  readonly maxDepth: number
}

interface Bounds {
  readonly default: number
  readonly min: number
  readonly max: number
}

export const FOLDER_BOUNDS: Readonly<Record<keyof FolderLimits, Bounds>> = {
  // A save is over within a few milliseconds; 50 leave three quarters of the 200 that an edit may take to show.
  quietMs: { default: 50, min: 1, max: 5_000 },
  latestMs: { default: 500, min: 10, max: 60_000 },
  // Looking through 10,000 files costs some 70 ms, so this is a four-hundredth of one core.
  rescanMs: { default: 30_000, min: 100, max: 3_600_000 },
  pollMs: { default: 1_000, min: 100, max: 60_000 },
  // 32 MiB hold 100,000 services; a larger file is most likely a mistake, and its syntax tree would fill gigabytes.
  maxOctets: { default: 32 * 1024 * 1024, min: 1_024, max: 512 * 1024 * 1024 },
  // Ten times the largest folder that kubezone is measured with.
  maxFiles: { default: 100_000, min: 1, max: 1_000_000 },
  // Deeper than any repository of manifests; stops what loops in ways that inodes do not show.
  maxDepth: { default: 32, min: 0, max: 256 },
}

/** Fills in what is left out and keeps the rest within bounds. */
export function folderLimits(wanted: Partial<FolderLimits> = {}): FolderLimits {
  const limit = (key: keyof FolderLimits): number => {
    const { default: usual, min, max } = FOLDER_BOUNDS[key]
    const value = wanted[key] ?? usual
    return Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : usual
  }
  return {
    quietMs: limit('quietMs'),
    latestMs: limit('latestMs'),
    rescanMs: limit('rescanMs'),
    pollMs: limit('pollMs'),
    maxOctets: limit('maxOctets'),
    maxFiles: limit('maxFiles'),
    maxDepth: limit('maxDepth'),
  }
}
