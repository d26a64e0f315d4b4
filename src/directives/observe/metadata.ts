/**
 * `metadata [ZONE…]`: plugins are asked what they know about queries for names in these zones, the block's if left out:
 * labels, which `log`, `template` and `view` can show and compare. Each is worked out when somebody wants it.
 */
import type { Plugin } from '../../chain/plugin.ts'
import { standsOnce } from '../../config/occurrences.ts'
import { expectNoOptions } from '../../config/options.ts'
import { zonesOr } from '../../block/block-zones.ts'
import type { Block, Occurrences, PluginDefinition } from '../../block/definition.ts'
import { LABEL_SOURCE, LabelSource } from '../../block/label-source.ts'

function setup(occurrences: Occurrences, block: Block): Plugin | null {
  const { report } = block
  standsOnce(occurrences, report)
  const [zones = null] = occurrences.map((directive) => {
    expectNoOptions(directive, report)
    return zonesOr(directive.args, block)
  })
  if (zones === null) return null
  const source = new LabelSource(zones, block.plugins)
  block.provide(LABEL_SOURCE, source)
  return {
    name: 'metadata',
    takesAllClasses: true,
    attach: (next) => (query) => {
      // What is asked on behalf of a client has the labels of the client's question.
      query.labels ??= source.labelsOf(query)
      return next(query)
    },
  }
}

export const metadata: PluginDefinition = { name: 'metadata', options: {}, setup }
