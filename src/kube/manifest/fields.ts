/**
 * Reads the fields of a manifest's object. A `Field` is a value and its path. It returns the fields below it,
 * checks types, and reports an invalid value at the value's line and column. Reads never throw for a wrong
 * type: a missing or malformed field reads as empty, and a malformed one is reported. No value of the raw
 * document is kept.
 */
import { CODES, type Code } from '../../report/codes.ts'
import type { Place } from '../../report/diagnostic.ts'
import { DeferredList } from '../../yaml/values.ts'
import type { FileContext } from './file-context.ts'
import type { ManifestFindings } from './findings.ts'
import { sharedText } from './shared-text.ts'
import { findPlaceholder, type Placeholder } from './template.ts'
import type { Span } from './text.ts'

export type Step = string | number

/** The positions of one document's values. A node is the parser's number for a value. */
export interface Positions {
  /**
   * The span of the value at a path below a node, or of its nearest ancestor that is written there, not
   * aliased or merged.
   */
  find(node: number, path: readonly Step[]): Span
  /** As `find`, for the last key of the path. */
  findKey(node: number, path: readonly Step[]): Span
  /** The text of the scalar at a path, without quotes; `null` if it is not written there. */
  written(node: number, path: readonly Step[]): string | null
  /** The nodes of the items of the list at a path; empty if the list is aliased or merged. */
  items(node: number, path: readonly Step[]): readonly number[]
}

/** Thrown if a document's aliases expand to more than its text; `ManifestReader` catches it. */
export class ExpansionError extends Error {}

/** How often a value of two characters may be visited. Those that are visited more often are longer. */
export const VISITS = 2
/** Thrown at a value with a placeholder that is to be replaced first; `KindReader` catches it. */
export class PlaceholderError extends Error {
  readonly placeholder: Placeholder
  readonly span: Span

  constructor(placeholder: Placeholder, span: Span) {
    super()
    this.placeholder = placeholder
    this.span = span
  }
}

/** The context that the fields of one document share. */
export interface DocumentContext {
  readonly positions: Positions
  readonly findings: ManifestFindings
  readonly context: FileContext
  /**
   * The number of further list items and map entries that may be visited. Each takes at least two characters
   * to write and is visited at most `VISITS` times, so a document that exceeds this is an alias bomb.
   */
  budget: number
  /** A placeholder in a wrong value makes the object a template. */
  readonly mayBeTemplate: boolean
}

/** An object of a document: its node, and its title in messages. */
export interface ObjectContext {
  readonly document: DocumentContext
  readonly node: number
  /** `Service shop/web`, or the part of it that is known. */
  subject: string
  /** An API server stored the object, perhaps an older one with fewer rules. */
  isStored?: boolean
  /** What the object lacks; `reportMissing` takes it. */
  readonly missing: MissingField[]
}

/** A field that an API server requires; `find` has the place of the mapping that lacks it. */
export interface MissingField {
  readonly path: string
  /** What kubectl says of it. */
  readonly answer: string
  readonly find: () => Span
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

  /** `null` counts as absent, as for an API server. */
  get isPresent(): boolean {
    return this.value !== undefined && this.value !== null
  }

  get object(): ObjectContext {
    return this.#object
  }

  get(key: string): Field {
    const below = isMapping(this.value) && Object.hasOwn(this.value, key) ? this.value[key] : undefined
    return new Field(below, this.#object, this, key)
  }

  /** The field at a path below this one. */
  below(steps: readonly Step[]): Field {
    return steps.reduce<Field>(
      (field, step) => new Field(valueAt(field.value, step), field.#object, field, step),
      this,
    )
  }

  /** As `get`, for a mapping; another type is reported. */
  section(key: string): Field {
    const field = this.get(key)
    if (field.isPresent && !isMapping(field.value)) field.reportType('a mapping')
    return field
  }

  items(): Field[] {
    if (!this.isPresent) return []
    if (!Array.isArray(this.value)) {
      this.reportValue('KZ_OBJECT_FIELD', 'a list', hintForList(this.value))
      return []
    }
    const values: readonly unknown[] = this.value
    this.spend(values.length)
    return values.map((value, i) => new Field(value, this.#object, this, i))
  }

  get isList(): boolean {
    return Array.isArray(this.value) || this.value instanceof DeferredList
  }

  /** The items of a list, one after another, each as the root of an object in the same document. */
  *roots(): Generator<{ readonly value: unknown; readonly node: number }> {
    const nodes = this.#object.document.positions.items(this.#object.node, this.#steps())
    const values: Iterable<unknown> = this.value instanceof DeferredList ? this.value.items() : this.#array()
    let number = 0
    for (const value of values) {
      this.spend(1)
      yield { value, node: nodes[number++] ?? this.#object.node }
    }
  }

  #array(): readonly unknown[] {
    return Array.isArray(this.value) ? this.value : []
  }

  /** The items of a list of mappings; an item of another type is reported and left out. */
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
    this.spend(entries.length)
    return entries.map(([key, value]) => [key, new Field(value, this.#object, this, key)])
  }

  /** The text; empty if it is missing, or after a report. */
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

  /** The path of this field: `spec.ports[0].name`. */
  get path(): string {
    if (this.#parent === null) return ''
    const above = this.#parent.path
    if (typeof this.#step === 'number') return `${above}[${this.#step}]`
    if (!/^[\w-]+$/.test(this.#step)) return `${above}[${quote(this.#step)}]`
    return above === '' ? this.#step : `${above}.${this.#step}`
  }

  get place(): Place {
    const { positions, findings } = this.#object.document
    return findings.place(positions.find(this.#object.node, this.#steps()).start)
  }

  /** Notes that a field below is missing. The object is served without it, and a warning names it. */
  noteMissing(key: string, answer = 'Required value'): void {
    const { document, node, missing } = this.#object
    const path = this.path === '' ? key : `${this.path}.${key}`
    missing.push({ path, answer, find: () => document.positions.find(node, this.#steps()) })
  }

  /** Reports an invalid value: `is VALUE, expected EXPECTED`. */
  reportValue(code: Code, expected: string, hint?: string): void {
    this.report(code, `is ${describe(this.value)}, expected ${expected}`, hint)
  }

  reportType(expected: string, code: Code = 'KZ_OBJECT_FIELD'): void {
    const unquoted =
      expected === 'text' && (typeof this.value === 'number' || typeof this.value === 'boolean')
    this.reportValue(code, expected, unquoted ? `quote it: ${quote(this.written)}` : undefined)
  }

  /** Reports a diagnostic at this field's value; `fact` follows the path in the message. */
  report(code: Code, fact: string, hint?: string): void {
    const { positions } = this.#object.document
    this.#report(code, fact, hint, () => positions.find(this.#object.node, this.#steps()))
  }

  /** As `report`, for a value that may be secret: the diagnostic shows no line of the file. */
  reportHidden(code: Code, fact: string, hint?: string): void {
    const { positions } = this.#object.document
    this.#report(code, fact, hint, () => positions.find(this.#object.node, this.#steps()), false)
  }

  /** As `report`, at the key. `isQuoted`: the diagnostic may show the line of the file. */
  reportKey(code: Code, fact: string, hint?: string, isQuoted = true): void {
    const { positions } = this.#object.document
    this.#report(code, fact, hint, () => positions.findKey(this.#object.node, this.#steps()), isQuoted)
  }

  #report(code: Code, fact: string, hint: string | undefined, find: () => Span, isQuoted = true): void {
    const { findings, mayBeTemplate } = this.#object.document
    if (mayBeTemplate && CODES[code] === 'error') {
      const placeholder = findPlaceholder(this.value) ?? findPlaceholder(this.#step)
      if (placeholder !== null) throw new PlaceholderError(placeholder, find())
    }
    const { path } = this
    const message = `${this.#object.subject}${path === '' ? '' : `: ${path}`} ${fact}`
    findings.add(code, findings.accepts(code) ? find() : { start: 0, end: 0 }, message, hint, isQuoted)
  }

  /** A number or boolean as it is written, or as Kubernetes prints it. */
  get written(): string {
    const { positions } = this.#object.document
    return positions.written(this.#object.node, this.#steps()) ?? String(this.value)
  }

  #steps(): Step[] {
    return this.#parent === null ? [] : [...this.#parent.#steps(), this.#step]
  }

  /** Counts values that were visited; throws if the aliases of the document expand too far. */
  spend(count: number): void {
    const { document } = this.#object
    document.budget -= count
    if (document.budget < 0) throw new ExpansionError()
  }
}

function valueAt(value: unknown, step: Step): unknown {
  if (Array.isArray(value)) return typeof step === 'number' ? value[step] : undefined
  return isMapping(value) && Object.hasOwn(value, step) ? value[String(step)] : undefined
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The hint for a mapping where a list is expected: `-port: 80` is a key. */
function hintForList(value: unknown): string | undefined {
  const [key = ''] = isMapping(value) ? Object.keys(value) : []
  return key.startsWith('-') ? missingBlank(key) : undefined
}

/** The hint for a key that is meant to begin a list item. */
export function missingBlank(key: string): string {
  return `write ${quote(`- ${key.slice(1)}:`)}: a list item has a space after its "-"`
}

/** A value for a message, in a few words; never of an object that DNS does not read. */
function describe(value: unknown): string {
  if (value === undefined) return 'missing'
  if (value === null) return 'empty'
  if (typeof value === 'string') return quote(value)
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'a mapping'
}

/** Text in quotes, on one line, truncated after 80 characters. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
}
