/** `multisocket [N]`: in CoreDNS, how many sockets share an address. Read so that mistakes are told; there is one here. */
import { expectNoOptions, hasArguments, standsOnce } from '../../config/options.ts'
import { readInteger } from '../../config/settings.ts'
import { atToken } from '../../config/token.ts'
import type { Block, Occurrences, PluginDefinition } from '../../block/definition.ts'

/** What CoreDNS takes. */
const COUNT = { minimum: 1, maximum: 1024 }

function setup(occurrences: Occurrences, { report }: Block): null {
  standsOnce(occurrences, report, 'one block has one')
  for (const directive of occurrences) {
    const { name, args } = directive
    expectNoOptions(directive, report)
    const [word] = args
    const isSound =
      hasArguments(name, args, [0, 1], report) &&
      (word === undefined || readInteger(word, COUNT, report) !== null)
    if (!isSound) continue
    const message =
      "'multisocket' has no effect: one UDP and one TCP socket of an address take all that comes"
    report(atToken('KZ_COREFILE_IGNORED', name, message))
  }
  return null
}

export const multisocket: PluginDefinition = { name: 'multisocket', setup }
