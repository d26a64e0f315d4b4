/**
 * The contract of an RDATA field. A field defines its extent in wire form, its text in zone files, and its
 * value in code. A record type derives everything from its fields (`record-type.ts`).
 */
import type { NameKey } from '../name.ts'
import type { ZoneWord } from '../zone-word.ts'

/**
 * The compression of a name in RDATA (RFC 3597 §4). Senders compress the names of the RFC 1035 types. Some
 * later types were compressed before RFC 3597 forbade it: senders write their names out, and receivers
 * decompress them. All other names are plain.
 */
export type NameRule = 'compressed' | 'decompressed' | 'plain'

/**
 * The extent of a field: a number of octets, a character string with its length octet (`string`), character
 * strings up to the end of the RDATA (`strings`), octets up to the end of the RDATA (`rest`), or a name.
 */
export type Extent = number | 'string' | 'strings' | 'rest' | { readonly name: NameRule }

/** Maps record types to mnemonics and back, for fields that hold a type. */
export interface TypeNames {
  /** The mnemonic, or `TYPE123`. */
  nameOf(type: number): string
  /** The number of a mnemonic or of `TYPE123`; `null` for other text. */
  numberOf(text: string): number | null
}

/** A word that is not valid for its field; `at` is its index among the field's words. */
export interface WordProblem {
  /** The valid words in a diagnostic, after "expected". */
  readonly expected: string
  readonly at: number
}

export interface TextContext {
  /** The origin of relative names. */
  readonly origin: NameKey
  readonly types: TypeNames
}

/** Octets are a string with one character an octet; a name is in wire form. */
export interface Field<Label extends string = string, Value = unknown> {
  /** The field's name in the RFC of its type. */
  readonly label: Label
  /** The field in a diagnostic, after "expected". */
  readonly expected: string
  readonly extent: Extent
  /** The words of a zone file that are this field: the next one, or all remaining ones. */
  readonly words: 'one' | 'all'
  /** Encodes the words; `null` if they are not valid for this field, or the word that is not. */
  parse(words: readonly ZoneWord[], context: TextContext): string | null | WordProblem
  /** Prints valid octets of this extent; `null` if `parse` gives these octets for no text. */
  print(octets: string, types: TypeNames): string | null
  /** Whether octets of this extent are valid. A field without it accepts all. */
  isValid?(octets: string): boolean
  octetsOf(value: Value): string
  valueOf(octets: string): Value
}

/** A field whose value is its octets. */
export type OctetsField<Label extends string> = Field<Label, string>

/** The conversions of fields whose value is their octets. */
export const AS_OCTETS = {
  octetsOf(value: string): string {
    return value
  },
  valueOf(octets: string): string {
    return octets
  },
} as const
