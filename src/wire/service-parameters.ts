/** The parameters of SVCB and HTTPS records (RFC 9460 §2.1), which go out in the order of their numbers. */
import { parseAddress } from './address.ts'
import { bigEndian, numberOctets, textOctets, type ZoneWord } from './zone-word.ts'

/** RFC 9460 §14.3.2, by number. */
const KEYS = ['mandatory', 'alpn', 'no-default-alpn', 'port', 'ipv4hint', 'ech', 'ipv6hint']

/** `null` where one is not what its key says, or there twice. */
export function parseServiceParameters(words: readonly ZoneWord[]): string | null {
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
