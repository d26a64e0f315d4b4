/**
 * The rules that change one number:
 *
 *   `type FROM TO`, `class FROM TO`             of the question
 *   `ttl [MATCH] NAME SECONDS|MINIMUM-MAXIMUM`  of all records in the reply; a range may lack one end
 *   `rcode [MATCH] NAME FROM TO`                of the reply
 *
 * A range raises TTLs below its minimum, and lowers those above its maximum.
 */
import { readClass, readRcode, readType } from '../../../config/dns-words.ts'
import { hasArguments } from '../../../config/arguments.ts'
import { reject } from '../../../config/reject.ts'
import type { Report, Token } from '../../../config/token.ts'
import { nameText } from '../../../wire/name.ts'
import { readMatchKind, readNameTest } from './name-match.ts'
import { mapRecords } from './reply-names.ts'
import { DONE, type ReplyChange, type Rule } from './rule.ts'

export function readNumberRule(
  what: 'type' | 'class',
  field: Token,
  args: readonly Token[],
  continues: boolean,
  report: Report,
): Rule | null {
  if (!hasArguments(field, args, 2, report)) return null
  const read = what === 'type' ? readType : readClass
  const [from, to] = [read(args[0], report), read(args[1], report)]
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
  if (!hasArguments(field, args, [2, 3], report)) return null
  const [first, second, third] = args
  const [match, name, range] = third === undefined ? [null, first, second] : [first, second, third]
  const kind = readMatchKind(match, report)
  if (kind === null) return null
  const test = readNameTest(kind, name, report)
  const limits = readTtlRange(range, report)
  if (test === null || limits === null) return null
  const { minimum, maximum } = limits
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
  if (!hasArguments(field, args, [3, 4], report)) return null
  const [first, second, third, fourth] = args
  const [match, name, old, replacement] =
    fourth === undefined ? [null, first, second, third] : [first, second, third, fourth]
  const kind = readMatchKind(match, report)
  if (kind === null) return null
  const test = readNameTest(kind, name, report)
  const [from, to] = [readRcode(old, report), readRcode(replacement, report)]
  if (test === null || from === null || to === null) return null
  return replyRule(continues, test, (reply) => (reply.rcode === from ? { ...reply, rcode: to } : reply))
}

/** A rule that changes the reply only. */
function replyRule(continues: boolean, test: (name: string) => boolean, change: ReplyChange): Rule {
  const changes = [change]
  return { continues, apply: (question) => (test(nameText(question.name)) ? changes : null) }
}

/** RFC 2181 §8: the largest TTL. */
const MAX_TTL = 2 ** 31 - 1

function readTtlRange(
  token: Token,
  report: Report,
): { readonly minimum: number; readonly maximum: number } | null {
  const [, low = '', dash = '', high = ''] = /^(\d*)(-?)(\d*)$/.exec(token.text) ?? []
  const minimum = Number(low)
  const maximum = dash === '' ? minimum : high === '' ? MAX_TTL : Number(high)
  if (low + high !== '' && minimum <= maximum && maximum <= MAX_TTL) return { minimum, maximum }
  return reject(token, `a number of seconds up to ${MAX_TTL}, or a range such as 30-300, 30- or -300`, report)
}
