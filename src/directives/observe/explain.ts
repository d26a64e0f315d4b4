/**
 * `explain [off]`, kubezone's own: denials and refusals of the block say why, as an extended error
 * (RFC 8914) to clients that sent EDNS. Without it the replies have CoreDNS's octets.
 */
import type { Plugin } from '../../chain/plugin.ts'
import { hasArguments } from '../../config/arguments.ts'
import { readOnce } from '../../config/occurrences.ts'
import { expectNoOptions } from '../../config/options.ts'
import { readChoice } from '../../config/settings.ts'
import { blockKey } from '../../block/block-key.ts'
import type { Block, Occurrences, PluginDefinition } from '../../block/definition.ts'

/** Whether the block's replies say why. */
export const EXPLAINS = blockKey<boolean>('explain')

function setup(occurrences: Occurrences, block: Block): Plugin | null {
  const { report } = block
  const isOn = readOnce(occurrences, report, (directive) => {
    const { name, args } = directive
    expectNoOptions(directive, report)
    if (!hasArguments(name, args, [0, 1], report)) return false
    const [word] = args
    return word === undefined || readChoice(word, ['off'], report) !== 'off'
  })
  block.provide(EXPLAINS, isOn === true)
  return null
}

export const explain: PluginDefinition = { name: 'explain', options: {}, setup }
