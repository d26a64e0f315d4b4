/**
 * A file that a directive is told by: looked at once a period, by its times and size, and read where it may have changed.
 * What it says is new only where its text is; where it is gone or wrong, what it said before stays.
 */
import type { Code } from '../report/codes.ts'
import { type Diagnostic, diagnostic } from '../report/diagnostic.ts'
import type { Log } from '../report/log.ts'
import { PolledText } from './polled-text.ts'

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
  readonly #text: PolledText
  #value: Value

  /** `value` is what counts until the file says something. */
  constructor(options: PolledFileOptions<Value>, value: Value, log: Log) {
    const { path, periodMs, maxOctets } = options
    this.#options = options
    this.#text = new PolledText(path, periodMs, maxOctets)
    this.#value = value
    this.#log = log
  }

  get value(): Value {
    return this.#value
  }

  /** What is wrong with the file, if it is another than last time. */
  read(): readonly Diagnostic[] {
    const { path, code, contents, parse } = this.#options
    const content = this.#text.read()
    if (content === null) return []
    if ('problem' in content)
      return [diagnostic(code, path, `${contents} cannot be read: ${content.problem}`)]
    const { value, diagnostics } = parse(content.text)
    this.#value = value ?? this.#value
    return diagnostics
  }

  /** Looks at it once a period. */
  start(): void {
    this.#text.start(() => {
      this.refresh()
    })
  }

  stop(): void {
    this.#text.stop()
  }

  /** Reads it again if it has changed. */
  refresh(): void {
    const before = this.#value
    for (const one of this.read()) this.#log.diagnostic(one)
    if (this.#value !== before) this.#log.info(this.#options.changed(this.#value))
  }
}
