/** The SvcParams of SVCB and HTTPS records (RFC 9460 §2.1), encoded in the order of their key numbers. */
import { addressText, parseAddress } from '../address.ts'
import { bigEndian, numberOctets, textOctets, type ZoneWord } from '../zone-word.ts'
import { AS_OCTETS, type OctetsField } from './field.ts'
import { quoted } from './texts.ts'

export function serviceParameters<Label extends string>(label: Label): OctetsField<Label> {
  return {
    ...AS_OCTETS,
    label,
    expected: 'SvcParams such as alpn=h2,h3 or port=8443',
    extent: 'rest',
    words: 'all',
    parse: parseParameters,
    print: printParameters,
    isValid: (octets) => split(octets) !== null,
  }
}

/** The names of RFC 9460 §14.3.2; the index is the key number. */
const KEYS = ['mandatory', 'alpn', 'no-default-alpn', 'port', 'ipv4hint', 'ech', 'ipv6hint']

/** `null` if a value is malformed for its key, or a key is repeated. */
function parseParameters(words: readonly ZoneWord[]): string | null {
  const parameters = new Map<string, string>()
  for (let i = 0; i < words.length; i++) {
    const text = words[i]?.text ?? ''
    const [name = ''] = text.split('=', 1)
    let value = text.slice(name.length + 1)
    // `alpn="h2,h3"` is one parameter of two words: the quoted word is the value.
    if (text.endsWith('=') && words[i + 1]?.isQuoted === true) value = words[++i]?.text ?? ''
    const key = keyOctets(name)
    const octets = key === null ? null : (READERS[name] ?? textOctets)(value)
    if (key === null || octets === null || parameters.has(key)) return null
    parameters.set(key, octets)
  }
  return [...parameters]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => key + bigEndian(value.length, 2) + value)
    .join('')
}

function keyOctets(name: string): string | null {
  const known = KEYS.indexOf(name)
  return known === -1 ? numberOctets(/^key(\d+)$/.exec(name)?.[1] ?? '', 2) : bigEndian(known, 2)
}

const READERS: Readonly<Record<string, (value: string) => string | null>> = {
  mandatory: (value) => joined(value, keyOctets),
  alpn: (value) => joined(value, protocolOctets),
  'no-default-alpn': (value) => (value === '' ? '' : null),
  port: (value) => numberOctets(value, 2),
  ipv4hint: (value) => joined(value, (one) => addressOctets(one, 4)),
  ipv6hint: (value) => joined(value, (one) => addressOctets(one, 16)),
  ech: (value) => Buffer.from(value, 'base64').toString('latin1'),
}

function protocolOctets(text: string): string | null {
  const octets = textOctets(text) ?? ''
  return octets.length > 0 && octets.length <= 255 ? String.fromCharCode(octets.length) + octets : null
}

function addressOctets(text: string, length: number): string | null {
  const octets = parseAddress(text)
  return octets?.length === length ? octets : null
}

/** Encodes a comma-separated list; `null` if `octetsOf` rejects an item. */
function joined(list: string, octetsOf: (one: string) => string | null): string | null {
  const all = list.split(',').map(octetsOf)
  return all.includes(null) ? null : all.join('')
}

// --- Printing ---

interface Parameter {
  readonly key: number
  readonly value: string
}

/**
 * RFC 9460 §2.2: a parameter is a key, the length of its value, and the value. `null` if the last one is cut
 * off.
 */
function split(octets: string): Parameter[] | null {
  const all: Parameter[] = []
  for (let at = 0; at < octets.length; ) {
    if (at + 4 > octets.length) return null
    const end = at + 4 + wordAt(octets, at + 2)
    if (end > octets.length) return null
    all.push({ key: wordAt(octets, at), value: octets.slice(at + 4, end) })
    at = end
  }
  return all
}

/** `null` if the keys are not in strictly ascending order: no text encodes to that. */
function printParameters(octets: string): string | null {
  const all = split(octets) ?? []
  if (all.some(({ key }, i) => key <= (all[i - 1]?.key ?? -1))) return null
  return all.map(printParameter).join(' ')
}

/** RFC 9460 §2.1: a value that the form of its key cannot express prints in the form of unknown keys. */
function printParameter({ key, value }: Parameter): string {
  const name = KEYS[key]
  const known = name === undefined ? null : (PRINTERS[name]?.(value) ?? null)
  if (known !== null) return known === '' ? `${name}` : `${name}=${known}`
  return value === '' ? `key${key}` : `key${key}=${quoted(value)}`
}

const PRINTERS: Readonly<Record<string, (value: string) => string | null>> = {
  mandatory: (value) => chunks(value, 2, (one) => KEYS[wordAt(one, 0)] ?? `key${wordAt(one, 0)}`),
  alpn: printProtocols,
  'no-default-alpn': (value) => (value === '' ? '' : null),
  port: (value) => (value.length === 2 ? String(wordAt(value, 0)) : null),
  ipv4hint: (value) => chunks(value, 4, addressText),
  ipv6hint: (value) => chunks(value, 16, addressText),
  ech: (value) => (value === '' ? null : Buffer.from(value, 'latin1').toString('base64')),
}

/** `null` if a protocol has a comma or another character that needs an escape. */
function printProtocols(value: string): string | null {
  const all: string[] = []
  for (let at = 0; at < value.length; ) {
    const end = at + 1 + value.charCodeAt(at)
    const protocol = value.slice(at + 1, end)
    if (end > value.length || !/^[\w./:+-]+$/.test(protocol)) return null
    all.push(protocol)
    at = end
  }
  return all.length === 0 ? null : all.join(',')
}

/**
 * Prints parts of equal length as a comma-separated list; `null` if there are none, or the last one is cut
 * off.
 */
function chunks(value: string, octets: number, print: (one: string) => string): string | null {
  if (value === '' || value.length % octets !== 0) return null
  return Array.from({ length: value.length / octets }, (_, i) =>
    print(value.slice(i * octets, (i + 1) * octets)),
  ).join(',')
}

function wordAt(octets: string, at: number): number {
  return octets.charCodeAt(at) * 256 + octets.charCodeAt(at + 1)
}
