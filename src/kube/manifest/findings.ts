/**
 * Collects the diagnostics of one manifest file. Bounds their number, so that a user can read them and a
 * thread can send them. Shows no text of objects of other kinds, such as a Secret beside a Service.
 */
import { CODES, type Code } from '../../report/codes.ts'
import { type Diagnostic, type DiagnosticDetails, diagnostic, type Place } from '../../report/diagnostic.ts'
import type { ManifestText, Span } from './text.ts'
import { sharedText } from './shared-text.ts'

/** The limit for errors, and for all others: a file with more repeats one mistake. */
export const MAX_FINDINGS = 100

const KIND_MENTIONED = /\bkind["']?\s*:\s*["']?([\w.-]+)/g
const SHOWN_KIND = /^(?:Service|Endpoints|EndpointSlice|Pod|Namespace|ServiceImport|Node|)(?:List)?$/

/** How many errors there were, and how many diagnostics were kept. */
export interface FindingsMark {
  readonly errors: number
  readonly kept: number
}

export class ManifestFindings {
  readonly #text: ManifestText
  readonly #limit: number
  readonly #kept: Diagnostic[] = []
  /** The `# Source:` of the current document; `null`: it has none. */
  source: string | null = null
  #errors = 0
  #others = 0

  /** `limit`: how many errors are kept, and how many others. */
  constructor(text: ManifestText, limit = MAX_FINDINGS) {
    this.#text = text
    this.#limit = limit
  }

  /**
   * Whether one more diagnostic of this code would be kept; check it before a costly look-up of a position.
   */
  accepts(code: Code): boolean {
    return (CODES[code] === 'error' ? this.#errors : this.#others) < this.#limit
  }

  /** The place of an offset in the current document. */
  place(offset: number): Place {
    const place = this.#text.place(offset)
    return this.source === null ? place : { ...place, source: this.source }
  }

  /** The state before an object is read; `since` compares with it. */
  mark(): FindingsMark {
    return { errors: this.#errors, kept: this.#kept.length }
  }

  /** The indexes of the kept errors since a mark; `null`: there was no error. */
  errorsSince({ errors, kept }: FindingsMark): readonly number[] | null {
    if (this.#errors === errors) return null
    const indexes: number[] = []
    for (let i = kept; i < this.#kept.length; i++) {
      if (this.#kept[i]?.severity === 'error') indexes.push(i)
    }
    return indexes
  }

  /** `isQuoted`: the diagnostic may show the line, if it is not too long and names no other kind. */
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

  /** Reports a document that is not a Kubernetes object; called once for each file. */
  addForeign(place: Place): void {
    const message = 'this document is not a Kubernetes object, and is ignored'
    this.#kept.push(diagnostic('KZ_FILE_FOREIGN', place, message))
  }

  /** Reports a patch of a kustomization; called once for each file. */
  addPatch(place: Place): void {
    const message = 'this is a patch of the kustomization, not a complete object, and is ignored'
    this.#kept.push(diagnostic('KZ_KUSTOMIZE_PATCH', place, message))
  }

  list(): readonly Diagnostic[] {
    const omitted = Math.max(0, this.#errors - this.#limit) + Math.max(0, this.#others - this.#limit)
    if (omitted === 0) return this.#kept
    return [...this.#kept, diagnostic('KZ_FILE_MORE', this.#text.file, moreFindings(omitted))]
  }
}

/** The message about diagnostics of a file that are left out. */
export function moreFindings(omitted: number): string {
  return `${omitted} more ${omitted === 1 ? 'diagnostic of this file is' : 'diagnostics of this file are'} not shown`
}

/** Whether diagnostics may show the fields of every `kind` in the text; `ifNone` if it names no kind. */
export function namesOnlyShownKinds(text: string, ifNone: boolean): boolean {
  let shown = ifNone
  for (const [, kind = ''] of text.matchAll(KIND_MENTIONED)) {
    if (!SHOWN_KIND.test(kind)) return false
    shown = true
  }
  return shown
}

/** Whether a kind in the text may hold secrets, so that diagnostics do not even name its keys. */
export function holdsSecrets(text: string): boolean {
  return [...text.matchAll(KIND_MENTIONED)].some(([, kind = '']) => /Secret|ConfigMap/.test(kind))
}
