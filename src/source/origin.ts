/** Where manifests come from: read once at the start, and perhaps watched from then on. */
import { type Diagnostic, summarizeDiagnostic } from '../report/diagnostic.ts'
import type { FileUpdate } from './last-good.ts'

export type OnUpdates = (updates: readonly FileUpdate[]) => void

export interface ManifestOrigin {
  /** Reads everything. Rejects with an `OriginError` where there is nothing to read. */
  load(): Promise<readonly FileUpdate[]>
  /** Calls back with every change from now on. Resolves once nothing since `load` can have been missed. */
  watch(onUpdates: OnUpdates): Promise<void>
  /** Reads everything again, whatever it looks like, and tells what is different. */
  rescan(): Promise<void>
  close(): Promise<void>
}

/** A path that is not there, or an input that cannot be read, when kubezone starts. */
export class OriginError extends Error {
  override readonly name = 'OriginError'
  readonly diagnostics: readonly Diagnostic[]

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(summarizeDiagnostic).join('\n'))
    this.diagnostics = diagnostics
  }
}
