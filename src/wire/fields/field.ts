/**
 * What RDATA consists of. A field knows how it lies on the wire, how a zone file writes it, and what value code has for it;
 * everything that is known of a record type follows from its fields (`record-type.ts`).
 */
import type { NameKey } from '../name.ts'
import type { ZoneWord } from '../zone-word.ts'

/**
 * What may become of a name in RDATA (RFC 3597 §4). Names of the RFC 1035 types are compressed by senders. Some later types had
 * theirs compressed before RFC 3597 forbade that: senders write them out, receivers decompress them. All others are plain.
 */
export type NameRule = 'compressed' | 'decompressed' | 'plain'

/**
 * Where a field ends: behind so many octets, behind a string with its length before it, behind as many strings as there are up to
 * the end of the RDATA, with the RDATA, or behind a name.
 */
export type Extent = number | 'string' | 'strings' | 'rest' | { readonly name: NameRule }

/** Mnemonics of record types, for fields that hold some. */
export interface TypeNames {
  /** The mnemonic, or `TYPE123`. */
  nameOf(type: number): string
  /** `null` for what is neither. */
  numberOf(text: string): number | null
}

export interface TextContext {
  /** Relative names end in it. */
  readonly origin: NameKey
  readonly types: TypeNames
}

/** Octets are strings, one character each; a name is in wire form. */
export interface Field<Label extends string = string, Value = unknown> {
  /** As the RFC of the type calls it. */
  readonly label: Label
  /** Goes on after "expected". */
  readonly expected: string
  readonly extent: Extent
  /** How many words of a zone file are this field: the next one, or all that are left. */
  readonly words: 'one' | 'all'
  /** The octets of these words; `null` if they are not this field. */
  parse(words: readonly ZoneWord[], context: TextContext): string | null
  /** The words of these octets, which lie as `extent` says and are valid; `null` if no words would come to them. */
  print(octets: string, types: TypeNames): string | null
  /** Whether octets that lie as `extent` says are this field; all are where this is left out. */
  isValid?(octets: string): boolean
  octetsOf(value: Value): string
  valueOf(octets: string): Value
}

/** A field whose value is its octets. */
export type OctetsField<Label extends string> = Field<Label, string>

/** What is the same for all fields whose value is their octets. */
export const AS_OCTETS = {
  octetsOf(value: string): string {
    return value
  },
  valueOf(octets: string): string {
    return octets
  },
} as const
