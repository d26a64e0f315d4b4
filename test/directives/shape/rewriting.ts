/** The kit of the tests of rewrite: a plugin with some rules before a source of answers. */
import { expect } from 'vitest'
import type { Handler } from '../../../src/chain/plugin.ts'
import { rewrite } from '../../../src/directives/shape/rewrite/rewrite.ts'
import { typeName } from '../../../src/wire/record-types.ts'
import { nameText } from '../../../src/wire/name.ts'
import { setUp } from '../../support/block.ts'
import { answerOf, askHandler, before } from '../../support/chain.ts'

/** Answers every question, and records it. */
function source(records: (owner: string) => Parameters<typeof answerOf>[0]) {
  const asked: string[] = []
  const handler: Handler = (query) => {
    const text = nameText(query.name)
    asked.push(`${text} ${typeName(query.type)}`)
    return answerOf({ question: text, origin: '.', ...records(text) })
  }
  return { asked, handler }
}

/** The reply after these rules, and the question that the plugins after them get. */
export async function ask(
  rules: string,
  question: string,
  records: (owner: string) => Parameters<typeof answerOf>[0] = (owner) => ({
    answer: [`${owner} A 10.0.0.1`],
  }),
) {
  const { plugin, places } = setUp(rewrite, rules)
  expect(places).toEqual([])
  const { asked, handler } = source(records)
  const [owner = '', type = 'A'] = question.split(' ')
  const reply = await askHandler(before(plugin, handler), { name: owner, type })
  return { reply, asked }
}
