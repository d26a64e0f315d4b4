/**
 * Fields that hold text: character strings (RFC 1035 §3.3), which a length octet precedes, and octets up to
 * the end.
 */
import { textOctets } from '../zone-word.ts'
import { AS_OCTETS, type Field, type OctetsField } from './field.ts'

const MAX_STRING_OCTETS = 255

/** One character string of at most 255 octets. Its value excludes the length octet. */
export function string<Label extends string>(label: Label): OctetsField<Label> {
  return {
    label,
    expected: `a character string of at most ${MAX_STRING_OCTETS} octets`,
    extent: 'string',
    words: 'one',
    parse([word]) {
      const octets = word === undefined ? null : textOctets(word.text)
      return octets === null || octets.length > MAX_STRING_OCTETS ? null : withLength(octets)
    },
    print: (octets) => quoted(octets.slice(1)),
    octetsOf: withLength,
    valueOf: (octets) => octets.slice(1),
  }
}

/**
 * One or more character strings, up to the end. A text of more than 255 octets continues in the next string.
 */
export function strings<Label extends string>(label: Label): Field<Label, readonly string[]> {
  return {
    label,
    expected: 'a character string',
    extent: 'strings',
    words: 'all',
    parse(words) {
      const texts = words.map(({ text }) => textOctets(text))
      if (texts.length === 0 || texts.includes(null)) return null
      return texts
        .flatMap((text) => text?.match(/[^]{1,255}/g) ?? [''])
        .map(withLength)
        .join('')
    },
    print: (octets) => split(octets)?.map(quoted).join(' ') ?? null,
    isValid: (octets) => octets !== '' && split(octets) !== null,
    octetsOf: (value) => value.map(withLength).join(''),
    valueOf: (octets) => split(octets) ?? [],
  }
}

/**
 * A character string of letters and digits. RFC 8659 §4.1 has at least one; other servers' zone files have an
 * empty one, too. Its value excludes the length octet.
 */
export function tag<Label extends string>(label: Label): OctetsField<Label> {
  return {
    ...string(label),
    expected: 'letters and digits',
    parse: ([word]) => (word !== undefined && isTag(word.text) ? withLength(word.text) : null),
    print: (octets) => (isTag(octets.slice(1)) ? octets.slice(1) || '""' : null),
  }
}

/** One text of any length, up to the end of the RDATA. */
export function text<Label extends string>(label: Label): OctetsField<Label> {
  return {
    ...AS_OCTETS,
    label,
    expected: 'text',
    extent: 'rest',
    words: 'one',
    parse: ([word]) => (word === undefined ? null : textOctets(word.text)),
    print: quoted,
  }
}

/** Prints octets as one quoted word; those outside printable ASCII become `\DDD`. */
export function quoted(octets: string): string {
  const escaped = octets.replace(/["\\]|[^ -~]/g, (octet) =>
    octet === '"' || octet === '\\' ? `\\${octet}` : `\\${String(octet.charCodeAt(0)).padStart(3, '0')}`,
  )
  return `"${escaped}"`
}

function isTag(octets: string): boolean {
  return /^[a-z\d]{0,255}$/i.test(octets)
}

/** A character string: octets behind their length. */
export function withLength(octets: string): string {
  return String.fromCharCode(octets.length) + octets
}

/** Splits adjacent character strings; `null` if the last one is cut off. */
function split(octets: string): string[] | null {
  const all: string[] = []
  for (let at = 0; at < octets.length; ) {
    const end = at + 1 + octets.charCodeAt(at)
    if (end > octets.length) return null
    all.push(octets.slice(at + 1, end))
    at = end
  }
  return all
}
