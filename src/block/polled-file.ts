/**
 * A file that a directive follows. Once a period its times and size are compared, and the file is read if
 * they differ. Its value changes only with its text. While the file is missing or faulty, the last good value
 * stays in use.
 */
import type { FileAccess } from '../config/file-access.ts'
import type { Code } from '../report/codes.ts'
import { type Diagnostic, diagnostic } from '../report/diagnostic.ts'
import type { Log } from '../report/log.ts'
import { PolledText } from './polled-text.ts'

export interface PolledFileOptions<Value> {
  readonly path: string
  /** 0: the file is not polled. */
  readonly periodMs: number
  readonly maxOctets: number
  readonly files: FileAccess
  /** The value of a text; `value` is `null` if the text is unusable. */
  readonly parse: (text: string) => { value: Value | null; diagnostics: readonly Diagnostic[] }
  /** The subject of the diagnostic of a file that cannot be read: `the hosts`. */
  readonly contents: string
  readonly code: Code
  /** The log line for a new value. */
  readonly changed: (value: Value) => string
}

export class PolledFile<Value> {
  readonly #options: PolledFileOptions<Value>
  readonly #log: Log
  readonly #text: PolledText
  #value: Value

  /** `value`: the value until the file is read. */
  constructor(options: PolledFileOptions<Value>, value: Value, log: Log) {
    const { path, periodMs, maxOctets, files } = options
    this.#options = options
    this.#text = new PolledText(path, periodMs, maxOctets, files)
    this.#value = value
    this.#log = log
  }

  get value(): Value {
    return this.#value
  }

  /** Reads the file if it may have changed. Returns the diagnostics of a new text or of a new read error. */
  read(): readonly Diagnostic[] {
    const { path, code, contents, files, parse } = this.#options
    const content = this.#text.read()
    if (content === null) return []
    if ('problem' in content && files.isElsewhere(path)) return []
    if ('problem' in content)
      return [diagnostic(code, path, `${contents} cannot be read: ${content.problem}`)]
    const { value, diagnostics } = parse(content.text)
    this.#value = value ?? this.#value
    return diagnostics
  }

  /** Polls the file once a period. */
  start(): void {
    this.#text.start(() => {
      this.refresh()
    })
  }

  stop(): void {
    this.#text.stop()
  }

  /** Reads the file if it may have changed; logs its diagnostics and a new value. */
  refresh(): void {
    const before = this.#value
    for (const one of this.read()) this.#log.diagnostic(one)
    if (this.#value !== before) this.#log.info(this.#options.changed(this.#value))
  }
}
