/** The parameters of SVCB and HTTPS records (RFC 9460 §2.1), which go out in the order of their numbers. */
import { addressText, parseAddress } from '../address.ts'
import { bigEndian, numberOctets, textOctets, type ZoneWord } from '../zone-word.ts'
import { AS_OCTETS, type OctetsField } from './field.ts'
import { quoted } from './texts.ts'

export function serviceParameters<Label extends string>(label: Label): OctetsField<Label> {
  return {
    ...AS_OCTETS,
    label,
    expected: 'parameters such as alpn=h2,h3 or port=8443',
    extent: 'rest',
    words: 'all',
    parse: parseParameters,
    print: printParameters,
    isValid: (octets) => split(octets) !== null,
  }
}

/** RFC 9460 §14.3.2, by number. */
const KEYS = ['mandatory', 'alpn', 'no-default-alpn', 'port', 'ipv4hint', 'ech', 'ipv6hint']

/** `null` where one is not what its key says, or there twice. */
function parseParameters(words: readonly ZoneWord[]): string | null {
  const parameters = new Map<string, string>()
  for (let i = 0; i < words.length; i++) {
    const text = words[i]?.text ?? ''
    const [name = ''] = text.split('=', 1)
    let value = text.slice(name.length + 1)
    // `alpn="h2,h3"` is one parameter: what is quoted belongs to the word before it.
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

/** A list with commas, one behind the other; `null` if one cannot be had. */
function joined(list: string, octetsOf: (one: string) => string | null): string | null {
  const all = list.split(',').map(octetsOf)
  return all.includes(null) ? null : all.join('')
}

// --- Printing ---

interface Parameter {
  readonly key: number
  readonly value: string
}

/** RFC 9460 §2.2: a key, the length of its value, the value. `null` if the last one is cut off. */
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

/** `null` where they are out of order, as no text makes them. */
function printParameters(octets: string): string | null {
  const all = split(octets) ?? []
  if (all.some(({ key }, i) => key <= (all[i - 1]?.key ?? -1))) return null
  return all.map(printParameter).join(' ')
}

/** RFC 9460 §2.1: a value that its key's own form cannot say has the form of unknown keys. */
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

/** `null` where one has a comma, or whatever else would have to be escaped. */
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

/** A list with commas of parts that are all as long. */
function chunks(value: string, octets: number, print: (one: string) => string): string | null {
  if (value === '' || value.length % octets !== 0) return null
  return Array.from({ length: value.length / octets }, (_, i) =>
    print(value.slice(i * octets, (i + 1) * octets)),
  ).join(',')
}

function wordAt(octets: string, at: number): number {
  return octets.charCodeAt(at) * 256 + octets.charCodeAt(at + 1)
}
