/**
 * `multisocket [N]`: the number of sockets for each address in CoreDNS. kubezone checks the argument and
 * always opens one UDP and one TCP socket.
 */
import { hasArguments } from '../../config/arguments.ts'
import { standsOnce } from '../../config/occurrences.ts'
import { reportIgnored } from '../../config/option-kinds.ts'
import { expectNoOptions } from '../../config/options.ts'
import { readEach, readInteger } from '../../config/settings.ts'
import type { Block, Occurrences, PluginDefinition } from '../../block/definition.ts'

/** CoreDNS's limits. */
const COUNT = { min: 1, max: 1024 }

function setup(occurrences: Occurrences, { report }: Block): null {
  standsOnce(occurrences, report)
  for (const directive of occurrences) {
    const { name, args } = directive
    expectNoOptions(directive, report)
    if (!hasArguments(name, args, [0, 1], report)) continue
    if (readEach(args, report, (word) => readInteger(word, COUNT, report)) === null) continue
    reportIgnored(name, 'kubezone opens one UDP and one TCP socket for each address', report)
  }
  return null
}

export const multisocket: PluginDefinition = { name: 'multisocket', options: {}, setup }
