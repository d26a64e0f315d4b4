/**
 * The text of one manifest file: its lines, and the documents it is made of. A document is cut out before any YAML is
 * read, so that a broken one takes no other with it. That is safe because YAML 1.2.2 §9.1.4 lets no content, quoted or
 * block, hold a line that begins with a document marker.
 */
import { present } from '../../report/assert.ts'
import type { Place } from '../../report/diagnostic.ts'

/** A stretch of a file's text, from `start` up to `end`. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Lines longer than this are not shown: a minified file is one line, and a copy for every finding would be large. */
const MAX_SHOWN_LINE = 1000

const LINE_FEED = 10
const CARRIAGE_RETURN = 13

export class ManifestText {
  readonly file: string
  readonly text: string
  /** The offset at which each line begins. */
  readonly #lineStarts: Uint32Array

  constructor(text: string, file: string) {
    this.text = text
    this.file = file
    this.#lineStarts = findLineStarts(text)
  }

  place(offset: number): Place {
    const line = this.#lineAt(offset)
    return { file: this.file, line: line + 1, column: offset - this.#startOf(line) + 1 }
  }

  /** The line around an offset, without its line break; `null` if it is too long to show. */
  lineText(offset: number): string | null {
    const line = this.#lineAt(offset)
    const start = this.#startOf(line)
    const end = this.#lineStarts[line + 1] ?? this.text.length
    return end - start > MAX_SHOWN_LINE ? null : this.text.slice(start, end).replace(/[\r\n]+$/, '')
  }

  /** The documents that hold more than blanks and comments, in order. */
  *documents(): Generator<Span> {
    const { text } = this
    let start = 0
    let hasContent = false
    let hasDirective = false
    for (let line = 0; line < this.#lineStarts.length; line++) {
      const lineStart = this.#startOf(line)
      const end = this.#lineStarts[line + 1] ?? text.length
      const marker = markerAt(text, lineStart)
      if (marker === '---' && !(hasDirective && !hasContent)) {
        if (hasContent) yield { start, end: lineStart }
        start = lineStart
        hasContent = false
      }
      if (marker === null) {
        const first = firstCharacter(text, lineStart, end)
        // A directive stands before the "---" of its document; after it, "%" begins content.
        if (first === '%' && !hasContent && markerAt(text, start) !== '---') hasDirective = true
        else if (first !== '' && first !== '#') hasContent = true
      } else {
        hasDirective = false
        const after = firstCharacter(text, lineStart + 3, end)
        if (after !== '' && after !== '#') hasContent = true
        if (marker === '...') {
          if (hasContent) yield { start, end }
          start = end
          hasContent = false
        }
      }
    }
    if (hasContent || hasDirective) yield { start, end: text.length }
  }

  #startOf(line: number): number {
    return present(this.#lineStarts[line], 'a line of the text has a start')
  }

  #lineAt(offset: number): number {
    let low = 0
    let high = this.#lineStarts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#startOf(middle) <= offset) low = middle
      else high = middle - 1
    }
    return low
  }
}

/** Lines end as YAML has it: line feed, carriage return, or both. Counted first, for an array of just that size. */
function findLineStarts(text: string): Uint32Array {
  let count = 1
  for (let i = 0; i < text.length; i++) if (isLineEnd(text, i)) count++
  const starts = new Uint32Array(count)
  let line = 0
  for (let i = 0; i < text.length; i++) if (isLineEnd(text, i)) starts[++line] = i + 1
  return starts
}

function isLineEnd(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code === LINE_FEED || (code === CARRIAGE_RETURN && text.charCodeAt(at + 1) !== LINE_FEED)
}

/** The document marker a line begins with: three characters, then a blank or nothing. */
function markerAt(text: string, lineStart: number): '---' | '...' | null {
  const first = text.charCodeAt(lineStart)
  if (first !== 0x2d && first !== 0x2e) return null
  const marker = text.slice(lineStart, lineStart + 3)
  if (marker !== '---' && marker !== '...') return null
  return lineStart + 3 >= text.length || isBlank(text.charCodeAt(lineStart + 3)) ? marker : null
}

/** The first character of a stretch that is no blank; empty if there is none. */
function firstCharacter(text: string, start: number, end: number): string {
  for (let i = start; i < end; i++) {
    if (!isBlank(text.charCodeAt(i))) return text.charAt(i)
  }
  return ''
}

/** Blanks, line breaks, and the byte order mark that a file glued to another keeps in its middle. */
function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === LINE_FEED || code === CARRIAGE_RETURN || code === 0xfeff
}
