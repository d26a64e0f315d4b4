/**
 * A question of a walk and what became of it, as data: which directive decided, where it is written, what it
 * answered and what other directives changed on the way.
 */
import { changingPasses, decidingPass, isSameQuestion, type Pass } from '../../chain/tracing.ts'
import type { Query } from '../../chain/query.ts'
import type { Place } from '../../report/diagnostic.ts'
import type { Reason } from '../../report/reason.ts'
import { type Answer, SILENCE } from '../../wire/answer.ts'
import { RCODE, rcodeName } from '../../wire/constants.ts'
import { decodeAnswer } from '../../wire/decode.ts'
import { nameText } from '../../wire/name.ts'
import { rdataText } from '../../wire/rdata-text.ts'
import { typeName } from '../../wire/record-types.ts'
import type { Visit } from './tracer.ts'

export type StepOutcome = 'found' | 'no data' | 'no name' | 'refused' | 'failed' | 'no reply'

/** A directive and the place where its block states it. */
export interface DirectiveAt {
  readonly directive: string
  readonly place: Place
}

export interface Step {
  /** With a final dot. */
  readonly name: string
  readonly type: string
  readonly rcode: string
  readonly outcome: StepOutcome
  /** The answer section, a record a line: `NAME TTL TYPE DATA`. */
  readonly records: readonly string[]
  /** The key of the server block that took the question; `null`: no block did. */
  readonly block: Place | null
  /** `null`: the question came to the end of the block, or no block took it. */
  readonly decidedBy: DirectiveAt | null
  /** Why the answer is so; the first is the reason, the others are how it comes to be. */
  readonly reasons: readonly Reason[]
  /** What other directives did to the question or the answer, in their order. */
  readonly changes: readonly (Reason & DirectiveAt)[]
  /** Questions that directives asked on behalf of this one, such as the target of an alias. */
  readonly lookups: readonly Step[]
}

/** `shadow`: what keeps the question from `kubernetes`; it comes before the reasons of the answer. */
export function stepOf(visit: Visit, shadow: readonly Reason[] = []): Step {
  const { query, answer, block, passes } = visit
  const deciding = decidingPass(passes)
  return {
    name: nameText(query.name),
    type: typeName(query.type),
    rcode: rcodeName(answer.rcode),
    outcome: outcomeOf(answer),
    records: recordsOf(answer, query),
    block: block?.place ?? null,
    decidedBy: deciding === null || block === null ? null : directiveOf(deciding, visit),
    reasons: shadow.length > 0 ? shadow : reasonsOf(visit, deciding),
    changes: changingPasses(passes).flatMap((pass) => changeOf(pass, visit) ?? []),
    lookups: visit.lookups.map((lookup) => stepOf(lookup)),
  }
}

export function outcomeOf(answer: Answer): StepOutcome {
  if (answer === SILENCE) return 'no reply'
  if (answer.rcode === RCODE.NXDOMAIN) return 'no name'
  if (answer.rcode === RCODE.REFUSED) return 'refused'
  if (answer.rcode !== RCODE.NOERROR) return 'failed'
  return answer.answer.count === 0 ? 'no data' : 'found'
}

function recordsOf(answer: Answer, query: Query): string[] {
  const records = decodeAnswer(answer, query.spelledName).answer
  return records.map(
    ({ name, ttl, type, rdata }) => `${nameText(name)} ${ttl} ${typeName(type)} ${rdataText(type, rdata)}`,
  )
}

function directiveOf({ plugin }: Pass, { block }: Visit): DirectiveAt | null {
  return block === null ? null : { directive: plugin.name, place: block.placeOf(plugin) }
}

export function reasonsOf(visit: Visit, deciding: Pass | null): readonly Reason[] {
  const { block, query, answer, problem } = visit
  if (block === null) return [noBlock(visit)]
  if (deciding === null) return [endOfBlock(visit)]
  const { plugin } = deciding
  const place = block.placeOf(plugin)
  if (deciding.answer === null) {
    const sentence = `${plugin.name} cannot answer: ${problem}`
    return [plugin.explain?.(deciding.query, answer) ?? { code: 'KZ_WHY_DIRECTIVE_FAILED', sentence, place }]
  }
  const facts = plugin.facts?.(deciding.query, deciding.answer) ?? []
  if (facts.length > 0) return facts
  const reason = plugin.explain?.(deciding.query, deciding.answer) ?? null
  if (reason !== null) return [reason]
  const sentence = `${plugin.name} answers ${nameText(query.name)}`
  return [{ code: 'KZ_WHY_DIRECTIVE', sentence, place }]
}

function noBlock({ query, declined }: Visit): Reason {
  const name = nameText(query.name)
  const [first] = declined
  return first === undefined
    ? { code: 'KZ_WHY_NO_ZONE', sentence: `no zone of this server holds ${name}` }
    : {
        code: 'KZ_WHY_VIEW',
        sentence: `no view of the blocks for ${name} accepts the question`,
        place: first.place,
      }
}

function endOfBlock({ query, block }: Visit): Reason {
  const isForwarding = block?.plugins.some(({ name }) => name === 'forward' || name === 'proxy') === true
  const sentence = `no directive of the block answers ${nameText(query.name)}`
  return {
    code: 'KZ_WHY_END_OF_BLOCK',
    sentence,
    ...(block !== null && { place: block.place }),
    ...(!isForwarding && { hint: 'names outside the cluster need a forward' }),
  }
}

/** `null`: nothing that a client sees has changed. */
export function changeOf(pass: Pass, visit: Visit): (Reason & DirectiveAt) | null {
  const at = directiveOf(pass, visit)
  const last = pass.handedOn.at(-1)
  if (at === null || last === undefined) return null
  const answer = pass.answer ?? visit.answer
  const reason = pass.plugin.explain?.(pass.query, answer) ?? null
  if (reason !== null) return { place: at.place, ...reason, directive: at.directive }
  const { directive, place } = at
  if (!isSameQuestion(last.query, pass.query)) {
    const to = `${nameText(last.query.name)} ${typeName(last.query.type)}`
    return { code: 'KZ_WHY_QUESTION_CHANGED', sentence: `${directive} asks for ${to} instead`, ...at }
  }
  if (last.answer === null || outcomeOf(last.answer) === outcomeOf(answer)) return null
  const sentence = `${directive} turns "${outcomeOf(last.answer)}" into "${outcomeOf(answer)}"`
  return { code: 'KZ_WHY_ANSWER_CHANGED', sentence, directive, place }
}
