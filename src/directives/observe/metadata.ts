/**
 * `metadata [ZONE…]`: provides labels of queries for names in these zones, by default the block's zones.
 * `log`, `template` and `view` show and compare labels. A plugin computes a label when one of them reads it.
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
      // A lookup on behalf of a client's query has the labels of that query.
      query.labels ??= source.labelsOf(query)
      return next(query)
    },
  }
}

export const metadata: PluginDefinition = { name: 'metadata', options: {}, setup }
