import { describe, expect, it } from 'vitest'
import { whoami } from '../../../src/directives/observe/whoami.ts'
import { setUp } from '../../support/block.ts'
import { type Asker, askHandler, before } from '../../support/chain.ts'

const handler = before(setUp(whoami, 'whoami').plugin, () => {
  throw new Error('a query passed whoami')
})
const ask = (name: string, asker: Asker = {}) => askHandler(handler, { name, type: 'A' }, asker)

describe('whoami', () => {
  it("answers the client's address and port, under the name in the client's letter case", async () => {
    const reply = await ask('Who.AM.i')
    expect(reply).toMatchObject({ rcode: 'NOERROR', flags: 'qr aa rd', answer: [], authority: [] })
    expect(reply.additional).toEqual(['Who.AM.i. 0 IN A 192.0.2.1', '_udp.Who.AM.i. 0 IN SRV 0 0 4321 .'])
  })

  it('names the transport', async () => {
    const reply = await ask('a.b', { transport: 'tcp', client: { address: '2001:db8::7', port: 1 } })
    expect(reply.additional).toEqual(['a.b. 0 IN AAAA 2001:db8::7', '_tcp.a.b. 0 IN SRV 0 0 1 .'])
  })

  it('answers an A record for an IPv4 client on an IPv6 socket', async () => {
    const { additional } = await ask('a', { client: { address: '::ffff:192.0.2.9', port: 1 } })
    expect(additional[0]).toBe('a. 0 IN A 192.0.2.9')
  })

  it('answers a link-local address without its zone', async () => {
    const { additional } = await ask('a', { client: { address: 'fe80::1%eth0', port: 1 } })
    expect(additional[0]).toBe('a. 0 IN AAAA fe80::1')
  })

  it('answers for the root', async () => {
    const { additional } = await ask('.')
    expect(additional).toEqual(['. 0 IN A 192.0.2.1', '_udp. 0 IN SRV 0 0 4321 .'])
  })

  it('omits the SRV record if its name would be too long', async () => {
    const label = 'x'.repeat(61)
    const fits = [label, label, label, 'x'.repeat(62)].join('.')
    expect((await ask(fits)).additional).toHaveLength(2)
    expect((await ask(`${fits}x`)).additional).toHaveLength(1)
  })

  it('takes no arguments and no options', () => {
    expect(setUp(whoami, 'whoami me {\n x\n}').places).toEqual(['1:8 ARGUMENTS', '2:2 OPTION'])
  })
})
