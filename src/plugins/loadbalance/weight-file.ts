/**
 * Keeps the weights in step with their file: reads it where it has changed, and keeps the old weights where the new ones are
 * wrong or gone.
 */
import { type Diagnostic, diagnostic } from '../../report/diagnostic.ts'
import type { Log } from '../../report/log.ts'
import { PolledFile } from '../polled-file.ts'
import { parseWeights, type Weights } from './weights.ts'

/** A line for each address of ten thousand services fits in. */
const MAX_FILE_OCTETS = 4 * 1024 * 1024

export class WeightFile {
  readonly #file: PolledFile
  readonly #log: Log
  #weights: Weights = new Map()

  /** A period of 0: never look again. */
  constructor(path: string, periodMs: number, log: Log) {
    this.#file = new PolledFile(path, periodMs, MAX_FILE_OCTETS)
    this.#log = log
  }

  get weights(): Weights {
    return this.#weights
  }

  /** What is wrong with the file, if it is another than last time; the weights are the file's only where nothing is. */
  read(): readonly Diagnostic[] {
    const { path } = this.#file
    const content = this.#file.read()
    if (content === null) return []
    if ('problem' in content) {
      const message = `the weights cannot be read: ${content.problem}`
      return [diagnostic('KZ_COREFILE_WEIGHT_FILE', path, message)]
    }
    const { weights, diagnostics } = parseWeights(content.text, path)
    if (diagnostics.length === 0) this.#weights = weights
    return diagnostics
  }

  start(): void {
    this.#file.start(() => {
      this.refresh()
    })
  }

  stop(): void {
    this.#file.stop()
  }

  /** Reads the file again if it has changed. */
  refresh(): void {
    const before = this.#weights
    for (const one of this.read()) this.#log.diagnostic(one)
    if (this.#weights !== before) {
      this.#log.info(`plugin/loadbalance: ${this.#file.path} has new weights`)
    }
  }
}
