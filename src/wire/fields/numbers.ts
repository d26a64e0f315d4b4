/**
 * Fields that hold a number in network byte order, including times and types, which zone files write in other
 * forms.
 */
import { bigEndian, numberOctets, parseZoneTime } from '../zone-word.ts'
import type { Field, TextContext, TypeNames } from './field.ts'

type NumberField<Label extends string> = Field<Label, number>

export function u8<Label extends string>(label: Label): NumberField<Label> {
  return number(label, 1)
}

export function u16<Label extends string>(label: Label): NumberField<Label> {
  return number(label, 2)
}

export function u32<Label extends string>(label: Label): NumberField<Label> {
  return number(label, 4)
}

/** A time in seconds, in zone files also with units: `1h30m`. */
export function seconds<Label extends string>(label: Label): NumberField<Label> {
  return written(label, 4, 'a time in seconds, such as 3600 or 1h30m', parseZoneTime, String)
}

/** RFC 4034 §3.2: a time in seconds since 1970, or as `YYYYMMDDHHmmSS`. */
export function timestamp<Label extends string>(label: Label): NumberField<Label> {
  const expected = 'a time as YYYYMMDDHHmmSS, or in seconds since 1970'
  return written(label, 4, expected, parseTimestamp, printTimestamp)
}

/** The number of a record type; zone files write its mnemonic. */
export function recordType<Label extends string>(label: Label): NumberField<Label> {
  return written(
    label,
    2,
    'a record type',
    (text, types) => types.numberOf(text),
    (value, types) => types.nameOf(value),
  )
}

function number<Label extends string>(label: Label, octets: 1 | 2 | 4): NumberField<Label> {
  const expected = `a number from 0 to ${256 ** octets - 1}`
  return {
    ...written(label, octets, expected, () => null, String),
    parse: ([word]) => numberOctets(word?.text ?? '', octets),
  }
}

function written<Label extends string>(
  label: Label,
  octets: 1 | 2 | 4,
  expected: string,
  parse: (text: string, types: TypeNames) => number | null,
  print: (value: number, types: TypeNames) => string,
): NumberField<Label> {
  return {
    label,
    expected,
    extent: octets,
    words: 'one',
    parse([word], { types }: TextContext) {
      const value = parse(word?.text ?? '', types)
      return value === null ? null : bigEndian(value, octets)
    },
    print: (part, types) => print(fromBigEndian(part), types),
    octetsOf: (value) => bigEndian(value, octets),
    valueOf: fromBigEndian,
  }
}

function fromBigEndian(octets: string): number {
  let value = 0
  for (let i = 0; i < octets.length; i++) value = value * 256 + octets.charCodeAt(i)
  return value
}

/**
 * RFC 4034 §3.1.5: times count modulo 32 bits. Dates after 2106 are written as such, and some programs print
 * the times furthest in the future as dates before 1970.
 */
const MIN_DATE_SECONDS = -(2 ** 31)
const MAX_DATE_SECONDS = 2 ** 33

function parseTimestamp(text: string): number | null {
  const plain = numberOctets(text, 4)
  if (plain !== null) return fromBigEndian(plain)
  if (!/^\d{14}$/.test(text)) return null
  const time = Date.parse(text.replace(/^(....)(..)(..)(..)(..)(..)$/, '$1-$2-$3T$4:$5:$6Z')) / 1000
  // `Date.parse` counts 24:00 and the days behind a month's last into the next.
  if (!(time >= MIN_DATE_SECONDS && time < MAX_DATE_SECONDS) || printTimestamp(time) !== text) return null
  return (time + 2 ** 32) % 2 ** 32
}

function printTimestamp(time: number): string {
  return new Date(time * 1000).toISOString().slice(0, 19).replace(/\D/g, '')
}
