/** DNS over TLS (RFC 7858) from the side of a client: tcp.test.ts behind a handshake. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect as connectPlain } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import type { ClientAuth, Credentials } from '../../src/server/tls.ts'
import type { Target } from '../support/ask.ts'
import { Authority, type Issued } from '../support/certificates.ts'
import { decodeReply } from '../support/decode.ts'
import { endsWithin } from '../support/ends-within.ts'
import { needs } from '../support/needs.ts'
import { expectedAddress, Lab } from './lab.ts'
import { framed, TcpClient } from './tcp-client.ts'

describe('DNS over TLS', needs('openssl'), () => {
  const authority = new Authority()
  const own = authority.issue('DNS:dns.test', 'IP:127.0.0.1')
  afterAll(() => authority.dispose())

  const credentials = (clientAuth: ClientAuth = 'nocert', { cert, key }: Issued = own): Credentials => ({
    cert: readFileSync(cert, 'utf8'),
    key: readFileSync(key, 'utf8'),
    ca: clientAuth === 'nocert' ? null : authority.text,
    clientAuth,
  })

  async function dial(target: Target, options: ConnectionOptions = {}): Promise<TLSSocket> {
    const socket = connect({
      host: target.address,
      port: target.port,
      ca: authority.text,
      servername: 'dns.test',
      ...options,
    })
    onTestFinished(() => void socket.destroy())
    await once(socket, 'secureConnect')
    return socket
  }
  const client = async (target: Target, options: ConnectionOptions = {}): Promise<TcpClient> =>
    TcpClient.on(await dial(target, options))

  const QUESTION = { name: 'a.test', type: 'A', id: 7 }
  const ANSWER = [expectedAddress('a.test', 7)]

  test('queries are answered as they finish, on one connection', async () => {
    const lab = new Lab()
    const { address } = await lab.openTcp({}, credentials())
    const one = await client(address)
    one.send({ name: 'wait-1.test', type: 'A', id: 1 }, QUESTION)
    expect((await one.reply())?.answer).toEqual(ANSWER)
    lab.release('wait-1')
    expect((await one.reply())?.id).toBe(1)
  })

  test('a query octet by octet, and a reply of 60,000 octets', async () => {
    const { address } = await new Lab().openTcp({}, credentials())
    const one = await client(address)
    for (const octet of framed(QUESTION)) await one.write(Buffer.from([octet]))
    expect((await one.reply())?.answer).toEqual(ANSWER)
    one.send({ name: 'big.test', type: 'TXT' })
    expect((await one.octets())?.length).toBeGreaterThan(60_000)
  })

  test('replies to a padded query have whole blocks of 468 octets; other replies are not padded', async () => {
    const { address } = await new Lab().openTcp({}, credentials())
    const one = await client(address)
    for (const [options, octets, codes] of [
      ['000c000400000000', 468, [12]],
      ['', 51, []],
    ] as const) {
      one.send({ ...QUESTION, payload: 1232, options })
      const reply = (await one.octets()) ?? Buffer.alloc(0)
      expect(reply.length).toBe(octets)
      expect(decodeReply(reply).edns?.options.map(({ code }) => code)).toEqual(codes)
    }
  })

  test('a large reply to a padded query has a multiple of 468 octets, up to the length of a message', async () => {
    const { address } = await new Lab().openTcp({}, credentials())
    const one = await client(address)
    one.send({ name: 'big.test', type: 'TXT', payload: 1232, options: '000c0000' })
    const reply = await one.octets()
    expect(reply?.length).toBe(Math.ceil(60_000 / 468) * 468)
  })

  test('replies over an unencrypted connection are not padded', async () => {
    const one = await TcpClient.connect((await new Lab().openTcp()).address)
    one.send({ ...QUESTION, payload: 1232, options: '000c0000' })
    expect((await one.octets())?.length).toBeLessThan(100)
  })

  test('the protocol is `dot`, and no other', async () => {
    const { address } = await new Lab().openTcp({}, credentials())
    expect((await dial(address, { ALPNProtocols: ['dot'] })).alpnProtocol).toBe('dot')
    await expect(dial(address, { ALPNProtocols: ['h2'] })).rejects.toThrow(/no application protocol/)
  })

  test('nothing older than TLS 1.2 is spoken', async () => {
    const { address } = await new Lab().openTcp({}, credentials())
    expect((await dial(address, { maxVersion: 'TLSv1.2' })).getProtocol()).toBe('TLSv1.2')
    await expect(
      dial(address, { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }),
    ).rejects.toThrow(/version/)
  })

  test('a session is resumed, until there is another certificate', async () => {
    const listener = await new Lab().openTcp({}, credentials())
    const first = await dial(listener.address)
    const [session] = (await once(first, 'session')) as [Buffer]
    expect((await dial(listener.address, { session })).isSessionReused()).toBe(true)
    listener.useCredentials(credentials('nocert', authority.issue('DNS:dns.test', 'DNS:new.test')))
    const second = await dial(listener.address, { session })
    expect(second.isSessionReused()).toBe(false)
    expect(second.getPeerCertificate().subjectaltname).toContain('new.test')
    // Open connections stay open.
    expect((await TcpClient.on(first).ask(QUESTION))?.answer).toEqual(ANSWER)
  })

  test('an idle connection is closed, and so is one with an unfinished message', async () => {
    const { address } = await new Lab().openTcp({ idleMs: 100, messageMs: 100 }, credentials())
    await endsWithin(300, (await client(address)).closed)
    const slow = await client(address)
    await slow.write(Buffer.from([0]))
    await endsWithin(300, slow.closed)
  })

  test('a handshake over the limit ends the oldest one', async () => {
    const { address } = await new Lab().openTcp({ connections: 2 }, credentials())
    const begin = async (): Promise<TcpClient> => {
      const socket = connectPlain(address.port, address.address)
      await once(socket, 'connect')
      return TcpClient.on(socket)
    }
    const [first, second] = [await begin(), await begin()]
    expect((await (await client(address)).ask(QUESTION))?.answer).toEqual(ANSWER)
    await first.closed
    expect(second.isOver).toBe(false)
  })

  test('a handshake that stalls or breaks off leaves no open socket', async () => {
    const { address } = await new Lab().openTcp({ messageMs: 100 }, credentials())
    const before = openSockets()
    const silent = connectPlain(address.port, address.address)
    const broken = Array.from({ length: 20 }, async (_, i) => {
      const raw = connectPlain(address.port, address.address)
      raw.on('error', () => undefined)
      await once(raw, 'connect')
      connect({ socket: raw }).on('error', () => undefined)
      await setTimeout(i % 5)
      raw.destroy()
    })
    await Promise.all([once(silent.resume(), 'close'), ...broken])
    await expect.poll(openSockets, { timeout: 10_000 }).toBeLessThanOrEqual(before)
  })

  test('a connection over the limit closes the one that has been idle longest', async () => {
    const { address } = await new Lab().openTcp({ connections: 2 }, credentials())
    const [first, second] = [await client(address), await client(address)]
    // A client finishes the handshake before the server does.
    await second.ask(QUESTION)
    await first.ask(QUESTION)
    const third = await client(address)
    await second.closed
    expect((await third.ask(QUESTION))?.answer).toEqual(ANSWER)
    expect((await first.ask(QUESTION))?.answer).toEqual(ANSWER)
  })

  test('a client without TLS gets no answer, and does not disturb others', async () => {
    const { address } = await new Lab().openTcp({}, credentials())
    const plain = await TcpClient.connect(address)
    plain.send(QUESTION)
    await plain.closed
    expect((await (await client(address)).ask(QUESTION))?.answer).toEqual(ANSWER)
  })

  test('closing ends handshakes at once, and waits for pending answers', async () => {
    const lab = new Lab()
    const listener = await lab.openTcp({}, credentials())
    const waiting = await client(listener.address)
    waiting.send({ name: 'wait-1.test', type: 'A', id: 1 })
    const handshake = await TcpClient.connect(listener.address)
    await lab.seen(1)
    const closed = listener.close(5000)
    await handshake.closed
    lab.release('wait-1')
    expect((await waiting.reply())?.id).toBe(1)
    await endsWithin(1000, closed)
  })

  describe('a client with', () => {
    const good = authority.issue('DNS:client.test')
    const stranger = new Authority()
    const foreign = stranger.issue('DNS:client.test')
    afterAll(() => stranger.dispose())
    const identities: Readonly<Record<string, Issued | null>> = { none: null, good, foreign }

    test.each<[ClientAuth, Readonly<Record<string, boolean>>]>([
      ['nocert', { none: true, good: true, foreign: true }],
      ['request', { none: true, good: true, foreign: true }],
      ['require', { none: false, good: true, foreign: true }],
      ['verify_if_given', { none: true, good: true, foreign: false }],
      ['require_and_verify', { none: false, good: true, foreign: false }],
    ])('a certificate or none, where client_auth is %s', async (clientAuth, admitted) => {
      // Opened with other credentials, as before a reload.
      const listener = await new Lab().openTcp({}, credentials())
      listener.useCredentials(credentials(clientAuth))
      for (const [kind, identity] of Object.entries(identities)) {
        const files = identity === null ? {} : readIssued(identity)
        const reply = await dial(listener.address, files)
          .then(async (socket) => TcpClient.on(socket).ask(QUESTION))
          .catch(() => null)
        expect([kind, reply !== null]).toEqual([kind, admitted[kind]])
      }
    })
  })
})

function readIssued({ cert, key }: Issued): { cert: string; key: string } {
  return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') }
}

/** The TCP sockets of this process. */
function openSockets(): number {
  return process.getActiveResourcesInfo().filter((one) => one.startsWith('TCP')).length
}
