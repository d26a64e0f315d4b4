/**
 * The models of stub resolvers against the resolvers: questions in order and number, and what they report.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { STUB_RESOLVERS } from '../../src/client/stub/resolvers.ts'
import type { StubStep, StubWalk } from '../../src/client/stub/stub.ts'
import { TYPE } from '../../src/wire/constants.ts'
import { nameText, parseSpelledName } from '../../src/wire/name.ts'
import { typeName } from '../../src/wire/record-types.ts'
import { needs, unless } from '../support/needs.ts'
import { Namespace, whyNoNamespace } from './namespace.ts'
import { Recorder, type Replies } from './recorder.ts'
import { programFolder, STUB_PROGRAMS, type StubProgram } from './stub-programs.ts'

interface Case {
  readonly name: string
  readonly search: readonly string[]
  readonly ndots: number
  readonly replies: Replies
}

const PAIRS: readonly (readonly [number | 'data', number | 'data'])[] = [
  [3, 3],
  [0, 0],
  [2, 2],
  [5, 5],
  ['data', 0],
  ['data', 3],
  ['data', 2],
  ['data', 5],
  [0, 'data'],
  [3, 'data'],
  [3, 0],
  [0, 3],
  [2, 0],
  [0, 2],
  [3, 2],
  [5, 3],
]

const SEARCH = ['a.b', 'b']
/** The first name of the search list gets the pair, the second one an address. */
const HITS: readonly Case[] = PAIRS.map(([a, aaaa]) => ({
  name: 'w',
  search: SEARCH,
  ndots: 2,
  replies: { 'w.a.b. A': a, 'w.a.b. AAAA': aaaa, 'w.b. A': 'data', 'w.b. AAAA': 0 },
}))
/** The first name gets the pair, and no other name exists. */
const MISSES: readonly Case[] = PAIRS.filter((pair) => !pair.includes('data')).map(([a, aaaa]) => ({
  name: 'w',
  search: SEARCH,
  ndots: 2,
  replies: { 'w.a.b. A': a, 'w.a.b. AAAA': aaaa },
}))
const DOTS: readonly Case[] = ['w', 'w.x', 'w.x.y', 'w.x.'].flatMap((name) =>
  [1, 2].map((ndots) => ({ name, search: SEARCH, ndots, replies: {} })),
)
const OTHERS: readonly Case[] = [
  { name: 'w.onion', search: ['b'], ndots: 1, replies: {} },
  { name: 'w', search: ['b'], ndots: 5, replies: { 'w. A': 5, 'w. AAAA': 5 } },
  { name: 'w', search: ['b'], ndots: 5, replies: { 'w. A': 2, 'w. AAAA': 2 } },
  { name: 'w', search: ['b'], ndots: 5, replies: { 'w. A': 0, 'w. AAAA': 0 } },
  { name: 'w.x', search: ['b'], ndots: 1, replies: { 'w.x. A': 0, 'w.x. AAAA': 0 } },
  {
    name: 'w.x',
    search: ['b'],
    ndots: 1,
    replies: { 'w.x. A': 5, 'w.x. AAAA': 5, 'w.x.b. A': 'data', 'w.x.b. AAAA': 0 },
  },
]

describe('models of stub resolvers', unless(whyNoNamespace()), () => {
  for (const program of STUB_PROGRAMS) {
    describe(program.title, needs(program.needs), () => {
      const folder = programFolder()
      let namespace: Namespace
      let recorder: Recorder

      beforeAll(async () => {
        program.build(folder.path)
        namespace = Namespace.open()
        recorder = await Recorder.start(namespace)
      })

      afterAll(async () => {
        try {
          await recorder?.stop()
        } finally {
          namespace?.close()
          folder.remove()
        }
      })

      test.each([...HITS, ...MISSES, ...DOTS, ...OTHERS].map((one) => [JSON.stringify(one), one] as const))(
        '%s',
        async (_, one) => {
          namespace.configure('resolv.conf', resolvConf(one))
          await recorder.reply(repliesTo(program, one))
          const { output } = await namespace.run(...program.command(folder.path, one.name))
          const asked = await recorder.reply({})
          const walk = await model(program, one)
          const expected = walk.steps.flatMap((step) => Array(step.times).fill(textOf(step)) as string[])
          expect({ order: orderOf(asked), asked: asked.toSorted(), told: toldBy(output, walk) }).toEqual({
            order: orderOf(expected),
            asked: expected.toSorted(),
            told: walk.found === null ? walk.reports : 'addresses',
          })
        },
      )
    })
  }
})

function resolvConf({ search, ndots }: Case): string {
  return `nameserver 127.0.0.1\nsearch ${search.join(' ')}\noptions ndots:${ndots} timeout:1 attempts:2\n`
}

async function model(program: StubProgram, one: Case): Promise<StubWalk> {
  const { resolver, types } = program
  const replies = repliesTo(program, one)
  const name = parseSpelledName(one.name) ?? ''
  const request = { ...one, name, isAbsolute: one.name.endsWith('.'), types }
  return STUB_RESOLVERS[resolver](request, async (question) => {
    const reply = replies[`${nameText(question.name)} ${typeName(question.type)}`] ?? 3
    return reply === 'data' ? { rcode: 0, hasData: true } : { rcode: reply, hasData: false }
  })
}

/** For a program that asks for TXT, these questions get what those for A get. */
function repliesTo({ types }: StubProgram, { replies }: Case): Replies {
  if (!types.includes(TYPE.TXT)) return replies
  return Object.fromEntries(
    Object.entries(replies).map(([question, reply]) => [question.replace(/ A$/, ' TXT'), reply]),
  )
}

function textOf({ question: { name, type } }: StubStep): string {
  return `${nameText(name)} ${typeName(type)}`
}

/** The questions in the order of their first time; those for one name are sent at the same time. */
function orderOf(questions: readonly string[]): string[][] {
  const order: string[][] = []
  for (const question of new Set(questions)) {
    const last = order.at(-1)
    if (last?.[0]?.split(' ')[0] === question.split(' ')[0]) last?.push(question)
    else order.push([question])
  }
  return order.map((group) => group.toSorted())
}

/** What the program prints: addresses, or what the model says if that is in it. */
function toldBy(output: string, { found, reports }: StubWalk): string {
  if (/10\.0\.0\.1|fd00::1|^found$/m.test(output)) return 'addresses'
  if (found !== null) return output
  // busybox prints nothing of NODATA.
  const isTold = reports === 'no address' ? !output.includes("can't") : output.includes(reports)
  return isTold ? reports : output
}
