/** The canonical order of names (RFC 4034 §6.1). */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { NameKey } from '../../src/wire/name.ts'
import { lastNotAfter, orderKey, sorted } from '../../src/zone/canonical-order.ts'
import { complete } from '../../src/zone/steps.ts'
import { key } from '../wire/packets.ts'

/** RFC 4034 §6.1, its example; `\u0001` and 200 are octets there. */
const LABELS = [
  [],
  ['a'],
  ['yljkjljk', 'a'],
  ['z', 'a'],
  ['zabc', 'a'],
  ['z'],
  ['\u0001', 'z'],
  ['*', 'z'],
  ['\xc8', 'z'],
]

function nameOf(labels: readonly string[]): NameKey {
  const wire = labels.map((label) => String.fromCharCode(label.length) + label).join('')
  return (wire + key('example')) as NameKey
}

test('the example of the RFC is in order', () => {
  const keys = LABELS.map((labels) => orderKey(nameOf(labels)))
  expect(keys.toSorted()).toEqual(keys)
})

test('names sort label by label, octet by octet, whatever their octets', () => {
  const label = fc.string({
    unit: fc.constantFrom('\0', '\u0001', '\u0002', 'a', '\xff'),
    minLength: 1,
    maxLength: 3,
  })
  const labels = fc.array(label, { maxLength: 3 })
  fc.assert(
    fc.property(labels, labels, (one, other) => {
      const [left, right] = [orderKey(nameOf(one)), orderKey(nameOf(other))]
      expect(Math.sign(compare(one.toReversed(), other.toReversed()))).toBe(
        left < right ? -1 : left > right ? 1 : 0,
      )
    }),
  )
})

/** Labels from the right; a name before the names below it. */
function compare(one: readonly string[], other: readonly string[]): number {
  for (const [i, label] of one.entries()) {
    const against = other[i]
    if (against === undefined) return 1
    const difference = Buffer.compare(Buffer.from(label, 'latin1'), Buffer.from(against, 'latin1'))
    if (difference !== 0) return difference
  }
  return one.length - other.length
}

test('keys are sorted in steps, and found', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 300 }), fc.string(), (keys, wanted) => {
      const list = complete(sorted(keys))
      expect(list).toEqual(keys.toSorted())
      expect(lastNotAfter(list, wanted)).toBe(list.findLastIndex((one) => one <= wanted))
    }),
  )
})
