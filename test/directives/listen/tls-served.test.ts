/** `tls://` and `https://` keys in service: real clients, connections over a reload, metrics. */
import { writeFileSync } from 'node:fs'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { run } from '../../clients/run.ts'
import { freePort } from '../../e2e/workplace.ts'
import { TcpClient } from '../../server/tcp-client.ts'
import { encodeQuery, type Target } from '../../support/ask.ts'
import { Authority, placePair } from '../../support/certificates.ts'
import { said, world } from '../../site/manifests/manifest-world.ts'
import { needs, whyMissing } from '../../support/needs.ts'

const SERVICE =
  'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {clusterIP: 10.96.0.7}\n'
const WEB = 'web.shop.svc.cluster.local'

describe('a key with a certificate', needs('openssl'), () => {
  const authority = new Authority()
  const own = authority.issue('DNS:dns.test', 'IP:127.0.0.1')
  const other = authority.issue('DNS:other.test')
  afterAll(() => authority.dispose())

  async function namesOf({ address, port }: Target): Promise<string> {
    const socket = await dial({ address, port })
    return socket.getPeerCertificate().subjectaltname ?? ''
  }
  async function dial({ address, port }: Target): Promise<TLSSocket> {
    const socket = connect({ host: address, port, ca: authority.text, checkServerIdentity: () => undefined })
    onTestFinished(() => void socket.destroy())
    await once(socket, 'secureConnect')
    return socket
  }

  /** A request over HTTP/1.1; the body is ignored. */
  async function fetched(port: number, path: string): Promise<IncomingMessage> {
    const sent = request({ host: '127.0.0.1', port, path, ca: authority.text, agent: false }).end()
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    response.resume()
    await once(response, 'end')
    return response
  }

  async function secureWorld(scheme: 'tls' | 'https', block = '') {
    const key = `${scheme}://.:${await freePort()}`
    return world({
      'web.yaml': SERVICE,
      Corefile: `${key} {\n bind 127.0.0.1\n tls ${own.cert} ${own.key}\n kubernetes cluster.local\n${block}}\n`,
    })
  }

  describe('answers', () => {
    const ca = `+tls-ca=${authority.file}`
    const clients: readonly [program: string, scheme: 'tls' | 'https', args: readonly string[]][] = [
      ['kdig', 'tls', ['+tls', ca, '+tls-hostname=dns.test', '+padding']],
      ['kdig', 'tls', ['+tls', ca, '+tls-hostname=dns.test', '+nopadding', '+keepopen']],
      ['kdig', 'https', ['+https', ca, '+tls-hostname=dns.test']],
      ['kdig', 'https', ['+https', '+https-get', ca, '+tls-hostname=dns.test']],
      ['dig', 'tls', ['+tls', ca, '+tls-hostname=dns.test']],
      ['dig', 'https', ['+https', ca, '+tls-hostname=dns.test']],
      ['dig', 'https', ['+https-get', ca, '+tls-hostname=dns.test']],
    ]
    it.for(clients)('%s over %s: %j', async ([program, scheme, args], { skip }) => {
      const missing = whyMissing(program)
      if (missing !== null) skip(missing)
      const { target } = await secureWorld(scheme)
      const at = [`@${target.address}`, '-p', String(target.port)]
      const output = await run(program, [...at, ...args, '+short', WEB, 'A'])
      expect(output.trim()).toBe('10.96.0.7')
    })

    it('openssl, which verifies the certificate', async () => {
      const { target } = await secureWorld('tls')
      const to = ['-connect', `${target.address}:${target.port}`, '-CAfile', authority.file]
      const output = await run('openssl', ['s_client', ...to, '-verify_hostname', 'dns.test', '-brief'])
      expect(output).toMatch(/Verification: OK/)
      expect(output).toMatch(/Verified peername: dns\.test/)
    })
  })

  it('serves TLS beside plain DNS in one block, and the ready line names all addresses', async () => {
    const [plain, secure, web] = [await freePort(), await freePort(), await freePort()]
    const server = await world({
      'web.yaml': SERVICE,
      Corefile: `.:${plain} tls://.:${secure} https://.:${web} {\n bind 127.0.0.1\n tls ${own.cert} ${own.key}\n kubernetes cluster.local\n}\n`,
    })
    expect(server.app.describe()).toContain(
      `on 127.0.0.1:${plain} (UDP and TCP), tls://127.0.0.1:${secure}, https://127.0.0.1:${web}: `,
    )
  })

  it('transfers zones over TLS, and zones of one message over HTTPS', async () => {
    const [tls, https] = [await freePort(), await freePort()]
    const records = Array.from({ length: 3000 }, (_, i) => `host-${i} A 10.0.0.1\n`).join('')
    const soa = '@ 60 SOA ns hostmaster 1 60 60 60 60\n@ 60 NS ns\nns A 10.0.0.2\n'
    await world({
      'small.zone': `$TTL 60\n${soa}`,
      'large.zone': `$TTL 60\n${soa}${records}`,
      Corefile: `tls://.:${tls} https://.:${https} {\n bind 127.0.0.1\n tls ${own.cert} ${own.key}\n transfer {\n  to *\n }\n file small.zone small.test\n file large.zone large.test\n}\n`,
    })
    const line = TcpClient.on(await dial({ address: '127.0.0.1', port: tls }))
    line.send({ name: 'large.test', type: 'AXFR' })
    let count = 0
    for (let soas = 0; soas < 2; ) {
      const { answer } = (await line.reply()) ?? { answer: [] }
      if (answer.length === 0) break
      count += answer.length
      soas += answer.filter((one) => one.includes(' SOA ')).length
    }
    expect(count).toBe(3004)
    const asked = async (name: string): Promise<number | undefined> => {
      const dns = encodeQuery({ name, type: 'AXFR' }).toString('base64url')
      return (await fetched(https, `/dns-query?dns=${dns}`)).statusCode
    }
    expect([await asked('small.test'), await asked('large.test')]).toEqual([200, 501])
  })

  it('keeps sockets and connections over a reload, and uses new files for new connections', async () => {
    const folder = authority.folderWith(own)
    const port = await freePort()
    const key = `tls://.:${port}`
    const corefile = (more: string): string =>
      `${key} {\n bind 127.0.0.1\n tls ${folder}/cert.pem ${folder}/key.pem${more}\n kubernetes cluster.local\n}\n`
    const server = await world({ 'web.yaml': SERVICE, Corefile: corefile('') })
    const held = TcpClient.on(await dial(server.target))
    const question = { name: WEB, type: 'A' }
    expect((await held.ask(question))?.answer).toHaveLength(1)
    placePair(folder, other)
    await server.app.reload()
    expect(await namesOf(server.target)).toBe('DNS:other.test')
    expect((await held.ask(question))?.answer).toHaveLength(1)

    // As the files change from now on, the listener follows the new configuration.
    placePair(folder, own)
    await server.app.reload()
    expect(await namesOf(server.target)).toContain('dns.test')

    server.write('Corefile', corefile(' {\n  client_auth require_and_verify\n }'))
    await server.app.reload()
    const stranger = TcpClient.on(await dial(server.target))
    await stranger.closed
    expect((await held.ask(question))?.answer).toHaveLength(1)

    writeFileSync(join(folder, 'cert.pem'), '')
    await server.app.reload()
    expect(said(server, /reload failed/)).toEqual([
      'reload failed, the old configuration stays in force: the Corefile has errors',
    ])
    expect((await held.ask(question))?.answer).toHaveLength(1)
  })

  it('counts replies over HTTPS by status, and as TCP', async () => {
    const port = await freePort()
    const metrics = await freePort()
    await world({
      'web.yaml': SERVICE,
      Corefile: `https://.:${port} {\n bind 127.0.0.1\n tls ${own.cert} ${own.key}\n prometheus 127.0.0.1:${metrics}\n kubernetes cluster.local\n}\n`,
    })
    for (const path of ['/', '/dns-query?dns=AAABAAABAAAAAAAAA3dlYgRzaG9wA3N2YwdjbHVzdGVyBWxvY2FsAAABAAE']) {
      await fetched(port, path)
    }
    const page = await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text()
    const label = `server="https://127.0.0.1:${port}"`
    expect(page).toContain(`coredns_dns_https_responses_total{${label},status="200"} 1`)
    expect(page).toContain(`coredns_dns_https_responses_total{${label},status="404"} 1`)
    expect(page).toContain(
      `coredns_dns_requests_total{${label},zone=".",view="",proto="tcp",family="1",type="A"} 1`,
    )
  })
})
