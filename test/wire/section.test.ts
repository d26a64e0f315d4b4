import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseAddress } from '../../src/wire/address.ts'
import { EMPTY_ANSWER, withRecords } from '../../src/wire/answer.ts'
import { TYPE } from '../../src/wire/constants.ts'
import { decodeAnswer, decodeSection } from '../../src/wire/decode.ts'
import { nameText, parseSpelledName, ROOT } from '../../src/wire/name.ts'
import { addressData, type Rdata, targetData, textData } from '../../src/wire/rdata.ts'
import { rdataText } from '../../src/wire/rdata-text.ts'
import { SRV } from '../../src/wire/types/srv.ts'
import { SOA } from '../../src/wire/types/soa.ts'
import { encodeSection, encodeSections } from '../../src/wire/encode.ts'
import { EMPTY_SECTION, record, type ResourceRecord, type Section } from '../../src/wire/section.ts'
import { key, octets, replyTo } from './packets.ts'

const WEB = key('web.eu')
const EU = key('eu')

function address(one: string): Rdata {
  return addressData(parseAddress(one) ?? '')
}
function a(owner: string, one: string): ResourceRecord {
  return record(key(owner), TYPE.A, 5, address(one))
}
function hex(section: Section): string {
  return Buffer.from(section.octets, 'latin1').toString('hex')
}
function text({ name, type, ttl, rdata }: ResourceRecord): string {
  return `${nameText(name)} ${ttl} TYPE${type} ${rdataText(type, rdata)}`
}

describe('names in a section are', () => {
  const cases: readonly (readonly [string, ResourceRecord, string, readonly number[], readonly number[]])[] =
    [
      [
        'a pointer where they equal the question',
        a('WEB.eu', '10.0.0.1'),
        'c00c 0001 0001 00000005 0004 0a000001',
        [],
        [],
      ],
      [
        'a link where they end in the origin',
        a('db.x.eu', '10.0.0.1'),
        '02 6462 01 78 c000 0001 0001 00000005 0004 0a000001',
        [5, 4],
        [],
      ],
      [
        'a link where they are the origin',
        a('eu', '10.0.0.1'),
        'c000 0001 0001 00000005 0004 0a000001',
        [0, 4],
        [],
      ],
      [
        'spelled out where they lie elsewhere, at a boundary of octets only',
        a('aeu', '10.0.0.1'),
        '03 616575 00 0001 0001 00000005 0004 0a000001',
        [],
        [],
      ],
      [
        'links in the data of an MX',
        record(WEB, TYPE.MX, 5, ['\0\x0a', { name: key('mx.eu'), compressible: true }]),
        'c00c 000f 0001 00000005 0007 000a 02 6d78 c000',
        [17, 4],
        [],
      ],
      [
        'spelled, and marked, in the data of an SRV',
        record(WEB, TYPE.SRV, 5, SRV.data({ priority: 1, weight: 2, port: 80, target: key('db.eu') })),
        'c00c 0021 0001 00000005 000d 0001 0002 0050 02 6462 02 6575 00',
        [],
        [21],
      ],
      [
        'spelled even where an SRV points to the question itself',
        record(WEB, TYPE.SRV, 0xffffffff, SRV.data({ priority: 0, weight: 0, port: 0, target: WEB })),
        'c00c 0021 0001 ffffffff 000e 0000 0000 0000 03 776562 02 6575 00',
        [],
        [22],
      ],
    ]
  test.each(cases)('%s', (_, one, expected, links, spelled) => {
    const section = encodeSection([one], WEB, EU)
    expect(hex(section)).toBe(octets(expected).toString('hex'))
    expect([section.count, section.links, section.spelled]).toEqual([1, links, spelled])
    expect(decodeSection(section, WEB, EMPTY_ANSWER).map(text)).toEqual([
      text({ ...one, name: one.name.toLowerCase() }),
    ])
  })

  test('plain if the origin is the root', () => {
    const section = encodeSection([a('db.eu', '10.0.0.1'), a('web.eu', '10.0.0.1')], WEB, ROOT)
    expect(hex(section)).toMatch(/^02646202657500/)
    expect(section.links).toEqual([])
    expect(decodeSection(section, WEB, EMPTY_ANSWER).map(({ name }) => name)).toEqual([key('db.eu'), WEB])
  })
})

test('an empty list of records gives EMPTY_SECTION', () => {
  expect(encodeSection([], WEB, EU)).toBe(EMPTY_SECTION)
  expect(decodeSection(EMPTY_SECTION, WEB, EMPTY_ANSWER)).toEqual([])
  expect([EMPTY_SECTION.recordEnds(), EMPTY_SECTION.setEnds(), EMPTY_SECTION.recordTypes()]).toEqual([
    [],
    [],
    [],
  ])
})

/** An SRV answer and the addresses of its targets, as a zone encodes them. */
function srvAnswer(targets: readonly string[], addresses: readonly ResourceRecord[]) {
  const records = targets.map((target) =>
    record(WEB, TYPE.SRV, 5, SRV.data({ priority: 0, weight: 1, port: 80, target: key(target) })),
  )
  return withRecords(EMPTY_ANSWER, { answer: records, additional: addresses }, WEB, EU)
}

describe('addresses behind SRV targets', () => {
  const answer = srvAnswer(
    ['a.eu', 'web.eu', 'x.net', 'a.eu'],
    [a('a.eu', '10.0.0.1'), a('a.eu', '10.0.0.2'), a('x.net', '10.0.0.3'), a('web.eu', '10.0.0.4')],
  )
  const additional = [
    'a.Eu. 5 IN A 10.0.0.1',
    'a.Eu. 5 IN A 10.0.0.2',
    'x.net. 5 IN A 10.0.0.3',
    'WEB.Eu. 5 IN A 10.0.0.4',
  ]

  test('are owned by pointers to the targets, in the spelling of the question', () => {
    const reply = replyTo({ name: 'WEB.Eu', type: 'SRV' }, answer)
    expect(reply.additional).toEqual(additional)
    expect(reply.answer[0]).toBe('WEB.Eu. 5 IN SRV 0 1 80 a.Eu.')
    // Four owner names of two octets each: every one is a pointer.
    expect(answer.additional.octets.length).toBe(4 * 16)
  })

  test('decode into the encoded records', () => {
    const { additional: read } = decodeAnswer(answer, WEB)
    expect(read.map(({ name }) => nameText(name))).toEqual(['a.eu.', 'a.eu.', 'x.net.', 'web.eu.'])
  })

  test('keep their owners in any order', () => {
    for (const order of [
      [3, 2, 1, 0],
      [2, 0, 3, 1],
    ]) {
      const reply = replyTo(
        { name: 'WEB.Eu', type: 'SRV' },
        { ...answer, additional: answer.additional.reorder(order) },
      )
      expect(reply.additional).toEqual(order.map((i) => additional[i]))
    }
  })

  test('are one RRset for each owner name', () => {
    expect(answer.additional.setEnds()).toEqual([32, 48, 64])
  })

  test('have their full owner name beyond the reach of a pointer', () => {
    // 16,384 octets are some 600 records of 25 and more.
    const targets = Array.from({ length: 900 }, (_, i) => `t${i}.eu`)
    const many = srvAnswer(
      targets,
      targets.map((target) => a(target, '10.0.0.1')),
    )
    const reply = replyTo({ name: 'web.eu', type: 'SRV' }, many)
    expect(reply.additional).toEqual(targets.map((target) => `${target}. 5 IN A 10.0.0.1`))
    // The longest question shifts the targets furthest.
    const labels = ['a'.repeat(63), 'b'.repeat(63), 'c'.repeat(63), 'd'.repeat(58)].join('.')
    const wild = replyTo({ name: `${labels}.eu`, type: 'SRV' }, many)
    expect(wild.additional).toEqual(reply.additional)
  })
})

function alias(owner: string, target: string): ResourceRecord {
  return record(key(owner), TYPE.CNAME, 5, targetData(key(target)))
}

describe('the target of an alias', () => {
  const addresses = Array.from({ length: 100 }, (_, i) => a('db.eu', `10.0.0.${i}`))
  const answer = withRecords(
    EMPTY_ANSWER,
    {
      answer: [alias('web.eu', 'x.eu'), alias('x.eu', 'db.eu'), ...addresses],
      additional: [a('x.eu', '10.1.0.0')],
    },
    WEB,
    EU,
  )

  test('is owned by pointers to the target', () => {
    const reply = replyTo({ name: 'WEB.eu', type: 'A' }, answer)
    expect(reply.answer.slice(0, 3)).toEqual([
      'WEB.eu. 5 IN CNAME x.eu.',
      'x.eu. 5 IN CNAME db.eu.',
      'db.eu. 5 IN A 10.0.0.0',
    ])
    expect(reply.additional).toEqual(['x.eu. 5 IN A 10.1.0.0'])
    expect(answer.answer.octets.length).toBe(12 + 4 + 12 + 5 + 100 * 16)
  })

  test('keeps its owner when cut, and in any order of the addresses', () => {
    const cut = { ...answer, answer: answer.answer.fitting(12 + 4 + 12 + 5 + 3 * 16 + 15) }
    expect(replyTo({ name: 'web.eu', type: 'A' }, cut).answer).toHaveLength(5)
    const order = [0, 1, ...addresses.map((_, i) => 101 - i)]
    const reply = replyTo({ name: 'web.eu', type: 'A' }, { ...answer, answer: answer.answer.reorder(order) })
    expect(reply.answer[2]).toBe('db.eu. 5 IN A 10.0.0.99')
  })

  test('has its full name if an address precedes the alias, whose offset may change then', () => {
    const records = [a('db.eu', '10.0.0.1'), alias('web.eu', 'db.eu'), a('db.eu', '10.0.0.2')]
    const { answer: section } = withRecords(EMPTY_ANSWER, { answer: records }, WEB, EU)
    expect(section.links.every((number) => number >= 0)).toBe(true)
  })
})

function ns(owner: string, target: string): ResourceRecord {
  return record(key(owner), TYPE.NS, 5, targetData(key(target)))
}

describe('the targets of NS records', () => {
  const authority = [ns('eu', 'a.ns.net'), ns('eu', 'b.ns.net'), ns('eu', 'c.net')]
  const additional = [a('a.ns.net', '10.0.0.1'), a('x.b.ns.net', '10.0.0.2'), a('other.net', '10.0.0.3')]
  const lines = {
    authority: ['eu. 5 IN NS a.ns.net.', 'eu. 5 IN NS b.ns.net.', 'eu. 5 IN NS c.net.'],
    additional: ['a.ns.net. 5 IN A 10.0.0.1', 'x.b.ns.net. 5 IN A 10.0.0.2', 'other.net. 5 IN A 10.0.0.3'],
  }

  test.each([
    ['without an answer', []],
    ['behind an answer', [a('web.eu', '10.0.0.9'), a('web.eu', '10.0.0.8')]],
    ['behind an alias', [alias('web.eu', 'y.ns.net')]],
  ])('are where names of the sections behind end: %s', (_, before) => {
    const answer = withRecords(EMPTY_ANSWER, { answer: before, authority, additional }, WEB, EU)
    expect(replyTo({ name: 'web.eu', type: 'A' }, answer)).toMatchObject(lines)
    expect(decodeAnswer(answer, WEB).additional.map(text)).toEqual(additional.map(text))
    // Labels before the pointers: none, `x`, `other`.
    expect(answer.additional.octets.length).toBe(3 * 16 + 2 + 6)
  })

  test('are found by sections that were encoded without the answer before them', () => {
    const { authority: servers, additional: addresses } = encodeSections({ authority, additional }, WEB, EU)
    const { answer } = encodeSections({ answer: [a('web.eu', '10.0.0.9')] }, WEB, EU)
    const octets = answer.octets.length
    const sections = { answer, authority: servers.behind(octets), additional: addresses.behind(octets) }
    expect(replyTo({ name: 'web.eu', type: 'A' }, { ...EMPTY_ANSWER, ...sections })).toMatchObject(lines)
  })
})

describe('if the question is a wildcard,', () => {
  const STAR = key('*.web.eu')
  const records = [alias('*.web.eu', '*.web.eu')]

  test('only owners of answers are the question: others are the wildcard, whatever is asked', () => {
    const found = withRecords(
      EMPTY_ANSWER,
      { answer: records, additional: [a('*.web.eu', '10.0.0.1')] },
      STAR,
      EU,
    )
    const reply = replyTo({ name: 'x.y.web.eu', type: 'A' }, found)
    expect(reply.answer).toEqual(['x.y.web.eu. 5 IN CNAME *.web.eu.'])
    expect(reply.additional).toEqual(['*.web.eu. 5 IN A 10.0.0.1'])
  })
})

test('names outside the origin end where they part from it', () => {
  const section = encodeSection([record(WEB, TYPE.NS, 5, targetData(key('ns.b.eu')))], WEB, key('a.b.eu'))
  expect(section.links).toEqual([15, 6])
})

describe('a section is cut and reordered', () => {
  test('by records of its own', () => {
    expect(() => EMPTY_SECTION.reorder([0])).toThrow(
      '0 is not the index of one of the 0 records of this section',
    )
  })

  const section = encodeSection(
    [
      a('web.eu', '10.0.0.1'),
      record(WEB, TYPE.SRV, 5, SRV.data({ priority: 0, weight: 1, port: 80, target: key('db.eu') })),
      record(WEB, TYPE.MX, 5, ['\0\x0a', { name: key('mx.eu'), compressible: true }]),
      a('db.eu', '10.0.0.2'),
    ],
    WEB,
    EU,
  )
  const lines = decodeSection(section, WEB, EMPTY_ANSWER).map(text)

  test('a section knows the ends and the types of its records', () => {
    expect(section.recordEnds()).toEqual([16, 41, 60, 79])
    expect(section.recordTypes()).toEqual([TYPE.A, TYPE.SRV, TYPE.MX, TYPE.A])
  })

  test.each([16, 41, 60, 79])('up to octet %i', (end) => {
    const part = section.upTo(end)
    const count = section.recordEnds().indexOf(end) + 1
    expect(part.count).toBe(count)
    expect(part.octets.length).toBe(end)
    expect(decodeSection(part, WEB, EMPTY_ANSWER).map(text)).toEqual(lines.slice(0, count))
    for (const offset of [...part.spelled, ...part.links.filter((_, i) => i % 2 === 0)])
      expect(offset).toBeLessThan(end)
  })

  test('into any order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), (order) => {
        const other = section.reorder(order)
        expect(decodeSection(other, WEB, EMPTY_ANSWER).map(text)).toEqual(order.map((i) => lines[i]))
        const reply = replyTo({ name: 'weB.eU', type: 'ANY' }, { ...EMPTY_ANSWER, answer: other })
        expect(reply.answer.every((line) => line.includes('eU.') || line.startsWith('weB.'))).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  test('RRsets are records of one owner and type that stand together', () => {
    const sets = encodeSection(
      [
        a('a.eu', '1.1.1.1'),
        a('a.eu', '1.1.1.2'),
        a('b.eu', '1.1.1.1'),
        record(key('b.eu'), TYPE.AAAA, 5, address('::1')),
      ],
      WEB,
      EU,
    )
    expect(sets.recordEnds()).toEqual([18, 36, 54, 84])
    expect(sets.setEnds()).toEqual([36, 54, 84])
  })
})

// --- Round trips through the decoder of dns2 ---

const label = fc.string({ unit: fc.constantFrom(...Array.from('abcXYZ019-_')), minLength: 1, maxLength: 6 })
/** Names below the origin and elsewhere; the question among them. */
const anyName = fc.oneof(
  fc.array(label, { maxLength: 3 }).map((labels) => [...labels, 'EU'].join('.')),
  fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.')),
  fc.constantFrom('web.eu', 'Web.Eu', 'eu'),
)
function wire(name: string): string {
  return parseSpelledName(name) ?? ''
}
const uint16 = fc.integer({ min: 0, max: 65535 })
const uint32 = fc.integer({ min: 0, max: 0xffffffff })
const ipv4 = fc.ipV4().map((one) => ({ type: TYPE.A, rdata: address(one), text: `A ${one}` }))
const data: fc.Arbitrary<{ type: number; rdata: Rdata; text: string }> = fc.oneof(
  ipv4,
  fc
    .tuple(fc.constantFrom([TYPE.NS, 'NS'], [TYPE.CNAME, 'CNAME'], [TYPE.PTR, 'PTR']), anyName)
    .map(([[type, mnemonic], name]) => ({
      type: type as number,
      rdata: targetData(wire(name)),
      text: `${mnemonic} ${name}.`,
    })),
  fc.tuple(uint16, uint16, uint16, anyName).map(([priority, weight, port, name]) => ({
    type: TYPE.SRV,
    rdata: SRV.data({ priority, weight, port, target: wire(name) }),
    text: `SRV ${priority} ${weight} ${port} ${name}.`,
  })),
  fc.tuple(uint16, anyName).map(([preference, name]) => ({
    type: TYPE.MX,
    rdata: [
      String.fromCharCode(preference >> 8, preference & 0xff),
      { name: wire(name), compressible: true },
    ],
    text: `MX ${preference} ${name}.`,
  })),
  fc
    .array(fc.string({ unit: fc.constantFrom(...Array.from('abc "\\')), maxLength: 20 }), {
      minLength: 1,
      maxLength: 3,
    })
    .map((strings) => ({
      type: TYPE.TXT,
      rdata: textData(strings),
      text: `TXT ${strings.map((one) => JSON.stringify(one)).join(' ')}`,
    })),
  fc.tuple(anyName, anyName, uint32, uint32).map(([mname, rname, serial, minimum]) => ({
    type: TYPE.SOA,
    rdata: SOA.data({
      mname: wire(mname),
      rname: wire(rname),
      serial,
      refresh: 1,
      retry: 2,
      expire: 3,
      minimum,
    }),
    text: `SOA ${mname}. ${rname}. ${serial} 1 2 3 ${minimum}`,
  })),
)
const records = fc.array(fc.tuple(anyName, uint32, data), { maxLength: 8 })

test('any encoded records decode into the same records, compressed or not', () => {
  fc.assert(
    fc.property(records, records, fc.constantFrom(EU, ROOT), (answers, extras, origin) => {
      const encode = (list: typeof answers) =>
        list.map(([name, ttl, { type, rdata }]) => record(wire(name), type, ttl, rdata))
      const lines = (list: typeof answers) =>
        list.map(([name, ttl, { text: rest }]) => `${name}. ${ttl} IN ${rest}`.toLowerCase())
      const answer = withRecords(
        EMPTY_ANSWER,
        { answer: encode(answers), authority: [], additional: encode(extras) },
        WEB,
        origin,
      )
      const reply = replyTo({ name: 'WEB.eu', type: 'ANY' }, answer)
      expect(reply.answer.map((line) => line.toLowerCase())).toEqual(lines(answers))
      expect(reply.additional.map((line) => line.toLowerCase())).toEqual(lines(extras))
      const again = decodeAnswer(answer, WEB)
      expect(decodeAnswer(withRecords(EMPTY_ANSWER, again, WEB, origin), WEB)).toEqual(again)
    }),
    { numRuns: 300 },
  )
})
