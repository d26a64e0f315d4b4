/** `https { max_connections N }`: how many clients of DNS over HTTPS may be connected to each of the block's addresses. */
import { hasArguments, readOptions, standsOnce } from '../config/options.ts'
import { readInteger } from '../config/settings.ts'
import type { Block, Occurrences, PluginDefinition } from './definition.ts'

function setup(occurrences: Occurrences, { settings, report }: Block): null {
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
            if (maximum !== null) settings.httpsConnections = maximum === 0 ? Infinity : maximum
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
