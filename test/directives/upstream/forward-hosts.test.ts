/** `forward` to upstreams with host names. */
import { describe, expect, it, onTestFinished, test } from 'vitest'
import { forward } from '../../../src/directives/upstream/forward/forward.ts'
import { HostLookup } from '../../../src/directives/upstream/forward/host-lookup.ts'
import { parseNamedUpstream } from '../../../src/block/nameservers.ts'
import { until } from '../../e2e/until.ts'
import { setUp } from '../../support/block.ts'
import { ask } from '../../support/ask.ts'
import { openWorld, type World } from '../../support/world.ts'

/** An upstream, and a name server with the addresses of its host in `names`. */
async function open(names: string): Promise<World> {
  const world = await openWorld({
    Corefile: `. {
 hosts names {
  ttl 5
  reload 50ms
 }
 template IN A example.org {
  answer "{{ .Name }} 60 A 192.0.2.7"
 }
}
`,
    names,
  })
  onTestFinished(async () => world.close())
  return world
}

async function openForward(words: string): Promise<World> {
  const world = await openWorld({ Corefile: `. {\n forward . ${words}\n}\n` })
  onTestFinished(async () => world.close())
  return world
}

const QUESTION = { name: 'www.example.org', type: 'A' }

describe('an upstream with a host name', () => {
  test('is asked at the addresses that the resolver option gives', async () => {
    const outside = await open('127.0.0.1 dns.test\n')
    const { port } = outside.target
    const { target, log } = await openForward(`dns.test:${port} {\n resolver 127.0.0.1:${port}\n }`)
    expect((await ask(target, QUESTION)).answer).toEqual(['www.example.org. 60 IN A 192.0.2.7'])
    expect(log.join('')).not.toContain('KZ_')
  })

  test('is asked at the addresses that the system resolves', async () => {
    const outside = await open('')
    const { target } = await openForward(`localhost:${outside.target.port}`)
    expect((await ask(target, QUESTION)).answer).toEqual(['www.example.org. 60 IN A 192.0.2.7'])
  })

  test('is SERVFAIL while it has no address, with one warning', async () => {
    const outside = await open('')
    const { port } = outside.target
    const { target, log } = await openForward(`dns.test:${port} {\n resolver 127.0.0.1:${port}\n }`)
    const { rcode, edns } = await ask(target, { ...QUESTION, payload: 1232 })
    expect([rcode, edns?.options.map(({ data }) => data.toString('utf8', 2))]).toEqual([
      'SERVFAIL',
      ['the address of no upstream is known'],
    ])
    expect(log.filter((line) => line.includes('KZ_FORWARD_HOST'))).toHaveLength(1)
    expect(log.join('')).toMatch(
      /Corefile:2:12: warning: the host 'dns\.test' cannot be resolved: \w+; it is not asked until it can be/,
    )
  })

  test('that does not answer is SERVFAIL with the reason, and not an internal fault', async () => {
    const { target } = await openForward('127.0.0.1:1')
    const { rcode, edns } = await ask(target, { ...QUESTION, payload: 1232 })
    expect([
      rcode,
      edns?.options.map(({ data }) => [data.readUInt16BE(0), data.toString('utf8', 2)]),
    ]).toEqual(['SERVFAIL', [[22, 'no upstream has given an answer']]])
  })

  test('follows its addresses, and keeps the last ones while the name does not resolve', async () => {
    const outside = await open('127.0.0.1 dns.test\n127.0.0.2 dns.test\n')
    const { address, port } = outside.target
    let changes = 0
    const problems: string[] = []
    const lookup = new HostLookup('dns.test', [`${address}:${port}`], {
      changed: () => void changes++,
      failed: (reason) => void problems.push(reason),
    })
    onTestFinished(() => lookup.stop())
    await lookup.resolve()
    expect([lookup.addresses, changes]).toEqual([['127.0.0.1', '127.0.0.2'], 1])
    outside.write('names', '127.0.0.3 dns.test\n::1 dns.test\n')
    await until('the change', async () => {
      await lookup.resolve()
      return changes === 2
    })
    expect(lookup.addresses).toEqual(['127.0.0.3', '::1'])
    await outside.app.stop()
    await lookup.resolve()
    await lookup.resolve()
    expect([lookup.addresses, changes, problems.length]).toEqual([['127.0.0.3', '::1'], 2, 1])
  })

  test('keeps the addresses of one family while only those of the other resolve', async () => {
    const outside = await open('127.0.0.1 dns.test\n::1 dns.test\n')
    const { address, port } = outside.target
    const events = { changed: () => undefined, failed: () => undefined }
    const lookup = new HostLookup('dns.test', [`${address}:${port}`], events)
    onTestFinished(() => lookup.stop())
    await lookup.resolve()
    outside.write('Corefile', '. {\n template IN A dns.test {\n  rcode SERVFAIL\n }\n hosts names\n}\n')
    outside.write('names', '127.0.0.1 dns.test\n::2 dns.test\n')
    await outside.app.reload()
    await lookup.resolve()
    expect(lookup.addresses).toEqual(['127.0.0.1', '::2'])
    outside.write('Corefile', '. {\n hosts names\n}\n')
    outside.write('names', '::2 dns.test\n')
    await outside.app.reload()
    await lookup.resolve()
    expect(lookup.addresses).toEqual(['::2'])
  })
})

describe('the name of a host', () => {
  it.each([
    ['dns.test', { host: 'dns.test', port: 53, scheme: 'dns', path: '', serverName: null }],
    ['dns:5353', { host: 'dns', port: 5353, scheme: 'dns' }],
    ['tls://dns.test.', { host: 'dns.test.', port: 853, scheme: 'tls', serverName: null }],
    ['tls://dns.test:8853%other.test', { host: 'dns.test', port: 8853, serverName: 'other.test' }],
    ['https://dns.test/q', { host: 'dns.test', port: 443, scheme: 'https', path: '/q' }],
  ])('%s', (text, expected) => {
    expect(parseNamedUpstream(text)).toMatchObject(expected)
  })

  it.each(['192.0.2.1', '1.2.3', 'dns.test:0', 'dns.test:70000', 'a..b', './dns', 'quic://dns.test', ''])(
    'is not %j',
    (text) => {
      expect(parseNamedUpstream(text)).toBeNull()
    },
  )

  test('is not that of a missing file', () => {
    expect(setUp(forward, 'forward . resolv.conf').places).toEqual(['1:11 VALUE'])
    expect(setUp(forward, 'forward . /etc/upstreams').places).toEqual(['1:11 VALUE'])
    expect(setUp(forward, 'forward . dns.test {\n resolver dns.test\n}').places).toEqual(['2:11 VALUE'])
    expect(setUp(forward, 'forward . 192.0.2.1 {\n resolver 192.0.2.2\n}').places).toEqual(['2:2 IGNORED'])
  })
})
