/**
 * `debug`: the log shows lines of the level debug while a configuration with this directive runs. All blocks
 * share one log, so the directive in one block is enough.
 */
import type { Plugin } from '../../chain/plugin.ts'
import { expectBare } from '../../config/options.ts'
import type { Log } from '../../report/log.ts'
import { carryKey } from '../../block/carry.ts'
import type { Block, Occurrences, PluginDefinition } from '../../block/definition.ts'

/**
 * The log at the level debug, shared by all blocks, until a configuration without the directive is in force.
 */
const DETAILED_LOG = carryKey<Log>('debug', (log) => {
  log.setDebug(false)
})

function setup(occurrences: Occurrences, block: Block): Plugin {
  for (const directive of occurrences) expectBare(directive, block.report)
  const { carry, log } = block
  return {
    name: 'debug',
    start: async () => {
      carry(DETAILED_LOG, [], () => detailed(log))
    },
  }
}

export const debug: PluginDefinition = { name: 'debug', options: {}, setup }

function detailed(log: Log): Log {
  log.setDebug(true)
  return log
}
