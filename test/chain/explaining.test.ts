/** Denials with their reasons on the wire: which replies carry one, how long it is, when it is made again. */
import { describe, expect, test } from 'vitest'
import { composeExplaining, shortText } from '../../src/chain/explaining.ts'
import type { Plugin } from '../../src/chain/plugin.ts'
import type { Answer } from '../../src/wire/answer.ts'
import { EMPTY_ANSWER, failure, SILENCE } from '../../src/wire/answer.ts'
import { Zone } from '../../src/zone/zone.ts'
import { answerOf, askHandler, name } from '../support/chain.ts'

const ZONE = Zone.empty(
  name('example.org'),
  {
    mname: name('ns.example.org'),
    rname: name('h.example.org'),
    refresh: 1,
    retry: 1,
    expire: 1,
    minimum: 1,
    ttl: 1,
  },
  1,
)

/** A plugin that returns `answer`, and counts how often it is asked why. */
function plugin(answer: Answer, sentence = 'no such thing', hint?: string) {
  const counts = { asked: 0 }
  const one: Plugin = {
    name: 'test',
    attach: () => () => answer,
    explain: () => {
      counts.asked++
      return { code: 'KZ_WHY_DIRECTIVE', sentence, ...(hint !== undefined && { hint }) }
    },
  }
  return { one, counts }
}

const textOf = async (answer: Answer, payload: number | undefined = 1232): Promise<string | null> => {
  const handler = composeExplaining([plugin(answer).one])
  const question = { name: 'a.example.org', type: 'A', ...(payload > 0 && { payload }) }
  const { edns } = await askHandler(handler, question, { client: { address: '127.0.0.1', port: 1 } })
  const [error] = edns?.options ?? []
  return error === undefined ? null : `${error.data.readUInt16BE(0)} ${error.data.toString('utf8', 2)}`
}

describe('a reply', () => {
  test.each([
    ['NXDOMAIN', ZONE.nameError, '0 no such thing'],
    ['NODATA', ZONE.noData, '0 no such thing'],
    ['REFUSED', failure(5), '0 no such thing'],
    ['SERVFAIL', failure(2), '0 no such thing'],
    ['an error with a code and no text', failure(5, { code: 15, text: '' }), '15 no such thing'],
    ['an error with its own text', failure(5, { code: 15, text: 'own' }), '15 own'],
    ['records', answerOf({ answer: [] }), '0 no such thing'],
  ] as const)('of %s carries %s', async (_, answer, text) => {
    expect(await textOf(answer)).toBe(text)
  })

  test('to a client without EDNS carries none, and the reason is not made', async () => {
    const { one, counts } = plugin(ZONE.nameError)
    const { edns } = await askHandler(composeExplaining([one]), { name: 'a.example.org', type: 'A' })
    expect(edns).toBeNull()
    expect(counts.asked).toBe(0)
  })

  test('is still none, where the handler drops the query', async () => {
    const handler = composeExplaining([plugin(SILENCE).one])
    expect(await handler({ request: { hasEdns: true } } as never)).toBe(SILENCE)
  })

  test('of a promise carries the reason, too', async () => {
    const { one } = plugin(EMPTY_ANSWER)
    const waiting: Plugin = { ...one, attach: () => async () => failure(2) }
    const handler = composeExplaining([waiting])
    const { edns } = await askHandler(
      handler,
      { name: 'a.example.org', type: 'A', payload: 1232 },
      {
        client: { address: '127.0.0.1', port: 1 },
      },
    )
    expect(edns?.options).toHaveLength(1)
  })
})

test('the reason of a zone is made once for a name and a type', async () => {
  const { one, counts } = plugin(ZONE.nameError)
  const handler = composeExplaining([one])
  for (const type of ['A', 'A', 'AAAA', 'A'])
    await askHandler(handler, { name: 'a.example.org', type, payload: 1232 })
  await askHandler(handler, { name: 'b.example.org', type: 'A', payload: 1232 })
  expect(counts.asked).toBe(3)
})

test('the innermost plugin that denies gives the reason', async () => {
  const inner = plugin(failure(5), 'inner').one
  const outer: Plugin = { ...plugin(failure(5), 'outer').one, attach: (next) => (query) => next(query) }
  const handler = composeExplaining([outer, inner])
  const { edns } = await askHandler(
    handler,
    { name: 'a.', type: 'A', payload: 1232 },
    {
      client: { address: '127.0.0.1', port: 1 },
    },
  )
  expect(edns?.options[0]?.data.toString('utf8', 2)).toBe('inner')
})

test('the text has at most 120 octets: the hint goes first, then the end of the sentence', () => {
  expect(shortText({ sentence: 'no Service nope in default', hint: 'did you mean note?' })).toBe(
    'no Service nope in default; did you mean note?',
  )
  expect(shortText({ sentence: 'x'.repeat(100), hint: 'y'.repeat(19) })).toBe('x'.repeat(100))
  const cut = shortText({ sentence: 'ü'.repeat(100) })
  expect(Buffer.byteLength(cut)).toBe(119)
  expect(cut).toBe(`${'ü'.repeat(58)}…`)
})
