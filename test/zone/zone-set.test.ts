import { describe, expect, test } from 'vitest'
import { complete } from '../../src/zone/steps.ts'
import { Zone } from '../../src/zone/zone.ts'
import { Serials } from '../../src/zone/serials.ts'
import { ZoneSet } from '../../src/zone/zone-set.ts'
import { key } from '../wire/packets.ts'
import { AUTHORITY, emptyZone, EU, kindOf, rrsets } from './zone-kit.ts'

const DE = key('de')

function setOf(serial = 1, clock = () => 100): ZoneSet {
  return new ZoneSet(
    [Zone.empty(EU, AUTHORITY, serial), Zone.empty(DE, AUTHORITY, serial)],
    new Serials(clock),
  )
}
/** All at once. */
function commit(set: ZoneSet): readonly Zone[] {
  complete(set.prepare())
  return set.publish()
}

function edit(set: ZoneSet, address: string): number {
  set.draft(EU).put(key('a.eu'), rrsets(`A ${address}`))
  commit(set)
  return set.current.find(EU)?.serial ?? -1
}

test('all drafts are published at once, and publish returns the changed zones', () => {
  const set = setOf()
  const before = set.current
  set.draft(EU).put(key('a.eu'), rrsets('A 10.0.0.1'))
  set.draft(DE).put(key('a.de'), [])
  expect(set.current).toBe(before)
  expect(set.draft(EU)).toBe(set.draft(EU))
  expect(commit(set).map((zone) => zone.origin)).toEqual([EU, DE])
  expect(set.current).not.toBe(before)
  expect(set.zones).toEqual([set.current.find(EU), set.current.find(DE)])
  // The old state does not change for its readers.
  const old = before.find(key('a.eu'))
  expect([old && kindOf(old, 'a'), kindOf(set.current.find(EU) ?? emptyZone(), 'a')]).toEqual([
    'NXDOMAIN',
    'ANSWER',
  ])
})

test('a prepared state is published by publish, and not before', () => {
  const set = setOf()
  const before = set.current
  for (let i = 0; i < 10; i++) set.draft(EU).put(key(`a${i}.eu`), rrsets('A 10.0.0.1'))
  set.draft(DE).put(key('a.de'), [])
  let steps = 0
  for (const _ of set.prepare()) {
    steps++
    expect(set.current).toBe(before)
    expect(kindOf(set.current.find(EU) ?? emptyZone(), 'a0')).toBe('NXDOMAIN')
  }
  expect(steps).toBeGreaterThanOrEqual(11)
  expect(set.current).toBe(before)
  expect(() => set.draft(EU)).toThrow('published before the next draft')
  expect(set.publish()).toEqual(set.zones)
  expect(kindOf(set.current.find(EU) ?? emptyZone(), 'a9')).toBe('ANSWER')
})

test('a commit without a change keeps the current table', () => {
  const set = setOf()
  edit(set, '10.0.0.1')
  const { current } = set
  set.draft(EU).put(key('a.eu'), rrsets('A 10.0.0.1'))
  set.draft(DE)
  expect(commit(set)).toEqual([])
  expect(set.current).toBe(current)
  expect(commit(set)).toEqual([])
})

test('a zone outside the set has no draft', () => {
  expect(() => setOf().draft(key('fr'))).toThrow('no zone with this origin')
})

describe('a serial', () => {
  const MAX = 0xffffffff
  test.each([
    ['is the time where that has passed it', 1, 1_800_000_000, 1_800_000_000],
    ['is one more within the same second', 100, 100, 101],
    ['is one more where the clock went back', 100, 40, 101],
    ['is one more where the clock is half the circle ahead (RFC 1982 §3.2)', 0, 2 ** 31, 1],
    ['is the time just below half the circle', 0, 2 ** 31 - 1, 2 ** 31 - 1],
    ['wraps to 0 (RFC 1982 §3.1)', MAX, MAX, 0],
    ['follows a clock that has wrapped', MAX, 2 ** 32 + 7, 7],
    ['is one more where the clock has no sense', 5, -1, 6],
  ])('%s', (_, serial, now, expected) => {
    expect(
      edit(
        setOf(serial, () => now),
        '10.0.0.1',
      ),
    ).toBe(expected)
  })
  test('grows with every change, even within one second', () => {
    const set = setOf(MAX - 2, () => MAX - 1)
    const serials = Array.from({ length: 5 }, (_, i) => edit(set, `10.0.0.${i}`))
    expect(serials).toEqual([MAX - 1, MAX, 0, 1, 2])
  })
})
