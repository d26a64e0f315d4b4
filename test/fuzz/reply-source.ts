/** Replies of upstreams: those of a real zone, damaged ones, and forged ones. */
import * as fc from 'fast-check'
import { Query } from '../../src/chain/query.ts'
import { Responder } from '../../src/server/respond.ts'
import { ReplyWriter } from '../../src/wire/reply.ts'
import { SuffixTable } from '../../src/zone/suffix-table.ts'
import { EU, zoneOf } from '../zone/zone-kit.ts'

/** The first label of each name is the test's. */
export const KINDS = ['address', 'alias', 'text', 'many', 'huge', 'services', 'nothing'] as const
const targets = Array.from({ length: 40 }, (_, i) => `t${i}.target`)
const ZONE = zoneOf({
  '*.address': ['A 10.0.0.1', 'A 10.0.0.2'],
  '*.alias': ['CNAME x.address'],
  '*.text': [`TXT ${'text'.repeat(60)}`],
  '*.many': Array.from({ length: 100 }, (_, i) => `A 10.1.0.${i}`),
  '*.huge': Array.from({ length: 3500 }, (_, i) => `A 10.${i >> 8}.2.${i & 0xff}`),
  '*.services': targets.map((target) => `SRV 0 1 80 ${target}`),
  ...Object.fromEntries(targets.map((target, i) => [target, [`A 10.2.0.${i}`]])),
})

const responder = new Responder(
  new SuffixTable([[EU, { zone: EU, handler: (query) => ZONE.find(query.hashedName, query.type) }]]),
)

/** The correct reply. */
export function honest(packet: Buffer, transport: 'udp' | 'tcp'): Buffer {
  const query = new Query()
  query.transport = transport
  const writer = new ReplyWriter()
  const length = responder.respond(query, packet, { address: '127.0.0.1', port: 1 }, writer)
  return Buffer.from(writer.octets.subarray(0, Number(length)))
}

export type Damage = readonly { readonly kind: DamageKind; readonly at: number; readonly value: number }[]
const DAMAGES = {
  id: (packet, { value }) => put16(packet, 0, packet.readUInt16BE(0) ^ (1 + (value % 0xffff))),
  flags: (packet, { value }) => put16(packet, 2, value),
  rcode: (packet, { value }) => put16(packet, 2, (packet.readUInt16BE(2) & 0xfff0) | (value & 0xf)),
  truncated: (packet) => put16(packet, 2, packet.readUInt16BE(2) | 0x0200),
  noReply: (packet) => put16(packet, 2, packet.readUInt16BE(2) & 0x7fff),
  questions: (packet, { value }) => put16(packet, 4, value % 3),
  count: (packet, { at, value }) => put16(packet, 6 + 2 * (at % 3), value % 2 === 0 ? value : value % 5),
  /** A question with another name, type or class. */
  question: (packet, { at, value }) => put8(packet, 13 + (at % 24), value),
  spelling: (packet, { at }) => put8(packet, 13 + (at % 8), (packet[13 + (at % 8)] ?? 0) ^ 0x20),
  octet: (packet, { at, value }) => put8(packet, at % packet.length, value),
  pointer: (packet, { at, value }) =>
    put16(packet, at % packet.length, 0xc000 | (value % (packet.length + 2))),
  cut: (packet, { at }) => packet.subarray(0, at % packet.length),
  more: (packet, { value }) => Buffer.concat([packet, Buffer.alloc(1 + (value % 600), value)]),
} satisfies Record<string, (packet: Buffer, where: { at: number; value: number }) => Buffer>
type DamageKind = keyof typeof DAMAGES

function put8(packet: Buffer, at: number, value: number): Buffer {
  if (at < packet.length) packet[at] = value & 0xff
  return packet
}
function put16(packet: Buffer, at: number, value: number): Buffer {
  return put8(put8(packet, at, value >> 8), at + 1, value)
}

export function damaged(packet: Buffer, damage: Damage): Buffer {
  let copy: Buffer = Buffer.from(packet)
  for (const { kind, at, value } of damage) if (copy.length >= 12) copy = DAMAGES[kind](copy, { at, value })
  return copy
}

const damage = fc.array(
  fc.record({
    kind: fc.constantFrom(...(Object.keys(DAMAGES) as DamageKind[])),
    at: fc.oneof(fc.nat({ max: 60 }), fc.nat({ max: 70_000 })),
    value: fc.nat({ max: 0xffff }),
  }),
  { maxLength: 3 },
)

/** The end of a connection after the messages. */
export const ENDINGS = [
  'open',
  'end',
  'reset',
  'half',
  'halfAndEnd',
  'prefix',
  'empty',
  'strays',
  'noise',
] as const

export interface Script {
  readonly kind: (typeof KINDS)[number]
  readonly transport: 'udp' | 'tcp'
  readonly payload: number | undefined
  /** The replies to each datagram, in order; later datagrams get none. */
  readonly datagrams: readonly (readonly Damage[])[]
  readonly messages: readonly Damage[]
  readonly ending: (typeof ENDINGS)[number]
  /** Whether a forged reply with the right id and question arrives first. */
  readonly isForged: boolean
}

export const scripts: fc.Arbitrary<Script> = fc.record({
  kind: fc.constantFrom(...KINDS),
  transport: fc.constantFrom('udp', 'tcp'),
  payload: fc.constantFrom(undefined, 1232, 4096),
  datagrams: fc.array(fc.array(damage, { maxLength: 3 }), { maxLength: 3 }),
  messages: fc.array(damage, { maxLength: 3 }),
  ending: fc.constantFrom(...ENDINGS),
  isForged: fc.boolean(),
})
