/**
 * `name [MATCH] FROM TO [answer auto | answer name FROM TO | answer value FROM TO]…`: changes the name of the
 * question. In the reply, `answer name` changes owner names and `answer value` the targets of records; both
 * take regular expressions. `exact` and `answer auto` restore the original name as owner and as target.
 */
import { QueryError } from '../../../chain/query-error.ts'
import { reject } from '../../../config/reject.ts'
import { atToken, quote, type Report, type Token } from '../../../config/token.ts'
import { nameText, parseName } from '../../../wire/name.ts'
import {
  type MatchKind,
  isMatchKind,
  type NameRewrite,
  readMatchKind,
  readNameRewrite,
  readRegexChange,
  replacement,
} from './name-match.ts'
import { changeOwners, changeTargets } from './reply-names.ts'
import type { Question, ReplyChange, Rule, RuleResult } from './rule.ts'

export function readNameRule(
  field: Token,
  args: readonly Token[],
  continues: boolean,
  report: Report,
): Rule | null {
  // `exact` and the like may also be FROM. The first word is a kind only if FROM and TO follow it.
  const [first, second, third] = args
  const mayHaveKind = first !== undefined && third !== undefined
  const hasKind = mayHaveKind && second?.text !== 'answer' && isMatchKind(first)
  const isKindExpected = mayHaveKind && third.text.toLowerCase() !== 'answer'
  const kind = readMatchKind(hasKind || isKindExpected ? first : null, report)
  if (kind === null) return null
  const [from, to, ...rest] = hasKind ? args.slice(1) : args
  if (from === undefined || to === undefined) {
    const message = `${quote(field.text)} takes a name and its replacement`
    report(
      atToken('KZ_COREFILE_ARGUMENTS', field, message, 'name [exact|prefix|suffix|substring|regex] FROM TO'),
    )
    return null
  }
  const rewrite = readNameRewrite(kind, from, to, report)
  const answers = readAnswers(rest, report)
  if (rewrite === null || answers === null) return null
  return new NameRule(kind, rewrite, answers, continues)
}

interface Answers {
  readonly isAuto: boolean
  readonly changes: readonly ReplyChange[]
}

class NameRule implements Rule {
  readonly continues: boolean
  readonly #rewrite: NameRewrite
  readonly #changes: readonly ReplyChange[]
  /** Whether the reply's occurrences of the new name are changed back to the question's name. */
  readonly #undoesName: boolean

  constructor(kind: MatchKind, rewrite: NameRewrite, answers: Answers, continues: boolean) {
    this.continues = continues
    this.#rewrite = rewrite
    // A suffix rule is undone in all names with the new suffix.
    const undoesSuffix = kind === 'suffix' && answers.isAuto
    this.#changes = undoesSuffix
      ? [...undo('suffix', rewrite.to, rewrite.from), ...answers.changes]
      : answers.changes
    this.#undoesName = kind === 'exact' || (answers.isAuto && !undoesSuffix)
  }

  readonly apply = (question: Question): RuleResult => {
    const before = nameText(question.name)
    const after = this.#rewrite.change(before)
    if (after === null) return null
    const name = parseName(after)
    if (name === null) throw new QueryError(`rewriting ${before} gives ${after}, which is not a domain name`)
    question.name = name
    return this.#undoesName ? [...undo('exact', nameText(name), before), ...this.#changes] : this.#changes
  }
}

function undo(kind: 'exact' | 'suffix', from: string, to: string): readonly ReplyChange[] {
  const { change } = replacement(kind, from, to)
  return [changeOwners(change), changeTargets(change)]
}

function readAnswers(words: readonly Token[], report: Report): Answers | null {
  const changes: ReplyChange[] = []
  let auto: Token | null = null
  let named: Token | null = null
  let isSound = true
  const fail = (token: Token, message: string): void => {
    report(atToken('KZ_COREFILE_VALUE', token, message))
    isSound = false
  }
  for (let at = 0; at < words.length; ) {
    const [answer, field, from, to] = words.slice(at)
    if (answer === undefined) break
    if (answer.text.toLowerCase() !== 'answer') {
      reject(answer, "'answer'", report)
      isSound = false
      break
    }
    const what = field?.text.toLowerCase()
    if (what === 'auto') {
      auto = answer
      at += 2
      continue
    }
    if (what !== 'name' && what !== 'value') {
      const found = field === undefined ? 'nothing' : quote(field.text)
      fail(field ?? answer, `found ${found} after 'answer', expected 'auto', 'name' or 'value'`)
      break
    }
    if (from === undefined || to === undefined) {
      fail(field ?? answer, `'answer ${what}' takes a regular expression and its replacement`)
      break
    }
    if (what === 'name') named = answer
    const change = readRegexChange(from, to, report)
    if (change === null) isSound = false
    else changes.push(what === 'name' ? changeOwners(change) : changeTargets(change))
    at += 4
  }
  if (auto !== null && named !== null) fail(auto, "'answer auto' and 'answer name' exclude each other")
  return isSound ? { isAuto: auto !== null, changes } : null
}
