/**
 * `https { max_connections N }`: the number of connections for DNS over HTTPS at each of the block's
 * addresses.
 */
import { hasArguments } from '../../config/arguments.ts'
import { standsOnce } from '../../config/occurrences.ts'
import { integer } from '../../config/option-kinds.ts'
import { readOptions } from '../../config/options.ts'
import { blockKey } from '../../block/block-key.ts'
import type { Block, Occurrences, PluginDefinition } from '../../block/definition.ts'

/** The limit of open connections at each of the block's addresses for DNS over HTTPS. */
export const MAX_CONNECTIONS = blockKey<number>('https')

/** 0: no limit. */
const OPTIONS = { max_connections: integer({ min: 0, max: 1_000_000, or: null }) }

function setup(occurrences: Occurrences, block: Block): null {
  const { report } = block
  standsOnce(occurrences, report)
  for (const directive of occurrences) {
    hasArguments(directive.name, directive.args, 0, report)
    const { max_connections: maximum } = readOptions(directive, OPTIONS, block)
    if (maximum !== null) block.provide(MAX_CONNECTIONS, maximum === 0 ? Infinity : maximum)
  }
  return null
}

export const https: PluginDefinition = { name: 'https', options: OPTIONS, setup }
