/**
 * Domain names. Away from text a name is a `NameKey`: its wire form (RFC 1035 §3.1: length octet, label, …, zero) in
 * lower case, as a string with one character an octet. Such keys compare, hash and take suffixes with plain string
 * operations, and hold any octet, dots included.
 */
import { MAX_LABEL_OCTETS, MAX_NAME_OCTETS } from './constants.ts'

declare const nameKey: unique symbol
export type NameKey = string & { readonly [nameKey]: true }

export const ROOT = '\0' as NameKey

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
