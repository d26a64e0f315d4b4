/** The data of SVCB and HTTPS records (RFC 9460 §2.1): a priority, a target, and parameters, which go out in order of their numbers. */
import { parseAddress } from '../wire/address.ts'
import { parseSpelledName } from '../wire/name.ts'
import type { Rdata } from '../wire/rdata.ts'
import { type LineWord, numberOf, stringOctets } from './record-words.ts'

const MAX_WORD = 65_535

/** RFC 9460 §14.3.2. */
const KEYS = ['mandatory', 'alpn', 'no-default-alpn', 'port', 'ipv4hint', 'ech', 'ipv6hint']

export function readServiceData(words: readonly LineWord[]): Rdata | null {
  const [priorityWord, targetWord, ...rest] = words
  const priority = numberOf(priorityWord?.text, MAX_WORD)
  const target = parseSpelledName(targetWord?.text ?? '..')
  const parameters = readParameters(rest)
  if (priority === null || target === null || parameters === null) return null
  const octets = parameters.map(([key, value]) => word(key) + word(value.length) + value).join('')
  // RFC 9460 §2.2: the target is never compressed.
  return [word(priority) + target + octets]
}

function readParameters(words: readonly LineWord[]): [number, string][] | null {
  const parameters = new Map<number, string>()
  for (let i = 0; i < words.length; i++) {
    const text = words[i]?.text ?? ''
    const [name = ''] = text.split('=', 1)
    let value = text.slice(name.length + 1)
    // `alpn="h2,h3"` is one parameter: what is quoted belongs to the word before it.
    if (text.endsWith('=') && words[i + 1]?.isQuoted === true) value = words[++i]?.text ?? ''
    const key = keyNumber(name)
    const octets = key === null ? null : parameterOctets(key, value)
    if (key === null || octets === null || parameters.has(key)) return null
    parameters.set(key, octets)
  }
  return [...parameters].toSorted(([a], [b]) => a - b)
}

function keyNumber(name: string): number | null {
  const known = KEYS.indexOf(name)
  return known === -1 ? numberOf(/^key(\d+)$/.exec(name)?.[1], MAX_WORD) : known
}

function parameterOctets(key: number, value: string): string | null {
  return (READERS[KEYS[key] ?? ''] ?? stringOctets)(value)
}

const READERS: Readonly<Record<string, (value: string) => string | null>> = {
  mandatory: (value) => joined(value.split(',').map(keyNumber), word),
  alpn: (value) => joined(value.split(',').map(stringOctets), protocolOctets),
  'no-default-alpn': (value) => (value === '' ? '' : null),
  port: (value) => joined([numberOf(value, MAX_WORD)], word),
  ipv4hint: (value) => joined(value.split(',').map(parseAddress), (one) => (one.length === 4 ? one : null)),
  ipv6hint: (value) => joined(value.split(',').map(parseAddress), (one) => (one.length === 16 ? one : null)),
  ech: (value) => Buffer.from(value, 'base64').toString('latin1'),
}

function protocolOctets(protocol: string): string | null {
  return protocol.length > 0 && protocol.length <= 255
    ? String.fromCharCode(protocol.length) + protocol
    : null
}

/** All of them one behind the other; `null` if one cannot be had. */
function joined<Value>(
  values: readonly (Value | null)[],
  octets: (value: Value) => string | null,
): string | null {
  let all = ''
  for (const value of values) {
    const one = value === null ? null : octets(value)
    if (one === null) return null
    all += one
  }
  return all
}

function word(value: number): string {
  return String.fromCharCode(value >> 8, value & 0xff)
}
