/**
 * Readers of the values of directives and options. Each returns the value of a token, or reports at the token
 * what was found and what was expected, and returns `null`. Setup code then continues, so one run shows every
 * wrong value.
 */
import { present } from '../report/assert.ts'
import { suggest } from '../report/suggestion.ts'
import { type AddressRange, canonicalAddress, parseRange } from '../wire/address.ts'
import type { NameKey } from '../wire/name.ts'
import { formatDuration, parseDuration } from './duration.ts'
import { reject } from './reject.ts'
import { atToken, quote, type Report, type Token } from './token.ts'
import { readZoneText } from './zone-text.ts'

export interface Bounds {
  readonly min: number
  readonly max: number
}

/** A whole number without a unit. */
export function readInteger(token: Token, bounds: Bounds, report: Report): number | null {
  const { min, max } = bounds
  const value = /^[-+]?\d+$/.test(token.text) ? Number(token.text) : null
  if (value !== null && value >= min && value <= max) return value
  return reject(token, `a whole number from ${min} to ${max}`, report)
}

/** As `readInteger`, without a sign; `what` is a noun in the plural: "bits". */
export function readCount(token: Token, { min, max }: Bounds, report: Report, what?: string): number | null {
  const value = /^\d{1,9}$/.test(token.text) ? Number(token.text) : null
  if (value !== null && value >= min && value <= max) return value
  const noun = what === undefined ? 'a whole number' : `a number of ${what}`
  return reject(token, `${noun} from ${min} to ${max}`, report)
}

/** A whole number of seconds. */
export function readSeconds(token: Token, bounds: Bounds, report: Report): number | null {
  const { min, max } = bounds
  const value = /^[-+]?\d+$/.test(token.text) ? Number(token.text) : null
  if (value !== null && value >= min && value <= max) return value
  const isDuration = value === null && parseDuration(token.text) !== null
  const hint = isDuration ? 'write the number of seconds without a unit' : undefined
  return reject(token, `a whole number of seconds from ${min} to ${max}`, report, hint)
}

/** Milliseconds. */
export function readDuration(token: Token, bounds: Bounds, report: Report): number | null {
  const { min, max } = bounds
  const value = parseDuration(token.text)
  if (value !== null && value >= min && value <= max) return value
  const isBare = value === null && /^\d+$/.test(token.text)
  const hint = isBare ? `add a unit: ${token.text}s, ${token.text}ms` : undefined
  const range = `from ${formatDuration(min)} to ${formatDuration(max)}`
  return reject(token, `a duration ${range}, such as 5s, 100ms or 1m30s`, report, hint)
}

/**
 * The zones of names and ranges of addresses, in their order and without repetitions; `null` if any is wrong.
 */
export function readZones(tokens: readonly Token[], report: Report): NameKey[] | null {
  const zones = new Set<NameKey>()
  let isSound = true
  for (const token of tokens) {
    const reading = token.text === '' ? { problem: 'is empty, expected a zone' } : readZoneText(token.text)
    if ('problem' in reading) {
      report(atToken('KZ_COREFILE_VALUE', token, `${quote(token.text)} ${reading.problem}`, reading.hint))
      isSound = false
    } else {
      for (const zone of reading.zones) zones.add(zone)
    }
  }
  return isSound ? [...zones] : null
}

/** An address or a range of addresses such as `10.0.0.0/8`. */
export function readRange(token: Token, report: Report): AddressRange | null {
  return parseRange(token.text) ?? reject(token, 'an IP address or a range (CIDR) such as 10.0.0.0/8', report)
}

/** An IP address, in the canonical form of RFC 5952. */
export function readAddress(token: Token, report: Report): string | null {
  return canonicalAddress(token.text) ?? reject(token, 'an IP address', report)
}

/** The value of each token; `null` if any is wrong. Reads all tokens. */
export function readEach<Value>(
  tokens: readonly Token[],
  report: Report,
  read: (token: Token, report: Report) => Value | null,
): Value[] | null {
  const values = tokens.map((token) => read(token, report))
  return values.every((value) => value !== null) ? values : null
}

/** One of some words, in any letter case. */
export function readChoice<const Word extends string>(
  token: Token,
  words: readonly Word[],
  report: Report,
): Word | null {
  const written = token.text.toLowerCase()
  const found = words.find((word) => word.toLowerCase() === written)
  if (found !== undefined) return found
  const nearest = suggest(token.text, words)
  const hint = nearest === null ? undefined : `did you mean ${quote(nearest)}?`
  return reject(token, listOf(words), report, hint)
}

/** `'a', 'b' or 'c'`. */
function listOf(words: readonly string[]): string {
  const quoted = words.map((word) => quote(word))
  const last = present(quoted.pop(), 'a choice has words to choose from')
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`
}
