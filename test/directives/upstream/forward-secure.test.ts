/** `forward` to upstreams over TLS (RFC 7858) and HTTPS (RFC 8484). */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Handler } from '../../../src/chain/plugin.ts'
import { errors } from '../../../src/directives/observe/errors.ts'
import { forward } from '../../../src/directives/upstream/forward/forward.ts'
import { type UpstreamAddress, parseUpstream, upstreamName } from '../../../src/block/nameservers.ts'
import { freePort } from '../../e2e/workplace.ts'
import { ask as askOver, type Question } from '../../support/ask.ts'
import { setUp } from '../../support/block.ts'
import { Authority, placePair } from '../../support/certificates.ts'
import { answerOf, askHandler, before } from '../../support/chain.ts'
import type { Reply } from '../../support/decode.ts'
import { said, world } from '../../site/manifests/manifest-world.ts'
import { needs } from '../../support/needs.ts'
import { address } from './misbehaving.ts'
import { httpsUpstream, tlsUpstream, type Web } from './secure-upstream.ts'

const SERVICE =
  'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {clusterIP: 10.96.0.7}\n'
const WEB: Question = { name: 'web.shop.svc.cluster.local', type: 'A' }
const elsewhere: Handler = () => answerOf({ question: 'x', rcode: 3 })
/** A DoH upstream with one response to every query. */
const web =
  (more: Partial<Web> = {}) =>
  (query: Buffer): Web => ({ body: address(query), ...more })

describe('forward', needs('openssl'), () => {
  const authority = new Authority()
  const own = authority.issue('DNS:dns.test', 'IP:127.0.0.1')
  const client = authority.issue('DNS:client.test')
  const trusted = `tls ${authority.file}`
  afterAll(() => authority.dispose())

  /** A running `forward` behind `errors`. */
  async function forwarding(to: string, options = trusted) {
    const { plugin, diagnostics, log } = setUp(
      forward,
      `forward . ${to} {\n${options}\nmax_connect_attempts 2\n}`,
    )
    expect(diagnostics).toEqual([])
    await plugin?.start?.()
    onTestFinished(() => plugin?.stop?.())
    const handler = before(setUp(errors, 'errors').plugin, before(plugin, elsewhere))
    const ask = (): Promise<Reply> => askHandler(handler, { name: 'a.test', type: 'A' })
    const metric = (name: string): number | undefined =>
      plugin?.metrics?.().find((one) => one.name === name)?.samples[0]?.value
    return { ask, log, metric }
  }

  /** A server with the cluster over TLS and HTTPS, and one with the directive `line` that forwards to it. */
  async function pair(line: (tls: number, https: number) => string, clientAuth = 'nocert', files = own) {
    const [tls, https] = [await freePort(), await freePort()]
    const folder = authority.folderWith(files)
    const words = `${folder}/cert.pem ${folder}/key.pem ${authority.file}`
    const upstream = await world({
      'web.yaml': SERVICE,
      Corefile: `tls://.:${tls} https://.:${https} {\n bind 127.0.0.1\n tls ${words} {\n  client_auth ${clientAuth}\n }\n kubernetes cluster.local\n}\n`,
    })
    const front = await world({ Corefile: `. {\n bind 127.0.0.1\n errors\n ${line(tls, https)}\n}\n` })
    return { upstream, front, folder }
  }

  it.each<[string, (tls: number, https: number) => string]>([
    ['TLS, by address', (tls) => `forward . tls://127.0.0.1:${tls} {\n ${trusted}\n }`],
    ['TLS, by name', (tls) => `forward . tls://127.0.0.1:${tls}%dns.test {\n ${trusted}\n }`],
    [
      'TLS, by tls_servername',
      (tls) => `forward . tls://127.0.0.1:${tls} {\n ${trusted}\n tls_servername dns.test\n }`,
    ],
    ['HTTPS', (_, https) => `forward . https://127.0.0.1:${https} {\n ${trusted}\n }`],
    [
      'HTTPS, GET',
      (_, https) => `forward . https://127.0.0.1:${https}/dns-query {\n ${trusted}\n doh_method GET\n }`,
    ],
    [
      'both, one with another certificate',
      (tls, https) =>
        `forward . tls://127.0.0.1:${tls}%no.test https://127.0.0.1:${https} {\n ${trusted}\n }`,
    ],
  ])('relays the replies of another kubezone over %s', async (_, line) => {
    const { front } = await pair(line)
    for (const transport of ['udp', 'tcp', 'udp'] as const) {
      const reply = await askOver(front.target, WEB, transport)
      expect(reply).toMatchObject({ rcode: 'NOERROR', answer: [`${WEB.name}. 5 IN A 10.96.0.7`] })
      expect(reply.flags).toContain('aa')
    }
  })

  it.each([
    [
      'the name differs',
      `${trusted}\n tls_servername other.test`,
      /not in the cert's altnames|does not match/,
    ],
    ['the authority differs', '', /unable to verify|self.signed/],
  ])('is SERVFAIL where %s, with one log line', async (_, options, reason) => {
    for (const scheme of ['tls', 'https'] as const) {
      const { front } = await pair(
        (tls, https) =>
          `forward . ${scheme}://127.0.0.1:${scheme === 'tls' ? tls : https} {\n max_connect_attempts 2\n ${options}\n }`,
      )
      for (let i = 0; i < 3; i++) expect((await askOver(front.target, WEB)).rcode).toBe('SERVFAIL')
      const lines = said(front, /not trusted/)
      expect(lines).toHaveLength(1)
      expect(lines[0]).toMatch(
        new RegExp(`upstream ${scheme}://127.0.0.1:\\d+\\S* \\(Corefile:4:12\\) is not trusted`),
      )
      expect(lines[0]).toMatch(reason)
    }
  })

  it('relays again once the certificate is right', async () => {
    const { front, upstream, folder } = await pair(
      (tls) =>
        `forward . tls://127.0.0.1:${tls} {\n ${trusted}\n health_check 50ms\n max_connect_attempts 1\n }`,
      'nocert',
      authority.issue('DNS:wrong.test'),
    )
    expect((await askOver(front.target, WEB)).rcode).toBe('SERVFAIL')
    placePair(folder, own)
    await upstream.app.reload()
    expect((await askOver(front.target, WEB)).answer).toHaveLength(1)
  })

  it('presents its own certificate to upstreams that require one', async () => {
    for (const scheme of ['tls', 'https'] as const) {
      const to = (tls: number, https: number) => `${scheme}://127.0.0.1:${scheme === 'tls' ? tls : https}`
      const known = await pair(
        (tls, https) =>
          `forward . ${to(tls, https)} {\n tls ${client.cert} ${client.key} ${authority.file}\n }`,
        'require_and_verify',
      )
      expect((await askOver(known.front.target, WEB)).answer).toHaveLength(1)
      const unknown = await pair(
        (tls, https) => `forward . ${to(tls, https)} {\n ${trusted}\n max_connect_attempts 2\n }`,
        'require_and_verify',
      )
      expect((await askOver(unknown.front.target, WEB)).rcode).toBe('SERVFAIL')
    }
  })

  it('keeps connections over TLS, and resumes the session in a new one', async () => {
    const upstream = await tlsUpstream(own, (query) => address(query))
    const { ask, metric } = await forwarding(`tls://127.0.0.1:${upstream.port}`)
    await Promise.all([ask(), ask(), ask()])
    expect(upstream.resumed).toEqual([false])
    upstream.hangUp()
    for (let i = 0; i < 2; i++) expect((await ask()).answer).toHaveLength(1)
    expect(upstream.resumed).toEqual([false, true])
    expect(metric('coredns_proxy_conn_cache_misses_total')).toBe(2)
    expect(metric('coredns_proxy_conn_cache_hits_total')).toBeGreaterThanOrEqual(1)
    // RFC 8467 §4.1: padding hides the length of queries.
    for (const query of upstream.queries) expect(query.length % 128).toBe(0)
  })

  it('sends queries with id 0 in one HTTP/2 session, and in a new one after it has ended', async () => {
    const upstream = await httpsUpstream(own, web())
    const { ask } = await forwarding(
      `https://127.0.0.1:${upstream.port}/other`,
      `${trusted}\ntls_servername dns.test`,
    )
    await Promise.all([ask(), ask(), ask()])
    upstream.hangUp()
    expect((await ask()).answer).toEqual(['a.test. 5 IN A 10.0.0.1'])
    expect(upstream.resumed).toEqual([false, true])
    expect(new Set(upstream.requests)).toEqual(new Set([`POST dns.test:${upstream.port} /other`]))
    for (const query of upstream.queries) expect([query.readUInt16BE(0), query.length % 128]).toEqual([0, 0])
  })

  it('reduces TTLs by the Age of the HTTP response', async () => {
    const upstream = await httpsUpstream(own, web({ headers: { age: '3' } }))
    const { ask } = await forwarding(`https://127.0.0.1:${upstream.port}`)
    expect((await ask()).answer).toEqual(['a.test. 2 IN A 10.0.0.1'])
  })

  it.each<[string, (query: Buffer) => Web, RegExp]>([
    ['a refusal', web({ status: 403 }), /HTTP status 403/],
    [
      'a web page',
      web({ headers: { 'content-type': 'text/html' } }),
      /content type of the reply is not application\/dns-message/,
    ],
    [
      'the answer to another query',
      (query) => ({ body: Buffer.concat([address(query).fill(1, 13, 14)]) }),
      /another query/,
    ],
    ['garbage', (query) => ({ body: address(query).subarray(0, -2) }), /./],
    ['too large', web({ body: Buffer.alloc(70_000) }), /larger than a DNS message/],
  ])('is SERVFAIL where the HTTPS response is %s', async (_, behave, reason) => {
    const upstream = await httpsUpstream(own, behave)
    const { plugin } = setUp(
      forward,
      `forward . https://127.0.0.1:${upstream.port} {\n${trusted}\nmax_connect_attempts 2\n}`,
    )
    await plugin?.start?.()
    onTestFinished(() => plugin?.stop?.())
    const { plugin: outer, log } = setUp(errors, 'errors')
    const reply = await askHandler(before(outer, before(plugin, elsewhere)), { name: 'a.test', type: 'A' })
    expect(reply.rcode).toBe('SERVFAIL')
    expect(log.at(-1)).toMatch(reason)
  })

  it('is SERVFAIL where no server listens, or the server closes the connection or is silent', async () => {
    const hanging = await tlsUpstream(own, () => null)
    const silent = await tlsUpstream(own, () => Buffer.alloc(0))
    const nobody = await freePort()
    for (const to of [
      `tls://127.0.0.1:${hanging.port}`,
      `tls://127.0.0.1:${silent.port}`,
      `tls://127.0.0.1:${nobody}`,
      `https://127.0.0.1:${nobody}`,
      `https://127.0.0.1:${silent.port}`,
    ]) {
      const { ask } = await forwarding(to, `${trusted}\nread_timeout 200ms`)
      expect((await ask()).rcode).toBe('SERVFAIL')
    }
  })

  it('does not ask its own block over TLS', async () => {
    const port = await freePort()
    const server = await world({
      Corefile: `. tls://.:${port} {\n bind 127.0.0.1\n tls ${own.cert} ${own.key}\n forward . tls://127.0.0.1:${port} {\n  ${trusted}\n }\n}\n`,
    })
    expect((await askOver(server.target, WEB)).rcode).toBe('SERVFAIL')
    expect(said(server, /KZ_FORWARD_LOOP/)[0]).toMatch(/Corefile:4:12: error: .* leads back to this block/)
  })

  it('accepts the Corefile of OpenShift without a diagnostic', () => {
    const text = `forward . 192.0.2.1 tls://192.0.2.2 {\n tls_servername dns.corp.example\n tls ${authority.file}\n policy random\n}`
    expect(setUp(forward, text).diagnostics).toEqual([])
  })

  it('reports each wrong word at its place', () => {
    const folder = authority.folderWith({ cert: own.cert, key: client.key })
    const places = (text: string) => setUp(forward, text, { folder }).places
    writeFileSync(join(folder, 'empty.pem'), '')
    expect(places('forward . tls://192.0.2.1 {\n tls nowhere.pem\n}')).toEqual(['2:6 CERTIFICATE'])
    expect(places('forward . tls://192.0.2.1 {\n tls cert.pem key.pem\n}')).toEqual(['2:15 CERTIFICATE'])
    expect(places('forward . tls://192.0.2.1 {\n tls cert.pem key.pem empty.pem\n}')).toEqual([
      '2:23 CERTIFICATE',
      '2:15 CERTIFICATE',
    ])
    expect(places('forward . tls://192.0.2.1%a.test {\n tls_servername b.test\n}')).toEqual(['2:17 OPTION'])
    expect(places('forward . https://192.0.2.1 {\n doh_method PUT\n tls a b c d\n}')).toEqual([
      '2:13 VALUE',
      '3:12 ARGUMENTS',
    ])
    expect(places('forward . 192.0.2.1 {\n tls\n tls_servername b.test\n}')).toEqual([
      '2:2 IGNORED',
      '3:17 IGNORED',
    ])
    expect(places('forward . tls://dns..test https:///dns-query')).toEqual(['1:11 VALUE', '1:27 VALUE'])
  })
})

describe('an upstream', () => {
  it.each<[text: string, name: string | null, more?: Partial<UpstreamAddress>]>([
    ['192.0.2.1', '192.0.2.1:53', { scheme: 'dns', path: '' }],
    ['DNS://[2001:db8::1]:5353', '[2001:db8::1]:5353'],
    ['tls://192.0.2.1', 'tls://192.0.2.1:853', { serverName: null }],
    ['tls://192.0.2.1%dns.test', 'tls://192.0.2.1:853', { serverName: 'dns.test' }],
    ['tls://192.0.2.1:8853%dns.test', 'tls://192.0.2.1:8853', { serverName: 'dns.test' }],
    ['tls://[fe80::1%eth0]:853%dns.test', 'tls://[fe80::1%eth0]:853', { serverName: 'dns.test' }],
    ['tls://2001:db8::1', 'tls://[2001:db8::1]:853'],
    ['https://192.0.2.1', 'https://192.0.2.1:443/dns-query'],
    ['https://192.0.2.1:8443/a/b{?dns}', 'https://192.0.2.1:8443/a/b'],
    ['https://[2001:db8::1]/', 'https://[2001:db8::1]:443/'],
    ['https://192.0.2.1/x?y=1', null],
    ['tls://dns.test', null],
    ['tls://192.0.2.1:0', null],
    ['quic://192.0.2.1', null],
    ['', null],
  ])('written as %s is %s', (text, name, more = {}) => {
    const parsed = parseUpstream(text)
    expect(parsed === null ? null : upstreamName(parsed)).toBe(name)
    if (parsed !== null) expect(parsed).toMatchObject(more)
  })
})
