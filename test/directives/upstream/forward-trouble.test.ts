/** Failures that must not stop `forward` or delay its clients. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { build } from 'rolldown'
import { describe, expect, it } from 'vitest'
import { rewrite } from '../../../src/directives/shape/rewrite/rewrite.ts'
import { ask as askOver, exchangeUdp } from '../../support/ask.ts'
import { setUp } from '../../support/block.ts'
import { askHandler, before } from '../../support/chain.ts'
import { freePort } from '../../e2e/workplace.ts'
import { forwarding, through, WEB } from './forwarding.ts'
import { world } from '../../site/manifests/manifest-world.ts'
import { address, misbehaving, rcode } from './misbehaving.ts'

describe('forward during failures', () => {
  it('recovers after the process had no descriptor for another socket', async () => {
    const source = join(import.meta.dirname, '../../../src/client/datagram-exchange.ts')
    const { output } = await build({ input: source, platform: 'node', write: false })
    const module = `data:text/javascript,${encodeURIComponent(output[0].code)}`
    const script = `
      import { askByDatagram } from ${JSON.stringify(module)}
      const server = { address: '127.0.0.1', port: 9 }
      const codes = new Set()
      for (let i = 0; i < 120; i++)
        askByDatagram(server, Buffer.alloc(12), { timeoutMs: 500, source: null }, ({ code }) => codes.add(code))
      setTimeout(() => console.log(codes.has('EMFILE')), 250)`
    // An argument has at most 128 KiB on Linux.
    const shell = 'ulimit -n 100; exec "$0" --input-type=module'
    const { stdout, stderr } = spawnSync('sh', ['-c', shell, process.execPath], {
      input: script,
      encoding: 'utf8',
    })
    expect([stderr, stdout]).toEqual(['', 'true\n'])
  })

  it('reports a source address that the machine does not have', async () => {
    const upstream = await misbehaving(({ query }) => [address(query)])
    const { ask, problems } = await forwarding(
      `forward . ${upstream.name} {\n source_address 192.0.2.77\n max_connect_attempts 1\n}`,
    )
    expect((await ask()).rcode).toBe('SERVFAIL')
    expect(problems[0]).toMatch(/EADDRNOTAVAIL$/)
  })

  it('omits options that do not fit into the message', async () => {
    const upstream = await misbehaving(({ query }) => [address(query)])
    const { handler } = await forwarding(`forward . ${upstream.name}`)
    const longer = setUp(rewrite, 'rewrite name exact web.example.org a.much.longer.name.example.org').plugin
    const room = 65_535 - 12 - 17 - 4 - 11 - 4
    const options = `fde9${room.toString(16)}${'00'.repeat(room)}`
    const reply = await askHandler(
      before(longer, handler),
      { ...WEB, payload: 1232, options },
      { transport: 'tcp' },
    )
    expect(reply.answer).toEqual(['web.example.org. 5 IN A 10.0.0.1'])
    expect(upstream.asked[0]?.query.length).toBeLessThan(100)
  })

  it('sends one query for equal queries at the same time', async () => {
    const upstream = await misbehaving(({ query }) => [address(query)])
    const { ask } = await forwarding(`forward . ${upstream.name}`)
    const subnet = { ...WEB, payload: 1232, options: '0008000400010000' }
    const others = [{ ...WEB, type: 'AAAA' }, { ...WEB, flags: 0x0110 }, subnet]
    const same = [WEB, { ...WEB, name: 'WEB.example.org' }, { ...WEB, payload: 4096 }]
    const replies = await Promise.all([...same, ...others].map((question) => ask(question)))
    expect(replies.map(({ answer }) => answer.length)).toEqual([1, 1, 1, 1, 1, 1])
    expect(replies[1]?.answer).toEqual(['WEB.example.org. 5 IN A 10.0.0.1'])
    expect(upstream.asked).toHaveLength(1 + others.length)
    await ask()
    expect(upstream.asked).toHaveLength(2 + others.length)
  })

  it('ends a loop with an upstream that sends queries back', async () => {
    const own = { address: '127.0.0.1', port: await freePort() }
    const upstream = await misbehaving(({ query }) => {
      void exchangeUdp(own, query, 1000)
      return []
    })
    await world({
      Corefile: `.:${own.port} {\n bind 127.0.0.1\n forward . ${upstream.name} {\n  read_timeout 300ms\n }\n}\n`,
    })
    expect((await askOver(own, WEB)).rcode).toBe('SERVFAIL')
    expect(upstream.asked.length).toBeLessThan(10)
  })

  it('answers at once when no attempt is left', async () => {
    const [one, two] = [await misbehaving(denied), await misbehaving(denied)]
    const { ask } = await forwarding(
      `forward . ${one.name} ${two.name} {\n failover NXDOMAIN\n max_connect_attempts 1\n}`,
    )
    const reply = await Promise.race([ask(), new Promise((resolve) => void setTimeout(resolve, 2500))])
    expect(reply).toMatchObject({ rcode: 'NXDOMAIN' })
  })

  it('checks upstreams over TCP with force_tcp', async () => {
    let isUp = false
    const upstream = await misbehaving(({ query, transport }) =>
      isUp && transport === 'tcp' ? [address(query)] : [],
    )
    const { ask, log } = await forwarding(
      `forward . ${upstream.name} {\n force_tcp\n max_fails 1\n health_check 10ms\n read_timeout 50ms\n max_connect_attempts 1\n failfast_all_unhealthy_upstreams\n}`,
    )
    await ask()
    await expect
      .poll(() => log.some((line) => line.includes('does not answer')), { timeout: 5000 })
      .toBe(true)
    isUp = true
    await expect.poll(async () => (await ask()).rcode, { timeout: 5000 }).toBe('NOERROR')
  }, 15_000)

  it('accepts a reply without a question only if it is an error', async () => {
    for (const [flags, expected] of [
      [0x8180, 'SERVFAIL'],
      [0x8183, 'SERVFAIL'],
      [0x8185, 'REFUSED'],
    ] as const) {
      const { reply } = await through(({ query }) => [bareReply(query, flags)])
      expect(reply.rcode).toBe(expected)
    }
  })
})

function denied({ query }: { readonly query: Buffer }): readonly Buffer[] {
  return [rcode(query, 3)]
}

/** A reply that is a header only. */
function bareReply(query: Buffer, flags: number): Buffer {
  const reply = Buffer.alloc(12)
  query.copy(reply, 0, 0, 2)
  reply.writeUInt16BE(flags, 2)
  return reply
}
