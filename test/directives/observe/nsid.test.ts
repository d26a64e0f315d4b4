import { hostname } from 'node:os'
import { describe, expect, it } from 'vitest'
import type { Handler } from '../../../src/chain/plugin.ts'
import { Query } from '../../../src/chain/query.ts'
import { nsid } from '../../../src/directives/observe/nsid.ts'
import { Responder } from '../../../src/server/respond.ts'
import { failure, NOT_OUR_ZONE } from '../../../src/wire/answer.ts'
import { ReplyWriter } from '../../../src/wire/reply.ts'
import { SuffixTable } from '../../../src/zone/suffix-table.ts'
import { encodeQuery } from '../../support/ask.ts'
import { setUp } from '../../support/block.ts'
import { before, name } from '../../support/chain.ts'
import { octets } from '../../wire/packets.ts'

/**
 * The EDNS options of a reply without records to a question for a name of one letter. Decoded here, since
 * dns2 drops the options after an unknown one.
 */
function optionsIn(reply: Buffer): string[] | null {
  let at = 12 + 3 + 4 + 11
  if (reply.length < at) return null
  const found: string[] = []
  while (at < reply.length) {
    const end = at + 4 + reply.readUInt16BE(at + 2)
    found.push(`${reply.readUInt16BE(at)} ${reply.toString('latin1', at + 4, end)}`)
    at = end
  }
  expect(at).toBe(reply.length)
  return found
}

/** The reply's options to a query with these options, in hex, as `CODE text`. */
function optionsOf(
  directive: string,
  options: string | null,
  next: Handler = () => failure(3),
): string[] | null {
  const handler = before(setUp(nsid, directive).plugin, next)
  const responder = new Responder(new SuffixTable([[name('.'), { zone: name('.'), handler }]]))
  const writer = new ReplyWriter()
  const data = octets(options ?? '')
  const plain = encodeQuery({ name: 'a', type: 'A', ...(options !== null && { payload: 1232 }) })
  if (options !== null) plain.writeUInt16BE(data.length, plain.length - 2)
  const query = new Query()
  // Two queries in turn: the second must not get the options of the first.
  let replies: (string[] | null)[] = []
  for (const packet of [Buffer.concat([plain, data]), encodeQuery({ name: 'b', type: 'A', payload: 1232 })]) {
    const length = responder.respond(query, packet, { address: '127.0.0.1', port: 1 }, writer)
    if (typeof length !== 'number') throw new Error('expected a sync reply')
    replies = [...replies, optionsIn(writer.octets.subarray(0, length))]
  }
  expect(replies[1]?.some((text) => text.startsWith('3 '))).toBe(false)
  return replies[0] ?? null
}

describe('nsid', () => {
  it('answers the host name, or its argument, to clients that request it', () => {
    expect(optionsOf('nsid', '0003 0000')).toEqual([`3 ${hostname()}`])
    expect(optionsOf('nsid my server', '0003 0000')).toEqual(['3 my server'])
    expect(optionsOf('nsid my', '000c 0002 0000 0003 0000')).toEqual(['3 my'])
  })

  it('adds no option for other clients', () => {
    expect(optionsOf('nsid my', '')).toEqual([])
    expect(optionsOf('nsid my', '000c 0004 0003 0000')).toEqual([])
    expect(optionsOf('nsid my', null)).toBeNull()
  })

  it('is sent together with an extended error', () => {
    const options = optionsOf('nsid my', '0003 0000', () => NOT_OUR_ZONE)
    expect(options?.map((text) => text.split(' ')[0])).toEqual(['3', '15'])
    expect(options?.[0]).toBe('3 my')
  })

  it('reports its errors', () => {
    expect(setUp(nsid, `nsid ${'x'.repeat(129)} {\n x\n}\nnsid`).places).toEqual([
      '4:1 OPTION',
      '2:2 OPTION',
      '1:6 VALUE',
    ])
  })
})
