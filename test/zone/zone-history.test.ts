/** The history of a zone gives a secondary changes that fit its version, or none. */
import { describe, expect, test } from 'vitest'
import { TYPE } from '../../src/wire/constants.ts'
import { ROOT } from '../../src/wire/name.ts'
import { addressData } from '../../src/wire/rdata.ts'
import { ZoneDraft } from '../../src/zone/draft.ts'
import { complete } from '../../src/zone/steps.ts'
import { Zone } from '../../src/zone/zone.ts'
import { ZoneHistory } from '../../src/zone/zone-history.ts'
import { key } from '../wire/packets.ts'

const ORIGIN = key('example.org')
const NAME = key('www.example.org')
const AUTHORITY = { mname: ROOT, rname: ROOT, refresh: 1, retry: 1, expire: 1, minimum: 1, ttl: 1 }

function zone(serial: number, address: number): Zone {
  const draft = new ZoneDraft(Zone.empty(ORIGIN, AUTHORITY, serial))
  const rdatas = [addressData(String.fromCharCode(192, 0, 2, address))]
  draft.put(NAME, [{ type: TYPE.A, ttl: 60, rdatas }])
  return complete(draft.commit(() => serial))
}

/** The serials before and after each change since a serial. */
function stepsOf(history: ZoneHistory, since: number): (readonly [number, number])[] | null {
  return history.since(since)?.map(({ from, to }) => [from.serial, to.serial] as const) ?? null
}

function historyOf(...serials: readonly number[]): ZoneHistory {
  const [first = 0, ...others] = serials
  const history = new ZoneHistory(zone(first, 0))
  for (const [i, serial] of others.entries()) {
    const next = zone(serial, i + 1)
    history.advance(next, next, new Set([NAME]))
  }
  return history
}

describe('the history of a zone', () => {
  test('goes back step by step', () => {
    expect(stepsOf(historyOf(1, 2, 5), 1)).toEqual([
      [1, 2],
      [2, 5],
    ])
    expect(stepsOf(historyOf(1, 2, 5), 3)).toBeNull()
  })

  test('continues over the wrap of serials (RFC 1982)', () => {
    expect(stepsOf(historyOf(0xffffffff, 1), 0xffffffff)).toEqual([[0xffffffff, 1]])
  })

  test('is dropped when the serial goes back, because a secondary may hold other contents of it', () => {
    // Serial 10 had two contents: the change from one does not fit the other.
    const history = historyOf(10, 5, 10, 11, 12)
    expect(stepsOf(history, 10)).toBeNull()
    expect(stepsOf(history, 11)).toEqual([[11, 12]])
  })
})
