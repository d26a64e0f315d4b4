/** `file`: answers from a zone file, and from its last good zone. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { file } from '../../../src/directives/zones/file/file.ts'
import { ask } from '../../support/ask.ts'
import { setUp } from '../../support/block.ts'
import { transfer } from '../../support/transfer.ts'
import { openWorld, type World } from '../../support/world.ts'
import { EXAMPLE_ZONE } from './zone-texts.ts'

async function serve(files: Readonly<Record<string, string>>): Promise<World> {
  const one = await openWorld(files)
  onTestFinished(() => one.close())
  return one
}

const corefile = (options = '', more = ''): string => `example.org {\n  file db {\n${options}\n}\n${more}}\n`

async function look(one: World, name: string, type: string) {
  const { rcode, flags, answer, authority, additional } = await ask(one.target, { name, type, payload: 1232 })
  return { rcode, flags, answer, authority, additional }
}

const SOA = 'example.org. 300 IN SOA ns1.example.org. hostmaster.example.org. 2026112101 7200 900 1209600 300'
const NS = ['example.org. 3600 IN NS ns1.example.org.', 'example.org. 3600 IN NS ns2.example.net.']

describe('a zone file', () => {
  test('answers with records, aliases and the records of their targets', async () => {
    const one = await serve({ db: EXAMPLE_ZONE, Corefile: corefile() })
    expect(await look(one, 'www.example.org.', 'A')).toEqual({
      rcode: 'NOERROR',
      flags: 'qr aa rd',
      answer: ['www.example.org. 3600 IN CNAME web.example.org.', 'web.example.org. 3600 IN A 192.0.2.3'],
      authority: NS,
      additional: ['ns1.example.org. 3600 IN A 192.0.2.1'],
    })
    expect(await look(one, 'nope.example.org.', 'A')).toMatchObject({ rcode: 'NXDOMAIN', authority: [SOA] })
    expect(await look(one, 'web.example.org.', 'MX')).toMatchObject({ rcode: 'NOERROR', authority: [SOA] })
    expect(await look(one, 'x.wild.example.org.', 'TXT')).toMatchObject({
      answer: ['x.wild.example.org. 3600 IN TXT "any thing" "two;semi"'],
    })
  })

  test('answers through an alias alike each time, and anew when the zone changes', async () => {
    const one = await serve({ db: EXAMPLE_ZONE, Corefile: corefile('    reload 20ms') })
    const first = await look(one, 'www.example.org.', 'A')
    expect(await look(one, 'www.example.org.', 'A')).toEqual(first)
    expect(await look(one, 'www.example.org.', 'AAAA')).not.toEqual(first)
    // More aliases than are kept, each of them answered on its own.
    const names = Array.from({ length: 600 }, (_, i) => `x${i}.old.example.org.`)
    for (const name of names) {
      expect((await look(one, name, 'CNAME')).answer.at(-1)).toBe(
        `${name} 3600 IN CNAME ${name.replace('.old.', '.new.')}`,
      )
    }
    expect(await look(one, 'www.example.org.', 'A')).toEqual(first)
    one.write('db', EXAMPLE_ZONE.replace('192.0.2.3', '192.0.2.33').replace('2026112101', '2026112102'))
    await expect
      .poll(async () => (await look(one, 'www.example.org.', 'A')).answer.at(-1), { timeout: 30_000 })
      .toBe('web.example.org. 3600 IN A 192.0.2.33')
  })

  test('answers with referrals below a delegation', async () => {
    const one = await serve({ db: EXAMPLE_ZONE, Corefile: corefile() })
    const referral = {
      rcode: 'NOERROR',
      flags: 'qr rd',
      answer: [],
      authority: [
        'child.example.org. 3600 IN NS ns.child.example.org.',
        'child.example.org. 3600 IN NS ns.elsewhere.net.',
      ],
      additional: ['ns.child.example.org. 3600 IN A 192.0.2.5'],
    }
    for (const name of ['child', 'foo.child', 'ns.child']) {
      expect(await look(one, `${name}.example.org.`, 'A')).toEqual(referral)
    }
    expect(await look(one, 'child.example.org.', 'DS')).toMatchObject({ flags: 'qr aa rd', authority: [SOA] })
  })

  test('synthesizes CNAMEs for names below a DNAME', async () => {
    const one = await serve({ db: EXAMPLE_ZONE, Corefile: corefile() })
    expect((await look(one, 'a.old.example.org.', 'A')).answer).toEqual([
      expect.stringMatching(/^old\.example\.org\. 3600 IN TYPE39 /),
      'a.old.example.org. 3600 IN CNAME a.new.example.org.',
      'a.new.example.org. 3600 IN A 192.0.2.6',
    ])
    const long = `${`${'x'.repeat(60)}.`.repeat(3)}${'y'.repeat(40)}.old.example.org.`
    const zone = EXAMPLE_ZONE.replace('old DNAME new', 'old DNAME a.very.long.new.name.indeed')
    const other = await serve({ db: zone, Corefile: corefile() })
    expect((await look(other, long, 'A')).rcode).toBe('YXDOMAIN')
  })

  test('asks the whole server for targets outside the zone', async () => {
    const more = 'example.net {\n  file other\n}\n'
    const one = await serve({
      db: EXAMPLE_ZONE,
      other: '$TTL 60\n@ SOA a b 1 2 3 4 5\nwww A 192.0.2.99\n',
      Corefile: corefile() + more,
    })
    expect((await look(one, 'out.example.org.', 'A')).answer).toEqual([
      'out.example.org. 3600 IN CNAME www.example.net.',
      'www.example.net. 60 IN A 192.0.2.99',
    ])
  })

  test('passes missing names to the next plugin where fallthrough covers them', async () => {
    const one = await serve({
      db: EXAMPLE_ZONE,
      Corefile: corefile('fallthrough sub.example.org', 'whoami\n'),
    })
    expect((await look(one, 'x.sub.example.org.', 'A')).additional).toHaveLength(2)
    expect((await look(one, 'x.example.org.', 'A')).rcode).toBe('NXDOMAIN')
  })
})

describe('a zone file that changes', () => {
  test('is read again with its includes, and keeps its last good zone', async () => {
    const one = await serve({
      db: `${EXAMPLE_ZONE}$INCLUDE more\n`,
      more: 'extra A 192.0.2.50\n',
      Corefile: corefile('reload 20ms'),
    })
    const address = async (name: string) =>
      (await look(one, `${name}.example.org.`, 'A')).answer.at(-1)?.split(' ').at(-1)
    expect(await address('extra')).toBe('192.0.2.50')
    one.write('more', 'extra A 192.0.2.51\n')
    await expect.poll(() => address('extra')).toBe('192.0.2.51')
    one.write('more', 'extra A 192.0.2\n')
    await expect.poll(() => one.log.join('')).toContain('KZ_ZONE_FILE')
    expect(await address('extra')).toBe('192.0.2.51')
    expect(one.log.filter((line) => line.includes('KZ_ZONE_FILE'))).toEqual([
      expect.stringContaining(
        'more:1:9: error: "192.0.2": expected an IPv4 address (the last good zone stays in force) [KZ_ZONE_FILE]',
      ),
    ])
    one.write('more', 'extra A 192.0.2.52\n')
    await expect.poll(() => address('extra')).toBe('192.0.2.52')
  })

  test('needs a new serial only if its records have changed', async () => {
    const one = await serve({
      db: EXAMPLE_ZONE,
      Corefile: corefile('reload 20ms', 'transfer {\n to 192.0.2.1/32\n}\n'),
    })
    one.write('db', `; a remark\n${EXAMPLE_ZONE}`)
    await expect.poll(() => one.log.join('')).toContain('plugin/file: example.org. serial 2026112101 from')
    one.write('db', `${EXAMPLE_ZONE}more A 192.0.2.60\n`)
    await expect.poll(() => one.log.join('')).toContain('KZ_ZONE_SERIAL')
    expect(one.log.filter((line) => line.includes('KZ_ZONE_SERIAL'))).toHaveLength(1)
  })

  test('keeps its last good zone over a reload, even if the file is gone', async () => {
    const one = await serve({
      db: EXAMPLE_ZONE,
      'zones/db.example.net': '@ 5 SOA @ @ 1 1 1 1 1\n',
      Corefile: `${corefile('reload 0s')}example.net {\n auto {\n  directory zones\n }\n}\n`,
    })
    const rcodes = async () => [
      (await look(one, 'www.example.org.', 'A')).rcode,
      (await look(one, 'example.net.', 'SOA')).rcode,
    ]
    expect(await rcodes()).toEqual(['NOERROR', 'NOERROR'])
    one.write('db', 'broken\n')
    one.write('zones/db.example.net', 'broken\n')
    await one.app.reload()
    expect(one.log.filter((line) => line.includes('KZ_ZONE_FILE'))).not.toEqual([])
    expect(await rcodes()).toEqual(['NOERROR', 'NOERROR'])
    rmSync(join(one.folder, 'db'))
    await one.app.reload()
    await one.app.reload()
    expect(one.log.join('')).toContain('it does not exist (the last good zone stays in force)')
    expect(await rcodes()).toEqual(['NOERROR', 'NOERROR'])
  })

  test('is SERVFAIL until the file exists', async () => {
    const one = await serve({ Corefile: corefile('reload 20ms') })
    const { rcode, edns } = await ask(one.target, { name: 'www.example.org.', type: 'A', payload: 1232 })
    // RFC 8914: Not Ready.
    expect([rcode, edns?.options[0]?.data.readUInt16BE(0)]).toEqual(['SERVFAIL', 14])
    expect(one.log.join('')).toContain('cannot be read')
    one.write('db', EXAMPLE_ZONE)
    await expect.poll(async () => (await look(one, 'www.example.org.', 'A')).rcode).toBe('NOERROR')
  })

  test('that cannot be read gives the reason of now, and says that it is read at last', async () => {
    const one = await serve({ Corefile: corefile('reload 20ms') })
    const reason = async () => (await state(one)).at(-1)
    expect(await reason()).toContain('it does not exist')
    one.write('db/inner', '')
    await expect.poll(reason).toContain('it is a folder')
    rmSync(join(one.folder, 'db'), { recursive: true })
    await expect.poll(reason).toContain('it does not exist')
    expect(one.log.join('')).not.toContain('plugin/file')
    one.write('db', EXAMPLE_ZONE)
    await expect.poll(() => one.log.join('')).toContain('plugin/file: example.org. serial 2026112101 from ')
  })
})

/** The rcode, the number of answers, and the extended error. */
async function state(one: World) {
  const { rcode, answer, edns } = await ask(one.target, {
    name: 'ns1.example.org.',
    type: 'A',
    payload: 1232,
  })
  const reason = edns?.options[0]?.data
  return [rcode, answer.length, reason?.readUInt16BE(0) ?? 0, reason?.toString('utf8', 2) ?? '']
}

describe('a zone file with an error', () => {
  const SOA_LINE = '$TTL 60\n@ SOA ns1 h 1 2 3 4 5\n@ NS ns1\nns1 A 192.0.2.1\n'
  const GOOD = `${SOA_LINE}team NS ns.team\nns.team A 192.0.2.53\n`
  const BROKEN: readonly (readonly [string, string, string])[] = [
    ['a line that cannot be parsed', GOOD.replace('team NS', 'team NSS'), 'db:5:6: expected a record'],
    ['an include that is not there', `${GOOD}$INCLUDE none\n`, 'db:7:10: cannot be read: it does n'],
    ['no SOA', 'ns1 60 A 192.0.2.1\n', 'the zone has no SOA record at its apex'],
    [
      'a CNAME at its apex',
      `${GOOD}@ CNAME www.example.net.\n`,
      'db:7:3: example.org. has a CNAME record and',
    ],
    ['two DNAMEs', `${GOOD}x DNAME a\nx DNAME b\n`, 'db:8:3: x.example.org. has more than one DNAME'],
  ]
  test.each(BROKEN)('is SERVFAIL as a whole at first, with the reason: %s', async (_, db, reason) => {
    const one = await serve({ db, Corefile: corefile('reload 20ms', 'transfer {\n to *\n}\n') })
    expect(await state(one)).toEqual(['SERVFAIL', 0, 24, expect.stringContaining(reason)])
    expect((await transfer(one.target, 'example.org.')).records).toEqual([])
    expect(one.log.filter((line) => line.includes('the zone is SERVFAIL until this is mended'))).toHaveLength(
      1,
    )
    one.write('db', GOOD)
    await expect.poll(() => state(one)).toEqual(['NOERROR', 1, 0, ''])
  })

  test.each(BROKEN)('keeps all of the last good zone, also over a reload: %s', async (_, db) => {
    const one = await serve({ db: GOOD, Corefile: corefile('reload 20ms', 'transfer {\n to *\n}\n') })
    const records = async () => (await transfer(one.target, 'example.org.')).records
    const before = await records()
    expect(before).toHaveLength(6)
    one.write('db', db)
    const kept = () => one.log.filter((line) => line.includes('the last good zone stays in force')).length
    await expect.poll(kept).toBe(1)
    expect(await records()).toEqual(before)
    await one.app.reload()
    // A new configuration says again what is wrong.
    expect(kept()).toBe(2)
    expect(await records()).toEqual(before)
  })

  test('of a record outside the zone is served without it, with a warning at each load', async () => {
    const outside = `${GOOD}www.example.net. A 192.0.2.9\n`
    const one = await serve({ db: outside, Corefile: corefile('reload 20ms') })
    const warnings = () => one.log.filter((line) => line.includes('KZ_ZONE_OUTSIDE')).length
    expect([...(await state(one)).slice(0, 2), warnings()]).toEqual(['NOERROR', 1, 1])
    one.write('db', `${outside}new A 192.0.2.10\n`)
    await expect.poll(async () => (await look(one, 'new.example.org.', 'A')).rcode).toBe('NOERROR')
    expect(warnings()).toBe(2)
  })

  test('of another path in the Corefile does not take the zone of the old path', async () => {
    const one = await serve({ db: GOOD, other: 'broken\n', Corefile: corefile() })
    one.write('Corefile', corefile().replace('file db', 'file other'))
    await one.app.reload()
    expect((await state(one))[0]).toBe('SERVFAIL')
  })

  test('keeps the changes that secondaries ask for over a reload', async () => {
    const one = await serve({ db: GOOD, Corefile: corefile('reload 20ms', 'transfer {\n to *\n}\n') })
    one.write('db', `${GOOD.replace('h 1 ', 'h 2 ')}new A 192.0.2.10\n`)
    await expect.poll(async () => (await look(one, 'new.example.org.', 'A')).rcode).toBe('NOERROR')
    await one.app.reload()
    const { records } = await transfer(one.target, 'example.org.', 1)
    expect(records.map((line) => line.split(' ').slice(0, 4).join(' '))).toEqual([
      'example.org. 60 IN SOA',
      'example.org. 60 IN SOA',
      'example.org. 60 IN SOA',
      'new.example.org. 60 IN A',
      'example.org. 60 IN SOA',
    ])
  })
})

const large = (serial: number): string =>
  `$TTL 60\n@ SOA ns h ${serial} 2 3 4 5\n$GENERATE 1-20000 host-$ A 192.0.2.${serial}\n`

test('a large zone is loaded and replaced beside the answers', async () => {
  const transfers = 'transfer {\n to *\n}\n'
  const one = await serve({ db: large(1), Corefile: corefile('reload 0s', transfers) })
  one.write('db', large(2))
  let turns = 0
  const timer = setInterval(() => void turns++, 1)
  await one.app.reload()
  clearInterval(timer)
  expect(turns).toBeGreaterThan(20)
  expect((await look(one, 'host-20000.example.org.', 'A')).answer).toEqual([
    'host-20000.example.org. 60 IN A 192.0.2.2',
  ])
})

test('diagnostics of file point at the wrong words', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubezone-file-'))
  onTestFinished(() => {
    rmSync(folder, { recursive: true })
  })
  writeFileSync(join(folder, 'db'), EXAMPLE_ZONE)
  const places = (text: string) => setUp(file, text, { folder }).places
  expect(places('file db example.org')).toEqual([])
  expect(places('file db {\n upstream 192.0.2.1\n}')).toEqual([])
  expect(places('file')).toEqual(['1:1 ARGUMENTS'])
  expect(places('file db 10.0.0.0/33')).toEqual(['1:9 VALUE'])
  expect(places('file db {\n reload x\n reload 1s\n reload_by_mtime\n nope\n}')).toEqual([
    '2:9 VALUE',
    '3:2 OPTION',
    '4:2 IGNORED',
    '5:2 OPTION',
  ])
})
