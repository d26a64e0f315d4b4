/**
 * Reading the fields of a manifest's object. A `Field` is a value and the way to it; it hands out what is below it, checks
 * types, and says what is wrong at the value's own line and column. Asking never fails: a missing or malformed field reads
 * as empty, and a malformed one has then been reported. No value of the raw document is kept.
 */
import type { Code } from '../../report/codes.ts'
import type { FileContext } from './file-context.ts'
import type { ManifestFindings } from './findings.ts'
import type { Span } from './text.ts'
import { sharedText } from './shared-text.ts'

export type Step = string | number

/** Where the values of one document stand. A node is the parser's number for a value. */
export interface Positions {
  /** The value at a path below a node, or the nearest above it that is written out (anchors and merges are not). */
  find(node: number, path: readonly Step[]): Span
  /** As `find`, for the key that the path ends with. */
  findKey(node: number, path: readonly Step[]): Span
  /** Whether the value at a path is a text without quotes, without a tag, written out there. */
  isPlain(node: number, path: readonly Step[]): boolean
  /** The nodes of the items of a list at a path; empty if the list is not written out there. */
  items(node: number, path: readonly Step[]): readonly number[]
}

/** Thrown where a document's aliases expand to more than its text; caught by the reader of documents. */
export class ExpansionError extends Error {}

/** What the fields of one document share. */
export interface DocumentContext {
  readonly positions: Positions
  readonly findings: ManifestFindings
  readonly context: FileContext
  /** How many more list items and labels may be read: one takes two characters to write, so more is a bomb of aliases. */
  budget: number
}

/** An object of a document: its node, and what messages call it. */
export interface ObjectContext {
  readonly document: DocumentContext
  readonly node: number
  /** `Service shop/web`, as far as it is known. */
  subject: string
}

export class Field {
  readonly value: unknown
  readonly #object: ObjectContext
  readonly #parent: Field | null
  readonly #step: Step

  constructor(value: unknown, object: ObjectContext, parent: Field | null = null, step: Step = '') {
    this.value = value
    this.#object = object
    this.#parent = parent
    this.#step = step
  }

  /** Null counts as absent, as it does for an API server. */
  get isPresent(): boolean {
    return this.value !== undefined && this.value !== null
  }

  /** It was written without quotes, as far as that can be told. */
  get isPlain(): boolean {
    return this.#object.document.positions.isPlain(this.#object.node, this.#steps())
  }

  get object(): ObjectContext {
    return this.#object
  }

  get(key: string): Field {
    const below = isMapping(this.value) && Object.hasOwn(this.value, key) ? this.value[key] : undefined
    return new Field(below, this.#object, this, key)
  }

  /** As `get`, for a field that holds fields. */
  section(key: string): Field {
    const field = this.get(key)
    if (field.isPresent && !isMapping(field.value)) field.reportType('a mapping')
    return field
  }

  items(): Field[] {
    if (!this.isPresent) return []
    if (!Array.isArray(this.value)) {
      this.reportType('a list')
      return []
    }
    const values: readonly unknown[] = this.value
    this.#spend(values.length)
    return values.map((value, i) => new Field(value, this.#object, this, i))
  }

  /** The items of a list of mappings; others are reported and left out. */
  sections(): Field[] {
    return this.items().filter((item) => {
      if (!isMapping(item.value)) item.reportType('a mapping')
      return isMapping(item.value)
    })
  }

  /** The keys of a mapping, each with its value. */
  entries(): [string, Field][] {
    if (!this.isPresent) return []
    if (!isMapping(this.value)) {
      this.reportType('a mapping')
      return []
    }
    const entries = Object.entries(this.value)
    this.#spend(entries.length)
    return entries.map(([key, value]) => [key, new Field(value, this.#object, this, key)])
  }

  /** A text; empty where there is none. */
  text(): string {
    if (typeof this.value === 'string') return sharedText(this.value)
    if (this.isPresent) this.reportType('text')
    return ''
  }

  flag(): boolean {
    if (typeof this.value === 'boolean') return this.value
    if (this.isPresent) this.reportType('true or false')
    return false
  }

  /** The way to this field as people write it: `spec.ports[0].name`. */
  get path(): string {
    if (this.#parent === null) return ''
    const above = this.#parent.path
    if (typeof this.#step === 'number') return `${above}[${this.#step}]`
    if (!/^[\w-]+$/.test(this.#step)) return `${above}[${quote(this.#step)}]`
    return above === '' ? this.#step : `${above}.${this.#step}`
  }

  /** Reports that this value is not what it should be. */
  reportValue(code: Code, expected: string, hint?: string): void {
    this.report(code, `is ${describe(this.value)}, expected ${expected}`, hint)
  }

  reportType(expected: string, code: Code = 'KZ_OBJECT_FIELD'): void {
    const unquoted =
      expected === 'text' && (typeof this.value === 'number' || typeof this.value === 'boolean')
    this.reportValue(code, expected, unquoted ? `quote it: "${String(this.value)}"` : undefined)
  }

  /** Reports something about this field; `fact` follows its path. */
  report(code: Code, fact: string, hint?: string): void {
    const { positions } = this.#object.document
    this.#report(code, fact, hint, () => positions.find(this.#object.node, this.#steps()))
  }

  /** As `report`, at the key and not at its value. */
  reportKey(code: Code, fact: string, hint?: string): void {
    const { positions } = this.#object.document
    this.#report(code, fact, hint, () => positions.findKey(this.#object.node, this.#steps()))
  }

  #report(code: Code, fact: string, hint: string | undefined, find: () => Span): void {
    const { findings } = this.#object.document
    const span = findings.accepts(code) ? find() : { start: 0, end: 0 }
    const { path } = this
    findings.add(code, span, `${this.#object.subject}${path === '' ? '' : `: ${path}`} ${fact}`, hint)
  }

  /** The nodes of this list's items, for objects that stand in a list. */
  itemNodes(): readonly number[] {
    return this.#object.document.positions.items(this.#object.node, this.#steps())
  }

  #steps(): Step[] {
    return this.#parent === null ? [] : [...this.#parent.#steps(), this.#step]
  }

  #spend(count: number): void {
    const { document } = this.#object
    document.budget -= count
    if (document.budget < 0) throw new ExpansionError()
  }
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A value in a message: short, and only ever of an object that DNS reads. */
function describe(value: unknown): string {
  if (value === undefined) return 'missing'
  if (value === null) return 'empty'
  if (typeof value === 'string') return quote(value)
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'a mapping'
}

/** A text in quotes, on one line, cut where it is long. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
}
