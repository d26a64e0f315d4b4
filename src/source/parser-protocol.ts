/**
 * What the parser's thread and the main thread say to each other. The main thread sends a file, then 'more' for each
 * further portion; the thread answers each message with one portion, and ends with what there is to say of the file.
 */
import type { FileContext } from '../kube/manifest/file-context.ts'
import type { ParsedFile } from '../kube/manifest/manifest.ts'
import type { KubeObject } from '../kube/model/objects.ts'

export interface ParserRequest {
  readonly file: string
  readonly context: FileContext
  readonly octets: Uint8Array
}

export interface ParserResponse {
  readonly objects: readonly KubeObject[]
  /** `null`: there is more to fetch. */
  readonly end: Omit<ParsedFile, 'objects'> | null
}
