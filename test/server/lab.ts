/**
 * A server without plugins for the tests of the transports. Below `test.`, `wait-…` is answered when the test
 * calls `release`, `big` with 60,000 octets, and all other names at once with an address made from the id.
 */
import { onTestFinished } from 'vitest'
import type { Handler } from '../../src/chain/plugin.ts'
import type { Query } from '../../src/chain/query.ts'
import { type HttpsLimits, HttpsListener, MAX_HTTPS_REQUESTS } from '../../src/server/https.ts'
import { Responder } from '../../src/server/respond.ts'
import type { Routes } from '../../src/server/route.ts'
import { TCP_LIMITS, type TcpLimits } from '../../src/server/tcp-limits.ts'
import { TcpListener } from '../../src/server/tcp.ts'
import type { Credentials } from '../../src/server/tls.ts'
import { UdpListener } from '../../src/server/udp.ts'
import { type Answer, EMPTY_ANSWER, withRecords } from '../../src/wire/answer.ts'
import { TYPE } from '../../src/wire/constants.ts'
import { labelsOf } from '../../src/wire/name.ts'
import { addressData, textData } from '../../src/wire/rdata.ts'
import { record, type ResourceRecord } from '../../src/wire/section.ts'
import { SuffixTable } from '../../src/zone/suffix-table.ts'
import { key } from '../wire/packets.ts'

const ZONE = key('test')
export const LOOPBACK = { address: '127.0.0.1', port: 0 }

function answerOf(query: Query, answer: readonly ResourceRecord[]): Answer {
  return withRecords(EMPTY_ANSWER, { answer, authority: [], additional: [] }, query.name, ZONE)
}

/**
 * 10.x.y.z, where x is the length of the name and y.z the id: it would be wrong in a reply to another query.
 */
function addressFor(query: Query): Answer {
  const { id } = query.request
  const octets = String.fromCharCode(10, query.name.length, id >> 8, id & 0xff)
  return answerOf(query, [record(query.name, TYPE.A, 5, addressData(octets))])
}

/** The record of `addressFor` for a name (text without the final dot) and an id. */
export function expectedAddress(name: string, id: number): string {
  return `${name}. 5 IN A 10.${name.length + 2}.${id >> 8}.${id & 0xff}`
}

export class Lab {
  /** First labels of the queries that have reached the handler, in order. */
  readonly begun: string[] = []
  readonly #waiting = new Map<string, () => void>()
  #arrival: () => void = () => undefined
  #last: Query | null = null

  readonly handler: Handler = (query) => {
    const [label = ''] = labelsOf(query.name)
    this.begun.push(label)
    this.#arrival()
    if (label === 'big') {
      const text = record(
        query.name,
        TYPE.TXT,
        5,
        textData(Array.from({ length: 240 }, () => 'x'.repeat(249))),
      )
      return answerOf(query, [text])
    }
    if (!label.startsWith('wait')) return addressFor(query)
    this.#last = query
    return new Promise((resolve) => {
      this.#waiting.set(label, () => {
        resolve(addressFor(query))
      })
    })
  }

  /** The memory of the message of the query that began to wait last. */
  get packetOctets(): number {
    return this.#last?.request.packet.buffer.byteLength ?? 0
  }

  get routes(): Routes {
    return new SuffixTable([[ZONE, { zone: ZONE, handler: this.handler }]])
  }

  /** Answers waiting queries, all in one tick. */
  release(...labels: readonly string[]): void {
    for (const label of labels) this.#waiting.get(label)?.()
  }

  /** Resolves when the handler has had `count` queries. */
  async seen(count: number): Promise<void> {
    while (this.begun.length < count) {
      await new Promise<void>((resolve) => {
        this.#arrival = resolve
      })
    }
  }

  /** Listens over TLS if there are credentials. */
  async openTcp(
    limits: Partial<TcpLimits> = {},
    credentials: Credentials | null = null,
  ): Promise<TcpListener> {
    const responder = new Responder(this.routes)
    const listener = await TcpListener.open(LOOPBACK, responder, { ...TCP_LIMITS, ...limits }, credentials)
    onTestFinished(() => listener.close(0))
    return listener
  }

  async openHttps(limits: Partial<HttpsLimits>, credentials: Credentials): Promise<HttpsListener> {
    const responder = new Responder(this.routes)
    const all = { ...TCP_LIMITS, requests: MAX_HTTPS_REQUESTS, ...limits }
    const listener = await HttpsListener.open(LOOPBACK, responder, all, credentials)
    onTestFinished(() => listener.close(0))
    return listener
  }

  async openUdp(): Promise<UdpListener> {
    const listener = await UdpListener.open(LOOPBACK, new Responder(this.routes))
    onTestFinished(() => listener.close().catch(() => undefined))
    return listener
  }
}
