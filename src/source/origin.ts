/** An origin of manifests: a folder, which is read and watched, or standard input, which is read once. */
import { type Diagnostic, summarizeDiagnostic } from '../report/diagnostic.ts'
import type { FileUpdate } from './last-good.ts'

export type OnUpdates = (updates: readonly FileUpdate[]) => void

export interface ManifestOrigin {
  /**
   * Reads all manifests. Rejects with an `OriginError` if a path does not exist, or the input cannot be read.
   */
  load(): Promise<readonly FileUpdate[]>
  /** Calls `onUpdates` with every change since `load`. Resolves when the watches are in place. */
  watch(onUpdates: OnUpdates): Promise<void>
  /** Reads everything again, even if it looks unchanged, and delivers the changes. */
  rescan(): Promise<void>
  close(): Promise<void>
}

/** A path that does not exist, or an input that cannot be read, at the start of kubezone. */
export class OriginError extends Error {
  override readonly name = 'OriginError'
  readonly diagnostics: readonly Diagnostic[]

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(summarizeDiagnostic).join('\n'))
    this.diagnostics = diagnostics
  }
}
