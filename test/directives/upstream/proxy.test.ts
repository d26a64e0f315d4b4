/**
 * `proxy`, the forwarder of old clusters: acts as `forward`, and reports the options that are not supported.
 */
import { expect, onTestFinished, test } from 'vitest'
import { proxy } from '../../../src/directives/upstream/forward/proxy.ts'
import { setUp } from '../../support/block.ts'
import { answerOf, askHandler, before } from '../../support/chain.ts'
import { address, misbehaving } from './misbehaving.ts'

test('proxy forwards, supports the options of the same name in forward, and reports the others', async () => {
  const upstream = await misbehaving(({ query }) => [address(query, 7)])
  const { plugin, places, diagnostics } = setUp(
    proxy,
    `proxy . ${upstream.name} {\n policy least_conn\n max_fails 3\n except example.net\n protocol dns\n}`,
  )
  expect(places).toEqual(['1:1 IGNORED', '2:2 LEFT_OUT', '5:2 LEFT_OUT'])
  expect(diagnostics.map(({ message }) => message)).toEqual([
    "'proxy' is read as 'forward', which replaced it in CoreDNS 1.5",
    "option 'policy' of 'proxy' is not supported",
    "option 'protocol' of 'proxy' is not supported",
  ])
  await plugin?.start?.()
  onTestFinished(() => plugin?.stop?.())
  const handler = before(plugin, () => answerOf({ question: 'x', rcode: 3 }))
  const reply = await askHandler(handler, { name: 'www.example.org', type: 'A' })
  expect(reply.answer).toEqual(['www.example.org. 5 IN A 10.0.0.7'])
  expect((await askHandler(handler, { name: 'www.example.net', type: 'A' })).rcode).toBe('NXDOMAIN')
})

test('diagnostics of proxy are those of forward', () => {
  expect(setUp(proxy, 'proxy . 192.0.2.300').places).toEqual(['1:1 IGNORED', '1:9 VALUE'])
})
