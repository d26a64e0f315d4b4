/**
 * A file that a directive is told by: looked at once a period, by its times and size, and read where it may have changed.
 * What it says is new only where its text is; where it is gone or wrong, what it said before stays.
 */
import { statSync } from 'node:fs'
import { type FileContent, realFiles } from '../config/file-access.ts'
import type { Code } from '../report/codes.ts'
import { type Diagnostic, diagnostic } from '../report/diagnostic.ts'
import type { Log } from '../report/log.ts'
import { signOf } from '../source/file-stat.ts'

const MISSING = 'missing'

export interface PolledFileOptions<Value> {
  readonly path: string
  /** 0: it is never looked at by itself. */
  readonly periodMs: number
  readonly maxOctets: number
  /** What a text says; `value` is `null` where it is too wrong to be used. */
  readonly parse: (text: string) => { value: Value | null; diagnostics: readonly Diagnostic[] }
  /** What is said of a file that cannot be read: `the hosts`. */
  readonly contents: string
  readonly code: Code
  /** What the log is told where it says something else than before. */
  readonly changed: (value: Value) => string
}

export class PolledFile<Value> {
  readonly #options: PolledFileOptions<Value>
  readonly #log: Log
  #value: Value
  /** What the file looked like when it was last read; empty: read it at the next look, whatever it looks like. */
  #sign = ''
  /** What was last read; `null`: nothing could be; `undefined`: nobody has read yet. */
  #text: string | null | undefined
  #timer: NodeJS.Timeout | null = null

  /** `value` is what counts until the file says something. */
  constructor(options: PolledFileOptions<Value>, value: Value, log: Log) {
    this.#options = options
    this.#value = value
    this.#log = log
  }

  get value(): Value {
    return this.#value
  }

  /** What is wrong with the file, if it is another than last time. */
  read(): readonly Diagnostic[] {
    const { path, code, contents, parse } = this.#options
    const content = this.#content()
    if (content === null) return []
    if ('problem' in content)
      return [diagnostic(code, path, `${contents} cannot be read: ${content.problem}`)]
    const { value, diagnostics } = parse(content.text)
    this.#value = value ?? this.#value
    return diagnostics
  }

  /** Looks at it once a period. */
  start(): void {
    const { periodMs } = this.#options
    if (periodMs === 0) return
    this.#timer = setInterval(() => {
      this.refresh()
    }, periodMs)
    this.#timer.unref()
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  /** Reads it again if it has changed. */
  refresh(): void {
    const before = this.#value
    for (const one of this.read()) this.#log.diagnostic(one)
    if (this.#value !== before) this.#log.info(this.#options.changed(this.#value))
  }

  /** The file's text, or why there is none; `null` where that is what the last look found. */
  #content(): FileContent | null {
    const { path, maxOctets } = this.#options
    if (this.#sign !== '' && signAt(path) === this.#sign) return null
    // The sign first: a change made while we read shows at the next look.
    this.#sign = signAt(path)
    const content = realFiles.read(path, maxOctets)
    const text = 'problem' in content ? null : content.text
    if (text === this.#text) return null
    this.#text = text
    return content
  }
}

function signAt(path: string): string {
  try {
    const { text, isFresh } = signOf(statSync(path, { bigint: true }))
    return isFresh ? '' : text
  } catch {
    return MISSING
  }
}
