/**
 * A digest up to the end of the RDATA, behind the octet of its type. A digest of a known type has the length
 * that its algorithm gives: clients that check it drop the whole message.
 */
import { numberOctets, type ZoneWord } from '../zone-word.ts'
import { hex } from './encodings.ts'
import { AS_OCTETS, type OctetsField, type TextContext, type WordProblem } from './field.ts'

/** The octets of a digest, by the number of its type. */
type Lengths = ReadonlyMap<number, number>

/** IANA "DNSSEC Delegation Signer (DS) Resource Record (RR) Type Digest Algorithms". */
const DELEGATION: Lengths = new Map([
  [1, 20],
  [2, 32],
  [3, 32],
  [4, 48],
  [5, 32],
  [6, 32],
])
/** RFC 4255 §3.1.2, RFC 6594 §4. */
const FINGERPRINT: Lengths = new Map([
  [1, 20],
  [2, 32],
])
/** RFC 8976 §2.2.3. */
const ZONE: Lengths = new Map([
  [1, 48],
  [2, 64],
])

export function delegationDigest<Label extends string>(label: Label): OctetsField<Label> {
  return digest(label, DELEGATION)
}

export function fingerprint<Label extends string>(label: Label): OctetsField<Label> {
  return digest(label, FINGERPRINT)
}

export function zoneDigest<Label extends string>(label: Label): OctetsField<Label> {
  return digest(label, ZONE)
}

function digest<Label extends string>(label: Label, lengths: Lengths): OctetsField<Label> {
  const digits = hex('digits')
  return {
    ...AS_OCTETS,
    label,
    expected: 'a digest type and a digest',
    extent: 'rest',
    words: 'all',
    parse(words: readonly ZoneWord[], context: TextContext): string | WordProblem {
      const type = numberOctets(words[0]?.text ?? '', 1)
      if (type === null) return { expected: 'a digest type from 0 to 255', at: 0 }
      const octets = digits.parse(words.slice(1), context)
      if (typeof octets !== 'string') return { expected: digits.expected, at: 1 }
      const length = lengths.get(type.charCodeAt(0)) ?? octets.length
      if (octets.length === length) return type + octets
      return { expected: `${length} octets for this digest type, found ${octets.length}`, at: 1 }
    },
    print: (octets, types) => `${octets.charCodeAt(0)} ${digits.print(octets.slice(1), types)}`,
    isValid(octets) {
      const length = lengths.get(octets.charCodeAt(0)) ?? octets.length - 1
      return octets.length > 1 && octets.length - 1 === length
    },
  }
}
