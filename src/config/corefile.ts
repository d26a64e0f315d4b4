/**
 * Parses a Corefile into server blocks with their directives, each with its place. No text makes the parser
 * throw. One run reports all errors in `diagnostics`, and `blocks` then holds the sound parts. A text without
 * blocks gives an empty list; the caller decides what to serve then.
 */
import type { Diagnostic } from '../report/diagnostic.ts'
import { DiagnosticCollector } from './collector.ts'
import type { Environment } from './environment.ts'
import { type FileAccess, realFiles } from './file-access.ts'
import { Grammar } from './grammar.ts'
import { Importer } from './import.ts'
import type { ServerBlock } from './server-block.ts'
import type { WrittenText } from '../report/written-text.ts'
import { TokenStream } from './token-stream.ts'

export interface CorefileOptions {
  readonly environment: Environment
  /** Reads imported files; `realFiles` if left out. */
  readonly files?: FileAccess
  /** Where the text is written, if it is not the whole of its file. */
  readonly written?: WrittenText
}

export interface Corefile {
  readonly blocks: readonly ServerBlock[]
  /** In reading order: the Corefile, then every imported file, also those that cannot be read. */
  readonly files: readonly string[]
  /** In reading order. */
  readonly diagnostics: readonly Diagnostic[]
}

/** `file` is the file of `text` in diagnostics; relative imports are relative to its folder. */
export function parseCorefile(text: string, file: string, options: CorefileOptions): Corefile {
  const collector = new DiagnosticCollector()
  const importer = new Importer(options.files ?? realFiles, options.environment, collector.report)
  const stream = new TokenStream(importer.sourceOf(text, file, options.written))
  const blocks = new Grammar(stream, importer, collector.report).parse()
  const files = [...importer.files]
  return {
    blocks,
    files,
    diagnostics: inReadingOrder(collector.diagnostics, files),
  }
}

/** Sorts by file, line and column. Lexing, parsing and setups report in separate passes. */
export function inReadingOrder(diagnostics: readonly Diagnostic[], files: readonly string[]): Diagnostic[] {
  const order = new Map(files.map((file, i) => [file, i]))
  const rank = (one: Diagnostic): number => order.get(one.file) ?? files.length
  return diagnostics.toSorted((a, b) => rank(a) - rank(b) || a.line - b.line || a.column - b.column)
}
