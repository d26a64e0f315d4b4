import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isWithin, joinName, ROOT } from '../../src/wire/name.ts'
import { SuffixTable } from '../../src/zone/suffix-table.ts'
import { key } from '../wire/packets.ts'

function find(zones: readonly string[], name: string): string | undefined {
  return new SuffixTable(zones.map((zone) => [key(zone), zone] as const)).find(key(name))
}

test.each([
  [['eu'], 'www.eu', 'eu'],
  [['eu'], 'eu', 'eu'],
  [['eu'], '.', undefined],
  [['eu'], 'de', undefined],
  [['.'], '.', '.'],
  [['.'], 'www.eu', '.'],
  [['.', 'eu', 'web.eu'], 'a.web.eu', 'web.eu'],
  [['.', 'eu', 'web.eu'], 'a.wob.eu', 'eu'],
  [['.', 'eu', 'web.eu'], 'a.web.de', '.'],
  [['eu', 'de'], 'a.de', 'de'],
  [['eu', 'de', 'fr'], 'a.fr', 'fr'],
  [['eu', 'de'], 'a.fr', undefined],
  [['web.eu'], 'eu', undefined],
  // At the boundaries of labels only: `aeu` ends in the letters of `eu`, and these labels in its octets.
  [['eu'], 'aeu', undefined],
  [['eu'], 'a\\002eu', undefined],
  [['b.eu'], 'a\\001b.eu', undefined],
  [['eu', '.'], 'a\\002eu\\000', '.'],
  [['eu', 'de'], 'x\\002eu', undefined],
  [[], 'eu', undefined],
])('%j: the nearest to %s is %s', (zones, name, expected) => {
  expect(find(zones, name)).toBe(expected)
})

test('the last value of a name applies', () => {
  const eu = key('eu')
  expect(
    new SuffixTable<number>([
      [eu, 1],
      [eu, 2],
    ]).find(key('a.eu')),
  ).toBe(2)
})

test('the match is the longest suffix of the name', () => {
  const label = fc.constantFrom('a', 'b', 'ab', '\x01', '\x01a', '\x02ab')
  const name = fc.array(label, { maxLength: 4 }).map((labels) => joinName(labels, ROOT) ?? ROOT)
  fc.assert(
    fc.property(fc.array(name, { maxLength: 8 }), name, (zones, asked) => {
      const table = new SuffixTable(zones.map((zone) => [zone, zone] as const))
      const expected = zones
        .filter((zone) => isWithin(asked, zone))
        .toSorted((a, b) => b.length - a.length)
        .at(0)
      expect(table.find(asked)).toBe(expected)
    }),
    { numRuns: 500 },
  )
})
