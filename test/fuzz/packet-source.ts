/**
 * Packets for fuzzing: noise, queries with a few changed octets, and messages of valid and malformed parts.
 */
import * as fc from 'fast-check'
import { encodeName, encodeQuery } from '../support/ask.ts'
import { zoneOf } from '../zone/zone-kit.ts'

export const MANY = Array.from({ length: 300 }, (_, i) => `t${i}.many`)

/** A zone with every kind of answer; some answers are too large for UDP. */
export const ZONE = zoneOf({
  'eu.': ['NS ns', 'NS ns.de.'],
  ns: ['A 10.0.0.53', 'AAAA fd00::53'],
  web: ['A 10.0.0.1', 'AAAA fd00::1', 'TXT text', 'MX 10 mx', 'SRV 0 1 80 web'],
  mx: ['A 10.0.0.2'],
  alias: ['CNAME web'],
  '*.wild': ['SRV 0 1 80 t1.many', 'SRV 0 1 80 web', 'A 10.0.0.3'],
  'a.b.c': [],
  many: MANY.map((target) => `SRV 0 1 80 ${target}`),
  addresses: Array.from({ length: 500 }, (_, i) => `A 10.1.${i >> 8}.${i & 0xff}`),
  ...Object.fromEntries(MANY.map((target, i) => [target, [`A 10.2.${i >> 8}.${i & 0xff}`]])),
})

const NAMES = [
  'eu',
  'web.eu',
  'WEB.eU',
  'alias.eu',
  'x.wild.eu',
  'A.very.long.way.below.WILD.eu',
  'wild.eu',
  'c.eu',
  'many.eu',
  'addresses.eu',
  't7.many.eu',
  'nothing.eu',
  'ns.de',
  '.',
]
const octet = fc.integer({ min: 0, max: 255 })
const word = fc.integer({ min: 0, max: 0xffff })

const query = fc
  .record({
    name: fc.constantFrom(...NAMES),
    type: fc.oneof(fc.constantFrom('A', 'AAAA', 'SRV', 'NS', 'SOA', 'MX', 'TXT', 'CNAME', 'ANY'), word),
    class: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: word }),
    id: word,
    flags: fc.oneof(fc.constant(0x0100), word),
    edns: fc.option(fc.record({ payload: word, dnssecOk: fc.boolean() })),
  })
  .map(({ edns, ...question }) => encodeQuery({ ...question, ...edns }))

const mutations = fc.array(
  fc.record({ at: fc.nat(), octet, kind: fc.constantFrom('set', 'cut', 'insert', 'drop') }),
  {
    maxLength: 4,
  },
)
const mutated = fc.tuple(query, mutations).map(([packet, changes]) => {
  let octets = [...packet]
  for (const { at, octet: value, kind } of changes) {
    const index = octets.length === 0 ? 0 : at % octets.length
    if (kind === 'set') octets[index] = value
    else if (kind === 'cut') octets = octets.slice(0, index)
    else octets.splice(index, kind === 'drop' ? 1 : 0, ...(kind === 'insert' ? [value] : []))
  }
  return Buffer.from(octets)
})

const smallCount = fc.constantFrom(0, 0, 0, 1, 1, 2, 3, 0xffff)
const label = fc
  .uint8Array({ minLength: 1, maxLength: 70 })
  .map((octets) => Buffer.from([octets.length, ...octets]))
const wireName = fc.oneof(
  fc.constantFrom(...NAMES).map(encodeName),
  fc.array(label, { maxLength: 6 }).map((labels) => Buffer.concat([...labels, Buffer.from([0])])),
  fc.tuple(octet, octet).map(([high, low]) => Buffer.from([0xc0 | high, low])),
)
function words(...values: readonly number[]): Buffer {
  return Buffer.from(values.flatMap((value) => [value >> 8, value & 0xff]))
}
const record = fc
  .tuple(
    fc.oneof(fc.constant(Buffer.from([0])), wireName),
    fc.constantFrom(41, 41, 1, 6, 250),
    word,
    fc.oneof(fc.constant([0, 0]), fc.tuple(word, word)),
    fc.uint8Array({ maxLength: 20 }),
    fc.oneof(
      { weight: 6, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: -3, max: 3 }) },
    ),
  )
  .map(([owner, type, recordClass, ttl, data, error]) =>
    Buffer.concat([owner, words(type, recordClass, ...ttl, Math.max(0, data.length + error)), data]),
  )
const assembled = fc
  .tuple(
    word,
    fc.constantFrom(0, 0x0100, 0x2800, 0x8000, 0x0010),
    fc.constantFrom(1, 1, 1, 1, 0, 2),
    fc.tuple(smallCount, smallCount, smallCount),
    wireName,
    fc.tuple(fc.constantFrom(1, 33, 255, 6), fc.constantFrom(1, 1, 1, 3)),
    fc.array(record, { maxLength: 4 }),
  )
  .map(([id, flags, questions, counts, name, tail, records]) =>
    Buffer.concat([words(id, flags, questions, ...counts), name, words(...tail), ...records]),
  )
const noise = fc.uint8Array({ maxLength: 600 }).map((octets) => Buffer.from(octets))

export const packets: fc.Arbitrary<Buffer> = fc.oneof(query, mutated, assembled, noise)
