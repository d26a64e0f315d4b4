/**
 * A manifest file's text to the Kubernetes objects in it: YAML of any number of documents, or JSON, which is YAML too. Each
 * document is read by itself, so that a broken one costs no other. Never throws; time and memory are bounded by the length
 * of the text, whatever its nesting and its aliases. The result is plain data, fit for another thread.
 */
// The same code as 'js-yaml', compiled for older engines: the other build's options, spread into the parser's state, give
// every document a hidden class of its own in V8, and a small document then costs two and a half times the CPU.
import {
  CORE_SCHEMA,
  constructFromEvents,
  defineMappingTag,
  defineScalarTag,
  defineSequenceTag,
  mapTag,
  mergeTag,
  parseEvents,
  seqTag,
  YAMLException,
} from 'js-yaml/browser'
import { type Diagnostic, diagnostic } from '../report/diagnostic.ts'
import { exactList } from './exact-list.ts'
import { EventPositions, type ManifestEvent, rootNodes } from './event-positions.ts'
import { ExpansionError } from './fields.ts'
import { ManifestFindings, namesOnlyShownKinds } from './manifest-findings.ts'
import { type Harvest, KindReader } from './manifest-kinds.ts'
import { ManifestText, type Span } from './manifest-text.ts'
import type { KubeObject } from './objects.ts'
import { explainSyntax, explainUnclosed, unclosedBracket } from './yaml-reasons.ts'

/** What one file holds. */
export interface ParsedFile {
  /** In the order of the file. */
  readonly objects: readonly KubeObject[]
  /** How many documents and list items are of no kind that DNS reads. */
  readonly ignored: number
  readonly diagnostics: readonly Diagnostic[]
  /** False: some document could not be read, so what is missing here is not known to be gone. */
  readonly intact: boolean
}

/** A dump of ten thousand services is 15 MB; more than four times that is better cut into files that change apart. */
const MAX_CHARACTERS = 64 * 1024 * 1024
/** Each document costs a parser of its own, a few microseconds. */
const MAX_DOCUMENTS = 100_000
/** Objects of Kubernetes nest about fifteen deep; the parser recurses. */
const MAX_DEPTH = 100
/** People write a handful. What aliases expand to has its own bound, the length of the text. */
const MAX_ALIASES = 1000
/** A value costs some 200 octets while its document is read. Sparse text, as dumps are, comes nowhere near. */
const MAX_VALUES = 3_000_000

/** Tags of other tools (`!Ref`) are no reason to call a file broken: the value is read as if it had none. */
const SCHEMA = CORE_SCHEMA.withTags(
  mergeTag,
  ['!', 'tag:'].flatMap((prefix) => [
    defineScalarTag(prefix, {
      matchByTagPrefix: true,
      resolve: (source: string) => source,
      identify: () => false,
    }),
    defineSequenceTag(prefix, { ...seqTag, matchByTagPrefix: true }),
    defineMappingTag(prefix, { ...mapTag, matchByTagPrefix: true }),
  ]),
)

/** An action of a template where YAML expects a value or a line; within quotes or a block of text it breaks nothing. */
const TEMPLATE_ACTION = /(?:^|[:-])[ \t]*\{\{/m

export function parseManifest(text: string, file: string): ParsedFile {
  if (text.length > MAX_CHARACTERS) return tooLarge(file)
  return new ManifestReader(new ManifestText(text, file)).readFile()
}

/** The text of a file, without a byte order mark; a diagnostic for what is no text. */
export function decodeManifest(octets: Uint8Array, file: string): string | Diagnostic {
  const binary = 'is not a text file'
  if (octets.includes(0)) {
    return diagnostic(
      'KZ_FILE_BINARY',
      file,
      `${binary}: it contains a NUL octet, expected YAML or JSON in UTF-8`,
    )
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets)
  } catch {
    return diagnostic(
      'KZ_FILE_BINARY',
      file,
      `${binary}: it is not valid UTF-8, expected YAML or JSON in UTF-8`,
    )
  }
}

function tooLarge(file: string): ParsedFile {
  const message = `the file has more than ${MAX_CHARACTERS} characters, and is not read`
  const hint = 'split it into several files'
  return {
    objects: [],
    ignored: 0,
    diagnostics: [diagnostic('KZ_FILE_TOO_LARGE', file, message, { hint })],
    intact: false,
  }
}

class ManifestReader {
  readonly #text: ManifestText
  readonly #findings: ManifestFindings
  readonly #harvest: Harvest = { objects: [], ignored: 0, foreign: null }
  #intact = true
  #isTemplate = false

  constructor(text: ManifestText) {
    this.#text = text
    this.#findings = new ManifestFindings(text)
  }

  readFile(): ParsedFile {
    let count = 0
    for (const span of this.#text.documents()) {
      count++
      if (count > MAX_DOCUMENTS) {
        this.#reportLimit(span, `more than ${MAX_DOCUMENTS} documents, and the rest is not read`)
        break
      }
      this.#readDocument(span)
    }
    const { objects, ignored, foreign } = this.#harvest
    if (foreign !== null) this.#findings.addForeign(foreign)
    const diagnostics = exactList(this.#findings.list())
    return { objects: exactList(objects), ignored, diagnostics, intact: this.#intact }
  }

  #readDocument(span: Span): void {
    const source = this.#text.text.slice(span.start, span.end)
    if (countValues(source) > MAX_VALUES) {
      this.#reportLimit(span, `more than ${MAX_VALUES} values in one document, and it is not read`)
      return
    }
    const objectsBefore = this.#harvest.objects.length
    try {
      const events = parseEvents(source, { maxDepth: MAX_DEPTH })
      const values = constructFromEvents(events, { source, schema: SCHEMA, maxAliases: MAX_ALIASES })
      this.#readValues(values, events, source, span)
    } catch (error) {
      this.#harvest.objects.length = objectsBefore
      this.#reportFailure(error, source, span)
    }
  }

  #readValues(
    values: readonly unknown[],
    events: readonly ManifestEvent[],
    source: string,
    span: Span,
  ): void {
    const positions = new EventPositions(events, source, span.start)
    const document = { positions, findings: this.#findings, budget: source.length }
    const placeOf = (node: number) => this.#text.place(positions.find(node, []).start)
    const reader = new KindReader(document, placeOf, this.#harvest)
    const roots = rootNodes(events)
    for (const [i, value] of values.entries()) {
      // A document of nothing but a marker, a comment or "null" says nothing and is not remarked upon.
      if (value !== null && value !== undefined) reader.read(value, roots[i] ?? 0)
    }
  }

  #reportFailure(error: unknown, source: string, document: Span): void {
    this.#intact = false
    if (error instanceof ExpansionError) {
      this.#reportLimit(document, 'a document whose aliases expand to more than its text, and it is not read')
      return
    }
    const isQuoted = namesOnlyShownKinds(source, false)
    const template = TEMPLATE_ACTION.exec(source)
    if (template === null) this.#reportSyntax(error, document, isQuoted)
    else this.#reportTemplate(document.start + template.index + template[0].length - 2, isQuoted)
  }

  /** Once a file: the other documents of a template are broken for the same reason. */
  #reportTemplate(start: number, isQuoted: boolean): void {
    if (this.#isTemplate) return
    this.#isTemplate = true
    const message =
      'this is a template and not yet a manifest: "{{" begins an action of Helm, expected a value'
    const hint = 'run helm template, and put its output into the folder'
    this.#findings.add('KZ_FILE_TEMPLATE', { start, end: start + 2 }, message, hint, isQuoted)
  }

  #reportSyntax(error: unknown, document: Span, isQuoted: boolean): void {
    const reason = error instanceof YAMLException ? error.reason : 'it cannot be read'
    const position = error instanceof YAMLException ? (error.mark?.position ?? 0) : 0
    const start = Math.min(document.start + position, document.end)
    const source = this.#text.text.slice(document.start, document.end)
    const bracket = unclosedBracket(reason, source, position)
    if (bracket !== null) {
      const at = document.start + bracket
      const before =
        start >= document.end ? 'the end of the document' : `line ${this.#text.place(start).line}`
      const fault = explainUnclosed(source.charAt(bracket), before)
      this.#findings.add('KZ_FILE_SYNTAX', { start: at, end: at + 1 }, fault, undefined, isQuoted)
      return
    }
    const { code, message } = explainSyntax(reason, isQuoted)
    this.#findings.add(code, { start, end: start + 1 }, message, undefined, isQuoted)
  }

  #reportLimit(span: Span, fact: string): void {
    this.#intact = false
    this.#findings.add('KZ_FILE_LIMIT', span, `the file has ${fact}`, undefined, false)
  }
}

/** At least half the number of values that a text can make; short texts are not counted. */
function countValues(text: string): number {
  if (text.length < MAX_VALUES) return 0
  return text.match(/[\n,:[{]|[-?] /g)?.length ?? 0
}
