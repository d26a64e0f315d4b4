/** A stored answer gives the same replies as its source, to every question and at every limit. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { EMPTY_ANSWER, withRecords } from '../../src/wire/answer.ts'
import { FLAG, RCODE, TYPE } from '../../src/wire/constants.ts'
import { decodeAnswer } from '../../src/wire/decode.ts'
import { type NameKey, ROOT } from '../../src/wire/name.ts'
import { addressData } from '../../src/wire/rdata.ts'
import { SRV } from '../../src/wire/types/srv.ts'
import { RecordStore } from '../../src/wire/record-store.ts'
import { ReplyWriter } from '../../src/wire/reply.ts'
import { record } from '../../src/wire/section.ts'
import { Finding, FINDING } from '../../src/zone/finding.ts'
import { key, requestOf } from './packets.ts'

const WEB = key('web.eu')
const EU = key('eu')

function srv(count: number) {
  const targets = Array.from({ length: count }, (_, i) => key(`t${i}.eu`))
  return {
    answer: targets.map((target) =>
      record(WEB, TYPE.SRV, 5, SRV.data({ priority: 0, weight: 1, port: 80, target })),
    ),
    additional: targets.map((target, i) =>
      record(target, TYPE.A, 5, addressData(`\x0a\0${String.fromCharCode(i >> 8, i & 0xff)}`)),
    ),
  }
}

const PLAIN = { ...EMPTY_ANSWER, flags: FLAG.AA }

function octetsOf(answer: Parameters<ReplyWriter['write']>[1], name: string, limit: number): string {
  const writer = new ReplyWriter()
  const length = writer.write(requestOf({ name, type: 'SRV', payload: 4096 }), answer, limit)
  return writer.octets.toString('hex', 0, length)
}

test('complete or truncated, in any spelling, in a new or a grown store', () => {
  const store = new RecordStore(4)
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.constantFrom('web.eu', 'WeB.eU'),
      fc.integer({ min: 512, max: 4096 }),
      fc.constantFrom<NameKey>(EU, ROOT),
      (count, name, limit, origin) => {
        const plain = withRecords(PLAIN, srv(count), WEB, origin)
        const stored = Finding.records(TYPE.SRV, plain.answer, plain.additional, store)
        expect(octetsOf(stored, name, limit)).toBe(octetsOf(plain, name, limit))
        expect(decodeAnswer(stored, WEB)).toEqual(decodeAnswer(plain, WEB))
        expect(stored.equals(Finding.records(TYPE.SRV, plain.answer, plain.additional))).toBe(true)
        expect(stored.mostRecords).toBe(count)
      },
    ),
    { numRuns: 300 },
  )
})

test('answerWithin decodes only the records that fit', () => {
  const { answer } = withRecords(PLAIN, srv(5000), WEB, EU)
  const stored = Finding.records(TYPE.SRV, answer)
  const some = stored.answerWithin(1000)
  expect(some).toEqual(answer.fitting(1000))
  expect([stored.answerCount, some.count]).toEqual([5000, 38])
  expect(stored.answerWithin(10).count).toBe(0)
  expect(stored.answerWithin(10_000_000)).toEqual(answer)
})

test("withRecords replaces the records of a zone's answer, and keeps its rcode and flags", () => {
  const soa = withRecords(PLAIN, { authority: srv(1).answer }, WEB, EU).authority
  const finding = Finding.negative(FINDING.NXDOMAIN, soa)
  expect(finding.authority).toEqual(soa)
  expect([finding.answerCount, finding.answer.count, finding.answerWithin(512).count]).toEqual([0, 0, 0])
  expect(withRecords(finding, {}, WEB, EU)).toMatchObject({
    rcode: RCODE.NXDOMAIN,
    flags: FLAG.AA,
    extendedError: null,
  })
})
