/**
 * `[exact|prefix|suffix|substring|regex] FROM [TO]`: the names that a rule applies to, and their
 * replacements. Names are compared as text: in lower case, with their final dot. FROM gets a final dot, too,
 * except in regular expressions, so a prefix or substring ends at the end of a label: `prefix foo` matches
 * `foo.example.org.`, not `foobar.example.org.`
 */
import { type Match, type Pattern, readPattern } from '../../../config/pattern.ts'
import { reject } from '../../../config/reject.ts'
import { readChoice } from '../../../config/settings.ts'
import { atToken, quote, type Report, type Token } from '../../../config/token.ts'
import { parseName, toLowerAscii } from '../../../wire/name.ts'

/** The replacement of a name; `null` if the name does not match. */
export type NameChange = (name: string) => string | null

const KINDS = ['exact', 'prefix', 'suffix', 'substring', 'regex'] as const
export type MatchKind = (typeof KINDS)[number]

/** Whether a word is a kind of match, in any letter case. */
export function isMatchKind({ text }: Token): boolean {
  return KINDS.some((kind) => kind === text.toLowerCase())
}

/** The kind of match; `exact` without a word, `null` after a report. */
export function readMatchKind(word: Token | null, report: Report): MatchKind | null {
  return word === null ? 'exact' : readChoice(word, KINDS, report)
}

export interface NameRewrite {
  readonly from: string
  readonly to: string
  readonly change: NameChange
}

export function readNameRewrite(kind: MatchKind, from: Token, to: Token, report: Report): NameRewrite | null {
  if (kind === 'regex') {
    const change = readRegexChange(from, to, report)
    return change === null ? null : { from: from.text, to: to.text, change }
  }
  const isSound = [from, to].map((token) => isNameLike(token, report)).every(Boolean)
  warnOfLabelEnd(kind, from, report)
  return isSound ? replacement(kind, normalized(from.text), normalized(to.text)) : null
}

/** `regex FROM TO`: the whole name becomes TO, with the groups of FROM for `{0}`, `{1}`, … */
export function readRegexChange(from: Token, to: Token, report: Report): NameChange | null {
  const pattern = readPattern(from, report)
  const isSound = isNameLike(to, report, to.text.replace(GROUP, 'x'))
  if (pattern === null || !isSound || !hasGroups(pattern, to, report)) return null
  const template = normalized(to.text)
  return (name) => {
    const match = pattern.match(name)
    return match === null ? null : fillIn(template, match)
  }
}

/** The test of a rule that matches names and does not change them; `null` after a report. */
export function readNameTest(
  kind: MatchKind,
  from: Token,
  report: Report,
): ((name: string) => boolean) | null {
  if (kind === 'regex') {
    const pattern = readPattern(from, report)
    return pattern === null ? null : (name) => pattern.test(name)
  }
  if (!isNameLike(from, report)) return null
  warnOfLabelEnd(kind, from, report)
  const text = normalized(from.text)
  const { change } = replacement(kind, text, text)
  return (name) => change(name) !== null
}

export function replacement(kind: Exclude<MatchKind, 'regex'>, from: string, to: string): NameRewrite {
  return { from, to, change: CHANGES[kind](from, to) }
}

const CHANGES: Readonly<Record<Exclude<MatchKind, 'regex'>, (from: string, to: string) => NameChange>> = {
  exact: (from, to) => (name) => (name === from ? to : null),
  prefix: (from, to) => (name) => (name.startsWith(from) ? to + name.slice(from.length) : null),
  suffix: (from, to) => (name) =>
    name.endsWith(from) ? name.slice(0, name.length - from.length) + to : null,
  substring: (from, to) => (name) => (name.includes(from) ? name.replaceAll(from, () => to) : null),
}

const GROUP = /\{(\d+)\}/g

function fillIn(template: string, { groups }: Match): string {
  return template.replace(GROUP, (braces, index: string) => groups[Number(index)] ?? braces)
}

function hasGroups(pattern: Pattern, to: Token, report: Report): boolean {
  const highest = Math.max(0, ...[...to.text.matchAll(GROUP)].map(([, index]) => Number(index)))
  if (highest <= pattern.groupCount) return true
  const count = pattern.groupCount === 0 ? 'no groups' : `groups up to {${pattern.groupCount}}`
  const message = `${quote(to.text)} uses group {${highest}}, but the expression has ${count}`
  report(atToken('KZ_COREFILE_VALUE', to, message))
  return false
}

function normalized(text: string): string {
  const lower = toLowerAscii(text)
  return lower.endsWith('.') ? lower : `${lower}.`
}

/** Whether a word is a name; unlike a name, a suffix or substring may begin with a dot. Reports others. */
function isNameLike(token: Token, report: Report, text = token.text): boolean {
  if (text !== '' && parseName(text.length > 1 ? text.replace(/^\./, '') : text) !== null) return true
  reject(token, 'a domain name', report)
  return false
}

/**
 * Warns of `prefix web-`: it seems to match `web-1.example.org`, but matches only names whose first label is
 * `web-`.
 */
function warnOfLabelEnd(kind: MatchKind, from: Token, report: Report): void {
  if ((kind !== 'prefix' && kind !== 'substring') || !from.text.endsWith('-')) return
  const message = `${kind} ${quote(from.text)} matches only where a label ends after it, and no label of a host name ends in '-'`
  const hint = `the rule compares ${quote(`${from.text}.`)}; use 'regex' for a part of a label`
  report(atToken('KZ_COREFILE_REWRITE', from, message, hint))
}
