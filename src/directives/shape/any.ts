/**
 * `any`: answers queries for ANY with one synthetic HINFO record, whether the name exists or not (RFC 8482
 * §4.2). The plugins after it do not see these queries.
 */
import type { Plugin } from '../../chain/plugin.ts'
import { expectBare } from '../../config/options.ts'
import { EMPTY_ANSWER, withRecords } from '../../wire/answer.ts'
import { FLAG, TYPE } from '../../wire/constants.ts'
import { ROOT } from '../../wire/name.ts'
import { textData } from '../../wire/rdata.ts'
import { record } from '../../wire/section.ts'
import type { Block, Occurrences, PluginDefinition } from '../../block/definition.ts'

function setup(occurrences: Occurrences, block: Block): Plugin {
  for (const directive of occurrences) expectBare(directive, block.report)
  return {
    name: 'any',
    attach: (next) => (query) => (query.type === TYPE.ANY ? OBSOLETED : next(query)),
  }
}

export const any: PluginDefinition = { name: 'any', options: {}, setup }

const TTL = 8482

/** The owner is the question's name in the client's letter case. */
const OBSOLETED = withRecords(
  { ...EMPTY_ANSWER, flags: FLAG.AA },
  { answer: [record(ROOT, TYPE.HINFO, TTL, textData(['ANY obsoleted', 'See RFC 8482']))] },
  ROOT,
  ROOT,
)
