/**
 * The text of a file, looked at once a period, by its times and size, and read where it may have changed.
 * What it says is new only where its text is.
 */
import { type FileContent, realFiles } from '../config/file-access.ts'
import { signAt } from '../source/file-stat.ts'

export class PolledText {
  readonly path: string
  readonly #periodMs: number
  readonly #maxOctets: number
  /** What the file looked like when it was last read; empty: read it at the next look, whatever it looks like. */
  #sign = ''
  /** What was last read; `null`: nothing could be; `undefined`: nobody has read yet. */
  #text: string | null | undefined
  #timer: NodeJS.Timeout | null = null

  /** A period of 0: never look by itself. */
  constructor(path: string, periodMs: number, maxOctets: number) {
    this.path = path
    this.#periodMs = periodMs
    this.#maxOctets = maxOctets
  }

  /** The file's text, or why there is none; `null` where that is what the last call found. */
  read(): FileContent | null {
    if (this.#sign !== '' && signAt(this.path) === this.#sign) return null
    // The sign first: a change made while we read shows at the next look.
    this.#sign = signAt(this.path)
    const content = realFiles.read(this.path, this.#maxOctets)
    const text = 'problem' in content ? null : content.text
    if (text === this.#text) return null
    this.#text = text
    return content
  }

  /** Calls `look`, which is to read, once a period. */
  start(look: () => void): void {
    if (this.#periodMs === 0) return
    this.#timer = setInterval(look, this.#periodMs)
    this.#timer.unref()
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }
}
