/**
 * The rules that change one number:
 *
 *   `type FROM TO`, `class FROM TO`             of the question
 *   `ttl [MATCH] NAME SECONDS|MINIMUM-MAXIMUM`  of all records in the reply; a range leaves what lies in it, and may have one end
 *   `rcode [MATCH] NAME FROM TO`                of the reply
 */
import { readClass, readRcode, readType } from '../../../config/dns-words.ts'
import { hasArguments } from '../../../config/options.ts'
import { atToken, quote, type Report, type Token } from '../../../config/token.ts'
import { nameText } from '../../../wire/name.ts'
import { type MatchKind, matchKind, readNameTest } from './name-match.ts'
import { mapRecords } from './reply-names.ts'
import { DONE, type ReplyChange, type Rule } from './rule.ts'

export function readNumberRule(
  what: 'type' | 'class',
  field: Token,
  args: readonly Token[],
  continues: boolean,
  report: Report,
): Rule | null {
  const read = what === 'type' ? readType : readClass
  if (!hasArguments(field, args, 2, report)) return null
  const [from = null, to = null] = args.map((word) => read(word, report))
  if (from === null || to === null) return null
  const apply: Rule['apply'] = (question) => {
    if (question[what] !== from) return null
    question[what] = to
    return DONE
  }
  return { continues, apply }
}

export function readTtlRule(
  field: Token,
  args: readonly Token[],
  continues: boolean,
  report: Report,
): Rule | null {
  const words = matched(field, args, 1, report)
  if (words === null) return null
  const test = readNameTest(words.kind, words.name, report)
  const [range] = words.rest.map((word) => readTtlRange(word, report))
  if (test === null || range === undefined || range === null) return null
  const { minimum, maximum } = range
  return replyRule(continues, test, (reply) =>
    mapRecords(reply, (one) => ({ ...one, ttl: Math.min(maximum, Math.max(minimum, one.ttl)) })),
  )
}

export function readRcodeRule(
  field: Token,
  args: readonly Token[],
  continues: boolean,
  report: Report,
): Rule | null {
  const words = matched(field, args, 2, report)
  if (words === null) return null
  const test = readNameTest(words.kind, words.name, report)
  const [from = null, to = null] = words.rest.map((word) => readRcode(word, report))
  if (test === null || from === null || to === null) return null
  return replyRule(continues, test, (reply) => (reply.rcode === from ? { ...reply, rcode: to } : reply))
}

/** A rule that leaves the question alone, and does something to the reply. */
function replyRule(continues: boolean, test: (name: string) => boolean, change: ReplyChange): Rule {
  const changes = [change]
  return { continues, apply: (question) => (test(nameText(question.name)) ? changes : null) }
}

interface Matched {
  readonly kind: MatchKind
  readonly name: Token
  readonly rest: readonly Token[]
}

/** `[MATCH] NAME` and so many words behind it. */
function matched(field: Token, args: readonly Token[], after: number, report: Report): Matched | null {
  if (!hasArguments(field, args, [after + 1, after + 2], report)) return null
  const hasKind = args.length === after + 2
  const kind = hasKind ? matchKind(args[0]) : 'exact'
  const [name, ...rest] = hasKind ? args.slice(1) : args
  if (kind !== null && name !== undefined) return { kind, name, rest }
  const word = args[0] ?? field
  const message = `found ${quote(word.text)}, expected 'exact', 'prefix', 'suffix', 'substring' or 'regex'`
  report(atToken('KZ_COREFILE_VALUE', word, message))
  return null
}

/** RFC 2181 §8. */
const MAX_TTL = 2 ** 31 - 1

function readTtlRange(
  token: Token,
  report: Report,
): { readonly minimum: number; readonly maximum: number } | null {
  const [, low = '', dash = '', high = ''] = /^(\d*)(-?)(\d*)$/.exec(token.text) ?? []
  const minimum = Number(low)
  const maximum = dash === '' ? minimum : high === '' ? MAX_TTL : Number(high)
  if (low + high !== '' && minimum <= maximum && maximum <= MAX_TTL) return { minimum, maximum }
  const expected = `a number of seconds up to ${MAX_TTL}, or a range such as 30-300, 30- or -300`
  report(atToken('KZ_COREFILE_VALUE', token, `found ${quote(token.text)}, expected ${expected}`))
  return null
}
