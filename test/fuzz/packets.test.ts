import { expect, test } from 'vitest'
import { Query } from '../../src/chain/query.ts'
import { Responder } from '../../src/server/respond.ts'
import { OPCODE } from '../../src/wire/constants.ts'
import { ReplyWriter } from '../../src/wire/reply.ts'
import { SuffixTable } from '../../src/zone/suffix-table.ts'
import { decodeReply, type Reply } from '../support/decode.ts'
import { EU } from '../zone/zone-kit.ts'
import { fuzz, TIMEOUT_MS } from './fuzzing.ts'
import { packets, ZONE } from './packet-source.ts'

const responder = new Responder(
  new SuffixTable([[EU, { zone: EU, handler: (query) => ZONE.find(query.hashedName, query.type) }]]),
)
const CLIENT = { address: '127.0.0.1', port: 5353 }
const writer = new ReplyWriter()
// As in the server, one request parses all packets, so state that it kept would show.
const queries = { udp: new Query(), tcp: new Query() }
queries.tcp.transport = 'tcp'

/** The reply, read by dns2; `null`: silence. */
function respond(packet: Buffer, transport: 'udp' | 'tcp'): Reply | null {
  const length = responder.respond(queries[transport], packet, CLIENT, writer)
  if (typeof length !== 'number') throw new Error('a zone does not wait')
  return length === 0 ? null : decodeReply(writer.octets.subarray(0, length))
}

/** The octets of the question, without the header and the records. */
function questionOctets(packet: Buffer): Buffer {
  const { request } = queries.udp
  return packet.subarray(12, request.questionEnd)
}

test(
  'any packet: no exception, and every reply fits, parses and is allowed for it',
  async () => {
    await fuzz(packets, (packet) => {
      const before = packet.toString('hex')
      const [udp, tcp] = [respond(packet, 'udp'), respond(packet, 'tcp')]
      expect(packet.toString('hex')).toBe(before)
      const bits = packet.length < 12 ? 0x8000 : packet.readUInt16BE(2)
      expect([udp === null, tcp === null]).toEqual(Array.from({ length: 2 }, () => (bits & 0x8000) !== 0))
      if (udp === null || tcp === null) return

      const { request } = queries.udp
      const opcode = (bits >> 11) & 0xf
      expect([udp.id, udp.opcode]).toEqual([packet.readUInt16BE(0), opcode])
      // A NOTIFY is parsed and may be malformed; no plugin here takes one.
      if (opcode === OPCODE.NOTIFY) expect(['NOTIMP', 'FORMERR', 'BADVERS']).toContain(udp.rcode)
      else expect(udp.rcode === 'NOTIMP').toBe(opcode !== OPCODE.QUERY)
      expect(udp.flags).toMatch(/^qr( aa)?( tc)?( rd)?( cd)?$/)
      expect(udp.flags.includes('rd')).toBe((bits & 0x0100) !== 0)
      expect(udp.flags.includes('cd')).toBe((bits & 0x0010) !== 0)
      expect(udp.edns === null || request.hasEdns).toBe(true)
      expect(udp.octets).toBeLessThanOrEqual(
        udp.edns === null ? 512 : Math.min(1232, Math.max(512, request.payloadOctets)),
      )
      if (udp.question !== null) {
        const sent = questionOctets(packet)
        expect(writer.octets.subarray(12, 12 + sent.length).equals(sent)).toBe(true)
      }
      // The reply over TCP is complete; over UDP it is the beginning, with TC if answer records are missing.
      expect([tcp.rcode, tcp.question, tcp.flags.includes('tc')]).toEqual([udp.rcode, udp.question, false])
      expect(udp.answer).toEqual(tcp.answer.slice(0, udp.answer.length))
      expect(udp.flags.includes('tc')).toBe(
        udp.answer.length + udp.authority.length < tcp.answer.length + tcp.authority.length,
      )
      expect(tcp.additional.slice(0, udp.additional.length)).toEqual(udp.additional)
    })
  },
  TIMEOUT_MS,
)
