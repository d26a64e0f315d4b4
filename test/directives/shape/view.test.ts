import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished, test } from 'vitest'
import { view } from '../../../src/directives/shape/view/view.ts'
import { setUp } from '../../support/block.ts'
import { type Asker, askRoutes } from '../../support/chain.ts'
import type { Question } from '../../support/ask.ts'
import { fetchPage, urlOf } from '../../support/fetch-page.ts'
import { openWorld } from '../../support/world.ts'
import { siteOf } from '../../site/site-of.ts'
import { needs } from '../../support/needs.ts'

const execute = promisify(execFile)

/** A block that answers every question with its own name. */
const block = (zones: string, name: string, expressions: readonly string[] | null = null): string => {
  const lines = expressions?.map((one) => `expr ${one}`).join('\n')
  const head = lines === undefined ? '' : `view ${name} {\n${lines}\n}\n`
  return `${zones} {\n${head}template ANY ANY . {\nanswer "{{ .Name }} 0 {{ .Class }} TXT ${name}"\n}\n}\n`
}

/** The name of the block that answers, or the rcode. */
function asker(...blocks: readonly string[]) {
  const { site, diagnostics } = siteOf(blocks.join(''))
  expect(diagnostics).toEqual([])
  const routes = site.listeners[0]?.routes
  if (routes === undefined) throw new Error('nothing listens')
  return async (question: Partial<Question>, as: Asker | string = {}): Promise<string> => {
    const who = typeof as === 'string' ? { client: { address: as, port: 1 } } : as
    const reply = await askRoutes(routes, { name: 'a.example', type: 'A', ...question }, who)
    return /TXT "?(\w+)/.exec(reply.answer[0] ?? '')?.[1] ?? reply.rcode
  }
}

describe('view', () => {
  it('gives a block the queries for which its expression is true, and the others to the next block', async () => {
    const ask = asker(
      block('.', 'near', ["incidr(client_ip(), '127.0.0.0/24')"]),
      block('.', 'wide', ["incidr(client_ip(), '192.168.0.0/16')"]),
      block('.', 'six', ["incidr(client_ip(), '2001:db8::/32') || client_ip() == '[::1]'"]),
      block('.', 'rest'),
    )
    expect(await ask({}, '127.0.0.9')).toBe('near')
    expect(await ask({}, '::ffff:127.0.0.9')).toBe('near')
    expect(await ask({}, '192.168.7.1')).toBe('wide')
    expect(await ask({}, '2001:db8:9::1')).toBe('six')
    expect(await ask({}, '::1')).toBe('six')
    expect(await ask({}, 'fe80::1%eth0')).toBe('rest')
    expect(await ask({}, '10.0.0.1')).toBe('rest')
    expect(await ask({}, '')).toBe('rest')
  })

  it('requires all expressions of a block to be true, and accepts all queries without an expression', async () => {
    const ask = asker(block('.', 'both', ["type() == 'A'", "proto() == 'tcp'"]), block('.', 'rest', []))
    expect(await ask({}, { transport: 'tcp' })).toBe('both')
    expect(await ask({})).toBe('rest')
    expect(await ask({ type: 'TXT' }, { transport: 'tcp' })).toBe('rest')
  })

  it('tries enclosing zones if no block of a zone takes the query, and answers REFUSED at the end', async () => {
    const ask = asker(
      block('.', 'mail', ["type() == 'MX'"]),
      block('example', 'four', ["type() == 'A'"]),
      block('b.a.example', 'text', ["type() == 'TXT'"]),
      block('example', 'six', ["type() == 'AAAA'"]),
    )
    const name = 'c.b.a.example'
    expect(await ask({ name, type: 'TXT' })).toBe('text')
    expect(await ask({ name, type: 'A' })).toBe('four')
    expect(await ask({ name, type: 'AAAA' })).toBe('six')
    expect(await ask({ name, type: 'MX' })).toBe('mail')
    expect(await ask({ name, type: 'SRV' })).toBe('REFUSED')
    expect(await ask({ name, type: 'MX', class: 3 })).toBe('mail')
  })

  it('answers DS queries above the zone, there too from the block that takes the query', async () => {
    const ask = asker(
      block('a.example', 'zone'),
      block('example', 'signed', ['do()']),
      block('example', 'parent', ["type() == 'MX'"]),
    )
    expect(await ask({ name: 'a.example', type: 'DS', payload: 1232, dnssecOk: true })).toBe('signed')
    expect(await ask({ name: 'a.example', type: 'DS' })).toBe('zone')
    expect(await ask({ name: 'b.a.example', type: 'DS', payload: 1232, dnssecOk: true })).toBe('zone')
  })

  test.each([
    ["name() == 'a.example.'", {}],
    ["name() matches '^(a|b)\\\\.example\\\\.$'", { name: 'A.Example' }],
    ["class() == 'CH'", { class: 3 }],
    ["type() == 'TYPE4711'", { type: 4711 }],
    ['bufsize() == 1400 && do()', { payload: 1400, dnssecOk: true }],
    ['bufsize() == 512 && !do()', {}],
    ['size() == 27', {}],
    ['id() == 7', { id: 7 }],
    ['opcode() == 0', {}],
    ["server_ip() == '127.0.0.1' && server_port() == '53'", {}],
    ["client_ip() == '192.0.2.1' && port() == '4321'", {}],
    ["metadata('view/name') == '' && metadata('nothing') == ''", {}],
  ])('%s', async (expression, question) => {
    const ask = asker(block('.', 'yes', [`"${expression}"`]))
    expect(await ask(question)).toBe('yes')
    expect(
      await ask({ name: 'other', type: 'MX', payload: 600 }, { server: { address: '::1', port: 1 } }),
    ).toBe(['opcode', 'client_ip', 'metadata'].some((one) => expression.startsWith(one)) ? 'yes' : 'REFUSED')
  })

  it('compares labels of the plugins of its block', async () => {
    const meta = block('.', 'seen', ["metadata('view/name') == 'seen' && metadata('log/x') == ''"])
    const ask = asker(meta.replace('{\n', '{\nmetadata example\n'), block('.', 'rest'))
    expect(await ask({})).toBe('seen')
    expect(await ask({ name: 'elsewhere' })).toBe('rest')
  })
})

const codes = (...blocks: readonly string[]): string[] =>
  siteOf(blocks.join('')).diagnostics.map(
    ({ line, column, code, severity }) => `${line}:${column} ${severity} ${code}`,
  )

describe('the blocks of a zone', () => {
  const [one, two] = [block('.', 'one', ['do()']), block('.', 'two', ['do()'])]

  it('may each have a view, except one; the block without a view comes last', () => {
    expect(codes(one, two, block('.', 'rest'))).toEqual([])
    expect(codes(block('.', 'rest'), one, two)).toEqual([
      '6:1 warning KZ_COREFILE_VIEW_UNREACHED',
      '14:1 warning KZ_COREFILE_VIEW_UNREACHED',
    ])
    expect(codes(block('.', 'all', []), block('.', 'rest'))).toEqual([
      '9:1 warning KZ_COREFILE_VIEW_UNREACHED',
    ])
    expect(codes(block('.', 'a'), one, block('.', 'b'))).toEqual([
      '6:1 warning KZ_COREFILE_VIEW_UNREACHED',
      '14:1 error KZ_COREFILE_ZONE_TAKEN',
    ])
    // An error in a view is reported once, not once for each block of the zone.
    expect(codes(block('.', 'one', ['do']), block('.', 'rest'))).toEqual(['3:6 error KZ_COREFILE_VALUE'])
    expect(codes(one.replace('. {', '. .:53 {'))).toEqual(['1:3 error KZ_COREFILE_ZONE_TAKEN'])
  })

  it('have at most one view each, with a name and valid expressions', () => {
    expect(setUp(view, 'view a {\nexpr do()\n}\nview b').places).toEqual(['4:1 OPTION'])
    expect(setUp(view, 'view {\nexpr\n}').places).toEqual(['1:1 ARGUMENTS', '2:1 ARGUMENTS'])
    expect(setUp(view, 'view a b {\nexp do()\n}').places).toEqual(['1:8 ARGUMENTS', '2:1 OPTION'])
    const wrong = setUp(view, "view a {\n expr type() == 1 || incidr(client_ip(), '10.0.0/8')\n expr size\n}")
    expect(wrong.places).toEqual(['2:17 VALUE', '2:42 VALUE', '3:7 VALUE'])
    expect(wrong.diagnostics[1]?.message).toBe("expected a range (CIDR) in quotes, such as '10.0.0.0/8'")
    expect(setUp(view, 'view a {\n expr incidr(client_ip(), client_ip())\n}').places).toEqual(['2:27 VALUE'])
  })
})

const inBlock = (text: string): string => text.replace('{\n', '{\nbind 127.0.0.1\nprometheus\n')

it(
  'serves clients by their addresses over real sockets, and counts replies by view',
  needs('dig'),
  async () => {
    const Corefile = [
      inBlock(block('example:0', 'two', ["client_ip() == '127.0.0.2'"])),
      inBlock(block('example:0', 'rest')),
    ].join('')
    const world = await openWorld({ Corefile }, { pagePorts: { metrics: 0 } })
    onTestFinished(async () => world.close())
    const dig = async (from: string): Promise<string> => {
      const args = ['+short', '-b', from, '@127.0.0.1', '-p', String(world.target.port), 'a.example', 'TXT']
      return (await execute('dig', args)).stdout.trim()
    }
    expect(await dig('127.0.0.2')).toBe('"two"')
    expect(await dig('127.0.0.1')).toBe('"rest"')
    expect(await dig('127.0.0.3')).toBe('"rest"')
    const { body } = await fetchPage(urlOf(world.app.pages, '/metrics'))
    const labels = 'server="dns://127.0.0.1:0",zone="example."'
    for (const line of [
      `coredns_dns_requests_total{${labels},view="two",proto="udp",family="1",type="TXT"} 1`,
      `coredns_dns_requests_total{${labels},view="",proto="udp",family="1",type="TXT"} 2`,
      `coredns_dns_responses_total{${labels},view="two",rcode="NOERROR",plugin=""} 1`,
      `coredns_plugin_enabled{${labels},view="two",name="view"} 1`,
    ])
      expect(body).toContain(line)
  },
)
