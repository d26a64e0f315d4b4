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
  return written(label, 4, 'a time in seconds, such as 3600 or 1h30m', parseSeconds, String)
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

/** A plain number may have all 32 bits; a time with units has at most 31, as in `parseZoneTime`. */
function parseSeconds(text: string): number | null {
  return /^\d{1,10}$/.test(text) && Number(text) < 2 ** 32 ? Number(text) : parseZoneTime(text)
}

function parseTimestamp(text: string): number | null {
  const isDate = /^\d{14}$/.test(text)
  const time = isDate
    ? Date.parse(text.replace(/^(....)(..)(..)(..)(..)(..)$/, '$1-$2-$3T$4:$5:$6Z')) / 1000
    : Number(/^\d{1,10}$/.exec(text)?.[0] ?? Number.NaN)
  if (!(time >= 0 && time < 2 ** 32)) return null
  // `Date.parse` counts 24:00 and the days behind a month's last into the next.
  return isDate && printTimestamp(time) !== text ? null : time
}

function printTimestamp(time: number): string {
  return new Date(time * 1000).toISOString().slice(0, 19).replace(/\D/g, '')
}
