/** `tsig`: verifies queries and signs replies by RFC 8945; dig and kdig verify the signatures. */
import { execFile } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseKeyFile } from '../../../../src/directives/zones/tsig/key-file.ts'
import { parseName, nameText } from '../../../../src/wire/name.ts'
import { readTsig, type TsigRecord, tsigOctets, tsigVariables } from '../../../../src/wire/tsig.ts'
import { service } from '../../../e2e/workplace.ts'
import { encodeQuery, exchangeUdp } from '../../../support/ask.ts'
import { openWorld, type World } from '../../../support/world.ts'
import { needs } from '../../../support/needs.ts'
import { SECRET } from './secondary-servers.ts'

const NAME = 'web.default.svc.cluster.local'
const run = promisify(execFile)
/** The output of dig and kdig for signatures that do not verify. */
const TROUBLE = /couldn't verify|failed|BAD(?:SIG|KEY|TIME)|(?:WARNING|ERROR): .*TSIG/i
let world: World

beforeAll(async () => {
  world = await openWorld({
    'web.yaml': service('web', '10.96.0.10') + service('many', '10.96.0.11'),
    keys: `# made by tsig-keygen
key "fixed" {
	algorithm hmac-sha512;
	secret "${SECRET}";
};
`,
    Corefile: `cluster.local {
 tsig {
  secret transfer ${SECRET}
  secrets keys
  require AXFR TXT
 }
 transfer {
  to *
 }
 kubernetes
}
`,
  })
})
afterAll(async () => {
  await world.close()
})

interface Packet {
  readonly rcode: number
  readonly additionals: number
  readonly octets: Buffer
}

async function exchange(packet: Buffer): Promise<Packet> {
  const octets = await exchangeUdp(world.target, packet)
  if (octets === null) throw new Error('no reply')
  return { rcode: octets.readUInt16BE(2) & 0xf, additionals: octets.readUInt16BE(10), octets }
}

function key(text: string) {
  const name = parseName(text)
  if (name === null) throw new Error(text)
  return name
}

const QUERY = encodeQuery({ name: NAME, type: 'A' })

function signed(change: Partial<TsigRecord>, secret = SECRET, query = QUERY): Buffer {
  const record: TsigRecord = {
    key: key('transfer'),
    algorithm: key('hmac-sha256'),
    time: Math.floor(Date.now() / 1000),
    fudge: 300,
    mac: Buffer.alloc(0),
    originalId: query.readUInt16BE(0),
    error: 0,
    other: Buffer.alloc(0),
    ...change,
  }
  const hmac = createHmac('sha256', Buffer.from(secret, 'base64'))
  const mac = change.mac ?? hmac.update(query).update(tsigVariables(record)).digest()
  const packet = Buffer.concat([query, tsigOctets({ ...record, mac })])
  packet.writeUInt16BE(query.readUInt16BE(10) + 1, 10)
  return packet
}

/** The TSIG record of a reply to `NAME` A, the last record. */
function tsigOf({ octets }: Packet): TsigRecord {
  const owner = Buffer.from(key('transfer'), 'latin1')
  const record = readTsig(octets, octets.lastIndexOf(owner))
  if (record === null) throw new Error('no TSIG record')
  return record
}

describe('a signed query', () => {
  for (const program of ['dig', 'kdig']) {
    const options = (name: string, type: string, keyText: string): string[] => [
      `@${world.target.address}`,
      '-p',
      String(world.target.port),
      '-y',
      keyText,
      name,
      type,
    ]
    test.each(['hmac-sha1', 'hmac-sha224', 'hmac-sha256', 'hmac-sha384', 'hmac-sha512'])(
      `of ${program} gets a reply that it takes for genuine (%s)`,
      needs(program),
      async (algorithm) => {
        const words = options(NAME, 'A', `${algorithm}:transfer:${SECRET}`)
        for (const transport of ['+notcp', '+tcp']) {
          const { stdout, stderr } = await run(program, [transport, ...words])
          expect(stdout).toContain('10.96.0.10')
          expect(stdout).toMatch(/TSIG/)
          expect(stdout + stderr).not.toMatch(TROUBLE)
        }
      },
    )
    test(`of ${program} gets a zone of which every message is signed`, needs(program), async () => {
      const { stdout, stderr } = await run(
        program,
        options('cluster.local', 'AXFR', `hmac-sha256:transfer:${SECRET}`),
      )
      expect(stdout).toContain(NAME)
      expect(stdout + stderr).not.toMatch(TROUBLE)
    })
    test(`of ${program} with a key of a file has that key's algorithm`, needs(program), async () => {
      const good = await run(program, options(NAME, 'A', `hmac-sha512:fixed:${SECRET}`))
      expect(good.stdout).toContain('10.96.0.10')
      const other = await run(program, options(NAME, 'A', `hmac-sha256:fixed:${SECRET}`)).catch(
        (problem: { stdout: string; stderr: string }) => problem,
      )
      expect(other.stdout + other.stderr).toMatch(/BADKEY|BAD KEY|NOTAUTH/i)
    })
  }

  test('of an unknown key is NOTAUTH, BADKEY, without a signature', async () => {
    const reply = await exchange(signed({ key: key('other') }))
    expect(reply.rcode).toBe(9)
    const owner = Buffer.from(key('other'), 'latin1')
    expect(readTsig(reply.octets, reply.octets.lastIndexOf(owner))).toMatchObject({
      error: 17,
      mac: Buffer.alloc(0),
    })
  })

  test('with a wrong secret, or of another message, is NOTAUTH, BADSIG, without a signature', async () => {
    const wrong = await exchange(signed({}, Buffer.from('another').toString('base64')))
    expect(wrong.rcode).toBe(9)
    expect(tsigOf(wrong)).toMatchObject({ error: 16, mac: Buffer.alloc(0) })
    const changed = signed({})
    changed.writeUInt16BE(28, QUERY.length - 4)
    expect(tsigOf(await exchange(changed))).toMatchObject({ error: 16 })
  })

  test('of another time is NOTAUTH, BADTIME, signed, with the server’s time', async () => {
    const time = Math.floor(Date.now() / 1000) - 400
    const reply = await exchange(signed({ time }))
    expect(reply.rcode).toBe(9)
    const { error, other, mac, ...record } = tsigOf(reply)
    expect({ error, time: record.time, mac: mac.length }).toEqual({ error: 18, time, mac: 32 })
    expect(Math.abs(other.readUIntBE(0, 6) - time - 400)).toBeLessThan(5)
    expect((await exchange(signed({ time: time + 200 }))).rcode).toBe(0)
  })

  test('with a truncated MAC is NOTAUTH, BADTRUNC; with too short a MAC FORMERR', async () => {
    const whole = readTsig(signed({}), QUERY.length)?.mac ?? Buffer.alloc(0)
    expect(tsigOf(await exchange(signed({ mac: whole.subarray(0, 16) })))).toMatchObject({ error: 22 })
    expect(tsigOf(await exchange(signed({ mac: Buffer.alloc(16) })))).toMatchObject({ error: 16 })
    expect((await exchange(signed({ mac: whole.subarray(0, 15) }))).rcode).toBe(1)
    expect((await exchange(signed({ mac: Buffer.alloc(40) }))).rcode).toBe(1)
  })

  test('may have got another id from a forwarder', async () => {
    const packet = signed({})
    packet.writeUInt16BE(0x4321, 0)
    expect((await exchange(packet)).rcode).toBe(0)
  })

  test('is FORMERR where the record is not the last, not alone, or malformed', async () => {
    const record = signed({}).subarray(QUERY.length)
    const twice = Buffer.concat([QUERY, record, record])
    twice.writeUInt16BE(2, 10)
    expect((await exchange(twice)).rcode).toBe(1)
    const answer = Buffer.concat([QUERY, record])
    answer.writeUInt16BE(1, 6)
    expect((await exchange(answer)).rcode).toBe(1)
    for (let cut = 1; cut < 40; cut += 7) {
      const short = signed({ other: Buffer.alloc(0) })
      short.writeUInt16BE(
        short.length - QUERY.length - key('transfer').length - 10 - cut,
        QUERY.length + key('transfer').length + 8,
      )
      expect((await exchange(short)).rcode).toBe(1)
    }
    expect(
      (await exchange(signed({ key: key(`${'k'.repeat(63)}.${'l'.repeat(63)}.${'m'.repeat(63)}`) }))).rcode,
    ).toBe(1)
  })

  test('is required for the types of the option require', async () => {
    expect((await exchange(encodeQuery({ name: NAME, type: 'TXT' }))).rcode).toBe(5)
    expect((await exchange(signed({}, SECRET, encodeQuery({ name: NAME, type: 'TXT' })))).rcode).toBe(0)
    expect((await exchange(QUERY)).rcode).toBe(0)
  })
})

describe('a file of keys', () => {
  test('has any number of keys, with comments', () => {
    const keys = parseKeyFile(`// first
key first { secret "c2VjcmV0"; };
/* second
*/ key "second." { algorithm hmac-sha1.; # old
  secret "c2VjcmV0"; }
`)
    if ('problem' in keys) throw new Error(keys.problem)
    expect(
      keys.map(({ name, algorithm }) => [nameText(name), algorithm === null ? '' : nameText(algorithm)]),
    ).toEqual([
      ['first.', ''],
      ['second.', 'hmac-sha1.'],
    ])
    expect(keys[0]?.secret.toString()).toBe('secret')
  })

  test.each([
    ['key a { secret "c2VjcmV0"; };\nhey\n', 2],
    ['\n\nkey a { secret }', 3],
    ['key a { algorithm hmac-md5; secret "c2VjcmV0"; };', 1],
    ['/* x\n*/ key a { algorithm hmac-sha1; };', 2],
    ['key a { secret "?"; };', 1],
  ])('that is wrong says in which line: %j', (text, line) => {
    expect(parseKeyFile(text)).toMatchObject({ line, problem: expect.any(String) })
  })
})
