import { createServer } from 'node:net'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { describe, expect, onTestFinished, test } from 'vitest'
import { EMPTY_ANSWER, failure, SERVER_FAILURE, withRecords } from '../../src/wire/answer.ts'
import { RCODE, TYPE } from '../../src/wire/constants.ts'
import { ROOT } from '../../src/wire/name.ts'
import { key, type LoopbackServer, type Override, parseLine, serveLines } from '../client/loopback-server.ts'
import { type Ran, run, withoutTimes } from './run-command.ts'

const LINES = [
  'web.default.svc.cluster.local 5 A 10.96.1.20',
  'dual.default.svc.cluster.local 5 A 10.96.1.21',
  'dual.default.svc.cluster.local 5 AAAA fd00::1:21',
  'web.shop.svc.cluster.local 5 A 10.96.2.20',
  '_http._tcp.web.shop.svc.cluster.local 5 SRV 0 100 80 web.shop.svc.cluster.local',
  'docs.default.svc.cluster.local 5 CNAME web.shop.svc.cluster.local',
  'manual.default.svc.cluster.local 5 CNAME docs.default.svc.cluster.local',
  'outside.default.svc.cluster.local 5 CNAME www.example.com',
  '20.1.96.10.in-addr.arpa 5 PTR web.default.svc.cluster.local',
  '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa 5 PTR dual.default.svc.cluster.local',
  ...Array.from({ length: 200 }, (_, i) => `many.default.svc.cluster.local 5 A 10.244.0.${i}`),
]

async function served(override?: Override): Promise<{
  server: LoopbackServer
  lookup: (...words: readonly string[]) => Promise<Ran>
}> {
  const server = await serveLines(LINES, override)
  const lookup = async (...words: readonly string[]): Promise<Ran> =>
    run('lookup', '--server', `127.0.0.1#${server.address.port}`, ...words)
  return { server, lookup }
}

/** The lines that are neither commentary nor empty. */
function result(ran: Ran): string[] {
  return ran.out.split('\n').filter((line) => line !== '' && !line.startsWith(';'))
}

/** The lines for the names tried, without the columns' padding and the times. */
function steps(ran: Ran): string[] {
  return withoutTimes(ran.out)
    .split('\n')
    .filter((line) => line.includes(' T ms'))
    .map((line) => line.slice(2).replace(/ +/g, ' '))
}

describe('kubezone lookup', () => {
  test('queries A and AAAA without a type, and shows both', async () => {
    const { server, lookup } = await served()
    const ran = await lookup('web')
    expect(withoutTimes(ran.out)).toBe(
      [
        `; asking 127.0.0.1:${server.address.port} as a pod in namespace default would (0 dots, ndots 5: the search list first)`,
        '; web.default.svc.cluster.local.  A     NOERROR, 1 record T ms',
        '; web.default.svc.cluster.local.  AAAA  NODATA T ms',
        '',
        'web.default.svc.cluster.local. 5 IN A 10.96.1.20',
        '',
      ].join('\n'),
    )
    expect({ code: ran.code, errors: ran.errors }).toEqual({ code: 0, errors: '' })
  })

  test('shows the addresses of both families', async () => {
    const { lookup } = await served()
    const ran = await lookup('dual')
    expect(result(ran)).toEqual([
      'dual.default.svc.cluster.local. 5 IN A 10.96.1.21',
      'dual.default.svc.cluster.local. 5 IN AAAA fd00::1:21',
    ])
  })

  test('queries the next name after NXDOMAIN', async () => {
    const { lookup } = await served()
    const ran = await lookup('web.shop', 'A')
    expect(steps(ran)).toEqual([
      'web.shop.default.svc.cluster.local. A NXDOMAIN T ms',
      'web.shop.svc.cluster.local. A NOERROR, 1 record T ms',
    ])
    expect(result(ran)).toEqual(['web.shop.svc.cluster.local. 5 IN A 10.96.2.20'])
  })

  test('queries as a pod of the given namespace', async () => {
    const { lookup } = await served()
    expect(result(await lookup('web', 'A', '--namespace', 'shop'))).toEqual([
      'web.shop.svc.cluster.local. 5 IN A 10.96.2.20',
    ])
  })

  test('queries a name with a final dot only as it is', async () => {
    const { server, lookup } = await served()
    const ran = await lookup('web.default.svc.cluster.local.', 'a')
    expect(server.asked).toEqual(['web.default.svc.cluster.local. 1 udp'])
    expect(ran.code).toBe(0)
  })

  test('queries the next name after NODATA, and names the name that exists', async () => {
    const { lookup } = await served()
    const ran = await lookup('web', 'TXT')
    expect(steps(ran)).toEqual([
      'web.default.svc.cluster.local. TXT NODATA T ms',
      'web.svc.cluster.local. TXT NXDOMAIN T ms',
      'web.cluster.local. TXT NXDOMAIN T ms',
      'web. TXT REFUSED T ms (no zone of this server holds that name)',
    ])
    expect(result(ran)).toEqual(['web.default.svc.cluster.local. exists, but has no TXT record (NODATA).'])
    expect(ran.code).toBe(1)
  })

  test('reports that no name exists', async () => {
    const { lookup } = await served()
    const ran = await lookup('wbe')
    expect(result(ran)).toEqual(['The 4 names tried do not exist.'])
    expect(steps(ran)).toHaveLength(8)
    expect(ran.code).toBe(1)
    expect(result(await lookup('wbe.cluster.local.'))).toEqual([
      'wbe.cluster.local. does not exist (NXDOMAIN).',
    ])
  })

  test('reports that the server refused every name', async () => {
    const { lookup } = await served()
    expect(result(await lookup('web', '--cluster-domain', 'other.test'))).toEqual([
      'The server refused every name tried (REFUSED): it answers for other zones. Is --cluster-domain right?',
    ])
  })

  test('reports that the server refused a name, and the only type ANY', async () => {
    const { lookup } = await served()
    expect(result(await lookup('www.example.com.'))).toEqual([
      'The server refused www.example.com. (REFUSED): it answers for other zones. Is --cluster-domain right?',
    ])
    const empty = await served(() => EMPTY_ANSWER)
    expect(result(await empty.lookup('web.', 'ANY'))).toEqual(['web. exists, but has no record (NODATA).'])
  })

  test('leaves out names of the search list that exceed 255 octets, and shows them', async () => {
    const { lookup } = await served()
    const labels = `${'x'.repeat(49)}.`.repeat(4)
    const ran = await lookup(`${labels}${'x'.repeat(30)}`, 'A', '--ndots', '1')
    const tooLong = ran.out.split('\n').filter((line) => line.endsWith(': not tried'))
    expect(tooLong).toEqual([
      `; ${labels}${'x'.repeat(30)}.default.svc.cluster.local. is longer than a name can be: not tried`,
    ])
    expect(steps(ran)).toHaveLength(3)
  })

  test('queries the next name after SERVFAIL, and reports the failure if no name has data', async () => {
    const { lookup } = await served((query) =>
      query.name === key('broken.default.svc.cluster.local') ? SERVER_FAILURE : undefined,
    )
    const ran = await lookup('broken', 'A')
    expect(steps(ran)).toHaveLength(4)
    expect(result(ran)).toEqual(['No answer for broken.default.svc.cluster.local. A: SERVFAIL.'])
    expect(ran.code).toBe(1)
  })

  test('does not report a type as missing whose query failed', async () => {
    const { lookup } = await served((query) => (query.type === TYPE.A ? SERVER_FAILURE : undefined))
    expect(result(await lookup('web.default.svc.cluster.local.'))).toEqual([
      'web.default.svc.cluster.local. exists, but has no AAAA record (NODATA). No answer for web.default.svc.cluster.local. A: SERVFAIL.',
    ])
  })
})

describe('aliases, ports and addresses', () => {
  test('shows the chain of aliases first, once for both types', async () => {
    const { lookup } = await served()
    expect(result(await lookup('manual'))).toEqual([
      'manual.default.svc.cluster.local. 5 IN CNAME docs.default.svc.cluster.local.',
      'docs.default.svc.cluster.local. 5 IN CNAME web.shop.svc.cluster.local.',
      'web.shop.svc.cluster.local. 5 IN A 10.96.2.20',
    ])
  })

  test('does not count an alias without data as found', async () => {
    const { lookup } = await served()
    const ran = await lookup('outside', 'A')
    expect(result(ran)).toEqual([
      'outside.default.svc.cluster.local. 5 IN CNAME www.example.com.',
      'outside.default.svc.cluster.local. is an alias of www.example.com., for which the server has no A record.',
    ])
    expect(ran.code).toBe(1)
    expect((await lookup('outside', 'CNAME')).code).toBe(0)
  })

  test('finds a named port, and shows the address in the additional section', async () => {
    const { lookup } = await served()
    const ran = await lookup('_http._tcp.web', 'SRV', '--namespace', 'shop')
    expect(result(ran)).toEqual([
      '_http._tcp.web.shop.svc.cluster.local. 5 IN SRV 0 100 80 web.shop.svc.cluster.local.',
    ])
    expect(ran.out).toContain('; additional: web.shop.svc.cluster.local. 5 IN A 10.96.2.20\n')
  })

  test('queries PTR for an address', async () => {
    const { server, lookup } = await served()
    expect(result(await lookup('10.96.1.20'))).toEqual([
      '20.1.96.10.in-addr.arpa. 5 IN PTR web.default.svc.cluster.local.',
    ])
    expect(result(await lookup('fd00::1', 'ptr'))[0]).toMatch(
      /ip6\.arpa\. 5 IN PTR dual\.default\.svc\.cluster\.local\.$/,
    )
    expect(server.asked).toHaveLength(2)
  })
})

describe('an answer of an untrusted server', () => {
  test('reaches the terminal escaped', async () => {
    const text = '\x1b[2J\u009b\u202e'
    const { lookup } = await served(() => failure(RCODE.NXDOMAIN, { code: 0, text }))
    expect((await lookup('web.')).out).toContain(String.raw`(\027[2J\194\155\226\128\174)`)
  })

  test('to a question for ANY (RFC 8482) is printed in full', async () => {
    const { lookup } = await served(({ name }) => {
      const answer = [parseLine(`web.test 5 HINFO 075246433834383200`)]
      return withRecords(EMPTY_ANSWER, { answer, authority: [], additional: [] }, name, ROOT)
    })
    expect(result(await lookup('web.test.', 'ANY'))).toEqual(['web.test. 5 IN HINFO "RFC8482" ""'])
  })
})

describe('transports', () => {
  test('queries again over TCP after a truncated reply', async () => {
    const { server, lookup } = await served()
    const ran = await lookup('many', 'A')
    expect(result(ran)).toHaveLength(200)
    expect(steps(ran)).toEqual(['many.default.svc.cluster.local. A NOERROR, 200 records T ms, TCP'])
    expect(server.asked.map((line) => line.split(' ')[2])).toEqual(['udp', 'tcp'])
  })

  test('queries over TCP alone with --tcp', async () => {
    const { server, lookup } = await served()
    expect((await lookup('web', 'A', '--tcp')).code).toBe(0)
    expect(server.asked).toEqual(['web.default.svc.cluster.local. 1 tcp'])
  })

  test.each([[[]], [['--tcp']]])('ends after a timeout, with a remedy (%o)', async (words) => {
    const { lookup } = await served(() => new Promise(() => undefined))
    const ran = await lookup('web', 'A', '--timeout', '80', ...words)
    expect(steps(ran)).toHaveLength(1)
    expect(ran.errors).toMatch(
      /^kubezone: no reply from 127\.0\.0\.1:\d+ \((UDP|TCP)\) within 80 ms\. Is kubezone running\?/,
    )
    expect(ran.code).toBe(1)
  })

  test.each([[[]], [['--tcp']]])('reports at once that nothing listens (%o)', async (words) => {
    const port = await freePort()
    // The timeout is longer than the limit of a test.
    const ran = await run('lookup', 'web', '--server', `127.0.0.1:${port}`, '--timeout', '60000', ...words)
    expect(ran.errors).toMatch(
      /^kubezone: nothing listens on 127\.0\.0\.1:\d+ \((UDP|TCP)\)\. Is kubezone running\? Start it with: kubezone serve DIR\n$/,
    )
    expect(ran.code).toBe(1)
  })

  test('reports an address that no packet can be sent to', async () => {
    const ran = await run('lookup', 'web.', 'A', '--server', '255.255.255.255')
    expect(ran.errors).toMatch(
      /^kubezone: cannot reach 255\.255\.255\.255:1053 \(UDP\): E[A-Z]+\. Check the address given as --server\.\n$/,
    )
    expect(ran.code).toBe(1)
  })

  test('reports a server whose reply is malformed', async () => {
    const server = createSocket('udp4', (query, { port, address }) => {
      query.writeUInt16BE(0x8180, 2)
      // It states more records than follow.
      query.writeUInt16BE(2, 6)
      server.send(query, port, address)
    }).bind(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const address = `127.0.0.1:${server.address().port}`
    const ran = await run('lookup', 'web.', 'A', '--timeout', '300', '--server', address)
    const fault =
      'malformed reply (a record is cut off, or the header counts more records than the message has)'
    expect(steps(ran)).toEqual([`web. A ${fault} T ms`])
    expect([result(ran), ran.errors, ran.code]).toEqual([[`No answer for web. A: ${fault}.`], '', 1])
  })

  test('reports a server that closes the connection', async () => {
    const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const bound = server.address()
    const port = typeof bound === 'object' ? bound?.port : undefined
    const ran = await run('lookup', 'web', '--tcp', '--server', `127.0.0.1:${port}`)
    expect(ran.errors).toContain('closed the connection without a reply')
  })
})

describe('the command line', () => {
  test.each([
    ['a name that is none', ['a..b'], "'a..b' is not a domain name"],
    ['an empty name', [''], 'is not a domain name'],
    ['a name beyond ASCII', ['müller'], 'letters beyond ASCII'],
    ['an unknown type', ['web', 'AAA'], 'Did you mean AAAA?'],
    ['type and name the wrong way round', ['SRV', 'web'], 'after the name'],
    ['a zone transfer', ['cluster.local', 'AXFR'], 'use dig'],
    ['a type that no record has', ['web', 'OPT'], 'No record has the type OPT'],
    ['an address with another type', ['10.0.0.1', 'A'], 'leave A out'],
    ['a server that is no address', ['web', '--server', 'dns.example'], 'Expected an IP address'],
    ['a namespace that is none', ['web', '--namespace', 'Shop'], 'Expected the name of a namespace'],
    ['ndots beyond what glibc takes', ['web', '--ndots', '16'], 'from 0 to 15'],
    ['a timeout of nothing', ['web', '--timeout', '0'], 'from 1 to 60000'],
    ['no name', [], "missing required argument 'name'"],
  ])('refuses %s', async (_, words, message) => {
    const { code, out, errors } = await run('lookup', ...words)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(errors).toContain(message)
  })

  test('accepts types by number', async () => {
    const { server, lookup } = await served(() => failure(RCODE.NXDOMAIN))
    await lookup('web.', 'type65280')
    expect(server.asked).toEqual(['web. 65280 udp'])
  })

  test.each(['lookup', 'resolv-conf'])(
    'explains itself with two examples at least: %s --help',
    async (command) => {
      const { code, out } = await run(command, '--help')
      expect(code).toBe(0)
      expect(out.match(new RegExp(`^  kubezone ${command} `, 'gm'))?.length).toBeGreaterThanOrEqual(2)
    },
  )
})

async function freePort(): Promise<number> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  return port
}
