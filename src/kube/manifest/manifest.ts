/**
 * Parses a manifest file into Kubernetes objects: YAML with any number of documents, or JSON, which is YAML
 * too. Each document is parsed separately, so a broken document does not affect the others. Never throws. The
 * length of the text bounds time and memory, whatever its nesting and aliases. The result is plain data for
 * another thread.
 */
import { type Diagnostic, diagnostic } from '../../report/diagnostic.ts'
import { YamlSyntaxError } from '../../yaml/syntax-error.ts'
import { exactList } from './exact-list.ts'
import { type DocumentContext, ExpansionError, isMapping, VISITS } from './fields.ts'
import { type FileContext, PLAIN_CONTEXT } from './file-context.ts'
import { GeneratedNames } from '../model/generated-name.ts'
import { ManifestFindings, MAX_FINDINGS, namesOnlyShownKinds } from './findings.ts'
import { type CollectedObjects, KindReader } from './kinds.ts'
import { ManifestText, type Span } from './text.ts'
import { type Mentions, NO_MENTIONS } from '../model/asked-name.ts'
import type { KubeObject } from '../model/objects.ts'
import type { RefusedObject } from './refused.ts'
import { sourceOf } from './source-comment.ts'
import { reportOutdents, reportRepeatedKeys, reportSyntax } from './syntax-report.ts'
import { explainTemplate, type Placeholder, placeholderAt } from './template.ts'
import { type Oddities, readYaml, type YamlDocument } from './yaml-document.ts'

/** The content of one file. */
export interface ParsedFile {
  /** In the order of the file. */
  readonly objects: readonly KubeObject[]
  /** The number of documents and list items that are not objects of a kind that DNS reads. */
  readonly ignored: number
  /** How many of these are not objects of Kubernetes. */
  readonly foreign: number
  /** The namespaces of the ignored objects, each once. */
  readonly namespaces: readonly string[]
  /** What the objects say besides. */
  readonly mentions: Mentions
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
/** How often reading goes on behind a broken JSON object; each time looks at the rest of the text. */
const MAX_ATTEMPTS = 100
/** Each document costs its own parser, a few microseconds. */
const MAX_DOCUMENTS = 100_000

/** `maxFindings`: how many errors are kept, and how many other diagnostics. */
export function parseManifest(
  text: string,
  file: string,
  context: FileContext = PLAIN_CONTEXT,
  maxFindings = MAX_FINDINGS,
): ParsedFile {
  if (text.length > MAX_CHARACTERS) return tooLarge(file)
  return new ManifestReader(new ManifestText(text, file), context, maxFindings).readFile()
}

/** A file that could not be read at all, and the reason. */
export function unreadFile(why: Diagnostic): ParsedFile {
  return {
    objects: [],
    ignored: 0,
    foreign: 0,
    namespaces: [],
    mentions: NO_MENTIONS,
    diagnostics: [why],
    refused: [],
    intact: false,
  }
}

/** Decodes a file to text, without a byte order mark; returns a diagnostic if it is not text. */
export function decodeManifest(octets: Uint8Array, file: string): string | Diagnostic {
  const encoding = encodingOf(octets)
  if (encoding !== null) {
    return diagnostic('KZ_FILE_BINARY', file, `the file is ${encoding}, expected UTF-8`, {
      hint: 'save it as UTF-8; the ">" of Windows PowerShell writes UTF-16',
    })
  }
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

/** How far into a file its encoding is looked for. */
const SAMPLE_OCTETS = 512

/** The encoding of a text that is not UTF-8; `null`: it is UTF-8, or no text. */
function encodingOf(octets: Uint8Array): 'UTF-16' | 'UTF-32' | null {
  const [first, second, third = 1, fourth = 1] = octets
  if (first === 0 && second === 0 && third === 0xfe && fourth === 0xff) return 'UTF-32'
  if (first === 0xff && second === 0xfe) return third === 0 && fourth === 0 ? 'UTF-32' : 'UTF-16'
  if (first === 0xfe && second === 0xff) return 'UTF-16'
  // Without a byte order mark, every other octet of text in English is zero.
  const sample = octets.subarray(0, SAMPLE_OCTETS - (SAMPLE_OCTETS % 2))
  const zeros = [0, 1].map((rest) => sample.filter((octet, i) => i % 2 === rest && octet === 0).length)
  const half = Math.floor(sample.length / 2)
  const isAlternating = half > 1 && Math.min(...zeros) === 0 && Math.max(...zeros) === half
  return isAlternating ? 'UTF-16' : null
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
    foreigners: 0,
    namespaces: new Set(),
    asked: [],
    possible: new Set(),
    foreign: null,
    patch: null,
    template: null,
  }
  #intact = true
  #isTemplate = false

  constructor(text: ManifestText, context: FileContext, maxFindings: number) {
    this.#text = text
    this.#context = context
    this.#findings = new ManifestFindings(text, maxFindings)
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
    const { objects, refused, ignored, foreigners, namespaces, asked, possible, foreign, patch } =
      this.#collected
    if (foreign !== null) this.#findings.addForeign(foreign)
    if (patch !== null) this.#findings.addPatch(patch)
    const diagnostics = exactList(this.#findings.list())
    return {
      objects: exactList(objects),
      ignored,
      foreign: foreigners,
      namespaces: exactList([...namespaces]),
      mentions: { asked: exactList(asked), possible: exactList([...possible]) },
      diagnostics,
      refused: exactList(refused),
      intact: this.#intact,
    }
  }

  #readDocument(span: Span): void {
    this.#findings.source = sourceOf(this.#text.text, span)
    // Behind a broken JSON object, reading goes on with the next one.
    let { start } = span
    for (let attempts = 0; start < span.end; attempts++) {
      if (attempts === MAX_ATTEMPTS) {
        const fact = `more than ${MAX_ATTEMPTS} broken JSON objects one after another; the rest is not read`
        this.#reportLimit({ start, end: span.end }, fact)
        return
      }
      start = this.#readStream({ start, end: span.end })
    }
  }

  /** Reads documents up to the first that is broken. Returns the offset at which another one can begin. */
  #readStream(span: Span): number {
    const source = this.#text.text.slice(span.start, span.end)
    const { objects, refused, asked } = this.#collected
    let before = { objects: objects.length, refused: refused.length, asked: asked.length }
    const { foreign } = this.#collected
    try {
      const budget = { left: source.length * VISITS }
      for (const document of readYaml(source, span.start)) {
        before = { objects: objects.length, refused: refused.length, asked: asked.length }
        this.#readValue(document, source, budget)
        before = { objects: objects.length, refused: refused.length, asked: asked.length }
      }
      return span.end
    } catch (error) {
      objects.length = before.objects
      refused.length = before.refused
      asked.length = before.asked
      // Text before the fault, such as a line of a shell, is a part of the same mistake.
      this.#collected.foreign = foreign
      return this.#reportFailure(error, source, span)
    }
  }

  /** `budget`: what is left for the documents of one text. */
  #readValue(yaml: YamlDocument, source: string, budget: { left: number }): void {
    const { value, node, positions } = yaml
    // A document with only a marker, a comment or "null" is empty, which needs no diagnostic.
    if (value === null) return
    const { objects, refused } = this.#collected
    const before = objects.length + refused.length
    const oddities = yaml.takeOddities()
    this.#reportRepeatedKeys(value, oddities, source)
    const document: DocumentContext = {
      positions,
      findings: this.#findings,
      context: this.#context,
      budget: budget.left,
      mayBeTemplate: true,
    }
    const placeOf = (at: number) => this.#findings.place(positions.find(at, []).start)
    new KindReader(document, placeOf, this.#collected).read(value, node)
    // Of other kinds, such as a schema, other parsers than kubectl's may refuse what they like.
    if (objects.length + refused.length > before) {
      reportOutdents(oddities, this.#text, this.#findings, source)
    }
    budget.left = document.budget
    // Those in the items of a list.
    this.#reportRepeatedKeys(value, yaml.takeOddities(), source)
    const { template } = this.#collected
    if (template !== null) this.#reportTemplate(template.placeholder, template.span.start, true)
  }

  #reportRepeatedKeys(value: unknown, oddities: Oddities, source: string): void {
    if (isObject(value)) reportRepeatedKeys(oddities, this.#text, this.#findings, source)
  }

  /** Returns the offset at which another document can begin. */
  #reportFailure(error: unknown, source: string, document: Span): number {
    this.#intact = false
    if (error instanceof ExpansionError) {
      this.#reportLimit(
        document,
        'a document whose aliases expand to far more than its text; this document is not read',
      )
      return document.end
    }
    if (!(error instanceof YamlSyntaxError)) throw error
    if (this.#text.file.endsWith('.json') && !FIELD_OF_OBJECTS.test(source)) {
      this.#collected.ignored++
      this.#collected.foreigners++
      this.#collected.foreign ??= this.#findings.place(document.start + error.position)
      return document.end
    }
    const isQuoted = namesOnlyShownKinds(source, false)
    const template = placeholderAt(source, error.position)
    if (template === null) reportSyntax(error, this.#text, document, this.#findings, isQuoted)
    else this.#reportTemplate(template.placeholder, document.start + template.start, isQuoted)
    const next = source.startsWith('{') ? source.indexOf('\n{', error.position) : -1
    return next < 0 ? document.end : document.start + next + 1
  }

  /** Reports one template for each file: its other documents are broken for the same reason. */
  #reportTemplate(placeholder: Placeholder, start: number, isQuoted: boolean): void {
    this.#intact = false
    if (this.#isTemplate) return
    this.#isTemplate = true
    const [message, hint] = explainTemplate(placeholder)
    this.#findings.add('KZ_FILE_TEMPLATE', { start, end: start + 2 }, message, hint, isQuoted)
  }

  #reportLimit(span: Span, fact: string): void {
    this.#intact = false
    this.#findings.add('KZ_FILE_LIMIT', span, `the file has ${fact}`, undefined, false)
  }
}

/**
 * JSON without this word is not meant as an object: `tsconfig.json` or the `tasks.json` of an editor, say,
 * which have comments. Other formats have a `kind`, too.
 */
const FIELD_OF_OBJECTS = /\bapiVersion\b/

/** Whether a document is meant as an object of Kubernetes. */
function isObject(value: unknown): boolean {
  return isMapping(value) && (Object.hasOwn(value, 'kind') || Object.hasOwn(value, 'apiVersion'))
}
