/** The SvcParams of SVCB and HTTPS records (RFC 9460 §2.1), encoded in the order of their key numbers. */
import { bigEndian, textOctets, type ZoneWord } from '../zone-word.ts'
import { AS_OCTETS, type OctetsField, type WordProblem } from './field.ts'
import {
  keyName,
  keyNumber,
  malformedValue,
  namedKey,
  printParameter,
  wordAt,
} from './service-parameter-keys.ts'

const MANDATORY = 0
const ALPN = 1
const NO_DEFAULT_ALPN = 2

export function serviceParameters<Label extends string>(label: Label): OctetsField<Label> {
  return {
    ...AS_OCTETS,
    label,
    expected: 'SvcParams such as alpn=h2,h3 or port=8443',
    extent: 'rest',
    words: 'all',
    parse: parseParameters,
    print: (octets) =>
      [...(split(octets) ?? [])].map(([number, value]) => printParameter(number, value)).join(' '),
    isValid(octets) {
      const parameters = split(octets)
      return parameters !== null && areWellFormed(parameters) && missingKey(parameters) === null
    },
  }
}

function parseParameters(words: readonly ZoneWord[]): string | WordProblem {
  const parameters = new Map<number, string>()
  const places = new Map<number, number>()
  for (let i = 0; i < words.length; i++) {
    const text = words[i]?.text ?? ''
    const [name = ''] = text.split('=', 1)
    const number = keyNumber(name)
    if (number === null) return { expected: 'a SvcParamKey such as alpn, port or key65280', at: i }
    if (parameters.has(number)) return { expected: `${keyName(number)} at most once`, at: i }
    places.set(number, i)
    let value = text.slice(name.length + 1)
    // `alpn="h2,h3"` is one parameter of two words: the quoted word is the value.
    if (text.endsWith('=') && words[i + 1]?.isQuoted === true) value = words[++i]?.text ?? ''
    const key = namedKey(name)
    const plain = textOctets(value)
    const octets = plain === null || key === undefined ? plain : key.parse(plain)
    if (octets === null) return { expected: key?.expected ?? `${name}= with a character string`, at: i }
    const malformed = malformedValue(number, octets)
    if (malformed !== null) return { expected: `the octets of ${malformed}`, at: i }
    parameters.set(number, octets)
  }
  const missing = missingKey(parameters)
  if (missing !== null) {
    const expected = `${keyName(missing.key)}, which ${keyName(missing.by)} requires`
    return { expected, at: places.get(missing.by) ?? 0 }
  }
  return [...parameters]
    .toSorted(([a], [b]) => a - b)
    .map(([number, value]) => bigEndian(number, 2) + bigEndian(value.length, 2) + value)
    .join('')
}

/**
 * A key that is not there although a parameter requires it (RFC 9460 §8; no-default-alpn: §7.1.1); `null` if
 * all are there.
 */
function missingKey(
  parameters: ReadonlyMap<number, string>,
): { readonly key: number; readonly by: number } | null {
  const missing = keysIn(parameters.get(MANDATORY) ?? '').find((key) => !parameters.has(key))
  if (missing !== undefined) return { key: missing, by: MANDATORY }
  return parameters.has(NO_DEFAULT_ALPN) && !parameters.has(ALPN) ? { key: ALPN, by: NO_DEFAULT_ALPN } : null
}

/** Whether values have the format of their keys; RFC 9460 §8: those in `mandatory` ascend. */
function areWellFormed(parameters: ReadonlyMap<number, string>): boolean {
  const keys = keysIn(parameters.get(MANDATORY) ?? '')
  return (
    keys.every((key, i) => key > (keys[i - 1] ?? MANDATORY)) &&
    [...parameters].every(([number, value]) => malformedValue(number, value) === null)
  )
}

function keysIn(mandatory: string): number[] {
  return Array.from({ length: mandatory.length / 2 }, (_, i) => wordAt(mandatory, 2 * i))
}

/**
 * RFC 9460 §2.2: a parameter is a key, the length of its value, and the value. `null` if the last one is cut
 * off, or the keys are not in ascending order.
 */
function split(octets: string): Map<number, string> | null {
  const all = new Map<number, string>()
  for (let at = 0, previous = -1; at < octets.length; ) {
    if (at + 4 > octets.length) return null
    const number = wordAt(octets, at)
    const end = at + 4 + wordAt(octets, at + 2)
    if (end > octets.length || number <= previous) return null
    all.set(number, octets.slice(at + 4, end))
    previous = number
    at = end
  }
  return all
}
