/**
 * `view NAME { expr EXPRESSION }`: the block is for those queries of its zones of which all expressions are true. The others
 * go to the next block of the zone, in the order of the file, then to one of a shorter zone.
 */
import type { Plugin } from '../../../chain/plugin.ts'
import type { Query } from '../../../chain/query.ts'
import { readExpression } from '../../../config/expression/read-expression.ts'
import { hasArguments, readOptions, standsOnce } from '../../../config/options.ts'
import type { Directive } from '../../../config/server-block.ts'
import type { Block, Occurrences, PluginDefinition } from '../../../block/definition.ts'
import { blockKey } from '../../../block/block-key.ts'
import { LABEL_SOURCE } from '../../../block/label-source.ts'
import { queryFunctions } from './functions.ts'

/** A block that is for some queries of its zones only. */
export interface View {
  readonly name: string
  /** Whether a query is for the block; without it all are. */
  readonly accepts: ((query: Query) => boolean) | undefined
}

/** Which queries of its zones the block is for; without it all are. */
export const VIEW = blockKey<View>('view')

function setup(occurrences: Occurrences, block: Block): Plugin {
  standsOnce(
    occurrences,
    block.report,
    "one block has one; it may have several 'expr', all of which must be true",
  )
  const [first, ...others] = occurrences
  const found = readView(first, block)
  for (const other of others) readView(other, block)
  block.provide(VIEW, found)
  return { name: 'view', label: (label) => (label === 'name' ? found.name : '') }
}

export const view: PluginDefinition = { name: 'view', setup }

/** One that is not sound is for no query; that it stands there still says that others may have the zone, too. */
function readView(directive: Directive, block: Block): View {
  const { report } = block
  const { name, args } = directive
  const tests: ((query: Query) => boolean)[] = []
  let isSound = hasArguments(name, args, 1, report)
  // Which block answers is decided before any of its plugins has seen the query.
  const functions = queryFunctions(
    (query, label) => block.get(LABEL_SOURCE)?.labelsOf(query)?.get(label) ?? '',
  )
  readOptions(
    directive,
    {
      expr: {
        args: [1, Infinity],
        read: (words) => {
          const test = readExpression(words, functions, report)
          if (test === null) isSound = false
          else tests.push(test)
        },
      },
    },
    report,
  )
  const viewName = args[0]?.text ?? ''
  if (!isSound) return { name: viewName, accepts: () => false }
  const [only, ...others] = tests
  const accepts = others.length === 0 ? only : (query: Query) => tests.every((test) => test(query))
  return { name: viewName, accepts }
}
