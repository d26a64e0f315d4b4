/**
 * The diagnostics of one manifest file while it is read. Keeps them few enough to be read and sent to another thread, and
 * keeps the words of objects that are none of kubezone's business (a Secret beside a Service) out of them.
 */
import { CODES, type Code } from '../../report/codes.ts'
import { type Diagnostic, type DiagnosticDetails, diagnostic, type Place } from '../../report/diagnostic.ts'
import type { ManifestText, Span } from './text.ts'
import { sharedText } from './shared-text.ts'

/** Of each, errors and the rest: a file with more has one mistake made many times. */
const MAX_KEPT = 100

const KIND_MENTIONED = /\bkind["']?\s*:\s*["']?([\w.-]+)/g
const SHOWN_KIND = /^(?:Service|Endpoints|EndpointSlice|Pod|Namespace|ServiceImport|Node|)(?:List)?$/

export class ManifestFindings {
  readonly #text: ManifestText
  readonly #kept: Diagnostic[] = []
  /** What the document at hand was made from; `null`: nobody says. */
  source: string | null = null
  #errors = 0
  #others = 0

  constructor(text: ManifestText) {
    this.#text = text
  }

  /** Whether one more of this code would be kept; ask before a place is looked up at any cost. */
  accepts(code: Code): boolean {
    return (CODES[code] === 'error' ? this.#errors : this.#others) < MAX_KEPT
  }

  /** A place in the document at hand. */
  place(offset: number): Place {
    const place = this.#text.place(offset)
    return this.source === null ? place : { ...place, source: this.source }
  }

  /** `isQuoted`: the line itself may be shown, where it is neither too long nor about other kinds. */
  add(code: Code, span: Span, message: string, hint?: string, isQuoted = true): void {
    const isKept = this.accepts(code)
    if (CODES[code] === 'error') this.#errors++
    else this.#others++
    if (!isKept) return
    const line = isQuoted ? this.#text.lineText(span.start) : null
    const details: DiagnosticDetails = {
      ...(line !== null && namesOnlyShownKinds(line, true)
        ? { sourceLine: sharedText(line), length: Math.max(1, span.end - span.start) }
        : {}),
      ...(hint === undefined ? {} : { hint }),
    }
    this.#kept.push(diagnostic(code, this.place(span.start), message, details))
  }

  /** The document at a place is no Kubernetes object; said once a file. */
  addForeign(place: Place): void {
    const message = 'this document is not a Kubernetes object, and is ignored'
    this.#kept.push(diagnostic('KZ_FILE_FOREIGN', place, message))
  }

  /** The object at a place is a patch to another one; said once a file. */
  addPatch(place: Place): void {
    const message = 'this is a patch of the kustomization, not a complete object, and is ignored'
    this.#kept.push(diagnostic('KZ_KUSTOMIZE_PATCH', place, message))
  }

  list(): readonly Diagnostic[] {
    const unsaid = Math.max(0, this.#errors - MAX_KEPT) + Math.max(0, this.#others - MAX_KEPT)
    if (unsaid === 0) return this.#kept
    const message = `${unsaid} more diagnostics of this file are not shown`
    return [...this.#kept, diagnostic('KZ_FILE_MORE', this.#text.file, message)]
  }
}

/** Whether every `kind` that a stretch of text mentions is one whose fields may be shown; `ifNone` where it mentions none. */
export function namesOnlyShownKinds(text: string, ifNone: boolean): boolean {
  let shown = ifNone
  for (const [, kind = ''] of text.matchAll(KIND_MENTIONED)) {
    if (!SHOWN_KIND.test(kind)) return false
    shown = true
  }
  return shown
}
