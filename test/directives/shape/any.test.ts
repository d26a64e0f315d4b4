import { describe, expect, it } from 'vitest'
import { any } from '../../../src/directives/shape/any.ts'
import { setUp } from '../../support/block.ts'
import { answerOf, askHandler, before } from '../../support/chain.ts'

const handler = before(setUp(any, 'any').plugin, () => answerOf({ rcode: 9 }))

describe('any', () => {
  it('answers ANY with one synthetic record', async () => {
    const { answer, rcode, flags } = await askHandler(handler, { name: 'Web.example.org', type: 'ANY' })
    expect({ answer, rcode, flags }).toEqual({
      answer: ['Web.example.org. 8482 IN HINFO "ANY obsoleted" "See RFC 8482"'],
      rcode: 'NOERROR',
      flags: 'qr aa rd',
    })
  })

  it('passes other types to the next plugin', async () => {
    expect(await askHandler(handler, { name: 'web', type: 'HINFO' })).toMatchObject({ rcode: 'NOTAUTH' })
  })

  it('takes no arguments and no options', () => {
    expect(setUp(any, 'any thing {\n x\n}').places).toEqual(['1:5 ARGUMENTS', '2:2 OPTION'])
  })
})
