import { describe, expect, test } from 'vitest'
import { soaRecord, Zone } from '../../src/zone/zone.ts'
import { ROOT } from '../../src/wire/name.ts'
import { key, replyTo } from '../wire/packets.ts'
import { ask, AUTHORITY, emptyZone, kindOf, zoneOf } from './zone-kit.ts'

const TYPES = ['A', 'AAAA', 'NS', 'CNAME', 'SOA', 'PTR', 'MX', 'TXT', 'SRV', 'HTTPS', 'ANY', 'TYPE65280']

describe('a name exists or not, for every type', () => {
  const zone = zoneOf({ 'a.b.c': ['A 10.0.0.1'], held: [], www: ['CNAME a.b.c'] })
  test.each(['b.c', 'c', 'held'])('%s: NODATA, because it or a name below it exists', (name) => {
    for (const type of TYPES) expect(kindOf(zone, name, type), type).toBe('NODATA')
  })
  test.each(['x', 'x.c', 'a.b', 'x.a.b.c', 'x.held', 'x.www', 'bb.c'])('%s: NXDOMAIN', (name) => {
    for (const type of TYPES) expect(kindOf(zone, name, type), type).toBe('NXDOMAIN')
  })
  test('the answer is the RRset of the type, the alias of the name, or NODATA', () => {
    expect(TYPES.map((type) => kindOf(zone, 'a.b.c', type))).toEqual(
      TYPES.map((type) => (type === 'A' || type === 'ANY' ? 'ANSWER' : 'NODATA')),
    )
    expect(TYPES.map((type) => kindOf(zone, 'www', type))).toEqual(
      TYPES.map((type) => (type === 'CNAME' || type === 'ANY' ? 'ANSWER' : 'ALIAS')),
    )
  })
  test('the apex exists without any record', () => {
    for (const type of TYPES) {
      const expected = type === 'SOA' || type === 'ANY' ? 'ANSWER' : 'NODATA'
      expect(kindOf(emptyZone(), 'eu.', type), type).toBe(expected)
    }
  })
})

describe('the SOA', () => {
  const zone = zoneOf({ a: ['A 10.0.0.1'] })
  const fields = 'ns.eu. hostmaster.eu. 2 7200 1800 86400 3'
  test('answers at the apex, spelled as asked, with its own TTL', () => {
    expect(ask(zone, 'EU.', 'SOA').answer).toEqual([`EU. 5 IN SOA ${fields.replaceAll('eu.', 'EU.')}`])
  })
  test.each([
    ['a', 'TXT', 'NOERROR'],
    ['x', 'A', 'NXDOMAIN'],
    ['eu.', 'A', 'NOERROR'],
    ['x.y.z', 'A', 'NXDOMAIN'],
  ])('goes with a negative answer: %s %s, TTL min(ttl, MINIMUM)', (name, type, rcode) => {
    const reply = ask(zone, name, type)
    expect([reply.rcode, reply.flags, reply.answer]).toEqual([rcode, 'qr aa rd', []])
    expect(reply.authority).toEqual([`eu. 3 IN SOA ${fields}`])
  })
  test('has the smaller of its TTL and MINIMUM as its TTL (RFC 2308 §3)', () => {
    const other = Zone.empty(key('eu'), { ...AUTHORITY, ttl: 2, minimum: 600 }, 1)
    expect(ask(other, 'x').authority[0]).toMatch(/^eu\. 2 IN SOA /)
    expect(soaRecord(other).ttl).toBe(2)
  })
})

test('the root can be a zone', () => {
  const zone = Zone.empty(ROOT, { ...AUTHORITY, mname: key('ns.net'), rname: ROOT }, 1)
  expect(replyTo({ name: '.', type: 'SOA' }, zone.find(ROOT, 6)).answer).toEqual([
    '. 5 IN SOA ns.net. . 1 7200 1800 86400 3',
  ])
  expect(replyTo({ name: 'a.B', type: 'A' }, zone.find(key('a.b'), 1)).authority).toEqual([
    '. 3 IN SOA ns.net. . 1 7200 1800 86400 3',
  ])
})

/** RFC 4592 §2.2.1, with `eu` for `example`; delegations aside. */
describe('wildcards', () => {
  const zone = zoneOf({
    '*': ['TXT wild', 'MX 10 host1'],
    'sub.*': ['TXT literal'],
    host1: ['A 192.0.2.1'],
    '_ssh._tcp.host1': ['SRV 0 0 22 host1'],
    '_ssh._tcp.host2': ['SRV 0 0 22 host1'],
    '*.alias': ['CNAME host1'],
    '*.ent.held': ['A 192.0.2.9'],
    'below.*.wild': ['A 192.0.2.8'],
  })

  test.each([
    ['host3', 'MX', 'ANSWER'],
    ['host3', 'A', 'NODATA'],
    ['foo.bar', 'TXT', 'ANSWER'],
    ['host1', 'MX', 'NODATA'],
    ['sub.*', 'MX', 'NODATA'],
    ['_telnet._tcp.host1', 'SRV', 'NXDOMAIN'],
    ['_tcp.host2', 'TXT', 'NODATA'],
    ['host2', 'TXT', 'NODATA'],
    ['x.host2', 'TXT', 'NXDOMAIN'],
    ['*', 'TXT', 'ANSWER'],
    ['ghost.*', 'MX', 'NXDOMAIN'],
    ['x.alias', 'A', 'ALIAS'],
    ['x.y.alias', 'CNAME', 'ANSWER'],
    ['held', 'A', 'NODATA'],
    ['x.held', 'A', 'NXDOMAIN'],
    ['x.ent.held', 'A', 'ANSWER'],
    ['x.wild', 'A', 'NODATA'],
    ['below.x.wild', 'A', 'NODATA'],
  ])('%s %s: %s', (name, type, expected) => {
    expect(kindOf(zone, name, type)).toBe(expected)
  })

  test('answer in the spelling of the question', () => {
    const reply = ask(zone, 'Foo.Bar', 'MX')
    expect(reply.answer).toEqual(['Foo.Bar.eu. 5 IN MX 10 host1.eu.'])
    expect(reply.additional).toEqual(['host1.eu. 5 IN A 192.0.2.1'])
  })

  test('are not found above the zone', () => {
    expect(zone.find(key('x.de'), 16).kind).toBe(zone.nameError.kind)
  })
})

test.each([
  [{ a: ['TXT t', 'AAAA ::1', 'A 10.0.0.1', 'SRV 0 0 1 a'] }, 'a', ['a.eu. 5 IN A 10.0.0.1']],
  [{ a: ['TXT t', 'SRV 0 0 1 x.de.'] }, 'a', ['a.eu. 5 IN TXT "t"']],
  [{ a: ['CNAME b'] }, 'a', ['a.eu. 5 IN CNAME b.eu.']],
  [{ 'eu.': ['NS ns'] }, 'eu.', ['eu. 5 IN SOA ns.eu. hostmaster.eu. 2 7200 1800 86400 3']],
])('ANY gets one RRset (RFC 8482 §4.1)', (changes, name, answer) => {
  expect(ask(zoneOf(changes), name, 'ANY').answer).toEqual(answer)
})
