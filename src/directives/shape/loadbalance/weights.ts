/**
 * The file of `loadbalance weighted`: the weights with which an address is chosen as the first. A line with a
 * name begins a list of lines `ADDRESS WEIGHT`, weights from 1 to 255. `#` begins a comment. Empty lines are
 * ignored.
 */
import { quote } from '../../../config/token.ts'
import { type Diagnostic, diagnostic } from '../../../report/diagnostic.ts'
import { parseAddress } from '../../../wire/address.ts'
import { type NameKey, parseName } from '../../../wire/name.ts'

/** Weights by owner, then by the address's octets. Other addresses have the weight 1. */
export type Weights = ReadonlyMap<NameKey, ReadonlyMap<string, number>>

const MAX_WEIGHT = 255

export interface WeightReading {
  readonly weights: Weights
  readonly diagnostics: readonly Diagnostic[]
}

/** Never throws: `diagnostics` has all errors of the text. */
export function parseWeights(text: string, file: string): WeightReading {
  const reader = new WeightReader(file)
  for (const [i, line] of text.split(/\r?\n/).entries()) reader.line(i + 1, line)
  return reader
}

class WeightReader implements WeightReading {
  readonly weights = new Map<NameKey, Map<string, number>>()
  readonly diagnostics: Diagnostic[] = []
  readonly #file: string
  /** `undefined` before the first name. */
  #list: Map<string, number> | undefined

  constructor(file: string) {
    this.#file = file
  }

  line(number: number, line: string): void {
    const words = [...line.replace(/#.*/, '').matchAll(/\S+/g)]
    const [first, second, surplus] = words
    if (first === undefined) return
    const report = (word: RegExpExecArray, message: string): void => {
      const place = { file: this.#file, line: number, column: word.index + 1 }
      const details = { sourceLine: line, length: word[0].length }
      this.diagnostics.push(diagnostic('KZ_COREFILE_WEIGHT_FILE', place, message, details))
    }
    if (surplus !== undefined) {
      report(surplus, `found ${quote(surplus[0])}, expected the end of the line after a weight`)
    } else if (second === undefined) {
      this.#name(first, report)
    } else {
      this.#weight(first, second, report)
    }
  }

  #name(word: RegExpExecArray, report: ReportWord): void {
    if (parseAddress(word[0]) !== null) {
      report(
        word,
        `the address ${quote(word[0])} has no weight, expected one from 1 to ${MAX_WEIGHT} after it`,
      )
      return
    }
    const name = parseName(word[0])
    if (name === null) report(word, `found ${quote(word[0])}, expected a name or an address with its weight`)
    // The addresses below a wrong name must not count for the previous name.
    this.#list = (name === null ? undefined : this.weights.get(name)) ?? new Map<string, number>()
    if (name !== null) this.weights.set(name, this.#list)
  }

  #weight(address: RegExpExecArray, weight: RegExpExecArray, report: ReportWord): void {
    const octets = parseAddress(address[0])
    const value = /^\d{1,3}$/.test(weight[0]) ? Number(weight[0]) : 0
    if (octets === null) report(address, `found ${quote(address[0])}, expected an IP address`)
    if (value < 1 || value > MAX_WEIGHT) {
      report(weight, `found ${quote(weight[0])}, expected a weight from 1 to ${MAX_WEIGHT}`)
    }
    if (this.#list === undefined) {
      report(address, `the address ${quote(address[0])} has no name, expected a name in a line before it`)
    } else if (octets !== null && this.#list.has(octets)) {
      report(address, `the address ${quote(address[0])} already has a weight under this name`)
    } else if (octets !== null) {
      this.#list.set(octets, value)
    }
  }
}

type ReportWord = (word: RegExpExecArray, message: string) => void
