/** How plugins answer, change and pass on queries; each small plugin here stands for a kind of directive. */
import { describe, expect, it } from 'vitest'
import { compose, type Handler, onAnswer, type Plugin } from '../../src/chain/plugin.ts'
import { MAX_LOOKUPS, type Query, type SentReply } from '../../src/chain/query.ts'
import { type Answer, failure, SERVER_FAILURE, withRecords } from '../../src/wire/answer.ts'
import { RCODE } from '../../src/wire/constants.ts'
import { decodeAnswer } from '../../src/wire/decode.ts'
import { type NameKey, nameText } from '../../src/wire/name.ts'
import type { ResourceRecord } from '../../src/wire/section.ts'
import { answerOf, askHandler, before, name, rr } from '../support/chain.ts'

const WEB = answerOf({
  answer: ['web.example.org A 10.0.0.1', 'web.example.org SRV 0 0 80 pod.web.example.org'],
  additional: ['pod.web.example.org A 10.0.0.2'],
})
const MISSING = answerOf({ rcode: 3, authority: ['example.org SOA ns.example.org'] })

/** Answers one name. */
const source: Plugin = {
  name: 'source',
  attach: () => (query) => (query.name === name('web.example.org') ? WEB : MISSING),
}

function plugin(attach: (next: Handler) => Handler): Plugin {
  return { name: 'example', attach }
}

function ask(plugins: readonly Plugin[], text = 'Web.Example.org', type = 'A') {
  return askHandler(compose(plugins), { name: text, type })
}

/** Maps all records of an answer, as a plugin that sets TTLs does. */
function mapRecords(
  answer: Answer,
  { name: question }: Query,
  change: (record: ResourceRecord) => ResourceRecord,
) {
  const { answer: answers, authority, additional } = decodeAnswer(answer, question)
  const records = {
    answer: answers.map(change),
    authority: authority.map(change),
    additional: additional.map(change),
  }
  return withRecords(answer, records, question, question)
}

const slow: Plugin = plugin((next) => async (query) => {
  await new Promise((resolve) => setTimeout(resolve, 1))
  return next(query)
})

const rename = (from: string, to: string): Plugin =>
  plugin((next) => (query) => {
    if (query.name !== name(from)) return next(query)
    const derived = query.derive(name(to))
    if (derived === null) return SERVER_FAILURE
    return onAnswer(next(derived), (answer) => renameBack(answer, derived.name, query.name))
  })

/** Puts the queried name in place of the owner, also at the end of names below it. */
function renameBack(answer: Answer, from: NameKey, to: NameKey): Answer {
  const back = (one: ResourceRecord): ResourceRecord => ({
    ...one,
    name: one.name.endsWith(from) ? one.name.slice(0, -from.length) + to : one.name,
  })
  const { answer: answers, authority, additional } = decodeAnswer(answer, from)
  const records = {
    answer: answers.map(back),
    authority: authority.map(back),
    additional: additional.map(back),
  }
  return withRecords(answer, records, to, to)
}

describe('a chain', () => {
  it('ends in REFUSED if no plugin answers, with an extended error for clients with EDNS', async () => {
    const pass = plugin((next) => (query) => next(query))
    const reply = await askHandler(compose([pass, pass]), { name: 'a.b', type: 'A', payload: 1232 })
    expect(reply).toMatchObject({ rcode: 'REFUSED', flags: 'qr rd', answer: [] })
    expect(reply.edns?.options).toMatchObject([{ code: 15 }])
  })

  it('calls its plugins in order, and skips those that only start and stop', async () => {
    const order: string[] = []
    const note = (text: string): Plugin =>
      plugin((next) => (query) => {
        order.push(text)
        return next(query)
      })
    await ask([note('first'), { name: 'silent' }, note('second'), source, note('never')])
    expect(order).toEqual(['first', 'second'])
  })

  it('answers without a promise if no plugin waits', () => {
    const handler = compose([plugin((next) => (query) => onAnswer(next(query), (answer) => answer)), source])
    return askHandler(
      (query) => {
        const answer = handler(query)
        expect(answer).toBe(WEB)
        return answer
      },
      { name: 'web.example.org', type: 'A' },
    )
  })
})

describe('a plugin', () => {
  const double = plugin(
    (next) => (query) =>
      onAnswer(next(query), (answer) => mapRecords(answer, query, (one) => ({ ...one, ttl: one.ttl * 2 }))),
  )

  it("changes another plugin's answer into a new one, and leaves the old one as it is", async () => {
    const expected = {
      flags: 'qr aa rd',
      answer: ['Web.Example.org. 10 IN A 10.0.0.1', 'Web.Example.org. 10 IN SRV 0 0 80 pod.Web.Example.org.'],
      additional: ['pod.Web.Example.org. 10 IN A 10.0.0.2'],
    }
    expect(await ask([double, source])).toMatchObject(expected)
    expect(await ask([double, source])).toMatchObject(expected)
    expect((await ask([source])).answer[0]).toBe('Web.Example.org. 5 IN A 10.0.0.1')
  })

  it('may wait, before or after a plugin that changes answers', async () => {
    for (const plugins of [
      [slow, double, source],
      [double, slow, source],
    ]) {
      expect((await ask(plugins)).answer[0]).toBe('Web.Example.org. 10 IN A 10.0.0.1')
    }
  })

  it('may throw or reject: the client gets SERVFAIL', async () => {
    const broken = plugin(() => () => {
      throw new Error('broken')
    })
    expect((await ask([broken])).rcode).toBe('SERVFAIL')
    expect((await ask([slow, broken])).rcode).toBe('SERVFAIL')
  })

  it('asks the rest of the chain for another name, and returns the answer under the queried name', async () => {
    const plugins = [rename('www.example.net', 'web.example.org'), source]
    const reply = await ask(plugins, 'WWW.example.net')
    expect(reply.question).toBe('WWW.example.net. IN A')
    expect(reply.answer).toEqual([
      'WWW.example.net. 5 IN A 10.0.0.1',
      // The target is data of the other zone, and stays as it is.
      'WWW.example.net. 5 IN SRV 0 0 80 pod.web.example.org.',
    ])
    expect(reply.additional).toEqual(['pod.WWW.example.net. 5 IN A 10.0.0.2'])
    expect((await ask([slow, ...plugins], 'WWW.example.net')).answer).toEqual(reply.answer)
  })

  it("does not see the client's spelling in a derived query", async () => {
    const seen: string[] = []
    const look = plugin((next) => (query) => {
      seen.push(nameText(query.spelledName))
      return next(query)
    })
    await ask([look, rename('www.example.net', 'web.example.org'), look, source], 'WWW.example.net')
    expect(seen).toEqual(['WWW.example.net.', 'web.example.org.'])
  })

  it('replaces an answer', async () => {
    const instead = plugin(
      (next) => (query) =>
        onAnswer(next(query), (answer) =>
          answer.rcode === RCODE.NXDOMAIN
            ? withRecords(
                { ...answer, rcode: RCODE.NOERROR },
                { answer: [rr(`${nameText(query.name)} A 192.0.2.7`)] },
                query.name,
                query.name,
              )
            : answer,
        ),
    )
    expect(await ask([instead, source], 'Nothing.example.org')).toMatchObject({
      rcode: 'NOERROR',
      answer: ['Nothing.example.org. 5 IN A 192.0.2.7'],
      authority: [],
    })
    expect((await ask([instead, slow, source])).answer).toHaveLength(2)
  })

  it('asks the whole server, and a loop ends at the maximum depth', async () => {
    let asked = 0
    const circle = plugin(() => (query) => {
      asked++
      const derived = query.derive(query.name)
      return derived === null ? failure(RCODE.NXDOMAIN) : query.lookup(derived)
    })
    expect((await ask([circle])).rcode).toBe('NXDOMAIN')
    expect(asked).toBe(MAX_LOOKUPS + 1)
  })

  it('observes the reply after it is written, also after a wait', async () => {
    const seen: { rcode: number; octets: number }[] = []
    const watch = plugin((next) => (query) => {
      query.observe(({ rcode, octets }: SentReply) => seen.push({ rcode, octets: octets.length }))
      return next(query)
    })
    const at = await ask([watch, watch, source])
    const later = await ask([watch, slow, source], 'nothing.example.org')
    expect(seen).toEqual([
      { rcode: 0, octets: at.octets },
      { rcode: 0, octets: at.octets },
      { rcode: 3, octets: later.octets },
    ])
  })

  it('without attach cannot be put before a handler', () => {
    expect(() => before({ name: 'silent' }, () => WEB)).toThrow('there is no plugin')
  })
})
