/** Queries a handler as the transports do: a real packet in, a real packet out, which dns2 decodes. */
import type { Handler, Plugin } from '../../src/chain/plugin.ts'
import { Query, type SocketAddress } from '../../src/chain/query.ts'
import type { ReportFault } from '../../src/server/fault-log.ts'
import { Responder } from '../../src/server/respond.ts'
import type { Routes } from '../../src/server/route.ts'
import { type Answer, EMPTY_ANSWER, withRecords } from '../../src/wire/answer.ts'
import { FLAG } from '../../src/wire/constants.ts'
import { typeNumber } from '../../src/wire/record-types.ts'
import { type NameKey, parseName, parseSpelledName } from '../../src/wire/name.ts'
import { addressRecord, type Rdata, targetData } from '../../src/wire/rdata.ts'
import { SRV } from '../../src/wire/types/srv.ts'
import { SOA } from '../../src/wire/types/soa.ts'
import { ReplyWriter } from '../../src/wire/reply.ts'
import { type ResourceRecord, record } from '../../src/wire/section.ts'
import { SuffixTable } from '../../src/zone/suffix-table.ts'
import { encodeQuery, type Question } from './ask.ts'
import { decodeReply, type Reply } from './decode.ts'

export interface Asker {
  readonly transport?: 'udp' | 'tcp'
  readonly client?: SocketAddress
  readonly server?: SocketAddress
  /** Called for each fault. */
  readonly reportFault?: ReportFault
}

const CLIENT: SocketAddress = { address: '192.0.2.1', port: 4321 }
const SERVER: SocketAddress = { address: '127.0.0.1', port: 53 }

/** The reply to one question of a server that consists of `handler`. */
export async function askHandler(handler: Handler, question: Question, asker: Asker = {}): Promise<Reply> {
  const routes: Routes = new SuffixTable([[name('.'), { zone: name('.'), handler, otherClasses: handler }]])
  return askRoutes(routes, question, asker)
}

/** The reply to one question of a server with these routes. */
export async function askRoutes(routes: Routes, question: Question, asker: Asker = {}): Promise<Reply> {
  const { reportFault } = asker
  const responder = new Responder(routes, reportFault === undefined ? {} : { reportFault })
  const writer = new ReplyWriter()
  const query = new Query()
  query.transport = asker.transport ?? 'udp'
  query.server = asker.server ?? SERVER
  const packet = encodeQuery(question)
  const result = responder.respond(query, packet, asker.client ?? CLIENT, writer)
  const octets = typeof result === 'number' ? result : responder.write(query, await result, writer)
  return decodeReply(Buffer.from(writer.octets.subarray(0, octets)))
}

/** The handler of `plugin` with `next` after it. */
export function before(plugin: Plugin | null, next: Handler): Handler {
  if (plugin?.attach === undefined) throw new Error('there is no plugin to put before the handler')
  return plugin.attach(next)
}

export function name(text: string): NameKey {
  const key = parseName(text)
  if (key === null) throw new Error(`${text} is no name`)
  return key
}

/**
 * Parses `OWNER TYPE DATA`, with TTL 5. DATA: an address, a target, the fields of an SRV or MX, or the first
 * name of an SOA.
 */
export function rr(text: string): ResourceRecord {
  const [owner = '', type = '', ...data] = text.split(' ')
  return record(parseSpelledName(owner) ?? '', typeNumber(type) ?? 0, 5, rdataOf(type, data))
}

function rdataOf(type: string, data: readonly string[]): Rdata {
  const [first = ''] = data
  if (type === 'A' || type === 'AAAA') return addressRecord(first)?.rdata ?? []
  const target = name(data.at(-1) ?? '')
  if (type === 'SOA') {
    return SOA.data({ mname: target, rname: target, serial: 1, refresh: 2, retry: 3, expire: 4, minimum: 5 })
  }
  const [priority = 0, weight = 0, port = 0] = data.map(Number)
  if (type === 'SRV') return SRV.data({ priority, weight, port, target })
  if (type === 'MX') return [String.fromCharCode(0, priority), { name: target, compressible: true }]
  return targetData(target)
}

interface Records {
  readonly question?: string
  readonly origin?: string
  readonly rcode?: number
  readonly answer?: readonly string[]
  readonly authority?: readonly string[]
  readonly additional?: readonly string[]
}

/** An authoritative answer with records in the form that `rr` parses. */
export function answerOf(records: Records): Answer {
  const { question = 'web.example.org', origin = 'example.org', rcode = 0 } = records
  const sections = {
    answer: (records.answer ?? []).map(rr),
    authority: (records.authority ?? []).map(rr),
    additional: (records.additional ?? []).map(rr),
  }
  return withRecords({ ...EMPTY_ANSWER, rcode, flags: FLAG.AA }, sections, name(question), name(origin))
}
