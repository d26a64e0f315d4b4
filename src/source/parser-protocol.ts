/**
 * The messages between the main thread and the parser's worker. The main thread sends a file, then 'more' for
 * each further portion. The worker answers each message with one portion; the last one also holds the
 * diagnostics of the file.
 */
import type { FileContext } from '../kube/manifest/file-context.ts'
import type { ParsedFile } from '../kube/manifest/manifest.ts'
import type { KubeObject } from '../kube/model/objects.ts'

export interface ParserRequest {
  readonly file: string
  readonly context: FileContext
  readonly octets: Uint8Array
  /** How many errors are kept, and how many other diagnostics. */
  readonly maxFindings: number
}

export interface ParserResponse {
  readonly objects: readonly KubeObject[]
  /** `null`: more portions follow. */
  readonly end: Omit<ParsedFile, 'objects'> | null
}
