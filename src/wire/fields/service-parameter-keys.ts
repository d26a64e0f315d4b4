/**
 * The SvcParamKeys that zone files write by name (IANA "Service Parameter Keys (SvcParamKeys)"), and the
 * texts of their values. A value arrives here as a character string whose escapes are resolved; the escapes
 * of lists (RFC 9460 appendix A.1) are left.
 */
import { addressText, parseAddress } from '../address.ts'
import { bigEndian, numberOctets } from '../zone-word.ts'
import { base64Octets } from './encodings.ts'
import { quoted } from './texts.ts'

interface ServiceParameterKey {
  readonly name: string
  /** The parameter in a diagnostic, after "expected". */
  readonly expected: string
  /** Encodes a value; `null` if it is malformed. */
  parse(value: string): string | null
  /** Prints a value, without the `=` before it; `null` if `parse` gives this value for no text. */
  print(octets: string): string | null
}

/** RFC 9460 §7.1.2: an alpn-id is a character string. */
const MAX_PROTOCOL_OCTETS = 255

/** The index is the number of the key. */
const KEYS: readonly ServiceParameterKey[] = [
  {
    name: 'mandatory', // RFC 9460 §8: in ascending order in messages, in any order in zone files
    expected: 'mandatory= with a list of other keys, each of them once',
    parse: (value) => parseMandatory(value),
    print: (octets) => list(octets, 2, (one) => keyName(wordAt(one, 0))),
  },
  {
    name: 'alpn', // RFC 9460 §7.1
    expected: 'alpn= with a list of protocols such as h2,h3, each of 1 to 255 octets',
    parse: parseProtocols,
    print: printProtocols,
  },
  empty('no-default-alpn'), // RFC 9460 §7.1
  {
    name: 'port', // RFC 9460 §7.2
    expected: 'port= with a number from 0 to 65535',
    parse: (value) => numberOctets(value, 2),
    print: (octets) => (octets.length === 2 ? String(wordAt(octets, 0)) : null),
  },
  addresses('ipv4hint', 4), // RFC 9460 §7.3
  {
    name: 'ech', // RFC 9848 §3
    expected: 'ech= with Base64',
    parse: base64Octets,
    print: (octets) => (octets === '' ? null : Buffer.from(octets, 'latin1').toString('base64')),
  },
  addresses('ipv6hint', 16), // RFC 9460 §7.3
  {
    name: 'dohpath', // RFC 9461 §5
    expected: 'dohpath= with a URI template that begins with "/" and has a variable dns, such as /q{?dns}',
    parse: (value) => (isPathTemplate(value) ? value : null),
    print: (octets) => (isPathTemplate(octets) ? quoted(octets) : null),
  },
  empty('ohttp'), // RFC 9540 §4
]

/** The known name of a key, or `key123` (RFC 9460 §2.1). */
export function keyName(number: number): string {
  return KEYS[number]?.name ?? `key${number}`
}

/** The number of a key by its name or as `key123`; `null` for other text. Keys are in lower case. */
export function keyNumber(name: string): number | null {
  const known = KEYS.findIndex((key) => key.name === name)
  if (known !== -1) return known
  const generic = /^key(0|[1-9]\d{0,4})$/.exec(name)
  return generic !== null && Number(generic[1]) <= 65_535 ? Number(generic[1]) : null
}

/** The keys of RFC 9460, whose values clients check: a malformed one costs the whole record (§2.2). */
const LAST_CHECKED = 6

/** What a value of this key is, for a diagnostic; `null` if the value is well-formed. */
export function malformedValue(number: number, value: string): string | null {
  const key = KEYS[number]
  return key === undefined || number > LAST_CHECKED || key.print(value) !== null ? null : key.expected
}

/** `undefined` for a key in its generic form, whose value is any character string. */
export function namedKey(name: string): ServiceParameterKey | undefined {
  return KEYS.find((key) => key.name === name)
}

/** A value that the form of its key cannot express prints in the form of unknown keys. */
export function printParameter(number: number, value: string): string {
  const known = KEYS[number]?.print(value) ?? null
  if (known !== null) return known === '' ? keyName(number) : `${keyName(number)}=${known}`
  return value === '' ? `key${number}` : `key${number}=${quoted(value)}`
}

function empty(name: string): ServiceParameterKey {
  return { name, expected: `${name} without a value`, parse: nothing, print: nothing }
}

function nothing(value: string): string | null {
  return value === '' ? '' : null
}

function addresses(name: string, octets: 4 | 16): ServiceParameterKey {
  return {
    name,
    expected: `${name}= with a list of ${octets === 4 ? 'IPv4' : 'IPv6'} addresses`,
    parse(value) {
      const all = value.split(',').map(parseAddress)
      return all.every((one) => one?.length === octets) ? all.join('') : null
    },
    print: (value) => list(value, octets, addressText),
  }
}

function parseMandatory(value: string): string | null {
  const names = value.split(',')
  const numbers = new Set(names.map(keyNumber))
  if (numbers.has(null) || numbers.has(0) || numbers.size < names.length) return null
  return [...numbers]
    .flatMap((one) => one ?? [])
    .toSorted((a, b) => a - b)
    .map((one) => bigEndian(one, 2))
    .join('')
}

/** RFC 9460 appendix A.1: in a list of values, `\,` and `\\` stand for a comma and a backslash. */
function parseProtocols(value: string): string | null {
  if (!/^(?:[^\\]|\\[\\,])*$/s.test(value)) return null
  const protocols = value.match(/(?:[^\\,]|\\.)+|(?<=^|,)(?=,|$)/gs) ?? []
  const all = protocols.map((one) => one.replace(/\\(.)/gs, '$1'))
  if (all.some(({ length }) => length === 0 || length > MAX_PROTOCOL_OCTETS)) return null
  return all.map((one) => String.fromCharCode(one.length) + one).join('')
}

/** `null` if there is no protocol, or one is empty or cut off. */
function printProtocols(octets: string): string | null {
  const all: string[] = []
  for (let at = 0; at < octets.length; ) {
    const end = at + 1 + octets.charCodeAt(at)
    if (end === at + 1 || end > octets.length) return null
    all.push(octets.slice(at + 1, end))
    at = end
  }
  const text = all.map((one) => one.replace(/[\\,]/g, '\\$&')).join(',')
  if (text === '') return null
  return /^[\w./:+,-]+$/.test(text) ? text : quoted(text)
}

/** RFC 9461 §5: a relative URI template (RFC 6570) in UTF-8, with the variable `dns`. */
function isPathTemplate(octets: string): boolean {
  const buffer = Buffer.from(octets, 'latin1')
  if (!Buffer.from(buffer.toString('utf8')).equals(buffer)) return false
  const expressions = octets.match(/\{[^{}]*\}/g) ?? []
  return octets.startsWith('/') && expressions.some((one) => /\bdns\b/.test(one))
}

/**
 * Prints parts of equal length as a comma-separated list; `null` if there are none, or the last one is cut
 * off.
 */
function list(octets: string, length: number, print: (one: string) => string): string | null {
  if (octets === '' || octets.length % length !== 0) return null
  return Array.from({ length: octets.length / length }, (_, i) =>
    print(octets.slice(i * length, (i + 1) * length)),
  ).join(',')
}

export function wordAt(octets: string, at: number): number {
  return octets.charCodeAt(at) * 256 + octets.charCodeAt(at + 1)
}
