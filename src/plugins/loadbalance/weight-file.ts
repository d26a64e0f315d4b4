/**
 * Keeps the weights in step with their file: looks at it once a period, reads it where it has changed, and keeps the old
 * weights where the new ones are wrong or gone.
 */
import { statSync } from 'node:fs'
import { realFiles } from '../../config/file-access.ts'
import { type Diagnostic, diagnostic } from '../../report/diagnostic.ts'
import type { Log } from '../../report/log.ts'
import { signOf } from '../../source/file-stat.ts'
import { parseWeights, type Weights } from './weights.ts'

/** A line for each address of ten thousand services fits in. */
const MAX_FILE_OCTETS = 4 * 1024 * 1024

export class WeightFile {
  readonly #path: string
  readonly #periodMs: number
  readonly #log: Log
  #weights: Weights = new Map()
  /** What the file looked like when it was last read; empty: read it at the next look, whatever it looks like. */
  #sign = ''
  /** What was last read, sound or not; `null`: nothing could be. */
  #text: string | null = null
  #timer: NodeJS.Timeout | null = null

  /** A period of 0: never look again. */
  constructor(path: string, periodMs: number, log: Log) {
    this.#path = path
    this.#periodMs = periodMs
    this.#log = log
  }

  get weights(): Weights {
    return this.#weights
  }

  /** What is wrong with the file, if it is another than last time; the weights are the file's only where nothing is. */
  read(): readonly Diagnostic[] {
    this.#sign = signAt(this.#path)
    const content = realFiles.read(this.#path, MAX_FILE_OCTETS)
    const text = 'problem' in content ? null : content.text
    if (text !== null && text === this.#text) return []
    this.#text = text
    if ('problem' in content) {
      const message = `the weights cannot be read: ${content.problem}`
      return [diagnostic('KZ_COREFILE_WEIGHT_FILE', this.#path, message)]
    }
    const { weights, diagnostics } = parseWeights(content.text, this.#path)
    if (diagnostics.length === 0) this.#weights = weights
    return diagnostics
  }

  start(): void {
    if (this.#periodMs === 0) return
    this.#timer = setInterval(() => {
      this.refresh()
    }, this.#periodMs)
    this.#timer.unref()
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  /** Reads the file again if it has changed. */
  refresh(): void {
    if (this.#sign !== '' && signAt(this.#path) === this.#sign) return
    const before = this.#weights
    const diagnostics = this.read()
    for (const one of diagnostics) this.#log.diagnostic(one)
    if (this.#weights !== before) {
      this.#log.info(`plugin/loadbalance: ${this.#path} has new weights`)
    }
  }
}

const MISSING = 'missing'

function signAt(path: string): string {
  try {
    const { text, isFresh } = signOf(statSync(path, { bigint: true }))
    return isFresh ? '' : text
  } catch {
    return MISSING
  }
}
