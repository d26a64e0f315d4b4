import { describe, expect, it } from 'vitest'
import { bufsize } from '../../../src/directives/shape/bufsize.ts'
import { setUp } from '../../support/block.ts'
import { answerOf, askHandler, before } from '../../support/chain.ts'

/** 60 addresses: 1000 octets. */
const answer = Array.from({ length: 60 }, (_, i) => `web.example.org A 10.0.0.${i}`)

async function sizeOf(directive: string, payload?: number, transport: 'udp' | 'tcp' = 'udp') {
  const handler = before(setUp(bufsize, directive).plugin, () => answerOf({ answer }))
  const question = { name: 'web.example.org', type: 'A', ...(payload !== undefined && { payload }) }
  const client = { address: '10.0.0.9', port: 1 }
  const { octets, flags } = await askHandler(handler, question, { transport, client })
  return { octets, isCut: flags.includes('tc') }
}

describe('bufsize', () => {
  it('limits replies over UDP, even if the client accepts more', async () => {
    expect(await sizeOf('bufsize 1100', 4096)).toMatchObject({ isCut: false })
    const cut = await sizeOf('bufsize 600', 4096)
    expect(cut.isCut).toBe(true)
    expect(cut.octets).toBeLessThanOrEqual(600)
    expect(cut.octets).toBeGreaterThan(512)
  })

  it('never sends a client more than it accepts', async () => {
    expect((await sizeOf('bufsize 1232', 512)).octets).toBeLessThanOrEqual(512)
    expect((await sizeOf('bufsize')).octets).toBeLessThanOrEqual(512)
  })

  it('does not limit replies over TCP', async () => {
    expect(await sizeOf('bufsize 512', 512, 'tcp')).toMatchObject({ isCut: false })
  })

  it('reports a size without effect, and its errors', () => {
    expect(setUp(bufsize, 'bufsize').places).toEqual([])
    expect(setUp(bufsize, 'bufsize 4096').places).toEqual(['1:9 IGNORED'])
    expect(setUp(bufsize, 'bufsize 511\nbufsize 4097 {\n x\n}\nbufsize 1 2').places).toEqual([
      '2:1 OPTION',
      '5:1 OPTION',
      '1:9 VALUE',
      '3:2 OPTION',
      '2:9 VALUE',
      '5:11 ARGUMENTS',
    ])
  })
})
