/**
 * What `check` ignores: codes of the command line, and codes that files name, in the annotation
 * `kubezone.dev/ignore` of an object or in a comment of a Corefile. Only files with diagnostics are read.
 */
import { readFileSync } from 'node:fs'
import { type IgnoringRange, ignoringRanges } from '../kube/manifest/ignore-annotation.ts'
import type { Code } from '../report/codes.ts'
import type { Diagnostic, Place } from '../report/diagnostic.ts'
import { commentedCodes } from '../report/ignoring.ts'
import { withRegularFile } from '../source/regular-file.ts'

/** No larger file has diagnostics with lines. */
const MAX_OCTETS = 64 * 1024 * 1024

interface FileRules {
  readonly ranges: readonly IgnoringRange[]
  /** The codes of comments, by line. */
  readonly lines: ReadonlyMap<number, readonly string[]>
}

const NO_RULES: FileRules = { ranges: [], lines: new Map() }

export class IgnoredDiagnostics {
  readonly #codes: ReadonlySet<Code>
  /** The texts of standard input, by their names in diagnostics. */
  readonly #inputs: ReadonlyMap<string, string>
  readonly #rules = new Map<string, FileRules>()

  constructor(codes: Iterable<Code>, inputs: ReadonlyMap<string, string>) {
    this.#codes = new Set(codes)
    this.#inputs = inputs
  }

  has({ code, file, line, column }: Diagnostic): boolean {
    if (this.#codes.has(code)) return true
    if (line === 0) return false
    const { ranges, lines } = this.#rulesOf(file)
    if (lines.get(line)?.includes(code) === true) return true
    const place = { file, line, column }
    return ranges.some(
      ({ start, end, codes }) => codes.includes(code) && !isBefore(place, start) && isBefore(place, end),
    )
  }

  #rulesOf(file: string): FileRules {
    const known = this.#rules.get(file)
    if (known !== undefined) return known
    const text = this.#inputs.get(file) ?? textOf(file)
    const rules =
      text === null ? NO_RULES : { ranges: ignoringRanges(text, file), lines: commentedLines(text) }
    this.#rules.set(file, rules)
    return rules
  }
}

/** A comment by itself speaks of the next line that is none. */
function commentedLines(text: string): Map<number, readonly string[]> {
  const found = new Map<number, readonly string[]>()
  if (!/kubezone:ignore/i.test(text)) return found
  let waiting: readonly string[] = []
  for (const [i, line] of text.split(/\r\n|\r|\n/).entries()) {
    const codes = (commentedCodes(line) ?? []).map(({ word }) => word)
    if (/^\s*#/.test(line)) waiting = [...waiting, ...codes]
    else {
      if (waiting.length + codes.length > 0) found.set(i + 1, [...waiting, ...codes])
      waiting = []
    }
  }
  return found
}

function isBefore(a: Place, b: Place): boolean {
  return a.line < b.line || (a.line === b.line && a.column < b.column)
}

function textOf(file: string): string | null {
  try {
    return withRegularFile(
      file,
      MAX_OCTETS,
      ({ descriptor }) => readFileSync(descriptor, 'utf8').replace(/^\ufeff/, ''),
      () => null,
    )
  } catch {
    // It may be gone by now.
    return null
  }
}
