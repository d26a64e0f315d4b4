import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseAddress } from '../../src/wire/address.ts'
import { EMPTY_ANSWER } from '../../src/wire/answer.ts'
import { TYPE } from '../../src/wire/constants.ts'
import { decodeAnswer } from '../../src/wire/decode.ts'
import { addressData, targetData } from '../../src/wire/rdata.ts'
import { record } from '../../src/wire/section.ts'
import { NSEC } from '../../src/wire/types/nsec.ts'
import { RRSIG } from '../../src/wire/types/rrsig.ts'
import { ZoneDraft } from '../../src/zone/draft.ts'
import { FINDING } from '../../src/zone/finding.ts'
import { complete } from '../../src/zone/steps.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { recordsAt } from '../../src/zone/zone-records.ts'
import { key, replyTo } from '../wire/packets.ts'
import {
  ask,
  change,
  type Changes,
  commitOf,
  emptyZone,
  EU,
  kindOf,
  namesIn,
  rrsets,
  zoneOf,
} from './zone-kit.ts'

const WEB: Changes = { 'a.b.c': ['A 10.0.0.1'], 'x.c': ['A 10.0.0.2'] }

describe('empty non-terminals between a record and the apex', () => {
  test('are created with a name below them', () => {
    expect(namesIn(zoneOf(WEB))).toEqual(['a.b.c.eu', 'b.c.eu', 'c.eu', 'eu', 'x.c.eu'].map(key).sort())
  })
  test('are removed with the last name below them', () => {
    const without = change(zoneOf(WEB), { 'a.b.c': null })
    expect(namesIn(without)).toEqual(['c.eu', 'eu', 'x.c.eu'].map(key).sort())
    expect(namesIn(change(without, { 'x.c': null }))).toEqual([EU])
  })
  test('stay while they own records, or are held', () => {
    const zone = change(zoneOf({ ...WEB, c: ['TXT t'], 'b.c': [] }), { 'a.b.c': null, 'x.c': null })
    expect(namesIn(zone)).toEqual(['b.c.eu', 'c.eu', 'eu'].map(key).sort())
    expect(namesIn(change(zone, { 'b.c': null }))).toEqual(['c.eu', 'eu'].map(key))
  })
  test('stay while a name below them exists', () => {
    const zone = change(zoneOf({ ...WEB, c: ['TXT t'] }), { c: null })
    expect([kindOf(zone, 'c', 'TXT'), kindOf(zone, 'x.c')]).toEqual(['NODATA', 'ANSWER'])
  })
})

test('the apex always exists', () => {
  const zone = change(zoneOf({ 'eu.': ['NS ns'] }), { 'eu.': null })
  expect(kindOf(zone, 'eu.', 'NS')).toBe('NODATA')
  expect(namesIn(zone)).toEqual([EU])
})

test('names outside the zone are ignored', () => {
  const base = emptyZone()
  expect(change(base, { 'a.de.': ['A 10.0.0.1'], 'aeu.': ['A 10.0.0.1'], '.': null })).toBe(base)
})

describe('a draft without a difference returns the base zone', () => {
  const base = zoneOf({ ...WEB, s: ['SRV 0 0 1 a.b.c'], held: [] })
  test.each<[string, Changes]>([
    ['no call', {}],
    ['the same records', { 'a.b.c': ['A 10.0.0.1'] }],
    ['the same with a record twice', { 'a.b.c': ['A 10.0.0.1', 'A 10.0.0.1'] }],
    ['the same with its additional addresses', { s: ['SRV 0 0 1 a.b.c'] }],
    ['a name held once more', { held: [] }],
    ['a name that never was', { nothing: null, 'below.nothing': null }],
    ['an empty name that owns nothing', { 'b.c': null }],
  ])('%s', (_, changes) => {
    expect(change(base, changes)).toBe(base)
  })
})

function contentOf(zone: Zone): unknown {
  return [...zone.nodes.entries()].map(([owner, { rrsets, children, held }]) => {
    const answers = rrsets.map((rrset) => decodeAnswer(rrset, owner))
    return { owner, answers, children, held }
  })
}

test.each<[string, Changes]>([
  ['another address', { 'a.b.c': ['A 10.0.0.9'] }],
  ['one more', { 'a.b.c': ['A 10.0.0.1', 'A 10.0.0.9'] }],
  ['another type', { 'a.b.c': ['AAAA ::1'] }],
  ['one more type', { 'a.b.c': ['A 10.0.0.1', 'AAAA ::1'] }],
  ['another order', { two: ['A 10.0.0.2', 'A 10.0.0.1'] }],
  ['fewer', { 'a.b.c': null }],
  ['a name held', { new: [] }],
  ["another address of a target's", { 'a.b.c': ['A 10.0.0.9'], s: ['SRV 0 0 1 a.b.c'] }],
])('a change makes a new zone with the next serial, and the old one stays as it is: %s', (_, changes) => {
  const base = zoneOf({ ...WEB, s: ['SRV 0 0 1 a.b.c'], two: ['A 10.0.0.1', 'A 10.0.0.2'] })
  const before = contentOf(base)
  const next = change(base, changes)
  expect(next).not.toBe(base)
  expect(next.serial).toBe(base.serial + 1)
  expect(ask(next, 'nx').authority[0]).toContain(` ${next.serial} `)
  expect(base.serial).toBe(2)
  expect(contentOf(base)).toEqual(before)
  expect(ask(base, 'a.b.c').answer).toEqual(['a.b.c.eu. 5 IN A 10.0.0.1'])
})

describe('records', () => {
  test('the last call for a name applies', () => {
    const draft = new ZoneDraft(emptyZone())
    draft.put(key('a.eu'), rrsets('A 10.0.0.1'))
    draft.remove(key('a.eu'))
    draft.remove(key('b.eu'))
    draft.put(key('b.eu'), rrsets('A 10.0.0.2'))
    const zone = commitOf(draft)
    expect([kindOf(zone, 'a'), kindOf(zone, 'b')]).toEqual(['NXDOMAIN', 'ANSWER'])
  })
  test('an RRset drops duplicates (RFC 2181 §5), and keeps its order', () => {
    const zone = zoneOf({ a: ['A 10.0.0.2', 'A 10.0.0.1', 'A 10.0.0.2'] })
    expect(ask(zone, 'a').answer).toEqual(['a.eu. 5 IN A 10.0.0.2', 'a.eu. 5 IN A 10.0.0.1'])
  })
  test('signatures and NSEC records stand beside a CNAME (RFC 4035 §2.5), each signature with its TTL', () => {
    const draft = new ZoneDraft(zoneOf({}))
    const alias = { type: TYPE.CNAME, ttl: 5, rdatas: [targetData(key('x.eu'))] }
    const signatures = { type: RRSIG.number, ttl: 1, rdatas: [['one'], ['two'], ['one']], ttls: [5, 60, 5] }
    const next = { type: NSEC.number, ttl: 60, rdatas: [['next']] }
    const text = { type: TYPE.TXT, ttl: 5, rdatas: [['text']] }
    draft.put(key('a.eu'), [next, text, signatures, alias])
    const zone = complete(draft.commit((serial) => serial + 1))
    const records = recordsAt(zone, key('a.eu')).map(({ type, ttl }) => [type, ttl])
    expect(records).toEqual([
      [TYPE.CNAME, 5],
      [RRSIG.number, 5],
      [RRSIG.number, 60],
      [NSEC.number, 60],
    ])
    expect(zone.find(key('a.eu'), TYPE.A).kind).toBe(FINDING.ALIAS)
  })

  test('a name with a CNAME owns one record only (RFC 2181 §10.1)', () => {
    const zone = zoneOf({ a: ['A 10.0.0.2', 'CNAME x', 'CNAME y', 'TXT t'] })
    expect(ask(zone, 'a', 'CNAME').answer).toEqual(['a.eu. 5 IN CNAME x.eu.'])
    expect([kindOf(zone, 'a', 'A'), kindOf(zone, 'a', 'TXT')]).toEqual(['ALIAS', 'ALIAS'])
  })
  test('an RRset without records does not exist', () => {
    const draft = new ZoneDraft(emptyZone())
    draft.put(key('a.eu'), [
      { type: TYPE.CNAME, ttl: 5, rdatas: [] },
      { type: TYPE.A, ttl: 5, rdatas: [] },
    ])
    expect(kindOf(commitOf(draft), 'a')).toBe('NODATA')
  })
})

describe('additional addresses', () => {
  test("are those of the targets, each target's once, in the order of the records", () => {
    const zone = zoneOf({
      s: ['SRV 0 0 1 b', 'SRV 0 0 2 a', 'SRV 0 0 3 b', 'SRV 0 0 4 nowhere', 'SRV 0 0 5 else.de.'],
      a: ['A 10.0.0.1', 'AAAA fd00::1', 'TXT no'],
      b: ['A 10.0.0.2', 'A 10.0.0.2'],
    })
    expect(ask(zone, 'S', 'SRV').additional).toEqual([
      'b.eu. 5 IN A 10.0.0.2',
      'a.eu. 5 IN A 10.0.0.1',
      'a.eu. 5 IN AAAA fd00::1',
    ])
  })
  test.each(['NS host', 'MX 1 host', 'SRV 0 0 1 host'])('accompany %s', (line) => {
    const base = zoneOf({ host: ['A 10.0.0.1'] })
    // In the draft, and in the zone that it is based on.
    for (const zone of [change(base, { n: [line] }), zoneOf({ n: [line], host: ['A 10.0.0.1'] })])
      expect(ask(zone, 'n', line.split(' ')[0]).additional).toEqual(['host.eu. 5 IN A 10.0.0.1'])
  })
  test.each(['CNAME host', 'PTR host'])('do not accompany %s', (line) => {
    const zone = zoneOf({ host: ['A 10.0.0.1'], n: [line] })
    expect(ask(zone, 'n', line.split(' ')[0]).additional).toEqual([])
  })
  test('of a target that the same draft removes are removed', () => {
    const zone = change(zoneOf({ host: ['A 10.0.0.1'] }), { host: null, n: ['SRV 0 0 1 host'] })
    expect(ask(zone, 'n', 'SRV').additional).toEqual([])
  })
  test('are the given glue only, each record once', () => {
    const glue = [
      record(key('ns.de'), TYPE.A, 5, addressData(parseAddress('10.0.0.3') ?? '')),
      record(key('own.eu'), TYPE.A, 5, addressData(parseAddress('10.0.0.4') ?? '')),
    ]
    const targets = ['ns.de', 'own.eu', 'other.eu'].map((target) => targetData(key(target)))
    const draft = new ZoneDraft(zoneOf({ own: ['A 10.0.0.1'], other: ['A 10.0.0.2'] }))
    draft.put(EU, [{ type: TYPE.NS, ttl: 5, rdatas: targets, glue: [...glue, ...glue] }])
    const zone = commitOf(draft)
    expect(ask(zone, 'eu.', 'NS').additional).toEqual(['ns.de. 5 IN A 10.0.0.3', 'own.eu. 5 IN A 10.0.0.4'])
  })
  test('behind SRV records keep their owners in any order', () => {
    const { answer, additional } = zoneOf({
      s: ['SRV 0 0 1 a', 'SRV 0 0 1 b', 'SRV 0 0 1 s'],
      a: ['A 10.0.0.1', 'A 10.0.0.2'],
      b: ['AAAA fd00::1'],
    }).find(key('s.eu'), TYPE.SRV)
    const lines = ['a.Eu. 5 IN A 10.0.0.1', 'a.Eu. 5 IN A 10.0.0.2', 'b.Eu. 5 IN AAAA fd00::1']
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
    ]) {
      const reply = replyTo(
        { name: 's.Eu', type: 'SRV' },
        { ...EMPTY_ANSWER, answer, additional: additional.reorder(order) },
      )
      expect(reply.additional).toEqual(order.map((i) => lines[i]))
    }
  })
})

test('several flushes and one commit make one zone with one serial', () => {
  const base = zoneOf({ gone: ['A 10.0.0.9'] })
  const draft = new ZoneDraft(base)
  draft.put(key('host.eu'), rrsets('A 10.0.0.1'))
  complete(draft.flush())
  draft.put(key('s.eu'), rrsets('SRV 0 0 1 host'))
  draft.remove(key('gone.eu'))
  complete(draft.flush())
  expect(kindOf(base, 'host')).toBe('NXDOMAIN')
  const zone = commitOf(draft)
  expect(zone.serial).toBe(base.serial + 1)
  expect(namesIn(zone)).toEqual(['eu', 'host.eu', 's.eu'].map(key).sort())
  expect(ask(zone, 's', 'SRV').additional).toEqual(['host.eu. 5 IN A 10.0.0.1'])
})

// --- Any changes, compared with a zone that one draft makes ---

const owner = fc.constantFrom('a', 'b', 'a.b', 'c.b', 'x.a.b', '*.b', '*', 'x.*.b', '*.x', 'eu.')
const content = fc.option(
  fc.uniqueArray(fc.constantFrom('A 10.0.0.1', 'A 10.0.0.2', 'TXT t', 'CNAME a'), { maxLength: 2 }),
)
const steps = fc.array(fc.dictionary(owner, content, { maxKeys: 4, noNullPrototype: true }), {
  minLength: 1,
  maxLength: 8,
})
const PROBES = ['a', 'b', 'a.b', 'd.b', 'x.a.b', 'y.a.b', 'y.b', 'y.*.b', 'x', 'y.x', 'eu.', 'z.z']

function describeZone(zone: Zone): unknown {
  return {
    names: namesIn(zone),
    wildcards: zone.wildcards,
    size: zone.nodes.size,
    answers: PROBES.flatMap((probe) => ['A', 'TXT', 'CNAME'].map((type) => ask(zone, probe, type).answer)),
    kinds: PROBES.map((probe) => kindOf(zone, probe, 'A')),
  }
}

test('a zone changed in steps equals the zone made at once', () => {
  fc.assert(
    fc.property(steps, (list) => {
      let zone = emptyZone()
      const state = new Map<string, readonly string[]>()
      for (const changes of list) {
        const before = describeZone(zone)
        const next = change(zone, changes)
        expect(describeZone(zone)).toEqual(before)
        zone = next
        for (const [name, lines] of Object.entries(changes)) {
          if (lines === null) state.delete(name)
          else state.set(name, lines)
        }
      }
      const atOnce = change(emptyZone(), Object.fromEntries([...state].reverse()))
      expect(describeZone(zone)).toEqual(describeZone(atOnce))
    }),
    { numRuns: 60 },
  )
})

test('an RRset may have more records than a function can have arguments', () => {
  const owner = key('x.eu')
  const rdatas = Array.from({ length: 150_000 }, (_, i) =>
    addressData(String.fromCharCode(10, i >> 16, (i >> 8) & 255, i & 255)),
  )
  const draft = new ZoneDraft(emptyZone())
  draft.put(owner, [{ type: TYPE.A, ttl: 5, rdatas }])
  const { count, octets } = complete(draft.commit(() => 2)).find(owner, TYPE.A).answer
  expect([count, octets.length]).toEqual([150_000, 150_000 * 16])
})
