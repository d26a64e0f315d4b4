/**
 * A set of record types up to the end of the RDATA (RFC 4034 §4.1.2): blocks of 256 types each, as a block
 * number, the length of its bitmap, and the bitmap. Zone files list the mnemonics, in any order.
 */
import type { ZoneWord } from '../zone-word.ts'
import type { Field, TextContext, WordProblem } from './field.ts'

/** The octets of a bitmap with a bit for each type of a block. */
const MAX_BITMAP_OCTETS = 32

export function typeBitmaps<Label extends string>(label: Label): Field<Label, readonly number[]> {
  return {
    label,
    expected: 'record types',
    extent: 'rest',
    words: 'all',
    parse: parseTypes,
    print: (octets, types) => (decode(octets) ?? []).map((type) => types.nameOf(type)).join(' '),
    isValid: (octets) => decode(octets) !== null,
    octetsOf: encode,
    valueOf: (octets) => decode(octets) ?? [],
  }
}

/**
 * RFC 2535 §5.2: one bitmap of at most 16 octets, for the types up to 127. Bit 0, which stands for another
 * format, is zero.
 */
export function oldTypeBitmap<Label extends string>(label: Label): Field<Label, readonly number[]> {
  const blocks = typeBitmaps(label)
  return {
    ...blocks,
    expected: `record types from 1 to ${MAX_OLD_TYPE}`,
    parse(words, context) {
      const octets = parseTypes(words, context)
      if (typeof octets === 'object') return octets
      return (decode(octets) ?? []).every((type) => type >= 1 && type <= MAX_OLD_TYPE)
        ? octets.slice(2)
        : null
    },
    print: (octets, types) => blocks.print(oldBlock(octets), types),
    isValid: (octets) =>
      octets.length <= (MAX_OLD_TYPE + 1) / 8 &&
      !(octets.charCodeAt(0) >= 0x80) &&
      decode(oldBlock(octets)) !== null,
    octetsOf: (types) => encode(types).slice(2),
    valueOf: (octets) => blocks.valueOf(oldBlock(octets)),
  }
}

const MAX_OLD_TYPE = 127

function oldBlock(octets: string): string {
  return octets === '' ? '' : `\0${String.fromCharCode(octets.length)}${octets}`
}

function parseTypes(words: readonly ZoneWord[], { types }: TextContext): string | WordProblem {
  const numbers: number[] = []
  for (const [at, { text }] of words.entries()) {
    const number = types.numberOf(text)
    if (number === null) return { expected: 'a record type', at }
    numbers.push(number)
  }
  return encode(numbers)
}

function encode(types: readonly number[]): string {
  const blocks = new Map<number, Uint8Array>()
  for (const type of types) {
    const bitmap = blocks.get(type >> 8) ?? new Uint8Array(MAX_BITMAP_OCTETS)
    blocks.set(type >> 8, bitmap)
    const at = (type & 0xff) >> 3
    bitmap[at] = (bitmap[at] as number) | (0x80 >> (type & 7))
  }
  return [...blocks]
    .toSorted(([a], [b]) => a - b)
    .map(([block, bitmap]) => {
      const used = bitmap.subarray(0, bitmap.findLastIndex((octet) => octet !== 0) + 1)
      return String.fromCharCode(block, used.length, ...used)
    })
    .join('')
}

/**
 * The types in ascending order. `null` if a block is cut off, empty or out of order, or its bitmap ends in a
 * zero octet.
 */
function decode(octets: string): number[] | null {
  const types: number[] = []
  for (let at = 0, previous = -1; at < octets.length; ) {
    const block = octets.charCodeAt(at)
    const length = octets.charCodeAt(at + 1)
    const end = at + 2 + length
    // The length octet may be cut off, which makes it NaN.
    if (!(length >= 1 && length <= MAX_BITMAP_OCTETS && end <= octets.length)) return null
    if (block <= previous || octets.charCodeAt(end - 1) === 0) return null
    for (let bit = 0; bit < 8 * length; bit++) {
      if ((octets.charCodeAt(at + 2 + (bit >> 3)) & (0x80 >> (bit & 7))) !== 0) types.push(256 * block + bit)
    }
    previous = block
    at = end
  }
  return types
}
