/**
 * `debug`: the log shows its most detailed lines while a configuration with this directive runs. The log is one for all
 * blocks, so the directive in one of them is enough.
 */
import type { Plugin } from '../../chain/plugin.ts'
import { expectBare } from '../../config/options.ts'
import type { Log } from '../../report/log.ts'
import type { Block, Occurrences, PluginDefinition } from '../../block/definition.ts'

/**
 * How many running blocks want the details. Counted, because on a reload the new configuration starts before the old one
 * stops: the old must not take the details away from the new.
 */
const holders = new WeakMap<Log, number>()

function setup(occurrences: Occurrences, block: Block): Plugin {
  for (const directive of occurrences) expectBare(directive, block.report)
  return {
    name: 'debug',
    start: async () => {
      hold(block.log, 1)
    },
    stop: async () => {
      hold(block.log, -1)
    },
  }
}

export const debug: PluginDefinition = { name: 'debug', options: {}, setup }

function hold(log: Log, change: 1 | -1): void {
  const count = (holders.get(log) ?? 0) + change
  holders.set(log, count)
  log.setDebug(count > 0)
}
