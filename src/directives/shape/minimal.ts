/**
 * `minimal`: removes the authority and additional sections of positive answers. Referrals and negative
 * answers keep theirs: a negative answer needs its SOA record (RFC 2308 §3).
 */
import { onAnswer, type Plugin } from '../../chain/plugin.ts'
import { expectBare } from '../../config/options.ts'
import { type Answer, EMPTY_ANSWER } from '../../wire/answer.ts'
import { RCODE } from '../../wire/constants.ts'
import { StoredAnswer } from '../../wire/stored-answer.ts'
import type { Block, Occurrences, PluginDefinition } from '../../block/definition.ts'

function setup(occurrences: Occurrences, block: Block): Plugin {
  for (const directive of occurrences) expectBare(directive, block.report)
  return { name: 'minimal', attach: (next) => (query) => onAnswer(next(query), minimized) }
}

export const minimal: PluginDefinition = { name: 'minimal', options: {}, setup }

function minimized(given: Answer): Answer {
  if (given.rcode !== RCODE.NOERROR || isBare(given)) return given
  const { rcode, flags, answer, extendedError } = given
  if (answer.count === 0) return given
  return { ...EMPTY_ANSWER, rcode, flags, answer, extendedError }
}

/** Most answers of a zone are bare already; a stored answer is then sent without decoding. */
function isBare(given: Answer): boolean {
  if (given instanceof StoredAnswer) return given.additionalCount === 0
  return given.authority.count === 0 && given.additional.count === 0
}
