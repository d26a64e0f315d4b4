/**
 * How the server is, for directives that tell others of it: where it is in its life, which plugins run, how the last reload
 * went. The app keeps it up to date; there is one for all configurations that the server has in its life.
 */
import type { Plugin } from '../chain/plugin.ts'
import type { Severity } from '../report/codes.ts'
import type { Log } from '../report/log.ts'

export interface ReloadFailure {
  readonly message: string
  readonly at: Date
}

export class ServerStatus {
  /** Starting until the first socket answers; stopping from the moment that it is asked to. */
  phase: 'starting' | 'serving' | 'stopping' = 'starting'
  /** Those of the configuration in force, or of the first one while it starts: for `ready` and `prometheus`. */
  plugins: readonly Plugin[] = []
  /** kubezone's own. */
  version = ''
  /** Of the configuration in force; hexadecimal SHA-512. */
  digest = ''
  /** When the configuration in force was loaded. */
  loadedAt = new Date()
  /** `null` once a later one has gone well. */
  reloadFailure: ReloadFailure | null = null
  reloads = 0
  failedReloads = 0
  /** How many the log was told of. */
  readonly diagnostics: Record<Severity, number> = { error: 0, warning: 0, info: 0 }
  /** Reads the Corefile, and if it is another than the last one that was tried, has it loaded. */
  followCorefile: () => void = () => undefined
}

/** The same log, which counts the diagnostics that it is told of. */
export function countDiagnostics(log: Log, { diagnostics }: ServerStatus): Log {
  return {
    ...log,
    diagnostic: (one) => {
      diagnostics[one.severity]++
      log.diagnostic(one)
    },
  }
}
