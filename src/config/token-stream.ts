/**
 * The tokens of a Corefile in reading order, with imports put in where they stand. Each import opens a frame; a frame
 * knows the frame that imported it, so a file or snippet that imports itself is found at its first repetition. A frame
 * begins and ends a line, whatever the lines of the texts around it.
 */
import { isClosingBrace, isOpeningBrace, type Token } from './token.ts'

/** Tokens of one file or snippet. */
export interface Source {
  /** What it is, unique for each: the file's absolute path, or a snippet's name in parentheses. */
  readonly origin: string
  readonly tokens: readonly Token[]
}

interface Frame extends Source {
  readonly importedBy: Frame | null
  at: number
}

export class TokenStream {
  /** Frames still to be read; the last one first. */
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

  /** What follows on the same line, up to a brace. */
  takeArguments(): Token[] {
    const taken: Token[] = []
    for (let token = this.peek(); token !== null && isArgument(token); token = this.peek()) {
      taken.push(token)
      this.next()
    }
    return taken
  }

  /** All tokens up to the brace that closes the one just taken, as they are, and that brace. */
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

  /** On to the next line that is not indented: where something new is likely to begin. */
  skipToMargin(): void {
    for (let token = this.peek(); token !== null; token = this.peek()) {
      if (token.startsLine && token.place.column === 1) return
      this.next()
    }
  }

  /** Whether the line of the token that is next ends in an opening brace. */
  lineOpensBlock(): boolean {
    const frame = this.#frames.at(-1)
    // Asked in the middle of a line, it would be asked again for each word of it.
    if (frame === undefined || frame.tokens[frame.at]?.startsLine !== true) return false
    let end = frame.at + 1
    while (frame.tokens[end]?.startsLine === false) end++
    const last = frame.tokens[end - 1]
    return last !== undefined && isOpeningBrace(last)
  }

  /** Puts imports before the rest; they are imported by what the token taken last belongs to. */
  insert(sources: readonly Source[]): void {
    for (const source of sources.toReversed()) {
      this.#frames.push({ ...source, importedBy: this.#current, at: 0 })
    }
    this.#breakLine = true
  }

  /** The origins that the token taken last was imported through, its own first, the main file last. */
  lineage(): string[] {
    const origins: string[] = []
    for (let frame: Frame | null = this.#current; frame !== null; frame = frame.importedBy) {
      origins.push(frame.origin)
    }
    return origins
  }

  /** The first token with this text in what is being read, for hints. */
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
