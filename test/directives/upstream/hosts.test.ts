/** `hosts`: answers from its entries, diagnostics of its options, and changes of its file. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { hosts } from '../../../src/directives/upstream/hosts/hosts.ts'
import { setUp } from '../../support/block.ts'
import { answerOf, askHandler, before } from '../../support/chain.ts'

const folder = mkdtempSync(join(tmpdir(), 'kubezone-hosts-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})
writeFileSync(join(folder, 'empty'), '')

/** The answer of the next plugin, which differs from all answers of `hosts`. */
const NEXT = answerOf({ rcode: 9 })

/** Asks `hosts`, followed by a plugin that answers `NEXT`. */
function serving(directives: string) {
  const { plugin, diagnostics, log, places } = setUp(hosts, directives, { folder })
  const handler = before(plugin, () => NEXT)
  const ask = async (name: string, type = 'A') => {
    const { rcode, answer, authority, flags } = await askHandler(handler, { name, type })
    if (rcode === 'NOTAUTH') return 'next'
    return answer.length > 0 ? answer : `${rcode}${flags.includes('aa') ? ' aa' : ''}${authority.join()}`
  }
  return { ask, plugin, diagnostics, log, places }
}

const inline = (lines: string): string => `hosts empty {\n${lines}\n}`

describe('hosts', () => {
  it('answers with addresses of its file, then of the Corefile, in the spelling of the query', async () => {
    writeFileSync(join(folder, 'some'), '10.0.0.1 web.example.org web # the web\r\n\n# none\nfd00::1\tweb\n')
    const { ask, diagnostics } = serving('hosts some {\n 10.0.0.2 web\n 10.0.0.1 WEB\n}')
    expect(diagnostics).toEqual([])
    expect(await ask('WeB')).toEqual(['WeB. 3600 IN A 10.0.0.1', 'WeB. 3600 IN A 10.0.0.2'])
    expect(await ask('web', 'AAAA')).toEqual(['web. 3600 IN AAAA fd00::1'])
    expect(await ask('web.example.org')).toEqual(['web.example.org. 3600 IN A 10.0.0.1'])
  })

  it('answers for reverse names with all names but wildcards', async () => {
    const { ask } = serving(inline(' 10.0.0.1 Web.example.org web\n 10.0.0.1 *.example.org\n fd00::1 six'))
    expect(await ask('1.0.0.10.in-addr.arpa', 'PTR')).toEqual([
      '1.0.0.10.in-addr.arpa. 3600 IN PTR Web.example.org.',
      '1.0.0.10.in-addr.arpa. 3600 IN PTR web.',
    ])
    expect(await ask(`1.${'0.'.repeat(27)}0.0.d.f.ip6.arpa`, 'PTR')).toHaveLength(1)
    expect(await ask('1.0.0.10.in-addr.arpa', 'A')).toBe('NOERROR aa')
    expect(await ask('2.0.0.10.in-addr.arpa', 'PTR')).toBe('next')
  })

  it('has no reverse names with no_reverse', async () => {
    const { ask } = serving(inline(' 10.0.0.1 web\n no_reverse'))
    expect(await ask('1.0.0.10.in-addr.arpa', 'PTR')).toBe('next')
  })

  it('matches a wildcard for one label, if the name itself does not exist', async () => {
    const lines = ' 10.0.0.1 *.example.org\n 10.0.0.2 a.example.org\n fd00::3 *.b.example.org'
    const { ask } = serving(inline(lines))
    expect(await ask('x.example.org')).toEqual(['x.example.org. 3600 IN A 10.0.0.1'])
    expect(await ask('X.Example.org')).toEqual(['X.Example.org. 3600 IN A 10.0.0.1'])
    expect(await ask('a.example.org')).toEqual(['a.example.org. 3600 IN A 10.0.0.2'])
    expect(await ask('b.example.org')).toEqual(['b.example.org. 3600 IN A 10.0.0.1'])
    expect(await ask('c.b.example.org', 'AAAA')).toEqual(['c.b.example.org. 3600 IN AAAA fd00::3'])
    expect(await ask('c.b.example.org', 'A')).toBe('NOERROR aa')
    expect(await ask('example.org')).toBe('REFUSED')
    expect(await ask('y.x.example.org')).toBe('REFUSED')
    expect(await ask('y.a.example.org')).toBe('REFUSED')
  })

  it('answers NODATA without an SOA record for other types of an existing name', async () => {
    const { ask } = serving(inline(' 10.0.0.1 web\n fallthrough'))
    for (const type of ['AAAA', 'TXT', 'SOA', 'PTR']) expect(await ask('web', type)).toBe('NOERROR aa')
    expect(await ask('web', 'ANY')).toEqual(['web. 3600 IN A 10.0.0.1'])
    expect(await ask('web', 'AXFR')).toBe('next')
  })

  it('refuses a missing name with a reason', async () => {
    const { plugin } = setUp(hosts, inline(' 10.0.0.1 web'), { folder })
    const { rcode, edns } = await askHandler(
      before(plugin, () => NEXT),
      { name: 'other', type: 'A', payload: 1232 },
    )
    expect(rcode).toBe('REFUSED')
    expect(edns?.options.map(({ code }) => code)).toEqual([15])
  })

  it('passes names to the next plugin where fallthrough covers them, or its zones do not', async () => {
    const some = serving(inline(' 10.0.0.1 web\n fallthrough example.org'))
    expect(await some.ask('a.example.org')).toBe('next')
    expect(await some.ask('a.example.net')).toBe('REFUSED')
    const zones = serving('hosts empty example.net 10.0.0.0/8 {\n 10.0.0.1 web.example.org\n}')
    expect(await zones.ask('web.example.org')).toBe('next')
    expect(await zones.ask('web.example.net')).toBe('REFUSED')
    expect(await zones.ask('1.0.0.10.in-addr.arpa', 'PTR')).toBe('next')
  })

  it('passes types that hosts never have to the next plugin with fallthrough_unsupported', async () => {
    const { ask } = serving(inline(' 10.0.0.1 web\n fallthrough\n fallthrough_unsupported'))
    expect(await ask('web', 'TXT')).toBe('next')
    expect(await ask('web', 'AAAA')).toBe('NOERROR aa')
    expect(serving(inline(' fallthrough_unsupported')).places).toEqual(['2:2 OPTION'])
  })

  it('may occur more than once in a block, and the occurrences act as one', async () => {
    const { ask } = serving(`${inline(' 10.0.0.1 a\n fallthrough')}\n${inline(' 10.0.0.2 b\n ttl 7')}`)
    expect(await ask('a')).toEqual(['a. 3600 IN A 10.0.0.1'])
    expect(await ask('b')).toEqual(['b. 7 IN A 10.0.0.2'])
    expect(await ask('c')).toBe('next')
  })

  it('answers with at most a hundred names of one address', async () => {
    const names = Array.from({ length: 300 }, (_, i) => `0.0.0.0 n${i}`).join('\n')
    writeFileSync(join(folder, 'blocked'), names)
    const { plugin } = setUp(hosts, 'hosts blocked', { folder })
    const reply = await askHandler(
      before(plugin, () => NEXT),
      { name: '0.0.0.0.in-addr.arpa', type: 'PTR' },
      { transport: 'tcp' },
    )
    expect(reply.answer).toHaveLength(100)
  })

  it('counts entries and reverse entries', () => {
    const { plugin } = serving(inline(' 10.0.0.1 a b\n fd00::1 a *.c\n 10.0.0.1 a'))
    const [entries, read] = plugin?.metrics?.() ?? []
    expect(entries).toMatchObject({ name: 'coredns_hosts_entries', samples: [{ value: 7 }] })
    expect(read?.name).toBe('coredns_hosts_reload_timestamp_seconds')
    expect(Math.abs(Date.now() / 1000 - (read?.samples[0]?.value ?? 0))).toBeLessThan(60)
  })

  it('reports all errors of its options at once', () => {
    const wrong =
      ' ttl 0\n reload soon\n tll 5\n 10.0.0.1\n 10.0.0.2 a..b ok\n fallthrough a..b\n no_reverse x'
    expect(serving(`hosts empty a..b {\n${wrong}\n}`).places).toEqual([
      '1:13 VALUE',
      '2:6 VALUE',
      '3:9 VALUE',
      '4:2 OPTION',
      '5:2 VALUE',
      '6:11 VALUE',
      '7:14 VALUE',
      '8:13 ARGUMENTS',
    ])
  })

  it('warns about wrong lines of its file and serves the others; zone ids are no error', async () => {
    const lines = ['fe80::1%lo0 localhost', 'web 10.0.0.1', '10.0.0.3', '10.0.0.2 a..b good', '10.0.0.300 x']
    writeFileSync(join(folder, 'wrong'), [...lines, ...Array.from({ length: 50 }, () => 'x y')].join('\n'))
    const { ask, diagnostics } = serving('hosts wrong')
    expect(diagnostics).toHaveLength(21)
    expect(diagnostics.slice(0, 4).map(({ line, column }) => `${line}:${column}`)).toEqual([
      '2:1',
      '3:1',
      '4:10',
      '5:1',
    ])
    expect(diagnostics.at(-1)?.message).toContain('34 more')
    expect(new Set(diagnostics.map(({ severity }) => severity))).toEqual(new Set(['warning']))
    expect(await ask('good')).toEqual(['good. 3600 IN A 10.0.0.2'])
  })
})

describe('the file of hosts', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('may appear later, is read again when it changes, and keeps its names when it disappears', async () => {
    const path = join(folder, 'late')
    const { ask, places, diagnostics, plugin, log } = serving('hosts late {\n 10.0.0.9 inline\n reload 2s\n}')
    expect(places).toEqual(['1:7 HOSTS_FILE'])
    expect(diagnostics[0]).toMatchObject({ code: 'KZ_COREFILE_HOSTS_FILE', severity: 'warning' })
    expect(diagnostics[0]?.message).toContain('it does not exist')
    expect(await ask('inline')).toEqual(['inline. 3600 IN A 10.0.0.9'])
    await plugin?.start?.()
    writeFileSync(path, '10.0.0.1 web')
    vi.advanceTimersByTime(2000)
    expect(await ask('web')).toEqual(['web. 3600 IN A 10.0.0.1'])
    vi.advanceTimersByTime(60_000)
    expect(log).toEqual([`info plugin/hosts: ${path} has changed: 4 entries`])
    writeFileSync(path, '10.0.0.2 web')
    vi.advanceTimersByTime(2000)
    expect(await ask('web')).toEqual(['web. 3600 IN A 10.0.0.2'])
    rmSync(path)
    vi.advanceTimersByTime(10_000)
    expect(await ask('web')).toEqual(['web. 3600 IN A 10.0.0.2'])
    expect(log).toHaveLength(3)
    expect(log[2]).toContain('it does not exist')
    await plugin?.stop?.()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is read again with reload 0 only by a refresh', async () => {
    const path = join(folder, 'still')
    writeFileSync(path, '10.0.0.1 web')
    const { ask, plugin } = serving('hosts still {\n reload 0s\n}')
    await plugin?.start?.()
    expect(vi.getTimerCount()).toBe(0)
    writeFileSync(path, '10.0.0.2 web')
    expect(await ask('web')).toEqual(['web. 3600 IN A 10.0.0.1'])
    await plugin?.refresh?.()
    expect(await ask('web')).toEqual(['web. 3600 IN A 10.0.0.2'])
  })
})
