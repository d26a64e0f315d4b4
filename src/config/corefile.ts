/**
 * Reads a Corefile: text in, server blocks with their directives out, each with its place. Nothing in the text makes
 * this throw; what is wrong is in `diagnostics`, all of it in one run, and the blocks are then what could be made of the
 * rest. A text without blocks gives none: what to serve then is for the caller to say.
 */
import type { Diagnostic } from '../report/diagnostic.ts'
import { DiagnosticCollector } from './collector.ts'
import type { Environment } from './environment.ts'
import { type FileAccess, realFiles } from './file-access.ts'
import { Grammar } from './grammar.ts'
import { Importer } from './import.ts'
import type { ServerBlock } from './server-block.ts'
import { TokenStream } from './token-stream.ts'

export interface CorefileOptions {
  readonly environment: Environment
  /** Where imports come from; the disk, if left out. */
  readonly files?: FileAccess
}

export interface Corefile {
  readonly blocks: readonly ServerBlock[]
  /** In reading order: the Corefile first, then every imported one, those that could not be read included. */
  readonly files: readonly string[]
  /** In reading order. */
  readonly diagnostics: readonly Diagnostic[]
}

/** `file` names the text in diagnostics, and its folder is where relative imports start. */
export function parseCorefile(text: string, file: string, options: CorefileOptions): Corefile {
  const collector = new DiagnosticCollector()
  const importer = new Importer(options.files ?? realFiles, options.environment, collector.report)
  const stream = new TokenStream(importer.sourceOf(text, file))
  const blocks = new Grammar(stream, importer, collector.report).parse()
  const files = [...importer.files]
  return {
    blocks,
    files,
    diagnostics: inReadingOrder(collector.diagnostics, files),
  }
}

/** File by file and downwards, as a person goes through them; lexing, parsing and setups find them in several passes. */
export function inReadingOrder(diagnostics: readonly Diagnostic[], files: readonly string[]): Diagnostic[] {
  const order = new Map(files.map((file, i) => [file, i]))
  const rank = (one: Diagnostic): number => order.get(one.file) ?? files.length
  return diagnostics.toSorted((a, b) => rank(a) - rank(b) || a.line - b.line || a.column - b.column)
}
