/** A position in a text, with its column, and the indentation that encloses it. */
import {
  CARRIAGE_RETURN,
  DOT,
  END,
  isBlank,
  isBlankOrEnd,
  isBreakOrEnd,
  LINE_FEED,
  MINUS,
} from './characters.ts'

/** A bracket or quote whose content goes on in the column of the key before it, or left of that. */
export interface Outdent {
  /** The offset of the bracket or quote. */
  readonly opener: number
  /** The offset of the first character that is too far to the left. */
  readonly at: number
}

export class Cursor {
  readonly text: string
  readonly #length: number
  position: number
  /** The offset at which the current line begins. */
  lineStart: number
  /** The number of the current line, from 0. */
  line = 0
  /** The column of the enclosing block collection; -1: there is none. */
  indent = -1
  /** The offsets of the brackets that are open. */
  readonly brackets: number[] = []
  /** In the order of the text, at most one for each quoted scalar and each outermost bracket. */
  readonly outdents: Outdent[] = []

  /** Columns count from `start`, up to the first line break. */
  constructor(text: string, start: number) {
    this.text = text
    this.position = start
    this.lineStart = start
    this.#length = text.length
  }

  get column(): number {
    return this.position - this.lineStart
  }

  get isInFlow(): boolean {
    return this.brackets.length > 0
  }

  /** The code at an offset from the position; END behind the text. */
  peek(offset = 0): number {
    const at = this.position + offset
    return at < this.#length ? this.text.charCodeAt(at) : END
  }

  /** Passes a line break. */
  skipBreak(): void {
    this.position += this.peek() === CARRIAGE_RETURN && this.peek(1) === LINE_FEED ? 2 : 1
    this.line++
    this.lineStart = this.position
  }

  /** Whether `---` or `...` stands here alone, at the beginning of a line. */
  isAtMarker(): boolean {
    if (this.position !== this.lineStart) return false
    const first = this.peek()
    return (
      (first === MINUS || first === DOT) &&
      this.peek(1) === first &&
      this.peek(2) === first &&
      isBlankOrEnd(this.peek(3))
    )
  }

  /** Whether only blanks stand on the rest of the line. */
  isRestBlank(): boolean {
    let offset = 0
    while (isBlank(this.peek(offset))) offset++
    return isBreakOrEnd(this.peek(offset))
  }

  /**
   * Notes content, at the beginning of a line, that is not indented more than the collection around its quote
   * (`opener`) or bracket.
   */
  noteOutdent(opener: number): void {
    if (this.column > this.indent) return
    const outermost = this.brackets[0] ?? opener
    if (this.outdents.at(-1)?.opener !== outermost)
      this.outdents.push({ opener: outermost, at: this.position })
  }
}
