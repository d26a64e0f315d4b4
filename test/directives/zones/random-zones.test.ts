/**
 * Random zones answered by kubezone, NSD and Knot: where the two agree, kubezone does too. KZ_SEED repeats a
 * run; a failing run prints its seed.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { ask, type Target } from '../../support/ask.ts'
import { needs } from '../../support/needs.ts'
import { removeFolder } from '../../support/remove-folder.ts'
import { openWorld } from '../../support/world.ts'
import { startKnot, startNsd } from './other-servers.ts'
import { namesOf, type RandomZone, textOf, TYPES, ZONE_GROUPS } from './random-zones.ts'
import { signWithLdns } from './signed-zone-files.ts'

const SEED = Number(process.env['KZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
const QUESTIONS_A_GROUP = 30
const TYPE_NUMBERS: Readonly<Record<string, number>> = { DNAME: 39 }
const TIMEOUT_MS = 180_000

interface Question {
  readonly name: string
  readonly type: string
  readonly dnssecOk: boolean
}

async function look(target: Target, { name, type, dnssecOk }: Question) {
  const question = { name, type: TYPE_NUMBERS[type] ?? type, payload: 1232, flags: 0, dnssecOk }
  const udp = await ask(target, question)
  const reply = udp.flags.includes('tc') ? await ask(target, question, 'tcp') : udp
  const [answer, authority, additional] = [reply.answer, reply.authority, reply.additional].map((list) =>
    // RFC 2181 §5: sets of records. In a loop of aliases, both servers repeat one.
    [...new Set(list.map((one) => one.toLowerCase()))].toSorted(),
  )
  return { rcode: reply.rcode, flags: reply.flags, answer, authority, additional }
}

interface Group {
  readonly zones: readonly RandomZone[]
  /** The zone files, signed or not. */
  readonly texts: readonly string[]
}

function groupsOf(count: number, textFor: (zone: RandomZone, index: number) => string): readonly Group[] {
  const makers = fc.sample(ZONE_GROUPS, { seed: SEED, numRuns: count })
  return makers.map((make, i) => {
    const zones = make(`t${i}.`)
    return { zones, texts: zones.map((zone) => textFor(zone, i)) }
  })
}

async function compare(groups: readonly Group[], dnssecOk: boolean): Promise<void> {
  const served = groups.flatMap(({ zones, texts }) =>
    zones.map(({ origin }, i) => ({ origin, text: texts[i] ?? '' })),
  )
  const files = Object.fromEntries(served.map(({ text }, i) => [`zone${i}`, text]))
  const lines = served.map(({ origin }, i) => `  file zone${i} ${origin}\n`).join('')
  const world = await openWorld({ ...files, Corefile: `. {\n${lines}}\n` })
  onTestFinished(() => world.close())
  const nsd = await startNsd(served)
  onTestFinished(() => {
    nsd.close()
  })
  const knot = await startKnot(served)
  onTestFinished(() => {
    knot.close()
  })
  let agreed = 0
  for (const { zones, texts } of groups) {
    const all = zones.flatMap((zone) =>
      namesOf(zone).flatMap((name) => TYPES.map((type): Question => ({ name, type, dnssecOk }))),
    )
    const order = fc.sample(fc.shuffledSubarray(all, { minLength: all.length }), { seed: SEED, numRuns: 1 })
    for (const question of order[0]?.slice(0, QUESTIONS_A_GROUP) ?? []) {
      const theirs = await look(nsd.target, question)
      if (JSON.stringify(theirs) !== JSON.stringify(await look(knot.target, question))) continue
      agreed++
      const context = `KZ_SEED=${SEED}\n${question.name} ${question.type}\n${texts.join('')}`
      expect(await look(world.target, question), context).toEqual(theirs)
    }
  }
  expect(agreed).toBeGreaterThan((groups.length * QUESTIONS_A_GROUP) / 4)
}

test('random zones are answered as NSD and Knot answer them', {
  ...needs('nsd', 'knotd'),
  timeout: TIMEOUT_MS,
}, async () => {
  await compare(groupsOf(40, textOf), false)
})

/** NSEC, NSEC3, NSEC3 with salt and iterations. */
const SIGNERS: readonly (readonly string[])[] = [[], ['-n'], ['-n', '-s', 'abcd', '-t', '3']]

test('random signed zones are answered as NSD and Knot answer them, to clients with DO', {
  ...needs('nsd', 'knotd', 'ldns-keygen', 'ldns-signzone'),
  timeout: TIMEOUT_MS,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubezone-random-'))
  onTestFinished(() => {
    removeFolder(folder)
  })
  const signed = groupsOf(12, (zone, i) => {
    return signWithLdns(folder, zone.origin, textOf(zone), SIGNERS[i % SIGNERS.length] ?? []).text
  })
  await compare(signed, true)
})
