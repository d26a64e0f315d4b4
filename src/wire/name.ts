/**
 * Domain names. Away from text a name is a `NameKey`: its wire form (RFC 1035 §3.1: length octet, label, …, zero) in
 * lower case, as a string with one character an octet. Such keys compare, hash and take suffixes with plain string
 * operations, and hold any octet, dots included.
 */
import { MAX_LABEL_OCTETS, MAX_NAME_OCTETS } from './constants.ts'
import { padded, WORD_OCTETS } from './record-store.ts'

declare const keyBrand: unique symbol
export type NameKey = string & { readonly [keyBrand]: true }

export const ROOT = '\0' as NameKey

/** Octets in lower case; all but A to Z stay as they are (RFC 4343 §3). */
const LOWER = Uint8Array.from({ length: 256 }, (_, octet) =>
  octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet,
)

/** Odd, and of about as many ones as zeros, so that every bit of a word moves many others. */
const HASH_FACTOR = 0x9e3779b1 | 0

/**
 * A name as a packet brings it: octets, in lower case, and a hash of them. Enough to find it by; its key is only made for
 * those who ask. One object serves many names in turn.
 */
export class HashedName {
  readonly octets = Buffer.from(new ArrayBuffer(padded(MAX_NAME_OCTETS)))
  /** The same by whole numbers, as in a `RecordStore`: the last one is filled up with zeros. */
  readonly words = new Int32Array(this.octets.buffer)
  length = 0
  hash = 0
  /** Whether what was read has a capital letter, so that it is spelled in another way than its key. */
  hasCapitals = false
  #key: NameKey | null = null

  /**
   * Reads the name at an offset; returns the offset behind it, or -1 if it is cut off or too long, or has a pointer
   * (RFC 1035 §4.1.4: it would have nothing to point at yet) or a label of a type that is not in use (RFC 6891 §5).
   */
  read(packet: Uint8Array, start: number): number {
    const { octets } = this
    this.#key = null
    let capitals = 0
    for (let at = start; ; ) {
      const length = at < packet.length ? (packet[at] as number) : MAX_LABEL_OCTETS + 1
      if (length > MAX_LABEL_OCTETS) return -1
      const end = at + length + 1
      if (end > packet.length || end - start > MAX_NAME_OCTETS) return -1
      for (; at < end; at++) {
        const octet = packet[at] as number
        const lower = LOWER[octet] as number
        capitals |= lower ^ octet
        octets[at - start] = lower
      }
      if (length > 0) continue
      this.#end(end - start)
      this.hasCapitals = capitals !== 0
      return end
    }
  }

  set(key: NameKey): this {
    for (let i = 0; i < key.length; i++) this.octets[i] = key.charCodeAt(i)
    this.#end(key.length)
    this.hasCapitals = false
    this.#key = key
    return this
  }

  get key(): NameKey {
    this.#key ??= this.octets.toString('latin1', 0, this.length) as NameKey
    return this.#key
  }

  #end(length: number): void {
    this.length = length
    for (let i = length; i % WORD_OCTETS !== 0; i++) this.octets[i] = 0
    const { words } = this
    let hash = length
    for (let i = 0; i * WORD_OCTETS < length; i++) {
      hash = Math.imul(hash ^ (words[i] as number), HASH_FACTOR)
      hash ^= hash >>> 15
    }
    this.hash = hash
  }
}

/** A name to look up, in either form. Both have the length that it has on the wire. */
export type AnyName = NameKey | HashedName

const converted = new HashedName()

/** The octets of a name; of a key only until the next call. */
export function hashedName(name: AnyName): HashedName {
  return typeof name === 'string' ? converted.set(name) : name
}

export function nameKey(name: AnyName): NameKey {
  return typeof name === 'string' ? name : name.key
}

/**
 * The same string in one piece. V8 keeps what `+` makes as a tree of its parts, 32 octets for each `+`; what is kept ten
 * thousand times over had better be flat.
 */
export function flat(octets: string): string {
  return Buffer.from(octets, 'latin1').toString('latin1')
}

/** ASCII letters only, RFC 4343 §3: an octet such as 0xC0 has no other case. */
export function toLowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

/** The key of a name in wire form, whatever its spelling. */
export function keyOf(wire: string): NameKey {
  return toLowerAscii(wire) as NameKey
}

/**
 * Text to key, with or without the final dot; `\.`, `\\` and `\DDD` are read as in zone files (RFC 1035 §5.1).
 * `null` if a label is empty or longer than 63 octets, the name is longer than 255, or an escape is broken.
 */
export function parseName(text: string): NameKey | null {
  const wire = parseSpelledName(text)
  return wire === null ? null : keyOf(wire)
}

/** As `parseName`, in the letter case of the text: for names whose spelling is data. */
export function parseSpelledName(text: string): string | null {
  if (text === '.' || text === '') return ROOT
  let wire = ''
  let label = ''
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i)
    if (character === '.') {
      if (label === '' || label.length > MAX_LABEL_OCTETS) return null
      wire += String.fromCharCode(label.length) + label
      label = ''
    } else if (character === '\\') {
      const decimal = /^\d{3}/.exec(text.slice(i + 1, i + 4))?.[0]
      if (decimal !== undefined) {
        if (Number(decimal) > 255) return null
        label += String.fromCharCode(Number(decimal))
        i += 3
      } else {
        if (i + 1 === text.length || text.charCodeAt(i + 1) > 0x7e) return null
        label += text.charAt(++i)
      }
    } else {
      // A name in a manifest or Corefile is ASCII; other letters would need IDNA, which Kubernetes forbids.
      if (text.charCodeAt(i) > 0x7e) return null
      label += character
    }
  }
  if (label.length > MAX_LABEL_OCTETS) return null
  if (label !== '') wire += String.fromCharCode(label.length) + label
  wire += ROOT
  return wire.length <= MAX_NAME_OCTETS ? wire : null
}

/** A key (or a spelled wire name) as text with its final dot; odd octets are escaped as in zone files. */
export function nameText(wire: string): string {
  if (wire === ROOT) return '.'
  let text = ''
  for (const label of labelsOf(wire)) {
    text += `${label.replace(/[^!-~]|[.\\"();@$]/g, escapeOctet)}.`
  }
  return text
}

function escapeOctet(octet: string): string {
  const code = octet.charCodeAt(0)
  return code > 0x20 && code < 0x7f ? `\\${octet}` : `\\${String(code).padStart(3, '0')}`
}

/** The labels of a name from left to right, without the root. */
export function labelsOf(wire: string): string[] {
  const labels: string[] = []
  for (let at = 0; wire.charCodeAt(at) > 0; at += wire.charCodeAt(at) + 1) {
    labels.push(wire.slice(at + 1, at + 1 + wire.charCodeAt(at)))
  }
  return labels
}

/** Labels (already lower case, each 1 to 63 octets) before a name; `null` if the whole gets longer than 255 octets. */
export function joinName(labels: readonly string[], suffix: NameKey): NameKey | null {
  let wire = ''
  for (const label of labels) {
    if (label.length === 0 || label.length > MAX_LABEL_OCTETS) return null
    wire += String.fromCharCode(label.length) + label
  }
  return wire.length + suffix.length <= MAX_NAME_OCTETS ? (flat(wire + suffix) as NameKey) : null
}

/** The name without its leftmost label; `null` for the root. */
export function parentOf(name: NameKey): NameKey | null {
  return name === ROOT ? null : (name.slice(name.charCodeAt(0) + 1) as NameKey)
}

/** Whether a name is `ancestor` or below it. */
export function isWithin(name: NameKey, ancestor: NameKey): boolean {
  for (let at = 0; name.length - at >= ancestor.length; at += name.charCodeAt(at) + 1) {
    if (name.length - at === ancestor.length) return name.endsWith(ancestor)
  }
  return false
}

export function isNameKey(wire: string): wire is NameKey {
  return wire.length > 0 && !/[A-Z]/.test(wire)
}
