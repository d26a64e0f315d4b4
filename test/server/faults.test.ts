/**
 * Faults of kubezone while it answers a query, over every transport: the client receives SERVFAIL or, if a
 * reply has begun, the end of its connection. Each fault is counted and logged.
 */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect as connectHttp2 } from 'node:http2'
import { connect as connectTls } from 'node:tls'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Handler } from '../../src/chain/plugin.ts'
import { QueryError } from '../../src/chain/query-error.ts'
import type { ReplyMeter } from '../../src/chain/query.ts'
import { FaultLog, type ReportFault } from '../../src/server/fault-log.ts'
import { type Listener, openListener, type SecureService } from '../../src/server/listener.ts'
import { type Answer, EMPTY_ANSWER, failure } from '../../src/wire/answer.ts'
import { RCODE } from '../../src/wire/constants.ts'
import { labelsOf } from '../../src/wire/name.ts'
import { SuffixTable } from '../../src/zone/suffix-table.ts'
import { ask, encodeQuery, exchangeUdp } from '../support/ask.ts'
import { collectingLog } from '../support/block.ts'
import { Authority } from '../support/certificates.ts'
import { decodeReply } from '../support/decode.ts'
import { needs } from '../support/needs.ts'
import { key } from '../wire/packets.ts'
import { LOOPBACK } from './lab.ts'
import { TcpClient } from './tcp-client.ts'

const ZONE = key('test')

function unwritable(): Answer {
  return Object.defineProperty({ ...EMPTY_ANSWER }, 'answer', {
    get: () => {
      throw new Error('no such section')
    },
  })
}

function* breakingOff(): Generator<Answer, undefined> {
  yield EMPTY_ANSWER
  throw new Error('no more')
}

/** As of a transfer whose zone expires. */
// oxlint-disable-next-line require-yield -- it gives no message
function* outOfDate(): Generator<Answer, undefined> {
  throw new QueryError('the zone has expired')
}

function withoutKey(): number {
  throw new Error('no key')
}

/** The fault of each first label. */
const HANDLERS: Readonly<Record<string, Handler>> = {
  sound: () => EMPTY_ANSWER,
  thrown: () => {
    throw new Error('it broke')
  },
  rejected: async () => Promise.reject(new Error('it broke')),
  unwritable,
  'unwritable-later': async () => Promise.resolve(unwritable()),
  observer: (query) => {
    query.observe(() => {
      throw new Error('the disk is full')
    })
    return EMPTY_ANSWER
  },
  'observer-later': async (query) => {
    query.observe(() => {
      throw new Error('the disk is full')
    })
    return Promise.resolve(EMPTY_ANSWER)
  },
  signer: (query) => {
    query.signer = { key: null, octets: 10, sign: withoutKey }
    return EMPTY_ANSWER
  },
  // The second message is made after the first has been sent, or before it over HTTPS, whose replies have one
  // message.
  'second-message': (query) => {
    query.continuation = breakingOff()
    return EMPTY_ANSWER
  },
  'first-of-the-rest': (query) => {
    const rest = breakingOff()
    rest.next()
    query.continuation = rest
    return EMPTY_ANSWER
  },
  'given-up': (query) => {
    query.continuation = breakingOff()
    throw new Error('it broke')
  },
  'expected-of-the-rest': (query) => {
    query.continuation = outOfDate()
    return EMPTY_ANSWER
  },
  expected: () => {
    throw new QueryError('upstreams are silent', failure(RCODE.SERVFAIL))
  },
}

const handler: Handler = (query) => {
  const [label = ''] = labelsOf(query.name)
  return HANDLERS[label]?.(query) ?? EMPTY_ANSWER
}

function misjudging(): boolean {
  throw new Error('no such label')
}

interface Served {
  readonly listener: Listener
  readonly lines: readonly string[]
  readonly counted: { failed: number; replied: number }
}

async function serve(secure: SecureService | null = null): Promise<Served> {
  const counted = { failed: 0, replied: 0 }
  const meter: ReplyMeter = {
    replied: () => void counted.replied++,
    failed: () => void counted.failed++,
    respondedOverHttp: () => undefined,
  }
  const viewed = key('view.test')
  const routes = new SuffixTable([
    [ZONE, { zone: ZONE, handler, meter }],
    [viewed, { zone: viewed, handler, meter, accepts: misjudging }],
  ])
  const log = collectingLog()
  const service = { routes, unrouted: meter, secure }
  const listener = await openListener(LOOPBACK, service, { reportFault: new FaultLog(log).report })
  onTestFinished(async () => listener.close(0))
  return { listener, lines: log.lines, counted }
}

/**
 * `next` resolves to the RCODE of the next reply, to `closed` at the end of the connection, or to `silence`
 * if no reply arrives.
 */
interface Client {
  readonly send: (name: string) => void
  readonly next: () => Promise<string>
}

type Open = (served: Served) => Promise<Client>

function question(name: string): Buffer {
  return encodeQuery({ name: `${name}.test`, type: 'A', id: 7 })
}

function overStream(client: TcpClient): Client {
  return {
    send: (name) => client.send({ name: `${name}.test`, type: 'A', id: 7 }),
    next: async () => (await client.reply())?.rcode ?? 'closed',
  }
}

const openUdp: Open = async ({ listener }) => {
  const replies: Promise<Buffer | null>[] = []
  return {
    send: (name) => void replies.push(exchangeUdp(listener.address, question(name))),
    next: async () => {
      const reply = await replies.shift()
      return reply === null || reply === undefined ? 'silence' : decodeReply(reply).rcode
    },
  }
}

const openTcp: Open = async ({ listener }) => overStream(await TcpClient.connect(listener.address))

interface Transport {
  readonly name: 'UDP' | 'TCP' | 'TLS' | 'HTTPS'
  readonly scheme: SecureService['scheme'] | null
  readonly open: Open
}

test('a configuration shows stacks, and the next one hides them', async () => {
  const routes = new SuffixTable([[ZONE, { zone: ZONE, handler }]])
  const shown: boolean[] = []
  const reportFault: ReportFault = ({ showsStack }) => void shown.push(showsStack)
  const listener = await openListener(LOOPBACK, { routes, showsStacks: true }, { reportFault })
  onTestFinished(async () => listener.close(0))
  await ask(listener.address, { name: 'thrown.test', type: 'A' })
  await listener.serve({ routes })
  await ask(listener.address, { name: 'thrown.test', type: 'A' })
  expect(shown).toEqual([true, false])
})

describe.each([false, true])('faults, with an encrypted connection: %s', (isSecure) => {
  const authority = isSecure ? new Authority() : null
  afterAll(() => authority?.dispose())

  const openTls: Open = async ({ listener: { address } }) => {
    const socket = connectTls({
      host: address.address,
      port: address.port,
      ca: authority?.text,
      ALPNProtocols: ['dot'],
    })
    await once(socket, 'secureConnect')
    return overStream(TcpClient.on(socket))
  }

  const openHttps: Open = async ({ listener: { address } }) => {
    const session = connectHttp2(`https://127.0.0.1:${address.port}`, { ca: authority?.text ?? '' })
    onTestFinished(() => session.destroy())
    const replies: Promise<string>[] = []
    const post = async (name: string): Promise<string> => {
      const stream = session.request({
        ':method': 'POST',
        ':path': '/dns-query',
        'content-type': 'application/dns-message',
      })
      stream.end(question(name))
      const [headers] = (await once(stream, 'response')) as [Readonly<Record<string, unknown>>]
      const chunks: Buffer[] = []
      for await (const chunk of stream) chunks.push(chunk as Buffer)
      return headers[':status'] === 200
        ? decodeReply(Buffer.concat(chunks)).rcode
        : String(headers[':status'])
    }
    return {
      send: (name) => void replies.push(post(name)),
      next: async () => replies.shift() ?? 'silence',
    }
  }

  const transports: readonly Transport[] = isSecure
    ? [
        { name: 'TLS', scheme: 'tls', open: openTls },
        { name: 'HTTPS', scheme: 'https', open: openHttps },
      ]
    : [
        { name: 'UDP', scheme: null, open: openUdp },
        { name: 'TCP', scheme: null, open: openTcp },
      ]

  function secureOf(scheme: Transport['scheme']): SecureService | null {
    if (scheme === null || authority === null) return null
    const own = authority.issue('IP:127.0.0.1')
    const current = {
      cert: readFileSync(own.cert, 'utf8'),
      key: readFileSync(own.key, 'utf8'),
      ca: null,
      clientAuth: 'nocert' as const,
    }
    const credentials = { current, follow: () => () => undefined }
    return { scheme, credentials, httpsConnections: 10 }
  }

  describe.each(transports)('over $name', isSecure ? needs('openssl') : {}, ({ name, scheme, open }) => {
    test.each([
      ['thrown', 'SERVFAIL', 'it broke'],
      ['rejected', 'SERVFAIL', 'it broke'],
      ['unwritable', 'SERVFAIL', 'no such section'],
      ['unwritable-later', 'SERVFAIL', 'no such section'],
      ['signer', 'SERVFAIL', 'no key'],
      ['given-up', 'SERVFAIL', 'it broke'],
      ['sound.view', 'SERVFAIL', 'no such label'],
      ['observer', 'NOERROR', 'the disk is full'],
      ['observer-later', 'NOERROR', 'the disk is full'],
    ])('%s: %s, counted, logged, and the next query is answered', async (label, rcode, problem) => {
      const served = await serve(secureOf(scheme))
      const client = await open(served)
      client.send(label)
      expect(await client.next()).toBe(rcode)
      client.send('sound')
      expect(await client.next()).toBe('NOERROR')
      expect(served.counted).toEqual({ failed: 1, replied: 2 })
      const [line, stack, ...more] = served.lines
      expect(line).toMatch(/^error fault in kubezone at .*faults\.test\.ts:\d+:\d+\)?: /)
      const outcome = rcode === 'SERVFAIL' ? rcode : 'its answer all the same'
      expect(line).toContain(
        `: ${problem}; 127.0.0.1:${/127\.0\.0\.1:(\d+)/.exec(line ?? '')?.[1]} asked for ${label}.test. IN A over ${name} and got ${outcome}`,
      )
      expect(stack).toMatch(new RegExp(`^debug Error: ${problem}\n +at `))
      expect(more).toEqual([])
    })

    test('an error that a plugin expects is neither counted nor logged as a fault', async () => {
      const served = await serve(secureOf(scheme))
      const client = await open(served)
      client.send('expected')
      expect(await client.next()).toBe('SERVFAIL')
      expect(served).toMatchObject({ lines: [], counted: { failed: 0, replied: 1 } })
    })

    test('nor is one after the first message of a reply', async () => {
      const served = await serve(secureOf(scheme))
      const client = await open(served)
      client.send('expected-of-the-rest')
      const isStream = name === 'TCP' || name === 'TLS'
      expect(await client.next()).toBe(name === 'HTTPS' ? 'SERVFAIL' : 'NOERROR')
      if (isStream) expect(await client.next()).toBe('closed')
      expect(served).toMatchObject({ lines: [], counted: { failed: 0 } })
    })

    test('a reply that breaks off after its first messages', async () => {
      const served = await serve(secureOf(scheme))
      const client = await open(served)
      client.send('second-message')
      const isStream = name === 'TCP' || name === 'TLS'
      const replies: string[] = []
      for (let left = isStream ? 3 : 1; left > 0; left--) replies.push(await client.next())
      // A reply over UDP is one datagram. HTTPS refuses a reply of several messages when the second one is
      // ready.
      const expected = { UDP: ['NOERROR'], HTTPS: ['501'] }
      expect(replies).toEqual(
        name === 'UDP' || name === 'HTTPS' ? expected[name] : ['NOERROR', 'NOERROR', 'closed'],
      )
      expect(served.counted.failed).toBe(isStream ? 1 : 0)
      if (isStream)
        expect(served.lines[0]).toMatch(/no more; .* second-message\.test\. IN A .* a closed connection$/)
    })

    test('a reply whose second message throws', async () => {
      const served = await serve(secureOf(scheme))
      const client = await open(served)
      client.send('first-of-the-rest')
      const replies = [await client.next()]
      if (name === 'TCP' || name === 'TLS') replies.push(await client.next())
      const expected = {
        UDP: ['NOERROR'],
        HTTPS: ['SERVFAIL'],
        TCP: ['NOERROR', 'closed'],
        TLS: ['NOERROR', 'closed'],
      }
      expect(replies).toEqual(expected[name])
      expect(served.counted.failed).toBe(name === 'UDP' ? 0 : 1)
    })
  })
})
