import { createServer } from 'node:net'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Listener, openListener } from '../../src/server/listener.ts'
import { formatSocketAddress } from '../../src/server/open-port.ts'
import { reachableAddresses } from '../../src/server/own-addresses.ts'
import { findPortHolder } from '../../src/server/port-holder.ts'
import { addressText, parseAddress } from '../../src/wire/address.ts'
import { SuffixTable } from '../../src/zone/suffix-table.ts'
import { ask } from '../support/ask.ts'
import { Lab, LOOPBACK } from './lab.ts'

async function open(at = LOOPBACK): Promise<Listener> {
  const listener = await openListener(at, { routes: new Lab().routes })
  onTestFinished(() => listener.close(0))
  return listener
}

test('one port is served over UDP and TCP, and its routes are replaced between two queries', async () => {
  const listener = await open()
  for (const transport of ['udp', 'tcp'] as const)
    expect((await ask(listener.address, { name: 'now.test', type: 'A' }, transport)).rcode).toBe('NOERROR')
  await listener.serve({ routes: new SuffixTable([]) })
  for (const transport of ['udp', 'tcp'] as const)
    expect((await ask(listener.address, { name: 'now.test', type: 'A' }, transport)).rcode).toBe('REFUSED')
})

test('queries wait until all sockets of a configuration are open', async () => {
  const waiting: (() => void)[] = []
  const opened = new Promise<void>((resolve) => void waiting.push(resolve))
  const lab = new Lab()
  const listener = await openListener(LOOPBACK, { routes: lab.routes }, { opened })
  onTestFinished(() => listener.close(0))
  const replies = (['udp', 'tcp'] as const).map(async (transport) =>
    ask(listener.address, { name: 'now.test', type: 'A' }, transport),
  )
  await delay(50)
  expect(lab.begun).toEqual([])
  for (const settle of waiting) settle()
  for (const { rcode } of await Promise.all(replies)) expect(rcode).toBe('NOERROR')
})

describe('an address that cannot be bound has an error of one line', () => {
  const isLinux = process.platform === 'linux'
  const holder = isLinux
    ? new RegExp(`this server \\(pid ${process.pid}\\) already has the port`)
    : /has the port; stop it/

  test('taken over UDP: the error names the process', async () => {
    const { address } = await open()
    await expect(open(address)).rejects.toThrow(`cannot listen on ${formatSocketAddress(address)} (UDP): `)
    await expect(open(address)).rejects.toThrow(holder)
  })

  test('taken over TCP: the error names the process, and the UDP socket is closed', async () => {
    const server = createServer().listen(LOOPBACK.port, LOOPBACK.address)
    await once(server, 'listening')
    const bound = server.address()
    const at = { ...LOOPBACK, port: typeof bound === 'object' && bound !== null ? bound.port : 0 }
    await expect(open(at)).rejects.toThrow(holder)
    await expect(open(at)).rejects.toThrow(/\(TCP\)/)
    server.close()
    await once(server, 'close')
    expect((await open(at)).address.port).toBe(at.port)
  })

  test('not of this machine', async () => {
    await expect(open({ address: '192.0.2.1', port: 0 })).rejects.toMatchObject({
      name: 'ListenError',
      isUnavailable: true,
      message: expect.stringContaining('this machine does not have that address'),
    })
  })

  test('no address at all', async () => {
    await expect(open({ address: 'fe80::g', port: 0 })).rejects.toMatchObject({
      name: 'ListenError',
      message: expect.stringMatching(/^cannot listen on \[fe80::g\]:0 \(UDP\): /),
    })
  })
})

test('a free port has no holder', async () => {
  const listener = await openListener(LOOPBACK, { routes: new SuffixTable([]) })
  const { port } = listener.address
  await listener.close(0)
  expect(await findPortHolder(port, 'UDP')).toBeNull()
})

test.each([
  [['127.0.0.1'], ['127.0.0.1']],
  [
    ['127.0.0.1', '::1'],
    ['127.0.0.1', '::1'],
  ],
  [['127.0.0.1', '10.0.0.1', '10.0.0.1'], ['10.0.0.1']],
  [['::1', 'fd00::1', 'fe80::1', '169.254.0.1'], ['fd00::1']],
  [['169.254.20.10'], []],
  [[], []],
])('a server on %j is reached at %j', (listening, reached) => {
  expect(reachableAddresses(listening).map(addressText)).toEqual(reached)
})

test.each(['0.0.0.0', '::'])('a server on %s is reached at addresses of that family', (address) => {
  const length = (parseAddress(address) ?? '').length
  for (const octets of reachableAddresses([address])) expect(octets.length).toBe(length)
  if (address === '0.0.0.0') expect(reachableAddresses([address])).not.toEqual([])
})
