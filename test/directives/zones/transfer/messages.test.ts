/** The messages of zone transfers: waiting transfers take little memory, however many there are. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { messagesOf, wholeZone } from '../../../../src/directives/zones/transfer/messages.ts'
import { TYPE } from '../../../../src/wire/constants.ts'
import { parseName, ROOT } from '../../../../src/wire/name.ts'
import { addressData, textData } from '../../../../src/wire/rdata.ts'
import { ZoneDraft } from '../../../../src/zone/draft.ts'
import { complete } from '../../../../src/zone/steps.ts'
import { Zone } from '../../../../src/zone/zone.ts'
import { ZoneHistory } from '../../../../src/zone/zone-history.ts'

const ORIGIN = parseName('example.org') ?? ROOT
const NAMES = 4000
const READERS = 200
const READER_OCTETS = 50_000

function largeZone(): Zone {
  const authority = { mname: ROOT, rname: ROOT, refresh: 1, retry: 1, expire: 1, minimum: 1, ttl: 1 }
  const draft = new ZoneDraft(Zone.empty(ORIGIN, authority, 1))
  for (let i = 0; i < NAMES; i++) {
    draft.put(parseName(`name-${i}.example.org`) ?? ORIGIN, [
      { type: TYPE.A, ttl: 60, rdatas: [addressData('\x0a\0\0\x01')] },
      { type: TYPE.TXT, ttl: 60, rdatas: [textData(['x'.repeat(200)])] },
    ])
  }
  return complete(draft.commit(() => 1))
}

test('slow transfers of a zone hold no copy of its records', () => {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  const heapOctets = (): number => {
    if (typeof collect === 'function') collect()
    return process.memoryUsage().heapUsed
  }
  const { current } = new ZoneHistory(largeZone())
  const before = heapOctets()
  const readers = Array.from({ length: READERS }, () => {
    const messages = messagesOf(wholeZone(current), ORIGIN, () => undefined)
    expect(messages.next().value?.answer.count).toBeGreaterThan(100)
    return messages
  })
  expect(heapOctets() - before).toBeLessThan(READERS * READER_OCTETS)
  expect(readers[READERS - 1]?.next().value?.answer.count).toBeGreaterThan(100)
})
