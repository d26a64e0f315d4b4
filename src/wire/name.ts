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

/** The key of the hash is new for each process, so neither peers nor files can choose names that collide. */
const PROCESS_KEY = crypto.getRandomValues(new Int32Array(2))
/** The rounds of HalfSipHash-1-3 behind the last word. */
const FINAL_ROUNDS = 3

const IS_BIG_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] !== 1

/**
 * A name in lower-case octets with their hash, read from a packet without an allocation. Tables find names by
 * these two; `key` makes the string on first use. One object is reused for many names.
 */
export class HashedName {
  readonly octets = Buffer.from(new ArrayBuffer(padded(MAX_NAME_OCTETS)))
  /** The same memory as 32-bit words, as in a `RecordStore`. Zeros pad the last word. */
  readonly words = new Int32Array(this.octets.buffer)
  length = 0
  /** Differs from process to process, so no order that peers see may follow from it. */
  hash = 0
  /** Whether the name in the packet has a capital letter, so that its spelling differs from its key. */
  hasCapitals = false
  #key: NameKey | null = null
  readonly #low: number
  readonly #high: number

  /** Names that meet in one table have hashes with the same key, two words. */
  constructor([low = 0, high = 0]: Iterable<number> = PROCESS_KEY) {
    this.#low = low
    this.#high = high
  }

  /**
   * Reads the name of a question and returns the offset behind it. Returns -1 if the name is cut off or
   * longer than 255 octets, or has a pointer (RFC 1035 §4.1.4: no prior name exists) or an unassigned label
   * type (RFC 6891 §5).
   */
  read(packet: Uint8Array, start: number): number {
    for (let at = start; ; ) {
      const length = at < packet.length ? (packet[at] as number) : MAX_LABEL_OCTETS + 1
      if (length > MAX_LABEL_OCTETS) return -1
      at += length + 1
      if (at > packet.length || at - start > MAX_NAME_OCTETS) return -1
      if (length > 0) continue
      this.#take(packet, start, at - start)
      this.#key = null
      return at
    }
  }

  set(key: NameKey): this {
    for (let i = 0; i < key.length; i++) this.octets[i] = key.charCodeAt(i)
    this.#take(this.octets, 0, key.length)
    this.#key = key
    return this
  }

  get key(): NameKey {
    this.#key ??= this.octets.toString('latin1', 0, this.length) as NameKey
    return this.#key
  }

  /**
   * Copies the octets in lower case, four at a time, and hashes them: HalfSipHash-1-3 (Aumasson, Bernstein:
   * "SipHash: a fast short-input PRF"). No name is the beginning of another one, so the hash needs no block
   * with the length. Length octets are below `A`, so they have no case.
   */
  #take(source: Uint8Array, start: number, length: number): void {
    const { words } = this
    const whole = length >> 2
    const count = (length + 3) >> 2
    let capitals = 0
    let v0 = this.#low
    let v1 = this.#high
    let v2 = v0 ^ 0x6c796765
    let v3 = v1 ^ 0x74656462
    for (let i = 0, at = start; i < count + FINAL_ROUNDS; i++, at += WORD_OCTETS) {
      let word = 0
      if (i < count) {
        word = source[at] as number
        if (i < whole) {
          word |= (source[at + 1] as number) << 8
          word |= (source[at + 2] as number) << 16
          word |= (source[at + 3] as number) << 24
        } else {
          for (let j = 1; j < (length & 3); j++) word |= (source[at + j] as number) << (8 * j)
        }
        // Bit 7 of each octet that is one of A to Z (RFC 4343 §3): the sums carry into it from A on, and from
        // the octet behind Z on.
        const low = word & 0x7f7f7f7f
        const upper = ((low + 0x3f3f3f3f) ^ (low + 0x25252525)) & ~word & 0x80808080
        capitals |= upper
        word |= upper >>> 2
        words[i] = word
      } else if (i === count) v2 ^= 0xff
      v3 ^= word
      v0 = (v0 + v1) | 0
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
      v0 = (v0 << 16) | (v0 >>> 16)
      v2 = (v2 + v3) | 0
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
      v0 = (v0 + v3) | 0
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
      v2 = (v2 + v1) | 0
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
      v2 = (v2 << 16) | (v2 >>> 16)
      v0 ^= word
    }
    if (IS_BIG_ENDIAN) this.octets.swap32()
    this.length = length
    this.hash = v1 ^ v3
    this.hasCapitals = capitals !== 0
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
