import { describe, expect, test } from 'vitest'
import { Request, VERDICT, type Verdict } from '../../src/wire/request.ts'
import { encodeName, encodeQuery } from '../support/ask.ts'
import { key, octets } from './packets.ts'

interface Parts {
  readonly flags?: string
  /** QDCOUNT, ANCOUNT, NSCOUNT, ARCOUNT. */
  readonly counts?: string
  readonly question?: string
  readonly rest?: string
}

const HEADER_1 = '0001 0000 0000 0000'
const WITH_OPT = '0001 0000 0000 0001'
const WWW = `
  03 777777 02 6575 00 # www.eu.
  0001 0001            # A IN`

function packet({ flags = '0100', counts = HEADER_1, question = WWW, rest = '' }: Parts = {}): Buffer {
  return octets(`1234 # id
    ${flags} # flags
    ${counts}
    ${question}
    ${rest}`)
}

function hexName(text: string): string {
  return encodeName(text).toString('hex')
}

/** An OPT record from its owner, its extended rcode and version, and its options. */
function opt(options = '', { owner = '00', version = '00', flags = '0000', payload = '1000' } = {}): string {
  const length = octets(options).length.toString(16).padStart(4, '0')
  return `${owner} 0029 ${payload} 00 ${version} ${flags} ${length} ${options}\n`
}

const LABEL_63 = `3f ${'61'.repeat(63)}`
/** 255 octets on the wire, root included. */
const NAME_255 = `${LABEL_63} ${LABEL_63} ${LABEL_63} 3d ${'61'.repeat(61)} 00`
const NAME_256 = `${LABEL_63} ${LABEL_63} ${LABEL_63} 3e ${'61'.repeat(62)} 00`
/** An A record owned by a pointer to the question. */
const RECORD = 'c00c 0001 0001 00000005 0004 0a000001'
const TSIG = '00 00fa 00ff 00000000 0000'

const OK: readonly (readonly [string, Parts])[] = [
  ['a plain question', {}],
  ['the root', { question: '00 0002 0001' }],
  ['a label of 63 octets', { question: `${LABEL_63} 00 0001 0001` }],
  ['a name of 255 octets', { question: `${NAME_255} 0001 0001` }],
  ['labels of any octets', { question: '05 00 2e 5c ff 41 00 0001 0001' }],
  ['an unknown type and class', { question: '01 61 00 ff00 00ff' }],
  ['a notice of a change', { flags: '2400' }],
  ['octets behind the question', { rest: 'deadbeef' }],
  ['all the header bits that have no say', { flags: '07ff' }],
  ['an OPT', { counts: WITH_OPT, rest: opt() }],
  ['an OPT with options known and unknown', { counts: WITH_OPT, rest: opt('000a 0002 0102  ff01 0000') }],
  ['an OPT with unknown flags', { counts: WITH_OPT, rest: opt('', { flags: 'ffff' }) }],
  ['an OPT and a TSIG', { counts: '0001 0000 0000 0002', rest: opt() + TSIG }],
  [
    'an additional record owned by a name of 255 octets',
    { counts: WITH_OPT, rest: `${NAME_255} 0001 0001 00000000 0000` },
  ],
  [
    'one answer and one authority record, as an IXFR has',
    { counts: '0001 0001 0001 0000', rest: RECORD + RECORD },
  ],
]

const FORMERR: readonly (readonly [string, Parts])[] = [
  ['no question', { counts: '0000 0000 0000 0000', question: '' }],
  ['two questions', { counts: '0002 0000 0000 0000', question: WWW + WWW }],
  ['65,535 questions', { counts: 'ffff 0000 0000 0000' }],
  ['two answers', { counts: '0001 0002 0000 0000', rest: RECORD + RECORD }],
  ['two authority records', { counts: '0001 0000 0002 0000', rest: RECORD + RECORD }],
  ['a TSIG that is not the last record', { counts: '0001 0000 0000 0002', rest: `${TSIG} ${opt()}` }],
  ['a TSIG among the answers', { counts: '0001 0001 0000 0000', rest: TSIG }],
  ['three additional records', { counts: '0001 0000 0000 0003', rest: RECORD + RECORD + RECORD }],
  ['a label of 64 octets', { question: `40 ${'61'.repeat(64)} 00 0001 0001` }],
  ['a label type of RFC 2673', { question: '41 08 00 00 0001 0001' }],
  ['a label of the type 10', { question: '80 61 00 0001 0001' }],
  ['a name of 256 octets', { question: `${NAME_256} 0001 0001` }],
  ['a name that never ends', { question: LABEL_63.repeat(5) }],
  ['a pointer to itself as the question', { question: 'c00c 0001 0001' }],
  ['a pointer inside the question', { question: '01 61 c000 0001 0001' }],
  ['an answer that is announced and missing', { counts: '0001 0001 0000 0000' }],
  ['an additional record whose owner never ends', { counts: WITH_OPT, rest: LABEL_63.repeat(5) }],
  [
    'an additional record whose owner has 256 octets',
    { counts: WITH_OPT, rest: `${NAME_256} 0001 0001 00000000 0000` },
  ],
  [
    'an additional record whose owner has a bad label',
    { counts: WITH_OPT, rest: '40 00 0001 0001 00000000 0000' },
  ],
  ['an additional record whose owner is half a pointer', { counts: WITH_OPT, rest: 'c0' }],
  [
    'an additional record whose owner points to itself',
    // Behind the header and the question.
    { counts: WITH_OPT, question: '00 0001 0001', rest: 'c011 0001 0001 00000000 0000' },
  ],
  [
    'an additional record whose owner points behind itself',
    { counts: WITH_OPT, rest: '01 61 ffff 0001 0001 00000000 0000' },
  ],
  [
    'an additional record whose owner points into the header',
    { counts: WITH_OPT, rest: 'c00b 0001 0001 00000000 0000' },
  ],
  [
    'an additional record with less data than it says',
    { counts: WITH_OPT, rest: '00 0001 0001 00000000 0004 0a0000' },
  ],
  ['two OPTs', { counts: '0001 0000 0000 0002', rest: opt() + opt() }],
  ['an OPT among the answers', { counts: '0001 0001 0000 0000', rest: opt() }],
  ['an OPT in the authority section', { counts: '0001 0000 0001 0000', rest: opt() }],
  ['an OPT owned by a name', { counts: WITH_OPT, rest: opt('', { owner: '01 61 00' }) }],
  ['an OPT owned by a pointer to the root', { counts: WITH_OPT, rest: opt('', { owner: 'c013' }) }],
  ['an OPT with half an option header', { counts: WITH_OPT, rest: opt('000a 00') }],
  ['an OPT with an option longer than itself', { counts: WITH_OPT, rest: opt('000a 0003 0102') }],
  ['an OPT of version 1 with a broken option', { counts: WITH_OPT, rest: opt('00', { version: '01' }) }],
]

const OTHERS: readonly (readonly [string, Verdict, Buffer])[] = [
  ['nothing at all', VERDICT.DROP, octets('')],
  ['11 octets', VERDICT.DROP, octets('1234 0100 0001 0000 0000 00')],
  ['a reply', VERDICT.DROP, packet({ flags: '8180' })],
  ['a reply with another opcode', VERDICT.DROP, packet({ flags: 'a800' })],
  ['IQUERY', VERDICT.NOTIMP, packet({ flags: '0900' })],
  ['STATUS', VERDICT.NOTIMP, packet({ flags: '1100' })],
  ['UPDATE', VERDICT.NOTIMP, packet({ flags: '2900' })],
  [
    'the last opcode there is, and nothing behind the header',
    VERDICT.NOTIMP,
    octets('1234 7800 0000 0000 0000 0000'),
  ],
  ['EDNS version 1', VERDICT.BADVERS, packet({ counts: WITH_OPT, rest: opt('', { version: '01' }) })],
  ['EDNS version 255', VERDICT.BADVERS, packet({ counts: WITH_OPT, rest: opt('', { version: 'ff' }) })],
]

describe('a packet gets its verdict', () => {
  test.each(OK)('%s: OK', (_, parts) => {
    expect(new Request().parse(packet(parts))).toBe(VERDICT.OK)
  })
  test.each(FORMERR)('%s: FORMERR', (_, parts) => {
    expect(new Request().parse(packet(parts))).toBe(VERDICT.FORMERR)
  })
  test.each(OTHERS)('%s', (_, verdict, octetsOfIt) => {
    expect(new Request().parse(octetsOfIt)).toBe(verdict)
  })

  test('cut off at any offset behind the header: FORMERR', () => {
    const whole = packet({ counts: WITH_OPT, rest: opt('000a 0002 0102') })
    for (let length = 12; length < whole.length; length++) {
      expect(new Request().parse(whole.subarray(0, length)), `${length} octets`).toBe(VERDICT.FORMERR)
    }
    expect(new Request().parse(whole)).toBe(VERDICT.OK)
  })
})

test('a request has the question, its name as a key and as spelled', () => {
  const request = new Request()
  request.parse(encodeQuery({ name: 'WwW.Eu.', type: 'AAAA', class: 3, id: 0xabcd, flags: 0x0110 }))
  expect(request).toMatchObject({
    id: 0xabcd,
    flags: 0x0110,
    name: { key: key('www.eu'), length: 8, hasCapitals: true },
    spelledName: '\x03WwW\x02Eu\0',
    type: 28,
    class: 3,
    questionEnd: 24,
    hasEdns: false,
    payloadOctets: 512,
  })
})

test('only the letters A to Z have another case (RFC 4343 §3)', () => {
  const request = new Request()
  request.parse(packet({ question: '06 40 41 5a 5b c0 de 00 0001 0001' }))
  expect(request.name.key).toBe('\x06\x40az\x5b\xc0\xde\0')
  expect(request.name.hasCapitals).toBe(true)
  request.parse(packet({ question: '04 40 5b c0 de 00 0001 0001' }))
  expect(request.name.hasCapitals).toBe(false)
  expect(request.spelledName).toBe(request.name.key)
})

test.each([
  ['0000', 512],
  ['01ff', 512],
  ['0200', 512],
  ['0201', 513],
  ['04d0', 1232],
  ['ffff', 65535],
])('an OPT that says %s takes %i octets', (payload, taken) => {
  const request = new Request()
  request.parse(packet({ counts: WITH_OPT, rest: opt('', { payload }) }))
  expect(request.payloadOctets).toBe(taken)
})

test('a request has the DO flag, the version and the options of an OPT', () => {
  const request = new Request()
  const whole = packet({ counts: WITH_OPT, rest: opt('000a 0002 0102', { flags: '8000' }) })
  request.parse(whole)
  expect(request).toMatchObject({ hasEdns: true, dnssecOk: true, ednsVersion: 0 })
  expect(whole.toString('hex', request.optionsStart, request.optionsEnd)).toBe('000a00020102')
  request.parse(packet({ counts: WITH_OPT, rest: opt('', { flags: '7fff' }) }))
  expect(request.dnssecOk).toBe(false)
})

test('a request keeps no state of the packet before', () => {
  const used = new Request()
  used.parse(
    packet({
      counts: WITH_OPT,
      question: `${hexName('WWW.EU')} 0021 0003`,
      rest: opt('', { flags: '8000' }),
    }),
  )
  for (const next of [
    packet(),
    packet({ flags: '2900' }),
    packet({ counts: '0002 0000 0000 0000' }),
    octets('00'),
  ]) {
    const fresh = new Request()
    expect(used.parse(next)).toBe(fresh.parse(next))
    expect(used.hasEdns).toBe(false)
    expect([used.questionEnd, used.payloadOctets]).toEqual([fresh.questionEnd, fresh.payloadOctets])
  }
})
