/**
 * Parses a manifest file into Kubernetes objects: YAML with any number of documents, or JSON, which is YAML
 * too. Each document is parsed separately, so a broken document does not affect the others. Never throws. The
 * length of the text bounds time and memory, whatever its nesting and aliases. The result is plain data for
 * another thread.
 */
import { present } from '../../report/assert.ts'
import { type Diagnostic, diagnostic } from '../../report/diagnostic.ts'
import { exactList } from './exact-list.ts'
import { ExpansionError, VISITS } from './fields.ts'
import { type FileContext, PLAIN_CONTEXT } from './file-context.ts'
import { GeneratedNames } from '../model/generated-name.ts'
import { ManifestFindings, namesOnlyShownKinds } from './findings.ts'
import { type CollectedObjects, KindReader } from './kinds.ts'
import { ManifestText, type Span } from './text.ts'
import type { KubeObject } from '../model/objects.ts'
import type { RefusedObject } from './refused.ts'
import { sourceOf } from './source-comment.ts'
import { reportSyntax } from './syntax-report.ts'
import { hasTooManyValues, MAX_VALUES, readYaml, type YamlValues } from './yaml-document.ts'

/** The content of one file. */
export interface ParsedFile {
  /** In the order of the file. */
  readonly objects: readonly KubeObject[]
  /** The number of documents and list items that are not objects of a kind that DNS reads. */
  readonly ignored: number
  /** The namespaces of the ignored objects, each once. */
  readonly namespaces: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
  /** The objects that are not served because an API server would refuse them. */
  readonly refused: readonly RefusedObject[]
  /** False: a document could not be parsed, so an object that is missing here may still exist. */
  readonly intact: boolean
}

/**
 * A dump of ten thousand Services has 15 MB; a text of more than four times that belongs into several files.
 */
const MAX_CHARACTERS = 64 * 1024 * 1024
/** Each document costs its own parser, a few microseconds. */
const MAX_DOCUMENTS = 100_000

/** A template action where YAML expects a value or a line; in quotes or a block scalar it is valid YAML. */
const TEMPLATE_ACTION = /(?:^|[:-])[ \t]*\{\{/m

export function parseManifest(text: string, file: string, context: FileContext = PLAIN_CONTEXT): ParsedFile {
  if (text.length > MAX_CHARACTERS) return tooLarge(file)
  return new ManifestReader(new ManifestText(text, file), context).readFile()
}

/** A file that could not be read at all, and the reason. */
export function unreadFile(why: Diagnostic): ParsedFile {
  return { objects: [], ignored: 0, namespaces: [], diagnostics: [why], refused: [], intact: false }
}

/** Decodes a file to text, without a byte order mark; returns a diagnostic if it is not text. */
export function decodeManifest(octets: Uint8Array, file: string): string | Diagnostic {
  if (octets.includes(0)) {
    return diagnostic(
      'KZ_FILE_BINARY',
      file,
      'the file is not text: it contains a NUL octet, expected YAML or JSON in UTF-8',
    )
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets)
  } catch {
    return diagnostic(
      'KZ_FILE_BINARY',
      file,
      'the file is not text: it is not valid UTF-8, expected YAML or JSON in UTF-8',
    )
  }
}

function tooLarge(file: string): ParsedFile {
  const message = `the file has more than ${MAX_CHARACTERS} characters, and is not read`
  const hint = 'split it into several files'
  return unreadFile(diagnostic('KZ_FILE_TOO_LARGE', file, message, { hint }))
}

class ManifestReader {
  readonly #text: ManifestText
  readonly #context: FileContext
  readonly #findings: ManifestFindings
  readonly #collected: CollectedObjects = {
    objects: [],
    refused: [],
    generated: new GeneratedNames(),
    ignored: 0,
    namespaces: new Set(),
    foreign: null,
    patch: null,
  }
  #intact = true
  #isTemplate = false

  constructor(text: ManifestText, context: FileContext) {
    this.#text = text
    this.#context = context
    this.#findings = new ManifestFindings(text)
  }

  readFile(): ParsedFile {
    let count = 0
    for (const span of this.#text.documents()) {
      count++
      if (count > MAX_DOCUMENTS) {
        this.#reportLimit(span, `more than ${MAX_DOCUMENTS} documents; the rest is not read`)
        break
      }
      this.#readDocument(span)
    }
    const { objects, refused, ignored, namespaces, foreign, patch } = this.#collected
    if (foreign !== null) this.#findings.addForeign(foreign)
    if (patch !== null) this.#findings.addPatch(patch)
    const diagnostics = exactList(this.#findings.list())
    return {
      objects: exactList(objects),
      ignored,
      namespaces: exactList([...namespaces]),
      diagnostics,
      refused: exactList(refused),
      intact: this.#intact,
    }
  }

  #readDocument(span: Span): void {
    const source = this.#text.text.slice(span.start, span.end)
    this.#findings.source = sourceOf(this.#text.text, span)
    if (hasTooManyValues(source)) {
      this.#reportLimit(span, `more than ${MAX_VALUES} values in one document; this document is not read`)
      return
    }
    const objectsBefore = this.#collected.objects.length
    const refusedBefore = this.#collected.refused.length
    try {
      this.#readValues(readYaml(source, span.start), source.length)
    } catch (error) {
      this.#collected.objects.length = objectsBefore
      this.#collected.refused.length = refusedBefore
      this.#reportFailure(error, source, span)
    }
  }

  #readValues({ values, roots, positions }: YamlValues, budget: number): void {
    const document = { positions, findings: this.#findings, context: this.#context, budget: budget * VISITS }
    const placeOf = (node: number) => this.#findings.place(positions.find(node, []).start)
    const reader = new KindReader(document, placeOf, this.#collected)
    for (const [i, value] of values.entries()) {
      // A document with only a marker, a comment or "null" is empty, which needs no diagnostic.
      if (value === null || value === undefined) continue
      reader.read(value, present(roots[i], 'a document with a value has a root'))
    }
  }

  #reportFailure(error: unknown, source: string, document: Span): void {
    this.#intact = false
    if (error instanceof ExpansionError) {
      this.#reportLimit(
        document,
        'a document whose aliases expand to far more than its text; this document is not read',
      )
      return
    }
    const isQuoted = namesOnlyShownKinds(source, false)
    const template = TEMPLATE_ACTION.exec(source)
    if (template === null) reportSyntax(error, this.#text, document, this.#findings, isQuoted)
    else this.#reportTemplate(document.start + template.index + template[0].length - 2, isQuoted)
  }

  /** Reports one template for each file: its other documents are broken for the same reason. */
  #reportTemplate(start: number, isQuoted: boolean): void {
    if (this.#isTemplate) return
    this.#isTemplate = true
    const message = 'this is a Helm template, not a manifest: "{{" begins a template action, expected a value'
    const hint = 'run helm template and put its output into the folder'
    this.#findings.add('KZ_FILE_TEMPLATE', { start, end: start + 2 }, message, hint, isQuoted)
  }

  #reportLimit(span: Span, fact: string): void {
    this.#intact = false
    this.#findings.add('KZ_FILE_LIMIT', span, `the file has ${fact}`, undefined, false)
  }
}
