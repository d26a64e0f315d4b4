/**
 * The example of CONTRIBUTING: `greet NAME { text WORD }` answers TXT questions for a name, says how often it did, and lets
 * every other question pass.
 */
import type { Plugin } from '../../src/chain/plugin.ts'
import { hasArguments, readOptions, standsOnce } from '../../src/config/options.ts'
import { atToken, quote } from '../../src/config/token.ts'
import type { Block, Occurrences, PluginDefinition } from '../../src/block/definition.ts'
import { EMPTY_ANSWER, withRecords } from '../../src/wire/answer.ts'
import { FLAG, TYPE } from '../../src/wire/constants.ts'
import { parseName, ROOT } from '../../src/wire/name.ts'
import { textData } from '../../src/wire/rdata.ts'
import { record } from '../../src/wire/section.ts'

const TTL = 60

/** Reads everything, so that one run shows all that is wrong; `null` where there is no plugin to make. */
function setup(occurrences: Occurrences, { report }: Block): Plugin | null {
  const [directive] = occurrences
  const isAlone = standsOnce(occurrences, report, 'one greeting is enough')
  let text = 'hello'
  readOptions(
    directive,
    { text: { once: true, args: 1, read: ([word]) => void (text = word?.text ?? text) } },
    report,
  )
  const [token] = directive.args
  if (!hasArguments(directive.name, directive.args, 1, report) || token === undefined) return null
  const name = parseName(token.text)
  if (name === null) {
    report(atToken('KZ_COREFILE_VALUE', token, `found ${quote(token.text)}, expected a domain name`))
  }
  if (name === null || !isAlone) return null

  // Made once: sections are encoded before anybody asks, and fit every spelling of the question.
  const records = { answer: [record(name, TYPE.TXT, TTL, textData([text]))] }
  const greeting = withRecords({ ...EMPTY_ANSWER, flags: FLAG.AA }, records, name, ROOT)
  let answered = 0
  return {
    name: 'greet',
    attach: (next) => (query) => {
      if (query.type !== TYPE.TXT || query.name !== name) return next(query)
      answered++
      return greeting
    },
    metrics: () => [
      {
        name: 'kubezone_greetings_total',
        help: 'Greetings given.',
        type: 'counter',
        samples: [{ labels: {}, value: answered }],
      },
    ],
  }
}

export const greet: PluginDefinition = { name: 'greet', setup }
