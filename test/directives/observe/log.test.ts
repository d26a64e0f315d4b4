import { describe, expect, it } from 'vitest'
import type { Handler } from '../../../src/chain/plugin.ts'
import { log } from '../../../src/directives/observe/log/log.ts'
import type { Answer } from '../../../src/wire/answer.ts'
import type { Question } from '../../support/ask.ts'
import { setUp } from '../../support/block.ts'
import { type Asker, answerOf, askHandler, before, name } from '../../support/chain.ts'

const SOA = 'example.org SOA ns.example.org'
const SUCCESS = answerOf({ answer: ['web.example.org A 10.0.0.1'] })
const NO_DATA = answerOf({ authority: [SOA] })
const REFERRAL = answerOf({ authority: ['sub.example.org NS ns.example.org'] })
const SIGNED_NO_DATA = answerOf({ authority: ['example.org RRSIG x', SOA] })
const NAME_ERROR = answerOf({ rcode: 3, authority: [SOA] })
const FAILURE = answerOf({ rcode: 2 })
const EMPTY = answerOf({})

const QUESTION: Question = { name: 'web.example.org', type: 'A' }

async function linesOf(
  directives: string,
  question: Question = QUESTION,
  { next = () => SUCCESS, ...asker }: Asker & { next?: Handler } = {},
): Promise<readonly string[]> {
  const { plugin, log: lines, diagnostics } = setUp(log, directives)
  expect(diagnostics).toEqual([])
  await askHandler(before(plugin, next), question, asker)
  return lines
}

async function slow(): Promise<Answer> {
  await new Promise((resolve) => setTimeout(resolve, 20))
  return SUCCESS
}
function broken(): never {
  throw new Error('broken')
}

/** The line that a format gives. */
async function lineOf(format: string, question: Question = QUESTION, asker: Asker = {}): Promise<string> {
  const lines = await linesOf(`log . "${format}"`, question, asker)
  expect(lines).toHaveLength(1)
  return lines[0]?.replace(/^info /, '') ?? ''
}

describe('the line of a query', () => {
  it("has CoreDNS's format by default", async () => {
    const [line] = await linesOf('log', { name: 'Web.example.org', type: 'A', id: 7 })
    expect(line).toMatch(
      /^info 192\.0\.2\.1:4321 - 7 "A IN Web\.example\.org\. udp 33 false 512" NOERROR qr,aa,rd 49 0\.\d{9}s$/,
    )
  })

  it('may have the common format, or the combined one with the opcode', async () => {
    expect(await lineOf('{common}')).toMatch(/^192.*s$/)
    expect(await lineOf('> {combined}')).toMatch(/^> 192.*s "0"$/)
  })

  it('fills in every placeholder', async () => {
    const question: Question = { name: 'web.example.org', type: 65, id: 258, payload: 4096, dnssecOk: true }
    expect(
      await lineOf(
        '{type} {class} {name} {proto} {remote} {port} {local} {rcode} {size} {>id} {>opcode} {>do} {>bufsize}',
        question,
      ),
    ).toBe('HTTPS IN web.example.org. udp 192.0.2.1 4321 127.0.0.1 NOERROR 44 258 0 true 4096')
    expect(await lineOf('{rsize} {>rflags}', { ...question, flags: 0x0110 })).toBe('60 qr,aa,rd,cd')
  })

  it('measures the time until the reply is written', async () => {
    const [line = ''] = await linesOf('log . {duration}', QUESTION, { next: slow })
    const seconds = Number(/^info (0\.\d{9})s$/.exec(line)?.[1])
    expect(seconds).toBeGreaterThan(0.015)
  })

  it('puts IPv6 addresses in brackets, and shows IPv4-mapped ones as IPv4', async () => {
    const asker: Asker = {
      transport: 'tcp',
      client: { address: '2001:db8::1', port: 9 },
      server: { address: '::1', port: 53 },
    }
    expect(await lineOf('{remote}:{port} {local} {>bufsize}', QUESTION, asker)).toBe(
      '[2001:db8::1]:9 [::1] 65535',
    )
    const mapped: Asker = {
      client: { address: '::ffff:10.1.2.3', port: 9 },
      server: { address: '::FFFF:10.0.0.1', port: 53 },
    }
    expect(await lineOf('{remote} {local}', QUESTION, mapped)).toBe('10.1.2.3 10.0.0.1')
  })

  it('has a dash for labels without a value', async () => {
    expect(await lineOf('{/kubernetes/namespace}|{name}')).toBe('-|web.example.org.')
  })

  it('leaves text that is not a placeholder unchanged', async () => {
    expect(await lineOf('{1} { {name} } {a b}')).toBe('{1} { web.example.org. } {a b}')
  })

  it('escapes octets of a name that would begin a new line', async () => {
    expect(await lineOf('{name}', { name: 'a\nb "c', type: 'A' })).toBe('a\\010b\\032\\"c.')
  })
})

describe('the rules of log', () => {
  it('match names and the names below them', async () => {
    expect(await linesOf('log example.org')).toHaveLength(1)
    expect(await linesOf('log web.example.org. example.net')).toHaveLength(1)
    expect(await linesOf('log example.net')).toEqual([])
    expect(await linesOf('log eb.example.org')).toEqual([])
  })

  it('may have a format after several names', async () => {
    expect(await linesOf('log example.net example.org "{type}"')).toEqual(['info A'])
  })

  it('are tried in order, and the first whose name matches decides, also not to log', async () => {
    expect(await linesOf('log example.org 1{}\nlog . 2{}')).toEqual(['info 1{}'])
    expect(await linesOf('log example.net 1{}\nlog . 2{}')).toEqual(['info 2{}'])
    expect(await linesOf('log example.org {\n class error\n}\nlog')).toEqual([])
  })

  it.each([
    ['success', [SUCCESS, EMPTY, REFERRAL]],
    ['denial', [NO_DATA, SIGNED_NO_DATA, NAME_ERROR]],
    ['error', [FAILURE]],
    ['all', [SUCCESS, EMPTY, REFERRAL, NO_DATA, SIGNED_NO_DATA, NAME_ERROR, FAILURE]],
    ['error denial', [NO_DATA, SIGNED_NO_DATA, NAME_ERROR, FAILURE]],
    ['success\n class error', [SUCCESS, EMPTY, REFERRAL, FAILURE]],
  ])('speak of replies of class %s only', async (classes, wanted) => {
    const all = [SUCCESS, EMPTY, REFERRAL, NO_DATA, SIGNED_NO_DATA, NAME_ERROR, FAILURE]
    const logged: Answer[] = []
    for (const answer of all) {
      const lines = await linesOf(`log {\n class ${classes}\n}`, QUESTION, { next: () => answer })
      if (lines.length > 0) logged.push(answer)
    }
    expect(logged).toEqual(wanted)
  })

  it('do not log lookups on behalf of a client', async () => {
    const { plugin, log: lines } = setUp(log, 'log . {name}')
    const handler: Handler = before(plugin, (query) => {
      const derived = query.derive(name('other.example.org'))
      return derived === null || query.depth > 0 ? SUCCESS : query.lookup(derived)
    })
    await askHandler(handler, QUESTION)
    expect(lines).toEqual(['info web.example.org.'])
  })

  it('log failures', async () => {
    expect(await linesOf('log . {rcode}', QUESTION, { next: broken })).toEqual(['info SERVFAIL'])
  })
})

describe('the arguments of log', () => {
  it('may be a format alone, which applies to all names, with a warning', async () => {
    const { places, diagnostics, plugin, log: lines } = setUp(log, 'log "{name} asked"')
    expect(places).toEqual(['1:5 LOG_FORMAT'])
    expect(diagnostics[0]?.severity).toBe('warning')
    await askHandler(
      before(plugin, () => SUCCESS),
      QUESTION,
    )
    expect(lines).toEqual(['info web.example.org. asked'])
  })

  it('keep unknown placeholders unchanged, with a warning', async () => {
    const text = 'log . "{rcod} {/no/label} { {name} } {rcod} {>flags} {nothing}"'
    const { places, diagnostics, plugin, log: lines } = setUp(log, text)
    expect(places).toEqual(['1:7 LOG_FORMAT', '1:7 LOG_FORMAT', '1:7 LOG_FORMAT'])
    expect(diagnostics.map(({ hint }) => hint)).toEqual([
      "did you mean '{rcode}'?",
      "did you mean '{>rflags}'?",
      undefined,
    ])
    await askHandler(
      before(plugin, () => SUCCESS),
      QUESTION,
    )
    expect(lines).toEqual(['info {rcod} - { web.example.org. } {rcod} {>flags} {nothing}'])
    expect(setUp(log, 'log . {combined} {\n class all\n}').places).toEqual([])
  })

  it("may be 'stdout' as in old Corefiles, with an info", async () => {
    const { places, plugin, log: lines } = setUp(log, 'log stdout')
    expect(places).toEqual(['1:5 IGNORED'])
    await askHandler(
      before(plugin, () => SUCCESS),
      QUESTION,
    )
    expect(lines).toHaveLength(1)
  })

  it('are reported at their words if they are wrong', () => {
    const { places, diagnostics } = setUp(log, 'log a..b {\n class denials\n class\n clas all\n}')
    expect(places.toSorted()).toEqual(['1:5 VALUE', '2:8 VALUE', '3:2 ARGUMENTS', '4:2 OPTION'])
    expect(diagnostics.find(({ line }) => line === 3)?.hint).toBe("did you mean 'denial'?")
  })
})
