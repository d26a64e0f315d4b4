import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { setUp } from '../support/block.ts'
import { answerOf, askHandler, before } from '../support/chain.ts'
import { greet } from './greet.ts'

describe('the example of a directive', () => {
  it("answers its name in the client's letter case, counts it, and passes other queries", async () => {
    const { plugin, diagnostics } = setUp(greet, 'greet Hello.example {\n text welcome\n}')
    expect(diagnostics).toEqual([])
    const handler = before(plugin, () => answerOf({ rcode: 3 }))
    const reply = await askHandler(handler, { name: 'heLLo.example', type: 'TXT' })
    expect(reply).toMatchObject({ flags: 'qr aa rd', answer: ['heLLo.example. 60 IN TXT "welcome"'] })
    for (const question of [
      { name: 'hello.example', type: 'A' },
      { name: 'other.example', type: 'TXT' },
    ])
      expect((await askHandler(handler, question)).rcode).toBe('NXDOMAIN')
    expect(plugin?.metrics?.()[0]?.samples).toEqual([{ labels: {}, value: 1 }])
  })

  it('reports each error at its word', () => {
    expect(setUp(greet, 'greet a..b {\n txt x\n}\ngreet').places).toEqual([
      '4:1 OPTION',
      '2:2 OPTION',
      '1:7 VALUE',
      '4:1 ARGUMENTS',
    ])
    expect(setUp(greet, 'greet').places).toEqual(['1:1 ARGUMENTS'])
  })

  it('is short', () => {
    expect(readFileSync(new URL('greet.ts', import.meta.url), 'utf8').split('\n').length).toBeLessThan(60)
  })
})
