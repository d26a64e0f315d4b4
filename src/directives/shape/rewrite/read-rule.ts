/** Reads `rewrite [continue|stop] FIELD …`, or the same words in braces: one rule. */
import type { Directive } from '../../../config/server-block.ts'
import { readChoice } from '../../../config/settings.ts'
import { atToken, type Report, type Token } from '../../../config/token.ts'
import { readCnameRule } from './cname-rule.ts'
import { readEdnsRule } from './edns-rule.ts'
import { readNameRule } from './name-rule.ts'
import type { Rule, StatedRule } from './rule.ts'
import { readNumberRule, readRcodeRule, readTtlRule } from './simple-rules.ts'

type ReadRule = (field: Token, args: readonly Token[], continues: boolean, report: Report) => Rule | null

const FIELDS = ['name', 'type', 'class', 'ttl', 'rcode', 'cname', 'edns0'] as const
const READERS: Readonly<Record<(typeof FIELDS)[number], ReadRule>> = {
  name: readNameRule,
  type: (...words) => readNumberRule('type', ...words),
  class: (...words) => readNumberRule('class', ...words),
  ttl: readTtlRule,
  rcode: readRcodeRule,
  cname: readCnameRule,
  edns0: readEdnsRule,
}

/** `null` after a report. */
export function readRule(directive: Directive, report: Report): StatedRule | null {
  const words = wordsOf(directive, report)
  const mode = words[0]?.text.toLowerCase()
  const hasMode = mode === 'continue' || mode === 'stop'
  const [field, ...args] = hasMode ? words.slice(1) : words
  if (field === undefined) {
    const message = "'rewrite' has no rule, expected a field and its arguments"
    const hint = `rewrite [continue|stop] ${FIELDS.join('|')} …`
    report(atToken('KZ_COREFILE_ARGUMENTS', directive.name, message, hint))
    return null
  }
  if (field.text.toLowerCase() === 'answer') {
    const message = "found 'answer' as a field, expected it at the end of a 'name' rule"
    report(atToken('KZ_COREFILE_VALUE', field, message, 'rewrite name regex FROM TO answer name FROM TO'))
    return null
  }
  const continues = mode === 'continue'
  const what = readChoice(field, FIELDS, report)
  const rule = what === null ? null : READERS[what](field, args, continues, report)
  if (rule === null) return null
  const text = ['rewrite', ...words.map((word) => word.text)].join(' ')
  return { ...rule, place: directive.place, text }
}

/** The words of the arguments and of all lines in braces; together they are one rule. */
function wordsOf({ args, body }: Directive, report: Report): Token[] {
  const words = [...args]
  for (const line of body ?? []) {
    words.push(...line.tokens)
    if (line.body !== null) {
      const [name] = line.tokens
      report(atToken('KZ_COREFILE_OPTION', name, "a line of 'rewrite' takes no braces"))
    }
  }
  return words
}
