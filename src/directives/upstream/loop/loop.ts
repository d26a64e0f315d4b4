/**
 * `loop`: sees questions of `forward` that come back to the block that sent them. The upstream that sends them back is said in
 * the log and not asked until it has stopped; the server goes on.
 */
import type { Plugin } from '../../../chain/plugin.ts'
import { expectNoOptions, hasArguments, standsOnce } from '../../../config/options.ts'
import { SERVER_FAILURE } from '../../../wire/answer.ts'
import { TYPE } from '../../../wire/constants.ts'
import type { Block, Occurrences, PluginDefinition } from '../../../block/definition.ts'
import { LOOP_WATCH, LoopWatch } from './loop-watch.ts'

function setup(occurrences: Occurrences, block: Block): Plugin {
  standsOnce(occurrences, block.report, 'one block has one')
  for (const directive of occurrences) {
    hasArguments(directive.name, directive.args, 0, block.report)
    expectNoOptions(directive, block.report)
  }
  const watch = new LoopWatch()
  block.provide(LOOP_WATCH, watch)
  return {
    name: 'loop',
    attach: (next) => (query) =>
      query.type === TYPE.HINFO && watch.sees(query.name) ? SERVER_FAILURE : next(query),
  }
}

export const loop: PluginDefinition = { name: 'loop', setup }
