import { describe, expect, it } from 'vitest'
import { header } from '../../../src/directives/shape/header.ts'
import { SILENCE } from '../../../src/wire/answer.ts'
import { FLAG } from '../../../src/wire/constants.ts'
import { setUp } from '../../support/block.ts'
import { answerOf, askHandler, before } from '../../support/chain.ts'

async function flagsOf(lines: string, flags = FLAG.RD as number) {
  const { plugin, diagnostics } = setUp(header, `header {\n${lines}\n}`)
  expect(diagnostics).toEqual([])
  let isDesired = false
  const handler = before(plugin, (query) => {
    isDesired = (query.request.flags & FLAG.RD) !== 0
    return answerOf({ answer: ['web.example.org A 10.0.0.1'] })
  })
  const reply = await askHandler(handler, { name: 'web.example.org', type: 'A', flags })
  expect(reply.answer).toHaveLength(1)
  return `${reply.flags}${isDesired ? ', desired' : ''}`
}

describe('header', () => {
  it('sets and clears flags of replies', async () => {
    expect(await flagsOf(' set ra')).toBe('qr aa rd ra, desired')
    expect(await flagsOf(' response clear aa rd')).toBe('qr, desired')
    expect(await flagsOf(' set rd aa', 0)).toBe('qr aa rd')
    expect(await flagsOf(' set aa', 0)).toBe('qr aa')
  })

  it('applies its lines in their order', async () => {
    expect(await flagsOf(' set ra\n clear RA')).toBe('qr aa rd, desired')
    expect(await flagsOf(' clear aa\n set aa')).toBe('qr aa rd, desired')
  })

  it('changes flags of the query for the next plugins', async () => {
    expect(await flagsOf(' query clear rd')).toBe('qr aa')
    expect(await flagsOf(' query set rd\n response clear rd', 0)).toBe('qr aa, desired')
  })

  it('sends no reply where the next plugins send none', () => {
    const { plugin } = setUp(header, 'header {\n set ra\n}')
    let seen: unknown
    const handler = before(plugin, () => SILENCE)
    void askHandler(
      (query) => {
        seen = handler(query)
        return answerOf({ rcode: 9 })
      },
      { name: 'a', type: 'A' },
    )
    expect(seen).toBe(SILENCE)
  })

  it('reports all its errors in one run', () => {
    expect(setUp(header, 'header').places).toEqual(['1:1 ARGUMENTS'])
    expect(
      setUp(header, 'header x {\n set\n set ab\n query ra\n query st ra bb\n toggle ra\n}').places,
    ).toEqual([
      '1:8 ARGUMENTS',
      '2:2 ARGUMENTS',
      '3:6 VALUE',
      '4:2 ARGUMENTS',
      '5:8 VALUE',
      '5:14 VALUE',
      '6:2 OPTION',
    ])
  })
})
