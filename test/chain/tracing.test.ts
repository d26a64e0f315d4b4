/** What a traced chain records of the way of a query. */
import { expect, test } from 'vitest'
import { type Handler, onAnswer, type Plugin } from '../../src/chain/plugin.ts'
import { changingPasses, composeTraced, decidingPass, type Pass } from '../../src/chain/tracing.ts'
import { Query } from '../../src/chain/query.ts'
import { type Answer, failure, NOT_OUR_ZONE } from '../../src/wire/answer.ts'
import { name } from '../support/chain.ts'

const ANSWER = failure(3)
const OTHER = failure(5)

const named = (label: string, attach: (next: Handler) => Handler): Plugin => ({ name: label, attach })
const passes = named('passes', (next) => (query) => next(query))
const answers = named('answers', () => () => ANSWER)
const waits = named('waits', () => async () => ANSWER)
const changes = named('changes', (next) => (query) => onAnswer(next(query), () => OTHER))
const asksElse = named('asks', (next) => (query) => next(query.derive(name('else.')) ?? query))
const fails = named('fails', () => () => {
  throw new Error('a fault')
})

async function trace(...plugins: readonly Plugin[]) {
  const recorded: Pass[] = []
  const query = new Query()
  query.hashedName.set(name('asked.'))
  const ask = async (): Promise<Answer> => composeTraced(plugins, recorded)(query)
  const answer = await ask().catch(() => null)
  return {
    answer,
    passes: recorded.map(({ plugin }) => plugin.name),
    decides: decidingPass(recorded)?.plugin.name ?? null,
    changes: changingPasses(recorded).map(({ plugin }) => plugin.name),
  }
}

test.each([
  [[passes, answers], { answer: ANSWER, decides: 'answers', changes: [] }],
  [[passes, waits], { answer: ANSWER, decides: 'waits', changes: [] }],
  [[changes, passes, waits], { answer: OTHER, decides: 'waits', changes: ['changes'] }],
  [[asksElse, answers], { answer: ANSWER, decides: 'answers', changes: ['asks'] }],
  [[passes], { answer: NOT_OUR_ZONE, decides: null, changes: [] }],
  [[passes, fails], { answer: null, decides: 'fails', changes: [] }],
  [[{ name: 'no handler' }, answers], { answer: ANSWER, decides: 'answers', changes: [] }],
] as const)('of %j', async (plugins, expected) => {
  const { passes: _, ...found } = await trace(...plugins)
  expect(found).toEqual(expected)
})

test('the calls are in the order in which the query came to them', async () => {
  expect((await trace(passes, changes, asksElse, waits)).passes).toEqual([
    'passes',
    'changes',
    'asks',
    'waits',
  ])
})
