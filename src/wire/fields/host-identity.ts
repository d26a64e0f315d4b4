/**
 * The RDATA of HIP (RFC 8005 §5): a host identity tag, a public key, and the names of rendezvous servers. The
 * lengths stand first in a message; zone files write `ALGORITHM TAG KEY [NAME…]`.
 */
import { nameText } from '../name.ts'
import { plainNameEnd } from '../packet-name.ts'
import { bigEndian, numberOctets, parseZoneName, type ZoneWord } from '../zone-word.ts'
import { base64, hex } from './encodings.ts'
import { AS_OCTETS, type OctetsField, type TextContext, type TypeNames, type WordProblem } from './field.ts'

const HEADER_OCTETS = 4
const TAG = hex('tag')
const KEY = base64('publicKey')

export function hostIdentity<Label extends string>(label: Label): OctetsField<Label> {
  return {
    ...AS_OCTETS,
    label,
    expected: 'an algorithm, a host identity tag, a public key, and names of rendezvous servers',
    extent: 'rest',
    words: 'all',
    parse: parseIdentity,
    print: printIdentity,
    isValid: (octets) => split(octets) !== null,
  }
}

function parseIdentity(words: readonly ZoneWord[], context: TextContext): string | WordProblem {
  const algorithm = numberOctets(words[0]?.text ?? '', 1)
  if (algorithm === null) return { expected: 'an algorithm number from 0 to 255', at: 0 }
  const tag = TAG.parse(words.slice(1, 2), context)
  if (typeof tag !== 'string' || tag.length > 255)
    return { expected: 'a host identity tag in hexadecimal', at: 1 }
  const key = KEY.parse(words.slice(2, 3), context)
  if (typeof key !== 'string') return { expected: 'a public key in Base64, in one word', at: 2 }
  const servers: string[] = []
  for (const [i, { text }] of words.slice(3).entries()) {
    const name = parseZoneName(text, context.origin)
    if (name === null) return { expected: 'a domain name', at: 3 + i }
    servers.push(name)
  }
  return String.fromCharCode(tag.length) + algorithm + bigEndian(key.length, 2) + tag + key + servers.join('')
}

interface Identity {
  readonly algorithm: number
  readonly tag: string
  readonly key: string
  /** In wire form. */
  readonly servers: readonly string[]
}

/** `null` if a part is empty, cut off or malformed. */
function split(octets: string): Identity | null {
  const buffer = Buffer.from(octets, 'latin1')
  if (buffer.length < HEADER_OCTETS) return null
  const keyStart = HEADER_OCTETS + buffer.readUInt8(0)
  const keyEnd = keyStart + buffer.readUInt16BE(2)
  if (keyStart === HEADER_OCTETS || keyEnd === keyStart || keyEnd > buffer.length) return null
  const servers: string[] = []
  for (let at = keyEnd; at < buffer.length; ) {
    const end = plainNameEnd(buffer, at)
    if (end === -1) return null
    servers.push(octets.slice(at, end))
    at = end
  }
  return {
    algorithm: buffer.readUInt8(1),
    tag: octets.slice(HEADER_OCTETS, keyStart),
    key: octets.slice(keyStart, keyEnd),
    servers,
  }
}

function printIdentity(octets: string, types: TypeNames): string | null {
  const identity = split(octets)
  if (identity === null) return null
  const { algorithm, tag, key, servers } = identity
  return [algorithm, TAG.print(tag, types), KEY.print(key, types), ...servers.map(nameText)].join(' ')
}
