/**
 * The state of the server, for directives that report it (`ready`, `prometheus`): its phase, the running
 * plugins, the result of the last reload. The app updates it. All configurations of a server share one
 * `ServerStatus`.
 */
import type { Plugin } from '../chain/plugin.ts'
import type { Severity } from '../report/codes.ts'
import { type Page, plainPage } from '../server/http.ts'
import type { Log } from '../report/log.ts'

export interface ReloadFailure {
  readonly message: string
  readonly at: Date
}

export class ServerStatus {
  /** `starting` until the first socket answers; `stopping` from the request to stop. */
  phase: 'starting' | 'serving' | 'stopping' = 'starting'
  /** The plugins of the configuration in force, or of the first one while it starts. */
  plugins: readonly Plugin[] = []
  /** kubezone's version. */
  version = ''
  /** The hexadecimal SHA-512 of the configuration in force. */
  digest = ''
  /** The time at which the configuration in force was loaded. */
  loadedAt = new Date()
  /** The last reload's failure; `null` after a reload that succeeded. */
  reloadFailure: ReloadFailure | null = null
  reloads = 0
  failedReloads = 0
  /** The number of logged diagnostics by severity. */
  readonly diagnostics: Record<Severity, number> = { error: 0, warning: 0, info: 0 }
  /** The URLs of the pages that the server serves. */
  pages: () => readonly string[] = () => []
  /** Explains a name as JSON: the page of `explain`. The parameters are those of the page's URL. */
  explain: (parameters: URLSearchParams) => Promise<Page> = async () => plainPage(503, 'starting')
  /** Reads the Corefile, and loads it if it differs from the last one that was tried. */
  followCorefile: () => void = () => undefined
}

/** Wraps a log so that it counts the diagnostics. */
export function countDiagnostics(log: Log, { diagnostics }: ServerStatus): Log {
  return {
    ...log,
    diagnostic: (one) => {
      diagnostics[one.severity]++
      log.diagnostic(one)
    },
  }
}
