/**
 * A chain whose denials say why: the plugin that denies or refuses gives the reason, and the reply carries it
 * as an extended error (RFC 8914) to clients that sent EDNS. Answers with records pass as they are.
 */
import type { Reason } from '../report/reason.ts'
import { type Answer, type ExtendedError, SILENCE, withExtendedError } from '../wire/answer.ts'
import { EXTENDED_ERROR, RCODE } from '../wire/constants.ts'
import { ExplainedAnswer } from '../wire/explained-answer.ts'
import { RelayedAnswer } from '../wire/relayed-answer.ts'
import { StoredAnswer } from '../wire/stored-answer.ts'
import { KeptAnswers } from './kept-answers.ts'
import { END_OF_CHAIN, type Handler, onAnswer, type Plugin } from './plugin.ts'
import type { Query } from './query.ts'

/** The limit of an extended error's text, in octets of UTF-8: a reply with it is hardly larger. */
const MAX_TEXT_OCTETS = 120
/** Denials with their reasons, of all versions of the zones. Each takes some hundred octets. */
const MAX_KEPT = 8192

/** As `compose`, with reasons. */
export function composeExplaining(plugins: readonly Plugin[]): Handler {
  return plugins.reduceRight((next, plugin) => explaining(plugin, next), END_OF_CHAIN)
}

function explaining(plugin: Plugin, next: Handler): Handler {
  const handler = plugin.attach?.(next)
  if (handler === undefined) return next
  if (plugin.explain === undefined) return handler
  /** By the denial of the zone, which is another one in each version of the zone. */
  const kept = new KeptAnswers<StoredAnswer>(MAX_KEPT)
  const explain = (query: Query, answer: Answer): Answer => {
    if (!isDenial(answer) || answer === SILENCE || hasText(answer)) return answer
    // An upstream speaks for itself.
    if (answer instanceof RelayedAnswer) return answer
    if (!(answer instanceof StoredAnswer)) return withReason(plugin, query, answer)
    return kept.find(answer, query) ?? kept.keep(answer, query, withReason(plugin, query, answer))
  }
  return (query) => {
    const answer = handler(query)
    if (!query.request.hasEdns) return answer
    return answer instanceof Promise ? onAnswer(answer, (one) => explain(query, one)) : explain(query, answer)
  }
}

function isDenial(answer: Answer): boolean {
  if (answer.rcode !== RCODE.NOERROR) return true
  if (answer instanceof StoredAnswer) return answer.hasNoAnswer
  return answer.answer.count === 0
}

function hasText({ extendedError }: Answer): boolean {
  return extendedError !== null && extendedError.text !== ''
}

function withReason(plugin: Plugin, query: Query, answer: Answer): Answer {
  const reason = plugin.explain?.(query, answer) ?? null
  if (reason === null) return answer
  const code = answer.extendedError?.code ?? EXTENDED_ERROR.OTHER
  const text = shortText(reason)
  const extendedError: ExtendedError = { code, text, encoded: Buffer.from(text, 'utf8') }
  return answer instanceof StoredAnswer
    ? new ExplainedAnswer(answer, extendedError)
    : withExtendedError(answer, extendedError)
}

/** The sentence and the hint, as far as they fit. */
export function shortText({ sentence, hint }: Pick<Reason, 'sentence' | 'hint'>): string {
  const whole = hint === undefined ? sentence : `${sentence}; ${hint}`
  if (Buffer.byteLength(whole) <= MAX_TEXT_OCTETS) return whole
  if (Buffer.byteLength(sentence) <= MAX_TEXT_OCTETS) return sentence
  let text = ''
  for (const character of sentence) {
    if (Buffer.byteLength(text + character) > MAX_TEXT_OCTETS - 3) break
    text += character
  }
  return `${text}…`
}
