/**
 * The last good objects of each file, and its current diagnostics. A file without errors replaces all its
 * objects. A file with errors replaces those that it holds without one, and keeps the others (see
 * `kept-objects.ts`). Changes are gathered until `collect`, and each diagnostic is reported once, when it
 * becomes true.
 */
import { hash } from 'node:crypto'
import { sep } from 'node:path'
import { type FileContext, PLAIN_CONTEXT, sameContext } from '../kube/manifest/file-context.ts'
import type { ParsedFile } from '../kube/manifest/manifest.ts'
import { type Refusal, refusalsOf } from '../kube/manifest/refused.ts'
import { type Mentions, NO_MENTIONS } from '../kube/model/asked-name.ts'
import type { KubeObject } from '../kube/model/objects.ts'
import { overlaid, overlaidIdentities, overlaidMentions, overlaidNamespaces } from '../kube/model/overlay.ts'
import { type Diagnostic, diagnostic, sameDiagnostics, summarizeDiagnostic } from '../report/diagnostic.ts'
import type { FileSign } from './file-stat.ts'
import { joinForeign, joinTemplates } from './joined-files.ts'
import { keepLastGood } from './kept-objects.ts'
import type { FoundFile } from './listing.ts'
import { sortByOctets } from './names.ts'
import { readManifestFile } from './read-file.ts'

export interface FileUpdate {
  /**
   * The path as shown to people: the given path, and the path below it. Of a folder, if a diagnostic is about
   * one.
   */
  readonly file: string
  /** The objects of the file in force; empty for a folder. */
  readonly objects: readonly KubeObject[]
  /** The file was read before, and does not exist any more. */
  readonly isGone: boolean
  /** The current diagnostics of the file. */
  readonly diagnostics: readonly Diagnostic[]
  /** The number of objects of kinds that DNS does not read. */
  readonly ignored: number
  /** The namespaces of those objects. */
  readonly namespaces: readonly string[]
  /** What the file says besides. */
  readonly mentions: Mentions
  /** The objects that an API server would refuse; none, if left out. */
  readonly refusals?: readonly Refusal[]
  /** The time at which the file was written, in milliseconds since 1970; `null`: unknown. */
  readonly writtenMs?: number | null
}

export type Parse = (
  octets: Uint8Array,
  file: string,
  context: FileContext,
) => ParsedFile | Promise<ParsedFile>

interface Entry {
  readonly path: string
  /** `null`: the file is read at the next scan in any case. */
  sign: FileSign | null
  /** The digest of the octets that were parsed last; `null`: the last reading failed. */
  digest: string | null
  /** The context in which the octets, and `objects`, were parsed. */
  context: FileContext
  objects: readonly KubeObject[]
  ignored: number
  namespaces: readonly string[]
  mentions: Mentions
  diagnostics: readonly Diagnostic[]
  refusals: readonly Refusal[]
  /**
   * The time at which a file with objects was first found empty; an editor may be between truncating and
   * writing.
   */
  emptySince: number | null
}

const NOTHING: Omit<Entry, 'path'> = {
  sign: null,
  digest: null,
  context: PLAIN_CONTEXT,
  objects: [],
  ignored: 0,
  namespaces: [],
  mentions: NO_MENTIONS,
  diagnostics: [],
  refusals: [],
  emptySince: null,
}

/** The most readings of a file that changes while it is read; the octets of the last one are used. */
const READINGS = 3
/**
 * How long a file must be empty before its objects go: a shell's `>` truncates first, and the command writes
 * later.
 */
const EMPTY_MS = 100

export class LastGood {
  readonly #parse: Parse
  readonly #maxOctets: number
  readonly #report: (found: Diagnostic) => void
  readonly #entries = new Map<string, Entry>()
  /** The diagnostics of the last scan, by folder or file. */
  #tree = new Map<string, Diagnostic[]>()
  /** The reported diagnostics of each file that has any, as summaries. */
  readonly #reported = new Map<string, ReadonlySet<string>>()
  readonly #touched = new Set<string>()
  /** The touched files that were forgotten; they may have been read again since. */
  readonly #forgotten = new Set<string>()

  constructor(parse: Parse, maxOctets: number, report: (found: Diagnostic) => void) {
    this.#parse = parse
    this.#maxOctets = maxOctets
    this.#report = report
  }

  get size(): number {
    return this.#entries.size
  }

  has(file: string): boolean {
    return this.#entries.has(file)
  }

  /** The known files: the path as shown to people, and the absolute path. */
  *files(): Generator<readonly [file: string, path: string]> {
    for (const [file, { path }] of this.#entries) yield [file, path]
  }

  /** Whether no other file below the folder is known. */
  isLast(path: string, folder: string): boolean {
    for (const entry of this.#entries.values()) {
      if (entry.path !== path && entry.path.startsWith(folder + sep)) return false
    }
    return true
  }

  diagnostics(): Diagnostic[] {
    const files = sortByOctets([...new Set([...this.#tree.keys(), ...this.#entries.keys()])], (file) => file)
    return files.flatMap((file) => this.#diagnosticsOf(file))
  }

  /** Whether the file has the sign and the context of its last reading, so that it need not be read again. */
  isCurrent(found: FoundFile, context: FileContext): boolean {
    const entry = this.#entries.get(found.shown)
    if (entry === undefined || entry.sign === null || !sameContext(entry.context, context)) return false
    return !entry.sign.isFresh && entry.sign.text === found.sign.text
  }

  /** Whether the file was parsed in this context. */
  isReadAs(file: string, context: FileContext): boolean {
    const entry = this.#entries.get(file)
    return entry !== undefined && sameContext(entry.context, context)
  }

  /**
   * Reads a file and takes over its objects. `false`: the file is being written, so the caller must read it
   * again soon.
   */
  async read(found: FoundFile, context: FileContext): Promise<boolean> {
    const { path, shown } = found
    let reading = await readManifestFile(path, shown, this.#maxOctets)
    for (let i = 1; i < READINGS && reading.kind === 'read' && !reading.isSettled; i++) {
      reading = await readManifestFile(path, shown, this.#maxOctets)
    }
    if (reading.kind === 'gone') {
      this.forget(shown)
      return true
    }
    const entry = this.#entries.get(shown) ?? { path, ...NOTHING }
    this.#entries.set(shown, entry)
    if (reading.kind === 'refused') {
      entry.sign = reading.sign ?? found.sign
      entry.digest = null
      entry.emptySince = null
      this.#setDiagnostics(shown, entry, [reading.diagnostic])
      return true
    }
    if (reading.octets.length === 0 && entry.objects.length > 0) {
      entry.emptySince ??= performance.now()
      if (performance.now() - entry.emptySince < EMPTY_MS) {
        entry.sign = null
        return false
      }
    } else entry.emptySince = null
    entry.sign = reading.isSettled ? reading.sign : null
    const digest = hash('sha256', reading.octets, 'base64')
    if (digest !== entry.digest || !sameContext(entry.context, context)) {
      entry.digest = digest
      await this.#takeOver(shown, entry, reading.octets, context)
    }
    return reading.isSettled
  }

  /** Leaves a file out: it has no objects, and the diagnostics, if any, say why. */
  leaveOut({ path, shown }: FoundFile, diagnostics: readonly Diagnostic[]): void {
    const before = this.#entries.get(shown)
    if (before !== undefined && before.digest === null && sameDiagnostics(before.diagnostics, diagnostics))
      return
    this.#entries.set(shown, { path, ...NOTHING, diagnostics })
    this.#touched.add(shown)
  }

  /** Drops a deleted file with its objects and diagnostics. */
  forget(file: string): void {
    if (!this.#entries.delete(file)) return
    this.#touched.add(file)
    this.#forgotten.add(file)
  }

  /** Replaces the diagnostics of the last scan. */
  setTree(diagnostics: readonly Diagnostic[]): void {
    const before = this.#tree
    this.#tree = new Map()
    for (const one of diagnostics) this.#tree.set(one.file, [...(this.#tree.get(one.file) ?? []), one])
    for (const file of new Set([...before.keys(), ...this.#tree.keys()])) {
      if (!sameDiagnostics(before.get(file) ?? [], this.#tree.get(file) ?? [])) this.#touched.add(file)
    }
  }

  hasTreeDiagnostic(matches: (one: Diagnostic) => boolean): boolean {
    for (const diagnostics of this.#tree.values()) if (diagnostics.some(matches)) return true
    return false
  }

  /**
   * The changes since the last call, in byte order of the files. Reports the new diagnostics; files that hold
   * no object are one diagnostic together, and so are the templates of a folder.
   */
  collect(): FileUpdate[] {
    const foreign: Diagnostic[] = []
    const templates: Diagnostic[] = []
    const report = (one: Diagnostic): void => {
      if (one.code === 'KZ_FILE_FOREIGN') foreign.push(one)
      else if (one.code === 'KZ_FILE_TEMPLATE') templates.push(one)
      else this.#report(one)
    }
    const updates = sortByOctets([...this.#touched], (file) => file).map((file) => this.#update(file, report))
    for (const one of [...joinTemplates(templates), ...joinForeign(foreign)]) this.#report(one)
    this.#touched.clear()
    this.#forgotten.clear()
    return updates
  }

  #update(file: string, report: (one: Diagnostic) => void): FileUpdate {
    const { ignored, sign, context, ...read } = this.#entries.get(file) ?? NOTHING
    const objects = overlaid(read.objects, context.overlay)
    const namespaces = overlaidNamespaces(read.namespaces, context.overlay)
    const mentions = overlaidMentions(read.mentions, context.overlay)
    const diagnostics = this.#diagnosticsOf(file)
    const lines = new Set<string>()
    for (const one of diagnostics) {
      const line = summarizeDiagnostic(one)
      if (this.#reported.get(file)?.has(line) !== true && !lines.has(line)) report(one)
      lines.add(line)
    }
    if (lines.size > 0) this.#reported.set(file, lines)
    else this.#reported.delete(file)
    const isGone = this.#forgotten.has(file) && !this.#entries.has(file)
    const writtenMs = sign?.writtenMs ?? null
    const refusals = overlaidIdentities(read.refusals, context.overlay)
    return { file, objects, isGone, diagnostics, ignored, namespaces, mentions, refusals, writtenMs }
  }

  #diagnosticsOf(file: string): Diagnostic[] {
    return [...(this.#tree.get(file) ?? []), ...(this.#entries.get(file)?.diagnostics ?? [])]
  }

  async #takeOver(file: string, entry: Entry, octets: Uint8Array, context: FileContext): Promise<void> {
    const before = entry.context
    entry.context = context
    let parsed: ParsedFile
    try {
      parsed = await this.#parse(octets, file, context)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      this.#setDiagnostics(file, entry, [diagnostic('KZ_FILE_PARSER', file, `the parser failed: ${reason}`)])
      return
    }
    const { objects, diagnostics } = keepLastGood(
      parsed,
      { objects: entry.objects, context: before },
      context,
    )
    entry.objects = objects
    entry.ignored = parsed.ignored - parsed.foreign
    entry.mentions = parsed.mentions
    const stay = parsed.intact ? [] : entry.namespaces
    entry.namespaces = stay.length === 0 ? parsed.namespaces : [...new Set([...stay, ...parsed.namespaces])]
    entry.diagnostics = diagnostics
    entry.refusals = refusalsOf(parsed.refused, diagnostics)
    this.#touched.add(file)
  }

  #setDiagnostics(file: string, entry: Entry, diagnostics: readonly Diagnostic[]): void {
    if (!sameDiagnostics(entry.diagnostics, diagnostics)) this.#touched.add(file)
    entry.diagnostics = diagnostics
  }
}
