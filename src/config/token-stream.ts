/**
 * The tokens of a Corefile in reading order, with the tokens of imports in place of the `import` lines. Each
 * import opens a frame. A frame refers to the frame that imported it, so the first repetition of a file or
 * snippet that imports itself is detected. A frame begins and ends a line.
 */
import { isClosingBrace, isOpeningBrace, type Token } from './token.ts'

/** Tokens of one file or snippet. */
export interface Source {
  /** Unique: the absolute path of a file, or the name of a snippet in parentheses. */
  readonly origin: string
  readonly tokens: readonly Token[]
}

interface Frame extends Source {
  readonly importedBy: Frame | null
  at: number
}

export class TokenStream {
  /** The frames that are not yet read to their end; the last one is read first. */
  readonly #frames: Frame[]
  /** The frame of the token taken last. */
  #current: Frame
  #breakLine = true

  constructor(main: Source) {
    this.#current = { ...main, importedBy: null, at: 0 }
    this.#frames = [this.#current]
  }

  peek(): Token | null {
    for (let frame = this.#frames.at(-1); frame !== undefined; frame = this.#frames.at(-1)) {
      const token = frame.tokens[frame.at]
      if (token !== undefined)
        return this.#breakLine && !token.startsLine ? { ...token, startsLine: true } : token
      this.#frames.pop()
      this.#breakLine = true
    }
    return null
  }

  next(): Token | null {
    const token = this.peek()
    const frame = this.#frames.at(-1)
    if (token === null || frame === undefined) return null
    frame.at++
    this.#current = frame
    this.#breakLine = false
    return token
  }

  /** Takes the tokens that follow on the same line, up to a brace. */
  takeArguments(): Token[] {
    const taken: Token[] = []
    for (let token = this.peek(); token !== null && isArgument(token); token = this.peek()) {
      taken.push(token)
      this.next()
    }
    return taken
  }

  /** Takes all tokens up to the '}' that closes the '{' just taken, and that '}'. `tokens` excludes it. */
  takeBraced(): { tokens: Token[]; isClosed: boolean } {
    const tokens: Token[] = []
    let depth = 1
    for (let token = this.next(); token !== null; token = this.next()) {
      if (isOpeningBrace(token)) depth++
      else if (isClosingBrace(token) && --depth === 0) return { tokens, isClosed: true }
      tokens.push(token)
    }
    return { tokens, isClosed: false }
  }

  /** Skips to the next line that is not indented, where the next block or snippet probably begins. */
  skipToMargin(): void {
    for (let token = this.peek(); token !== null; token = this.peek()) {
      if (token.startsLine && token.place.column === 1) return
      this.next()
    }
  }

  /** Whether the next token begins a line that ends in an opening brace. */
  lineOpensBlock(): boolean {
    const frame = this.#frames.at(-1)
    // A scan from each word of a long line would take quadratic time.
    if (frame === undefined || frame.tokens[frame.at]?.startsLine !== true) return false
    let end = frame.at + 1
    while (frame.tokens[end]?.startsLine === false) end++
    const last = frame.tokens[end - 1]
    return last !== undefined && isOpeningBrace(last)
  }

  /** Inserts imports before the next token. The frame of the last taken token imports them. */
  insert(sources: readonly Source[]): void {
    for (const source of sources.toReversed()) {
      this.#frames.push({ ...source, importedBy: this.#current, at: 0 })
    }
    this.#breakLine = true
  }

  /** The origins through which the last taken token was imported: its own first, the main file last. */
  lineage(): string[] {
    const origins: string[] = []
    for (let frame: Frame | null = this.#current; frame !== null; frame = frame.importedBy) {
      origins.push(frame.origin)
    }
    return origins
  }

  /** The first token with this text in the current frame, else in those that import it; for hints. */
  find(text: string): Token | null {
    for (let frame: Frame | null = this.#current; frame !== null; frame = frame.importedBy) {
      const found = frame.tokens.find((token) => token.text === text)
      if (found !== undefined) return found
    }
    return null
  }
}

function isArgument(token: Token): boolean {
  return !token.startsLine && !isOpeningBrace(token) && !isClosingBrace(token)
}
