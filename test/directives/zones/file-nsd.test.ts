/** The answers of `file` equal those of NSD for the same zone file. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, type Target } from '../../support/ask.ts'
import { openWorld, type World } from '../../support/world.ts'
import { needs } from '../../support/needs.ts'
import { type OtherServer, startNsd } from './other-servers.ts'
import { EXAMPLE_ZONE, EXPANDED_ZONE, QUESTIONS } from './zone-texts.ts'

/** `NAME TYPE`; a name without a final dot is below example.org. */
async function look(target: Target, question: string) {
  const [name = '', written = ''] = question.split(' ')
  const type = /^TYPE\d+$/.test(written) ? Number(written.slice(4)) : (NUMBERS[written] ?? written)
  const full = name.endsWith('.') ? name : `${name}.example.org.`
  const reply = await ask(target, { name: full, type, payload: 1232 })
  const [answer, authority, additional] = [reply.answer, reply.authority, reply.additional].map((list) => {
    return list.toSorted()
  })
  return { rcode: reply.rcode, flags: reply.flags, answer, authority, additional }
}

const NUMBERS: Readonly<Record<string, number>> = { DNAME: 39 }

describe('beside NSD', needs('nsd'), () => {
  let nsd: OtherServer
  let world: World
  beforeAll(async () => {
    nsd = await startNsd([{ origin: 'example.org.', text: EXPANDED_ZONE }])
    world = await openWorld({ db: EXAMPLE_ZONE, Corefile: 'example.org {\n file db\n}\n' })
  }, 40_000)
  afterAll(async () => {
    await world?.close()
    nsd?.close()
  })

  test.each(QUESTIONS)('%s', async (question) => {
    expect(await look(world.target, question)).toEqual(await look(nsd.target, question))
  })
})
