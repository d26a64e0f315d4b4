/** `secondary`: zones of kubezone, of other servers, and notices. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freePort, service } from '../../../e2e/workplace.ts'
import { until } from '../../../e2e/until.ts'
import { ask, encodeName, exchangeUdp, type Target } from '../../../support/ask.ts'
import { decodeReply } from '../../../support/decode.ts'
import { transfer } from '../../../support/transfer.ts'
import { openWorld } from '../../../support/world.ts'
import { findProgram, needs } from '../../../support/needs.ts'
import { answerOf, follow, open } from './followers.ts'
import { SECRET } from './secondary-servers.ts'

function zoneText(serial: number, address: string, times = '3600 600 86400 60'): string {
  return `$ORIGIN example.org.
$TTL 60
@ SOA ns hostmaster ${serial} ${times}
 NS ns
ns A 192.0.2.1
www A ${address}
*.any TXT "wild"
sub NS ns.sub
ns.sub A 192.0.2.9
`
}

function files(port: number, options = 'to *') {
  return {
    db: zoneText(1, '192.0.2.10'),
    Corefile: `example.org:${port} {\n bind 127.0.0.1\n file db {\n reload 50ms\n }\n transfer {\n ${options}\n }\n}\n`,
  }
}

describe('a zone of another kubezone', () => {
  test('gets the answers of the primary: wildcards, delegations, missing names', async () => {
    const port = await freePort()
    const primary = await open(files(port))
    const { target } = await follow(port)
    await until('the zone is there', async () =>
      (await answerOf(target, 'www.example.org')).startsWith('NOERROR'),
    )
    for (const [name, type] of [
      ['www.example.org', 'A'],
      ['x.any.example.org', 'TXT'],
      ['www.sub.example.org', 'A'],
      ['nope.example.org', 'A'],
      ['www.example.org', 'AAAA'],
      ['example.org', 'SOA'],
      ['example.org', 'NS'],
    ] as const) {
      const [theirs, ours] = [await ask(primary.target, { name, type }), await ask(target, { name, type })]
      expect(ours).toEqual(theirs)
    }
  })

  test('is transferred at once after a notice, and offered to other secondaries', async () => {
    const [first, second] = [await freePort(), await freePort()]
    const primary = await open(files(first, `to 127.0.0.1:${second}`))
    const middle = await open({
      Corefile: `example.org:${second} {
 bind 127.0.0.1
 secondary {
  transfer from 127.0.0.1:${first}
 }
 transfer {
  to *
 }
}
`,
    })
    const { target } = middle
    await until('the zone is there', async () =>
      (await answerOf(target, 'www.example.org')).startsWith('NOERROR'),
    )
    primary.write('db', zoneText(2, '192.0.2.20'))
    await until('the change is there', async () =>
      (await answerOf(target, 'www.example.org')).includes('192.0.2.20'),
    )
    expect((await transfer(target, 'example.org')).records).toEqual(
      (await transfer(primary.target, 'example.org')).records,
    )
    expect((await transfer(target, 'example.org', 1)).records).toEqual(
      (await transfer(primary.target, 'example.org', 1)).records,
    )
  })

  test('of manifests is transferred with signatures', async () => {
    const port = await freePort()
    const tsig = `tsig {\n secret k ${SECRET}\n require AXFR\n }`
    await open({
      'web.yaml': Array.from({ length: 900 }, (_, i) => service(`s${i}`, `10.96.${i >> 8}.${i & 255}`)).join(
        '',
      ),
      Corefile: `cluster.local:${port} {\n bind 127.0.0.1\n ${tsig}\n transfer {\n to *\n key k\n complete\n }\n kubernetes\n}\n`,
    })
    const { target } = await follow(port, 'key k', tsig, 'cluster.local')
    const name = 's899.default.svc.cluster.local'
    await until('the zone is there', async () => (await answerOf(target, name)).includes('10.96.3.131'))
    expect(await answerOf(target, 'dns-version.cluster.local', 'TXT')).toContain('"1.1.0"')
    const unsigned = await follow(port, '', '', 'cluster.local')
    await until('the failure is logged', () =>
      unsigned.log.some((line) => line.includes('cannot be refreshed')),
    )
    expect(unsigned.log.join('')).toMatch(/cluster\.local\. cannot be refreshed: 127\.0\.0\.1:\d+: REFUSED/)
    expect(await answerOf(unsigned.target, name)).toBe('SERVFAIL')
  })

  test('is SERVFAIL and not ready until the first transfer', async () => {
    const port = await freePort()
    const { target, log } = await follow(port)
    expect(await answerOf(target, 'www.example.org')).toBe('SERVFAIL')
    await until('the failure is logged', () => log.some((line) => line.includes('ECONNREFUSED')))
    await open(files(port))
    await until('the zone is there', async () =>
      (await answerOf(target, 'www.example.org')).startsWith('NOERROR'),
    )
    expect(log.filter((line) => line.includes('cannot be refreshed'))).toHaveLength(1)
    expect(log.join('')).toContain('can be refreshed again')
  })

  test('with an expire time of 0 stays as long as its primary answers', async () => {
    const port = await freePort()
    const primary = await openWorld({ ...files(port), db: zoneText(1, '192.0.2.10', '2 1 0 60') })
    const { target, log } = await follow(port)
    await until('the zone is there', async () =>
      (await answerOf(target, 'www.example.org')).startsWith('NOERROR'),
    )
    // Longer than the least expire time and than refresh.
    for (const end = performance.now() + 3500; performance.now() < end; await setTimeout(100))
      expect(await answerOf(target, 'www.example.org')).toContain('192.0.2.10')
    await primary.close()
    await until('it expires', async () => (await answerOf(target, 'www.example.org')) === 'SERVFAIL', 10_000)
    expect(log.join('').match(/expired without a refresh/g)).toHaveLength(1)
  })

  test('stays while no primary confirms it, until it expires', async () => {
    const port = await freePort()
    const primary = await openWorld({ ...files(port), db: zoneText(1, '192.0.2.10', '1 1 3 60') })
    const { target, log } = await follow(port)
    await until('the zone is there', async () =>
      (await answerOf(target, 'www.example.org')).startsWith('NOERROR'),
    )
    await primary.close()
    await until('the failure is logged', () => log.some((line) => line.includes('cannot be refreshed')))
    expect(await answerOf(target, 'www.example.org')).toContain('192.0.2.10')
    await until('it expires', async () => (await answerOf(target, 'www.example.org')) === 'SERVFAIL', 10_000)
    expect(log.join('')).toContain('example.org. expired without a refresh; the zone is SERVFAIL now')
  })
})

const PRIMARIES = [
  {
    program: 'nsd',
    words: ['-d', '-c'],
    configuration: (folder: string, port: number, to: number) => `server:
  server-count: 1
  ip-address: 127.0.0.1@${port}
  username: ""
  chroot: ""
  zonesdir: "${folder}"
  database: ""
  pidfile: "${folder}/pid"
  xfrdfile: "${folder}/xfrd.state"
  zonelistfile: "${folder}/zone.list"
remote-control:
  control-enable: no
key:
  name: "k"
  algorithm: hmac-sha256
  secret: "${SECRET}"
zone:
  name: "example.org"
  zonefile: "db"
  notify: 127.0.0.1@${to} k
  provide-xfr: 127.0.0.1 k
`,
  },
  {
    program: 'knotd',
    words: ['-c'],
    configuration: (folder: string, port: number, to: number) => `server:
  listen: 127.0.0.1@${port}
  rundir: "${folder}"
database:
  storage: "${folder}"
key:
  - id: k
    algorithm: hmac-sha256
    secret: ${SECRET}
remote:
  - id: kubezone
    address: 127.0.0.1@${to}
    key: k
acl:
  - id: readers
    address: 127.0.0.1
    key: k
    action: transfer
zone:
  - domain: example.org
    storage: "${folder}"
    file: db
    notify: kubezone
    acl: readers
`,
  },
]

describe.each(PRIMARIES)('a zone of $program', ({ program, words, configuration }) => {
  const path = findProgram(program)

  test('is taken over and followed, signed', { timeout: 30_000, ...needs(program) }, async () => {
    const [port, to] = [await freePort(), await freePort()]
    const folder = mkdtempSync(join(tmpdir(), 'kubezone-primary-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    writeFileSync(join(folder, 'db'), zoneText(1, '192.0.2.10'))
    writeFileSync(join(folder, 'conf'), configuration(folder, port, to))
    const child: ChildProcess = spawn(path ?? '', [...words, join(folder, 'conf')], { stdio: 'ignore' })
    onTestFinished(() => void child.kill('SIGKILL'))
    const Corefile = `example.org:${to} {
 bind 127.0.0.1
 tsig {
  secret k ${SECRET}
 }
 secondary {
  transfer from 127.0.0.1:${port}
  key k
 }
}
`
    const { target, log } = await open({ Corefile })
    const has = (address: string) => async () => (await answerOf(target, 'www.example.org')).includes(address)
    await until('the zone is there', has('192.0.2.10'), 15_000, () => log.join(''))
    writeFileSync(join(folder, 'db'), zoneText(2, '192.0.2.20'))
    // The program reads a new file on request.
    child.kill('SIGHUP')
    await until('the change is there', has('192.0.2.20'), 15_000, () => log.join(''))
  })
})

const notice = (name: string, type = 6): Buffer =>
  Buffer.concat([
    Buffer.from([0x12, 0x34, 0x24, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
    encodeName(name),
    Buffer.from([0, type, 0, 1]),
  ])
const tell = async (target: Target, packet: Buffer): Promise<string> => {
  const octets = await exchangeUdp(target, packet)
  const reply = decodeReply(octets ?? Buffer.alloc(0))
  return `${reply.opcode} ${reply.rcode}`
}

describe('a notice', () => {
  test('is accepted from a primary of the zone only', async () => {
    const { target } = await follow(1)
    expect(await tell(target, notice('example.org'))).toBe('4 NOERROR')
    expect(await tell(target, notice('www.example.org'))).toBe('4 NOTAUTH')
    expect(await tell(target, notice('example.org', 1))).toBe('4 FORMERR')
    const other = await open({ Corefile: 'example.org {\n secondary {\n transfer from 192.0.2.1\n }\n}\n' })
    expect(await tell(other.target, notice('example.org'))).toBe('4 REFUSED')
    const tsig = `tsig {\n secret k ${SECRET}\n }`
    const signed = await follow(1, 'key k', tsig)
    expect(await tell(signed.target, notice('example.org'))).toBe('4 REFUSED')
  })

  test('is NOTIMP without secondary and tsig', async () => {
    const { target } = await open({ Corefile: 'example.org {\n whoami\n}\n' })
    expect(await tell(target, notice('example.org'))).toBe('4 NOTIMP')
    expect(await tell(target, notice('example.com'))).toBe('4 NOTIMP')
  })
})
