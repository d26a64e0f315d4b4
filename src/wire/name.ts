/**
 * Domain names. Code holds a name as a `NameKey`: the wire form (RFC 1035 §3.1: length octet, label, …, zero)
 * in lower case, as a string with one character an octet. Plain string operations compare keys, hash them and
 * take their suffixes. A key can hold any octet, dots included.
 */
import { MAX_LABEL_OCTETS, MAX_NAME_OCTETS } from './constants.ts'
import { padded, WORD_OCTETS } from './record-store.ts'

declare const keyBrand: unique symbol
export type NameKey = string & { readonly [keyBrand]: true }

export const ROOT = '\0' as NameKey

/** Maps an octet to lower case. Only A to Z change (RFC 4343 §3). */
const LOWER = Uint8Array.from({ length: 256 }, (_, octet) =>
  octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet,
)

/**
 * Odd, with about as many one bits as zero bits, so that each bit of a word changes many bits of the product.
 */
const HASH_FACTOR = 0x9e3779b1 | 0

/**
 * A name in lower-case octets with their hash, read from a packet without an allocation. Tables find names by
 * these two; `key` makes the string on first use. One object is reused for many names.
 */
export class HashedName {
  readonly octets = Buffer.from(new ArrayBuffer(padded(MAX_NAME_OCTETS)))
  /** The same memory as 32-bit words, as in a `RecordStore`. Zeros pad the last word. */
  readonly words = new Int32Array(this.octets.buffer)
  length = 0
  hash = 0
  /** Whether the name in the packet has a capital letter, so that its spelling differs from its key. */
  hasCapitals = false
  #key: NameKey | null = null

  /**
   * Reads the name of a question and returns the offset behind it. Returns -1 if the name is cut off or
   * longer than 255 octets, or has a pointer (RFC 1035 §4.1.4: no prior name exists) or an unassigned label
   * type (RFC 6891 §5).
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

/** A name in either form. `length` is its length in wire form in both. */
export type AnyName = NameKey | HashedName

const converted = new HashedName()

/** The name with its hash. For a `NameKey` the result is valid until the next call. */
export function hashedName(name: AnyName): HashedName {
  return typeof name === 'string' ? converted.set(name) : name
}

export function nameKey(name: AnyName): NameKey {
  return typeof name === 'string' ? name : name.key
}

/**
 * The same string as a flat sequence. V8 represents the result of `+` as a tree, with 32 octets for each `+`.
 * Strings that are stored by the ten thousand are flattened to save that memory.
 */
export function flat(octets: string): string {
  return Buffer.from(octets, 'latin1').toString('latin1')
}

/** Lowers ASCII letters only. RFC 4343 §3: other octets, such as 0xC0, have no case. */
export function toLowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

/** The key of a name in wire form and any letter case. */
export function keyOf(wire: string): NameKey {
  return toLowerAscii(wire) as NameKey
}

/**
 * Parses text, with or without the final dot. The escapes are those of zone files: `\.`, `\\` and `\DDD` (RFC
 * 1035 §5.1). `null` if a label is empty or longer than 63 octets, the name is longer than 255, or an escape
 * is malformed.
 */
export function parseName(text: string): NameKey | null {
  const wire = parseSpelledName(text)
  return wire === null ? null : keyOf(wire)
}

/**
 * `parseName` that keeps the letter case of the text, for names whose spelling matters. Returns the wire
 * form.
 */
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
      // Names in manifests and Corefiles are ASCII: Kubernetes does not allow internationalized names (IDNA).
      if (text.charCodeAt(i) > 0x7e) return null
      label += character
    }
  }
  if (label.length > MAX_LABEL_OCTETS) return null
  if (label !== '') wire += String.fromCharCode(label.length) + label
  wire += ROOT
  return wire.length <= MAX_NAME_OCTETS ? wire : null
}

/**
 * Prints a name in wire form with its final dot. Special and unprintable octets are escaped as in zone files.
 */
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

/**
 * Prepends labels, which are in lower case already. `null` if a label is empty or longer than 63 octets, or
 * the name gets longer than 255.
 */
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

const WILDCARD_LABEL = '\x01*'

/** RFC 4592 §2.1.1. */
export function isWildcard(name: NameKey): boolean {
  return name.startsWith(WILDCARD_LABEL)
}

/** The wildcard directly below a name; its length may exceed that of names (RFC 1035 §2.3.4). */
export function wildcardBelow(name: NameKey): NameKey {
  return (WILDCARD_LABEL + name) as NameKey
}

export function isNameKey(wire: string): wire is NameKey {
  return wire.length > 0 && !/[A-Z]/.test(wire)
}
