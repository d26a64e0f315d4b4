import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Handler } from '../../../src/chain/plugin.ts'
import { QueryError } from '../../../src/chain/query-error.ts'
import { Query } from '../../../src/chain/query.ts'
import { errors, SHOWS_STACKS } from '../../../src/directives/observe/errors.ts'
import { setUp } from '../../support/block.ts'
import { answerOf, askHandler, before } from '../../support/chain.ts'
import { siteOf } from '../../site/site-of.ts'

/** A server whose plugins after `errors` fail with a given error. */
function failing(directives: string) {
  const { plugin, log, diagnostics } = setUp(errors, directives)
  expect(diagnostics).toEqual([])
  let problem: unknown = new QueryError('it broke')
  const handler = before(plugin, () => {
    throw problem
  })
  const fail = async (what: unknown) => {
    problem = what
    return askHandler(handler, { name: 'Web.Example.org', type: 'AAAA' })
  }
  return { fail, log, stop: async () => plugin?.stop?.() }
}

const unreachable = new QueryError('read udp 10.0.0.1: i/o timeout')

describe('errors', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('answers SERVFAIL for a plugin that throws, and logs the error with the question', async () => {
    const { fail, log } = failing('errors')
    const reply = await fail(new QueryError('it broke'))
    expect(reply).toMatchObject({ rcode: 'SERVFAIL', answer: [], question: 'Web.Example.org. IN AAAA' })
    expect(log).toEqual(['error plugin/errors: 2 web.example.org. AAAA: it broke'])
  })

  it('does so for a plugin whose promise rejects', async () => {
    const { plugin, log } = setUp(errors, 'errors')
    const handler = before(plugin, async () => {
      await Promise.resolve()
      throw unreachable
    })
    expect((await askHandler(handler, { name: 'a', type: 'A' })).rcode).toBe('SERVFAIL')
    expect(log).toEqual(['error plugin/errors: 2 a. A: read udp 10.0.0.1: i/o timeout'])
  })

  it("leaves kubezone's own faults to the server, thrown or rejected", async () => {
    const { plugin, block, log } = setUp(errors, 'errors')
    const query = new Query()
    const fault = new TypeError('it is undefined')
    const thrower = before(plugin, () => {
      throw fault
    })
    expect(() => thrower(query)).toThrow(fault)
    const rejecter = before(plugin, async () => Promise.reject(fault))
    await expect(rejecter(query)).rejects.toBe(fault)
    expect(log).toEqual([])
    expect(block.get(SHOWS_STACKS)).toBe(false)
    expect(setUp(errors, 'errors {\n stacktrace\n}').block.get(SHOWS_STACKS)).toBe(true)
  })

  it("makes the server log stacks at the block's addresses", () => {
    const { site, diagnostics } = siteOf(
      'a:1053 {\n errors\n whoami\n}\nb:1053 {\n errors {\n stacktrace\n }\n whoami\n}\nc:2053 {\n whoami\n}',
    )
    expect(diagnostics).toEqual([])
    const ports = site.listeners.map(({ address, port, showsStacks }) => [address, port, showsStacks])
    expect(ports).toEqual([
      ['0.0.0.0', 1053, true],
      ['::', 1053, true],
      ['0.0.0.0', 2053, false],
      ['::', 2053, false],
    ])
  })

  it('passes answers unchanged, sync and async', async () => {
    const answer = answerOf({ answer: ['web.example.org A 10.0.0.1'] })
    const { plugin, log } = setUp(errors, 'errors')
    const seen: unknown[] = []
    for (const next of [() => answer, async () => answer] satisfies Handler[]) {
      const handler = before(plugin, next)
      await askHandler(
        (query) => {
          const given = handler(query)
          seen.push(given instanceof Promise)
          return given
        },
        { name: 'web.example.org', type: 'A' },
      )
    }
    expect(seen).toEqual([false, true])
    expect(log).toEqual([])
  })

  it('keeps a message on one line', async () => {
    const { fail, log } = failing('errors')
    await fail(new QueryError('first\r\n  second'))
    expect(log).toEqual(['error plugin/errors: 2 web.example.org. AAAA: first second'])
  })

  it('adds the stack with stacktrace', async () => {
    const { fail, log } = failing('errors {\n stacktrace\n}')
    await fail(new QueryError('it broke'))
    expect(log[0]).toMatch(/AAAA: it broke\nQueryError: it broke\n +at .*errors\.test\.ts/)
  })

  it('counts errors that match and logs their number once a period, which the first error begins', async () => {
    const { fail, log } = failing('errors {\n consolidate 30s ".* i/o timeout$"\n}')
    for (let i = 0; i < 3; i++) await fail(unreachable)
    await fail(new QueryError('something else'))
    expect(log).toEqual(['error plugin/errors: 2 web.example.org. AAAA: something else'])
    vi.advanceTimersByTime(29_999)
    expect(log).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(log[1]).toBe("error plugin/errors: 3 errors like '.* i/o timeout$' occurred in last 30s")
    vi.advanceTimersByTime(300_000)
    expect(log).toHaveLength(2)
    await fail(unreachable)
    vi.advanceTimersByTime(30_000)
    expect(log[2]).toBe("error plugin/errors: 1 errors like '.* i/o timeout$' occurred in last 30s")
  })

  it('logs at the level of the first pattern that matches', async () => {
    const text =
      'errors {\n consolidate 1m ^read warning\n consolidate 1m timeout info\n consolidate 5s . debug\n}'
    const { fail, log } = failing(text)
    await fail(unreachable)
    await fail(new QueryError('timeout'))
    await fail(new QueryError('other'))
    vi.advanceTimersByTime(60_000)
    expect(log).toEqual([
      "debug plugin/errors: 1 errors like '.' occurred in last 5s",
      "warn plugin/errors: 1 errors like '^read' occurred in last 1m",
      "info plugin/errors: 1 errors like 'timeout' occurred in last 1m",
    ])
  })

  it('logs the first error at once with show_first, and does not repeat it if no other follows', async () => {
    const { fail, log } = failing('errors {\n consolidate 30s timeout warning show_first\n}')
    await fail(unreachable)
    expect(log).toEqual(['warn plugin/errors: 2 web.example.org. AAAA: read udp 10.0.0.1: i/o timeout'])
    vi.advanceTimersByTime(30_000)
    expect(log).toHaveLength(1)
    await fail(unreachable)
    await fail(unreachable)
    vi.advanceTimersByTime(30_000)
    expect(log.slice(2)).toEqual(["warn plugin/errors: 2 errors like 'timeout' occurred in last 30s"])
  })

  it('logs its counts when it stops, and counts no more', async () => {
    const { fail, log, stop } = failing('errors {\n consolidate 30s timeout\n}')
    await fail(unreachable)
    await stop()
    expect(log).toEqual(["error plugin/errors: 1 errors like 'timeout' occurred in last 30s"])
    expect(vi.getTimerCount()).toBe(0)
    await fail(unreachable)
    expect(log[1]).toContain('AAAA: read udp')
    expect(vi.getTimerCount()).toBe(0)
  })

  it("reads patterns in the syntax of CoreDNS's configuration", async () => {
    const { fail, log } = failing('errors {\n consolidate 30s "(?i)(?P<what>TIMEOUT)"\n}')
    await fail(unreachable)
    expect(log).toEqual([])
  })

  it('reports errors in its options at their words', () => {
    const text =
      'errors {\n consolidate 5 x\n consolidate 5s (x\n consolidate 5s x loud\n consolidate 5s\n stacktrace 1\n}'
    const { places, diagnostics } = setUp(errors, text)
    expect(places).toEqual(['2:14 VALUE', '3:17 VALUE', '4:19 VALUE', '5:2 ARGUMENTS', '6:13 ARGUMENTS'])
    expect(diagnostics[1]?.message).toBe("found '(x', expected a regular expression: missing closing ): `(x`")
  })

  it("accepts 'stdout' as in old Corefiles with an info, and no other argument", () => {
    expect(setUp(errors, 'errors stdout').places).toEqual(['1:8 IGNORED'])
    expect(setUp(errors, 'errors file').places).toEqual(['1:8 ARGUMENTS'])
  })

  it('is allowed once in a block', () => {
    const { places, plugin, diagnostics } = setUp(errors, 'errors\nerrors')
    expect(places).toEqual(['2:1 OPTION'])
    expect(diagnostics[0]?.message).toBe("'errors' is already in this block, in line 2")
    expect(plugin).toBeNull()
  })

  it('is checked in full in each occurrence', () => {
    expect(setUp(errors, 'errors {\n consolidate x y\n}\nerrors {\n trace\n}').places).toEqual([
      '4:1 OPTION',
      '2:14 VALUE',
      '5:2 OPTION',
    ])
  })
})
