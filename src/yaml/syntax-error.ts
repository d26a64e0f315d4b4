/** Why a text cannot be read as YAML: the fault, the expected text, and the place. */

interface Details {
  /** Text of the document that names the fault, such as the name of an alias. */
  readonly named?: string
  /** The text is valid YAML, but exceeds a limit of this parser; `expected` is the limit. */
  readonly isLimit?: true
  /** The offset before which the expected text is missing. */
  readonly before?: number
}

export class YamlSyntaxError extends Error {
  /** The fault, without text of the document. */
  readonly reason: string
  readonly expected: string
  /** An offset in the text. */
  readonly position: number
  readonly named: string | null
  readonly isLimit: boolean
  readonly before: number | null

  constructor(reason: string, expected: string, position: number, details: Details = {}) {
    // A folder can hold thousands of broken documents, and a stack trace costs more than such a document.
    const limit = Error.stackTraceLimit
    Error.stackTraceLimit = 0
    super(reason)
    Error.stackTraceLimit = limit
    this.reason = reason
    this.expected = expected
    this.position = position
    this.named = details.named ?? null
    this.isLimit = details.isLimit ?? false
    this.before = details.before ?? null
  }
}

const CLOSERS: Readonly<Record<string, string>> = { '[': ']', '{': '}' }

/** `before`: the offset of the text before which the bracket or quote should be closed. */
export function unclosed(text: string, opener: number, before: number): YamlSyntaxError {
  const character = text.charAt(opener)
  const closer = CLOSERS[character] ?? character
  return new YamlSyntaxError(`this ${inQuotes(character)} is not closed`, inQuotes(closer), opener, {
    before,
  })
}

/** A character for a message; a double quote stands alone. */
function inQuotes(character: string): string {
  return character === '"' ? character : `"${character}"`
}
