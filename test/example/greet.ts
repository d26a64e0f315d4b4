/**
 * The example of CONTRIBUTING: `greet NAME { text WORD }` answers TXT queries for a name and counts them. It
 * passes other queries to the next plugin.
 */
import type { Plugin } from '../../src/chain/plugin.ts'
import { hasArguments } from '../../src/config/arguments.ts'
import { readOnce } from '../../src/config/occurrences.ts'
import { word } from '../../src/config/option-kinds.ts'
import { readOptions } from '../../src/config/options.ts'
import { reject } from '../../src/config/reject.ts'
import type { Directive } from '../../src/config/server-block.ts'
import type { Block, Occurrences, PluginDefinition } from '../../src/block/definition.ts'
import { EMPTY_ANSWER, withRecords } from '../../src/wire/answer.ts'
import { FLAG, TYPE } from '../../src/wire/constants.ts'
import { parseName, ROOT } from '../../src/wire/name.ts'
import { textData } from '../../src/wire/rdata.ts'
import { record } from '../../src/wire/section.ts'

const TTL = 60
const OPTIONS = { text: word(({ text }) => text, 'hello') }

function setup(occurrences: Occurrences, block: Block): Plugin | null {
  const hint = 'keep one of them'
  return readOnce(occurrences, block.report, (directive) => readGreet(directive, block), hint)
}

export const greet: PluginDefinition = { name: 'greet', options: OPTIONS, setup }

/** Reads the whole directive, so that one run reports all errors; `null` after a report. */
function readGreet(directive: Directive, { report }: Block): Plugin | null {
  const { name: directiveName, args } = directive
  const { text } = readOptions(directive, OPTIONS, { report })
  if (!hasArguments(directiveName, args, 1, report)) return null
  const name = parseName(args[0].text) ?? reject(args[0], 'a domain name', report)
  if (name === null) return null

  // The answer is encoded once, and fits the question in any letter case.
  const records = { answer: [record(name, TYPE.TXT, TTL, textData([text]))] }
  const greeting = withRecords({ ...EMPTY_ANSWER, flags: FLAG.AA }, records, name, ROOT)
  let answered = 0
  const metric = { name: 'kubezone_greetings_total', help: 'Greetings given.', type: 'counter' } as const
  return {
    name: 'greet',
    attach: (next) => (query) => {
      if (query.type !== TYPE.TXT || query.name !== name) return next(query)
      answered++
      return greeting
    },
    metrics: () => [{ ...metric, samples: [{ labels: {}, value: answered }] }],
  }
}
