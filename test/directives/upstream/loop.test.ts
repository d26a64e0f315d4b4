/** `loop`: detects an upstream that sends queries of `forward` back. */
import { describe, expect, it } from 'vitest'
import { LoopWatch } from '../../../src/directives/upstream/loop/loop-watch.ts'
import { loop } from '../../../src/directives/upstream/loop/loop.ts'
import { type NameKey, nameText } from '../../../src/wire/name.ts'
import { freePort } from '../../e2e/workplace.ts'
import { ask, exchangeTcp, exchangeUdp } from '../../support/ask.ts'
import { setUp } from '../../support/block.ts'
import { name } from '../../support/chain.ts'
import { said, world } from '../../site/manifests/manifest-world.ts'
import { address, misbehaving } from './misbehaving.ts'

describe('loop', () => {
  it.each([
    ['UDP', exchangeUdp, ''],
    ['TCP', exchangeTcp, ' {\n force_tcp\n}'],
  ] as const)(
    'reports over %s an upstream that sends queries back, and the server stays up',
    async (_, exchange, options) => {
      let own: { address: string; port: number } | null = { address: '127.0.0.1', port: await freePort() }
      // Sends queries back to this server, as a local resolver does that has it as its upstream.
      const transports = new Set<string>()
      const upstream = await misbehaving(({ query, transport }) => {
        transports.add(transport)
        if (own !== null) void exchange(own, query, 100)
        return [address(query)]
      })
      const server = await world({
        'a.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {clusterIP: 10.96.0.7}\n',
        Corefile: `.:${own.port} {\n bind 127.0.0.1\n kubernetes cluster.local\n loop\n forward . ${upstream.name}${options}\n}\n`,
      })
      await expect.poll(() => said(server, /KZ_FORWARD_LOOP/).length, { timeout: 9000 }).toBe(1)
      expect(said(server, /KZ_FORWARD_LOOP/)[0]).toMatch(
        /Corefile:5:12: error: queries to .* come back to this server/,
      )
      expect((await ask(server.target, { name: 'example.org', type: 'A' })).rcode).toBe('SERVFAIL')
      const web = await ask(server.target, { name: 'web.default.svc.cluster.local', type: 'A' })
      expect(web.answer).toEqual(['web.default.svc.cluster.local. 5 IN A 10.96.0.7'])
      expect(transports.size).toBe(1)
      own = null
      await expect
        .poll(() => said(server, /no longer come back to this server/).length, { timeout: 9000 })
        .toBe(1)
      expect((await ask(server.target, { name: 'example.org', type: 'A' })).rcode).toBe('NOERROR')
    },
    20_000,
  )

  it('takes no arguments and no options, and may occur once', () => {
    expect(setUp(loop, 'loop x').places).toEqual(['1:6 ARGUMENTS'])
    expect(setUp(loop, 'loop\nloop').places).toEqual(['2:1 OPTION'])
  })
})

/** A zone whose name has this number of octets: three labels of 63, and one that takes the rest. */
const zoneOf = (octets: number): NameKey =>
  name([...Array.from({ length: 3 }, () => 'x'.repeat(63)), 'x'.repeat(octets - 3 * 64 - 2)].join('.'))

describe('a loop watch', () => {
  it('calls back for the expected name only, until the name is forgotten', () => {
    const watch = new LoopWatch()
    let calls = 0
    const probe = watch.expect(name('example.org'), () => calls++)
    if (probe === null) throw new Error('the name fits')
    expect(nameText(probe)).toMatch(/^[\da-f]{20}\.[\da-f]{20}\.example\.org\.$/)
    expect([watch.sees(name('example.org')), calls]).toEqual([false, 0])
    expect([watch.sees(probe), calls]).toEqual([true, 1])
    watch.forget(probe)
    expect([watch.sees(probe), calls]).toEqual([false, 1])
  })

  it('expects no name below a zone whose own name leaves no room for two labels', () => {
    const watch = new LoopWatch()
    expect(watch.expect(zoneOf(213), () => undefined)).toHaveLength(255)
    expect(watch.expect(zoneOf(214), () => undefined)).toBeNull()
  })
})
