/**
 * `view NAME { expr EXPRESSION }`: the block takes those queries for its zones for which all expressions are
 * true. Other queries go to the next block of the zone in the order of the file, then to a block of an
 * enclosing zone.
 */
import type { Plugin } from '../../../chain/plugin.ts'
import type { Query } from '../../../chain/query.ts'
import { readExpression } from '../../../config/expression/read-expression.ts'
import type { ExpressionFunctions } from '../../../config/expression/term.ts'
import { hasArguments } from '../../../config/arguments.ts'
import { standsOnce } from '../../../config/occurrences.ts'
import { lines } from '../../../config/option-kinds.ts'
import { readOptionLines, type Reporting } from '../../../config/options.ts'
import type { Directive } from '../../../config/server-block.ts'
import type { Block, Occurrences, PluginDefinition } from '../../../block/definition.ts'
import { blockKey } from '../../../block/block-key.ts'
import { LABEL_SOURCE } from '../../../block/label-source.ts'
import { queryFunctions } from './functions.ts'

/** The name and the condition of a block's view. */
export interface View {
  readonly name: string
  /** Whether the block takes a query; `undefined`: it takes all queries. */
  readonly accepts: ((query: Query) => boolean) | undefined
}

/** The view of the block; a block without one takes all queries for its zones. */
export const VIEW = blockKey<View>('view')

function setup(occurrences: Occurrences, block: Block): Plugin {
  standsOnce(
    occurrences,
    block.report,
    "keep one of them; it may have several 'expr' lines, all of which must be true",
  )
  const [first, ...others] = occurrences
  const found = readView(first, block)
  for (const other of others) readView(other, block)
  block.provide(VIEW, found)
  return { name: 'view', label: (label) => (label === 'name' ? found.name : '') }
}

interface Functions extends Reporting {
  readonly functions: ExpressionFunctions<Query>
}

const OPTIONS = {
  expr: lines([1, Infinity], (words, { functions, report }: Functions) =>
    readExpression(words, functions, report),
  ),
}

export const view: PluginDefinition = { name: 'view', options: OPTIONS, setup }

/**
 * A view with errors takes no query. It is still provided, since its presence allows other blocks of the same
 * zone.
 */
function readView(directive: Directive, block: Block): View {
  const { name, args } = directive
  const isNamed = hasArguments(name, args, 1, block.report)
  // The block is selected before its plugins see the query, so the labels come from their source, not from
  // the query.
  const functions = queryFunctions(
    (query, label) => block.get(LABEL_SOURCE)?.labelsOf(query)?.get(label) ?? '',
  )
  const { values, wrong } = readOptionLines(directive, OPTIONS, { report: block.report, functions })
  const viewName = args[0]?.text ?? ''
  if (!isNamed || wrong.size > 0) return { name: viewName, accepts: () => false }
  const tests = values.expr
  const [only, ...others] = tests
  const accepts = others.length === 0 ? only : (query: Query) => tests.every((test) => test(query))
  return { name: viewName, accepts }
}
