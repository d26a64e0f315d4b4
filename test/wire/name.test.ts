import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  flat,
  isNameKey,
  isWithin,
  joinName,
  labelsOf,
  nameText,
  parentOf,
  parseName,
  parseSpelledName,
  ROOT,
  toLowerAscii,
} from '../../src/wire/name.ts'
import { key } from './packets.ts'

const L63 = 'a'.repeat(63)

describe('text parses into a name, or is refused', () => {
  test.each([
    ['', '\0'],
    ['.', '\0'],
    ['eu', '\x02eu\0'],
    ['eu.', '\x02eu\0'],
    ['Www.EU', '\x03www\x02eu\0'],
    ['_http._tcp.web', '\x05_http\x04_tcp\x03web\0'],
    ['*.eu', '\x01*\x02eu\0'],
    ['a\\.b.c', '\x03a.b\x01c\0'],
    ['a\\\\b', '\x03a\\b\0'],
    ['\\000\\255\\192', '\x03\0\xff\xc0\0'],
    ['\\065', '\x01a\0'],
    ['\\12', '\x0212\0'],
    [`${L63}.${L63}.${L63}.${'a'.repeat(61)}`, `\x3f${L63}`.repeat(3) + `\x3d${'a'.repeat(61)}\0`],
  ])('%j', (text, wire) => {
    expect(parseName(text)).toBe(wire)
  })
  test.each([
    'a..b',
    '.a',
    '..',
    `${L63}a`,
    `${L63}a.`,
    `${L63}.${L63}.${L63}.${'a'.repeat(62)}`,
    'a\\',
    'a\\256',
    'ä',
    '\x7f',
    '\\ä',
  ])('%j: nothing', (text) => {
    expect(parseName(text)).toBeNull()
  })
  test('parseSpelledName keeps the letter case', () => {
    expect(parseSpelledName('Db.EXAMPLE.com')).toBe('\x02Db\x07EXAMPLE\x03com\0')
  })
})

test.each([
  ['\0', '.'],
  ['\x02eu\0', 'eu.'],
  ['\x03a.b\x02\\"\0', 'a\\.b.\\\\\\".'],
  ['\x04 \0\xff$\0', '\\032\\000\\255\\$.'],
])('%j prints as %s', (wire, text) => {
  expect(nameText(wire)).toBe(text)
})

test('the text of a name of any octets parses into that name', () => {
  const label = fc
    .uint8Array({ minLength: 1, maxLength: 63 })
    .map((octets) => Buffer.from(octets).toString('latin1'))
  fc.assert(
    fc.property(fc.array(label, { maxLength: 3 }), (labels) => {
      const wire = labels.map((one) => String.fromCharCode(one.length) + one).join('') + ROOT
      expect(parseSpelledName(nameText(wire))).toBe(wire)
      expect(labelsOf(wire)).toEqual(labels)
      const lower = toLowerAscii(wire.replace(/[\x41-\x5a]/g, 'x'))
      expect(isNameKey(lower)).toBe(true)
    }),
  )
})

test('only ASCII letters have a lower case (RFC 4343 §3)', () => {
  expect(toLowerAscii('AZ@[\xc0\xdeaz')).toBe('az@[\xc0\xdeaz')
  expect([isNameKey('\x01A\0'), isNameKey(''), isNameKey('\x01a\0')]).toEqual([false, false, true])
})

test('joinName prepends labels up to the length limit', () => {
  expect(joinName(['web', 'default'], key('eu'))).toBe('\x03web\x07default\x02eu\0')
  expect(joinName([], ROOT)).toBe(ROOT)
  expect(joinName([''], ROOT)).toBeNull()
  expect(joinName([`${L63}a`], ROOT)).toBeNull()
  expect(joinName([L63, L63, L63, 'a'.repeat(61)], ROOT)?.length).toBe(255)
  expect(joinName([L63, L63, L63, 'a'.repeat(62)], ROOT)).toBeNull()
})

test.each([
  ['www.eu', 'eu', true],
  ['eu', 'eu', true],
  ['eu', '.', true],
  ['.', '.', true],
  ['.', 'eu', false],
  ['eu', 'www.eu', false],
  ['aeu', 'eu', false],
  ['www.de', 'eu', false],
  // The last octets of the label are those of the name `\x02eu\0`, but not at a label's start.
  ['a\\002eu', 'eu', false],
])('%s is within %s: %s', (name, ancestor, expected) => {
  expect(isWithin(key(name), key(ancestor))).toBe(expected)
})

test('the parent of a name lacks its first label; the root has none', () => {
  expect(parentOf(key('a.b'))).toBe('\x01b\0')
  expect(parentOf(key('b'))).toBe(ROOT)
  expect(parentOf(ROOT)).toBeNull()
})

test('a flat string equals its source', () => {
  expect(flat(['\x00\xff', 'a'].join(''))).toBe('\x00\xffa')
})
