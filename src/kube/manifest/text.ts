/**
 * The text of one manifest file: its lines and its documents. The text is split into documents before YAML is
 * parsed, so that a broken document does not affect the others. YAML 1.2.2 §9.1.4: no content, quoted or
 * block, contains a line that begins with a document marker, so the split is safe.
 */
import { present } from '../../report/assert.ts'
import type { Place } from '../../report/diagnostic.ts'

/** A part of a file's text, from `start` up to but not including `end`. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Longer lines are not shown: a minified file is one line, and a copy in each diagnostic would be large. */
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

  /** The line that contains an offset, without its line break; `null` if it is too long to show. */
  lineText(offset: number): string | null {
    const line = this.#lineAt(offset)
    const start = this.#startOf(line)
    const end = this.#lineStarts[line + 1] ?? this.text.length
    return end - start > MAX_SHOWN_LINE ? null : this.text.slice(start, end).replace(/[\r\n]+$/, '')
  }

  /** The documents that contain more than whitespace and comments, in order. */
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
        // kubectl takes `---#` for a marker, and YAML for text.
        start = text.charAt(lineStart + 3) === '#' ? end : lineStart
        hasContent = false
      }
      if (marker === null) {
        const first = firstCharacter(text, lineStart, end)
        // A directive precedes the "---" of its document; after the marker, "%" begins content.
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

/**
 * Lines end as in YAML: line feed, carriage return, or both. A first pass counts them, for an array of exact
 * size.
 */
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

/**
 * The document marker at the beginning of a line: three characters, then whitespace or the end, or behind
 * `---` a comment; `null`: none.
 */
function markerAt(text: string, lineStart: number): '---' | '...' | null {
  const first = text.charCodeAt(lineStart)
  if (first !== 0x2d && first !== 0x2e) return null
  const marker = text.slice(lineStart, lineStart + 3)
  if (marker !== '---' && marker !== '...') return null
  const isEnd = lineStart + 3 >= text.length || isBlank(text.charCodeAt(lineStart + 3))
  return isEnd || (marker === '---' && text.charAt(lineStart + 3) === '#') ? marker : null
}

/** The first character of a range that is not whitespace; empty: there is none. */
function firstCharacter(text: string, start: number, end: number): string {
  for (let i = start; i < end; i++) {
    if (!isBlank(text.charCodeAt(i))) return text.charAt(i)
  }
  return ''
}

/** Spaces, tabs, line breaks, and the byte order mark, which concatenated files have in the middle. */
function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === LINE_FEED || code === CARRIAGE_RETURN || code === 0xfeff
}
