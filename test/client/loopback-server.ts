/**
 * A DNS server on a free loopback port, over UDP and TCP, for the tests of the client. It answers from lines
 * of a zone file: NODATA for a name without records of the type, NXDOMAIN for an unknown name, REFUSED for a
 * name outside `cluster.local` and the reverse zones. `override` answers first.
 */
import { onTestFinished } from 'vitest'
import type { Handler } from '../../src/chain/plugin.ts'
import type { Query, SocketAddress } from '../../src/chain/query.ts'
import { openListener } from '../../src/server/listener.ts'
import { parseAddress } from '../../src/wire/address.ts'
import { type Answer, EMPTY_ANSWER, failure, NOT_OUR_ZONE, withRecords } from '../../src/wire/answer.ts'
import { RCODE, TYPE } from '../../src/wire/constants.ts'
import { typeNumber } from '../../src/wire/record-types.ts'
import { isWithin, type NameKey, parseName, ROOT } from '../../src/wire/name.ts'
import { addressData, type Rdata, targetData, textData } from '../../src/wire/rdata.ts'
import { SRV } from '../../src/wire/types/srv.ts'
import { record, type ResourceRecord } from '../../src/wire/section.ts'
import { SuffixTable } from '../../src/zone/suffix-table.ts'

export function key(text: string): NameKey {
  const name = parseName(text)
  if (name === null) throw new Error(`${text} is no name`)
  return name
}

/** `NAME TTL TYPE DATA`; data of types that are not listed here is hexadecimal. */
export function parseLine(line: string): ResourceRecord {
  const [owner = '', ttl = '', typeText = '', ...data] = line.split(' ')
  const type = typeNumber(typeText) ?? 0
  return record(key(owner), type, Number(ttl), parseData(type, data))
}

function parseData(type: number, data: readonly string[]): Rdata {
  const [first = '', second = '', third = '', fourth = ''] = data
  if (type === TYPE.A || type === TYPE.AAAA) return addressData(parseAddress(first) ?? '')
  if (type === TYPE.CNAME || type === TYPE.PTR) return targetData(key(first))
  if (type === TYPE.SRV)
    return SRV.data({
      priority: Number(first),
      weight: Number(second),
      port: Number(third),
      target: key(fourth),
    })
  if (type === TYPE.TXT) return textData([data.join(' ')])
  return [Buffer.from(first, 'hex').toString('latin1')]
}

const ZONES = ['cluster.local', 'in-addr.arpa', 'ip6.arpa'].map(key)

export interface LoopbackServer {
  readonly address: SocketAddress
  /** `NAME TYPE TRANSPORT` of each query, in the order of arrival. */
  readonly asked: readonly string[]
}

export type Override = (query: Query) => Answer | Promise<Answer> | undefined

export async function serveLines(lines: readonly string[], override?: Override): Promise<LoopbackServer> {
  const records = lines.map(parseLine)
  const asked: string[] = []
  const handler: Handler = (query) => {
    asked.push(`${query.name.replace(/[^\w-]/g, '.').slice(1)} ${query.type} ${query.transport}`)
    return override?.(query) ?? answerFrom(records, query)
  }
  const routes = new SuffixTable([[ROOT, { zone: ROOT, handler }]])
  const listener = await openListener({ address: '127.0.0.1', port: 0 }, { routes })
  onTestFinished(() => listener.close(0))
  return { address: listener.address, asked }
}

function answerFrom(records: readonly ResourceRecord[], query: Query): Answer {
  const { name, type } = query
  if (!ZONES.some((zone) => isWithin(name, zone))) return NOT_OUR_ZONE
  const answer = chase(records, name, type)
  if (answer.length === 0 && !records.some((one) => one.name.endsWith(name))) {
    return failure(RCODE.NXDOMAIN)
  }
  const targets = answer.flatMap(({ rdata }) => rdata.filter((part) => typeof part !== 'string'))
  const additional =
    type === TYPE.SRV
      ? records.filter((one) => one.type === TYPE.A && targets.some((target) => target.name === one.name))
      : []
  return withRecords(EMPTY_ANSWER, { answer, authority: [], additional }, name, ROOT)
}

function chase(records: readonly ResourceRecord[], name: string, type: number): ResourceRecord[] {
  const own = records.filter((one) => one.name === name)
  const alias = own.find((one) => one.type === TYPE.CNAME)
  const target = alias?.rdata[0]
  if (alias === undefined || typeof target !== 'object' || type === TYPE.CNAME) {
    return own.filter((one) => one.type === type)
  }
  return [alias, ...chase(records, target.name, type)]
}
