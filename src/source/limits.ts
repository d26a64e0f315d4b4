/**
 * The limits of a manifest folder: what it may cost, and how soon changes show. Every limit has a default, a
 * minimum and a maximum. A value outside is set to the nearer bound, so no configuration can switch a limit
 * off.
 */
export interface FolderLimits {
  /** How long events must pause before files are read: a save by an editor is several events. */
  readonly quietMs: number
  /** The longest time by which a stream of events can delay reading. */
  readonly latestMs: number
  /** The interval of scans without an event, because events can be lost. */
  readonly rescanMs: number
  /** The interval of scans if the system sends no events: no watches are left, or chokidar polls. */
  readonly pollMs: number
  readonly maxOctets: number
  readonly maxFiles: number
  readonly maxDepth: number
  /** The most entries of all folders, of any name. */
  readonly maxEntries: number
  /** The longest time that a scan may take. */
  readonly scanMs: number
}

interface Bounds {
  readonly default: number
  readonly min: number
  readonly max: number
}

export const FOLDER_BOUNDS: Readonly<Record<keyof FolderLimits, Bounds>> = {
  // A save is over within a few milliseconds; 50 leave three quarters of the 200 that an edit may take to
  // show.
  quietMs: { default: 50, min: 1, max: 5_000 },
  latestMs: { default: 500, min: 10, max: 60_000 },
  // A scan of 10,000 files takes about 70 ms, so this is a four-hundredth of one core.
  rescanMs: { default: 30_000, min: 100, max: 3_600_000 },
  pollMs: { default: 1_000, min: 100, max: 60_000 },
  // 32 MiB hold 100,000 services; a larger file is most likely a mistake, and its syntax tree would fill
  // gigabytes.
  maxOctets: { default: 32 * 1024 * 1024, min: 1_024, max: 512 * 1024 * 1024 },
  // Ten times the largest folder in the benchmarks.
  maxFiles: { default: 100_000, min: 1, max: 1_000_000 },
  // Deeper than any repository of manifests. This stops loops that inodes do not reveal.
  maxDepth: { default: 32, min: 0, max: 256 },
  // Ten for each file and folder that is read.
  maxEntries: { default: 1_000_000, min: 100, max: 100_000_000 },
  // A tree of 100,000 manifests takes 3 s, and a network mount may be ten times slower.
  scanMs: { default: 30_000, min: 10, max: 3_600_000 },
}

/** Replaces absent limits by their defaults, and moves the others within their bounds. */
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
    maxEntries: limit('maxEntries'),
    scanMs: limit('scanMs'),
  }
}
