/**
 * Random zones answered by kubezone, NSD and Knot: where the two agree, kubezone does too. KZ_SEED repeats a
 * run; a failing run prints its seed.
 */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ask, type Target } from '../../support/ask.ts'
import { needs } from '../../support/needs.ts'
import { openWorld } from '../../support/world.ts'
import { type OtherServer, startKnot, startNsd } from './other-servers.ts'
import { namesOf, textOf, TYPES, ZONE_GROUPS } from './random-zones.ts'

const GROUPS = 40
const QUESTIONS_A_GROUP = 30
const TYPE_NUMBERS: Readonly<Record<string, number>> = { DNAME: 39 }

interface Question {
  readonly name: string
  readonly type: string
}

async function look(target: Target, { name, type }: Question) {
  const reply = await ask(target, { name, type: TYPE_NUMBERS[type] ?? type, payload: 1232, flags: 0 })
  const [answer, authority, additional] = [reply.answer, reply.authority, reply.additional].map((list) =>
    // RFC 2181 §5: sets of records. In a loop of aliases, both servers repeat one.
    [...new Set(list.map((one) => one.toLowerCase()))].toSorted(),
  )
  return { rcode: reply.rcode, flags: reply.flags, answer, authority, additional }
}

const OPTIONS = { ...needs('nsd', 'knotd'), timeout: 180_000 }

test('random zones are answered as NSD and Knot answer them', OPTIONS, async () => {
  const seed = Number(process.env['KZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
  const groups = fc.sample(ZONE_GROUPS, { seed, numRuns: GROUPS }).map((make, i) => make(`t${i}.`))
  const zones = groups.flat()
  const served = zones.map((zone) => ({ origin: zone.origin, text: textOf(zone) }))
  const files = Object.fromEntries(served.map(({ text }, i) => [`zone${i}`, text]))
  const lines = served.map(({ origin }, i) => `  file zone${i} ${origin}\n`).join('')
  const world = await openWorld({ ...files, Corefile: `. {\n${lines}}\n` })
  const others: OtherServer[] = []
  try {
    others.push(await startNsd(served), await startKnot(served))
    const [nsd, knot] = others.map(({ target }) => target)
    if (nsd === undefined || knot === undefined) throw new Error('both servers are started')
    let agreed = 0
    for (const group of groups) {
      const all = group.flatMap((zone) =>
        namesOf(zone).flatMap((name) => TYPES.map((type): Question => ({ name, type }))),
      )
      const order = fc.sample(fc.shuffledSubarray(all, { minLength: all.length }), { seed, numRuns: 1 })
      for (const question of order[0]?.slice(0, QUESTIONS_A_GROUP) ?? []) {
        const [theirs, also] = [await look(nsd, question), await look(knot, question)]
        if (JSON.stringify(theirs) !== JSON.stringify(also)) continue
        agreed++
        const zone = group.map((one) => textOf(one)).join('')
        const context = `KZ_SEED=${seed}\n${question.name} ${question.type}\n${zone}`
        expect(await look(world.target, question), context).toEqual(theirs)
      }
    }
    expect(agreed).toBeGreaterThan((GROUPS * QUESTIONS_A_GROUP) / 4)
  } finally {
    for (const other of others) other.close()
    await world.close()
  }
})
