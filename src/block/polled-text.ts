/**
 * The text of a file, polled once a period: its times and size are compared, and the file is read if they
 * differ.
 */
import type { FileAccess, FileContent } from '../config/file-access.ts'

export class PolledText {
  readonly path: string
  readonly #periodMs: number
  readonly #maxOctets: number
  readonly #files: FileAccess
  /** The file's times and size at the last read; empty: the next poll reads the file in any case. */
  #sign = ''
  /** The last text; `null`: the file could not be read; `undefined`: not read yet. */
  #text: string | null | undefined
  #timer: NodeJS.Timeout | null = null

  /** A period of 0: the file is not polled. */
  constructor(path: string, periodMs: number, maxOctets: number, files: FileAccess) {
    this.path = path
    this.#files = files
    this.#periodMs = periodMs
    this.#maxOctets = maxOctets
  }

  /** The file's text, or the problem; `null` if the last call returned the same. */
  read(): FileContent | null {
    if (this.#sign !== '' && this.#files.sign(this.path) === this.#sign) return null
    // The sign precedes the read: the next poll then detects a change made during the read.
    this.#sign = this.#files.sign(this.path)
    const content = this.#files.read(this.path, this.#maxOctets)
    const text = 'problem' in content ? null : content.text
    if (text === this.#text) return null
    this.#text = text
    return content
  }

  /** Calls `poll` once a period; `poll` calls `read`. */
  start(poll: () => void): void {
    if (this.#periodMs === 0) return
    this.#timer = setInterval(poll, this.#periodMs)
    this.#timer.unref()
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }
}
