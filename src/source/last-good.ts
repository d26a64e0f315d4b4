/**
 * The last good objects of each file, and what is wrong with it now. A file that reads well replaces its objects; one
 * that does not keeps those that its readable documents do not replace. What changed is gathered until `collect`, and
 * each diagnostic is reported once, when it first becomes true.
 */
import { hash } from 'node:crypto'
import { sep } from 'node:path'
import { type FileContext, PLAIN_CONTEXT, sameContext } from '../kube/manifest/file-context.ts'
import type { ParsedFile } from '../kube/manifest/manifest.ts'
import { objectKey } from '../kube/model/keys.ts'
import type { KubeObject } from '../kube/model/objects.ts'
import { type Diagnostic, diagnostic, summarizeDiagnostic } from '../report/diagnostic.ts'
import type { FileSign } from './file-stat.ts'
import type { FoundFile } from './listing.ts'
import { sortByOctets } from './names.ts'
import { readManifestFile } from './read-file.ts'

export interface FileUpdate {
  /** As people are told: the path that was given, and what follows it. */
  readonly file: string
  /** What is in force for this file now; empty for a folder with something to say about it. */
  readonly objects: readonly KubeObject[]
  /** It was read once, and is not there any more. */
  readonly isGone: boolean
  /** All that is wrong with it now; empty where it reads well, or well again. */
  readonly diagnostics: readonly Diagnostic[]
  /** How many objects of kinds that DNS does not know were passed over. */
  readonly ignored: number
  /** The namespaces that those live in. */
  readonly namespaces: readonly string[]
  /** When it was written, in milliseconds since 1970, where that is known. */
  readonly writtenMs?: number | null
}

export type Parse = (
  octets: Uint8Array,
  file: string,
  context: FileContext,
) => ParsedFile | Promise<ParsedFile>

interface Entry {
  readonly path: string
  /** `null`: to be read at the next look, whatever it looks like. */
  sign: FileSign | null
  /** Of the octets parsed last; `null` where the last reading failed. */
  digest: string | null
  /** How they were read, and `objects` before them. */
  context: FileContext
  objects: readonly KubeObject[]
  ignored: number
  namespaces: readonly string[]
  diagnostics: readonly Diagnostic[]
  /** When a file with objects was first seen empty: perhaps a save between truncating and writing. */
  emptySince: number | null
}

const NOTHING: Omit<Entry, 'path'> = {
  sign: null,
  digest: null,
  context: PLAIN_CONTEXT,
  objects: [],
  ignored: 0,
  namespaces: [],
  diagnostics: [],
  emptySince: null,
}

/** How often a file that changes under our eyes is read before its octets are taken as they are. */
const READINGS = 3
/** How long a file must have been empty before its names go: `>` truncates, and writes when the command has output. */
const EMPTY_MS = 100

export class LastGood {
  readonly #parse: Parse
  readonly #maxOctets: number
  readonly #report: (found: Diagnostic) => void
  readonly #entries = new Map<string, Entry>()
  /** What is wrong with the tree, by what it is said of: a folder, or a file that could not even be looked at. */
  #tree = new Map<string, Diagnostic[]>()
  /** Diagnostics already reported, in one line each; files that have none are left out. */
  readonly #reported = new Map<string, ReadonlySet<string>>()
  readonly #touched = new Set<string>()
  /** Those of the touched that were forgotten, and perhaps read again since. */
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

  /** The files known: what is shown, and absolute path. */
  *files(): Generator<readonly [file: string, path: string]> {
    for (const [file, { path }] of this.#entries) yield [file, path]
  }

  /** No other file is known below the folder. */
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

  /** The file is, as far as its sign can tell, the one read last, and is to be read as it was then. */
  isCurrent(found: FoundFile, context: FileContext): boolean {
    const entry = this.#entries.get(found.shown)
    if (entry === undefined || entry.sign === null || !sameContext(entry.context, context)) return false
    return !entry.sign.isFresh && entry.sign.text === found.sign.text
  }

  /** The file was read in this way, whatever it looks like now. */
  isReadAs(file: string, context: FileContext): boolean {
    const entry = this.#entries.get(file)
    return entry !== undefined && sameContext(entry.context, context)
  }

  /** Reads a file and takes over what it says. `false`: it is being written; look again shortly. */
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

  /** The file is none of ours, and says nothing; why not is said of it. */
  leaveOut({ path, shown }: FoundFile, why: Diagnostic): void {
    const before = this.#entries.get(shown)
    if (before !== undefined && before.digest === null && areEqual(before.diagnostics, [why])) return
    this.#entries.set(shown, { path, ...NOTHING, diagnostics: [why] })
    this.#touched.add(shown)
  }

  /** The file is gone, and with it what it said. */
  forget(file: string): void {
    if (!this.#entries.delete(file)) return
    this.#touched.add(file)
    this.#forgotten.add(file)
  }

  /** Replaces what is wrong with the tree. */
  setTree(diagnostics: readonly Diagnostic[]): void {
    const before = this.#tree
    this.#tree = new Map()
    for (const one of diagnostics) this.#tree.set(one.file, [...(this.#tree.get(one.file) ?? []), one])
    for (const file of new Set([...before.keys(), ...this.#tree.keys()])) {
      if (!areEqual(before.get(file) ?? [], this.#tree.get(file) ?? [])) this.#touched.add(file)
    }
  }

  hasTreeDiagnostic(matches: (one: Diagnostic) => boolean): boolean {
    for (const diagnostics of this.#tree.values()) if (diagnostics.some(matches)) return true
    return false
  }

  /** What changed since the last call, in byte order; reports the diagnostics that are new. */
  collect(): FileUpdate[] {
    const updates = sortByOctets([...this.#touched], (file) => file).map((file) => this.#update(file))
    this.#touched.clear()
    this.#forgotten.clear()
    return updates
  }

  #update(file: string): FileUpdate {
    const { objects, ignored, namespaces, sign } = this.#entries.get(file) ?? NOTHING
    const diagnostics = this.#diagnosticsOf(file)
    const lines = new Set<string>()
    for (const one of diagnostics) {
      const line = summarizeDiagnostic(one)
      if (this.#reported.get(file)?.has(line) !== true && !lines.has(line)) this.#report(one)
      lines.add(line)
    }
    if (lines.size > 0) this.#reported.set(file, lines)
    else this.#reported.delete(file)
    const isGone = this.#forgotten.has(file) && !this.#entries.has(file)
    return { file, objects, isGone, diagnostics, ignored, namespaces, writtenMs: sign?.writtenMs ?? null }
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
    entry.objects = parsed.intact
      ? parsed.objects
      : withLastGood(parsed.objects, entry.objects, before, context)
    entry.ignored = parsed.ignored
    const stay = parsed.intact ? [] : entry.namespaces
    entry.namespaces = stay.length === 0 ? parsed.namespaces : [...new Set([...stay, ...parsed.namespaces])]
    entry.diagnostics = parsed.diagnostics
    this.#touched.add(file)
  }

  #setDiagnostics(file: string, entry: Entry, diagnostics: readonly Diagnostic[]): void {
    if (!areEqual(entry.diagnostics, diagnostics)) this.#touched.add(file)
    entry.diagnostics = diagnostics
  }
}

/**
 * What parses now, and of the rest what was there before. An object without a namespace of its own may be in another one
 * now than before, and is then no other object.
 */
function withLastGood(
  now: readonly KubeObject[],
  before: readonly KubeObject[],
  then: FileContext,
  context: FileContext,
): KubeObject[] {
  const renewed = new Set(now.map((object) => objectKey(object)))
  if (then.namespace !== context.namespace) {
    for (const object of now) {
      if (object.namespace === context.namespace) renewed.add(objectKey(object, then.namespace))
    }
  }
  return [...now, ...before.filter((object) => !renewed.has(objectKey(object)))]
}

function areEqual(a: readonly Diagnostic[], b: readonly Diagnostic[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, i) => summarizeDiagnostic(one) === summarizeDiagnostic(b[i] ?? one))
  )
}
