/** `https { max_connections N }`: how many clients of DNS over HTTPS may be connected to each of the block's addresses. */
import { hasArguments, readOptions, standsOnce } from '../../config/options.ts'
import { readInteger } from '../../config/settings.ts'
import { blockKey } from '../../block/block-key.ts'
import type { Block, Occurrences, PluginDefinition } from '../../block/definition.ts'

/** Open at a time, at each of the block's addresses for DNS over HTTPS. */
export const MAX_CONNECTIONS = blockKey<number>('https')

function setup(occurrences: Occurrences, block: Block): null {
  const { report } = block
  standsOnce(occurrences, report, 'one block has one')
  for (const directive of occurrences) {
    hasArguments(directive.name, directive.args, 0, report)
    readOptions(
      directive,
      {
        max_connections: {
          args: 1,
          once: true,
          read: ([word]) => {
            const maximum = word === undefined ? null : readInteger(word, BOUNDS, report)
            if (maximum !== null) block.provide(MAX_CONNECTIONS, maximum === 0 ? Infinity : maximum)
          },
        },
      },
      report,
    )
  }
  return null
}

export const https: PluginDefinition = { name: 'https', setup }

/** 0: any number. */
const BOUNDS = { minimum: 0, maximum: 1_000_000 }
