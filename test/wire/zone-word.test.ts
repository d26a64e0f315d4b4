/** Words of zone files: names and texts with escapes, and without them. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseZoneName, parseZoneTime, textOctets } from '../../src/wire/zone-word.ts'
import { key } from './packets.ts'

/** The same text with each character but dots as `\DDD`. */
function escaped(text: string): string {
  return text.replace(/[^.]/g, (character) => `\\${String(character.charCodeAt(0)).padStart(3, '0')}`)
}

test('a name is the same with escapes and without', () => {
  const label = fc.string({ unit: fc.constantFrom('a', 'B', '0', '-', '_', '%', '*', '@'), maxLength: 70 })
  const name = fc.array(label, { maxLength: 6 }).map((labels) => labels.join('.'))
  fc.assert(
    fc.property(name, fc.constantFrom('example.org', 'a'.repeat(60)), (text, origin) => {
      // An escaped `@` is no origin.
      fc.pre(text !== '@')
      expect(parseZoneName(text, key(origin))).toBe(parseZoneName(escaped(text), key(origin)))
    }),
  )
})

test.each([
  ['', null],
  ['..', null],
  ['.a', null],
  ['a..b', null],
  ['a.', '\x01a\0'],
  ['a', '\x01a\x03org\0'],
  ['@', '\x03org\0'],
  ['.', '\0'],
  ['\\.', '\x01.\x03org\0'],
  ['é.', '\x02\xc3\xa9\0'],
  ['a'.repeat(64), null],
  ['a\\', null],
  ['\\1a', null],
  ['\\256', null],
])('the name %j', (text, wire) => {
  expect(parseZoneName(text, key('org'))).toBe(wire)
})

test.each([
  ['a b;c', 'a b;c'],
  ['\\a\\b', 'ab'],
  ['\\0651', 'A1'],
  ['é', '\xc3\xa9'],
  ['\u007f', '\u007f'],
  ['\\', null],
  ['\\12', null],
  ['\\999', null],
])('the text %j', (text, octets) => {
  expect(textOctets(text)).toBe(octets)
})

test.each([
  ['0', 0],
  ['1h30m', 5400],
  ['1W2D', 777_600],
  ['4294967295', 4_294_967_295],
  ['4294967296', null],
  ['4294967295s1s', null],
  ['1h30', null],
  ['h', null],
  ['-1', null],
])('the time %s', (text, seconds) => {
  expect(parseZoneTime(text)).toBe(seconds)
})
