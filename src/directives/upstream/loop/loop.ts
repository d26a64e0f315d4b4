/**
 * `loop`: detects queries of `forward` that come back to their own block. `forward` reports the upstream that
 * returns them and does not use it until the loop ends. The server stays up.
 */
import type { Plugin } from '../../../chain/plugin.ts'
import { standsOnce } from '../../../config/occurrences.ts'
import { expectBare } from '../../../config/options.ts'
import { SERVER_FAILURE } from '../../../wire/answer.ts'
import { TYPE } from '../../../wire/constants.ts'
import type { Block, Occurrences, PluginDefinition } from '../../../block/definition.ts'
import { LOOP_WATCH, LoopWatch } from './loop-watch.ts'

function setup(occurrences: Occurrences, block: Block): Plugin {
  standsOnce(occurrences, block.report)
  for (const directive of occurrences) expectBare(directive, block.report)
  const watch = new LoopWatch()
  block.provide(LOOP_WATCH, watch)
  return {
    name: 'loop',
    attach: (next) => (query) =>
      query.type === TYPE.HINFO && watch.sees(query.name) ? SERVER_FAILURE : next(query),
  }
}

export const loop: PluginDefinition = { name: 'loop', options: {}, setup }
