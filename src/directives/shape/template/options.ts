/** Reads `template CLASS TYPE [ZONE…] { … }`, and reports errors that do not depend on a query. */
import { hasArguments } from '../../../config/arguments.ts'
import { readClass, readRcode, readType } from '../../../config/dns-words.ts'
import { fallthrough, lastCounts, list, silent, word, words } from '../../../config/option-kinds.ts'
import { readOptionLines, type Reporting } from '../../../config/options.ts'
import { type Match, Pattern, readPattern } from '../../../config/pattern.ts'
import { reject } from '../../../config/reject.ts'
import type { Directive } from '../../../config/server-block.ts'
import { atToken, quote, type Report, type Token } from '../../../config/token.ts'
import type { Place } from '../../../report/diagnostic.ts'
import type { ExtendedError } from '../../../wire/answer.ts'
import { CLASS, RCODE, TYPE } from '../../../wire/constants.ts'
import { type NameKey, ROOT } from '../../../wire/name.ts'
import { SuffixTable } from '../../../zone/suffix-table.ts'
import { parseRecordLine } from '../../../zone/record-line.ts'
import { zonesOr } from '../../../block/block-zones.ts'
import type { Block } from '../../../block/definition.ts'
import { GoTemplate } from './go-template.ts'
import { templateData } from './query-data.ts'

export const SECTIONS = ['answer', 'authority', 'additional'] as const
export type SectionName = (typeof SECTIONS)[number]

export interface TemplateRule {
  readonly place: Place
  readonly class: number
  readonly type: number
  readonly zones: SuffixTable<NameKey>
  /** The first pattern that matches the name counts. */
  readonly patterns: readonly Pattern[]
  readonly records: Readonly<Record<SectionName, readonly GoTemplate[]>>
  readonly rcode: number
  readonly extendedError: ExtendedError | null
  /** Names in these zones go to the next plugin if no pattern matches. */
  readonly fallthrough: SuffixTable<NameKey>
}

interface WrittenTemplate {
  readonly token: Token
  readonly template: GoTemplate
}

export const OPTIONS = {
  match: list(readPattern),
  answer: list(readGoTemplate),
  authority: list(readGoTemplate),
  additional: list(readGoTemplate),
  rcode: lastCounts(word(readRcode, RCODE.NOERROR)),
  ederror: words([1, 2], readEderror, null),
  fallthrough: fallthrough(),
  // Aliases are always followed. The option has no effect in CoreDNS either.
  upstream: silent(),
}

export function readTemplate(directive: Directive, block: Block): TemplateRule | null {
  const { report } = block
  const { name, args } = directive
  const [classWord, typeWord, ...zoneWords] = args
  const hasArgs = hasArguments(name, args, [2, Infinity], report)
  const ruleClass = classWord === undefined ? null : readClass(classWord, report)
  const type = typeWord === undefined ? null : readType(typeWord, report)
  const zones = zonesOr(zoneWords, block)
  const { values, wrong } = readOptionLines(directive, OPTIONS, block)
  if (!hasArgs || ruleClass === null || type === null || zones === null || wrong.has('match')) return null
  const patterns = values.match.length === 0 ? [new Pattern('.*')] : values.match
  const example = { class: ruleClass, type, zone: zones[0] ?? ROOT, patterns }
  for (const one of SECTIONS.flatMap((section) => values[section])) tryOut(one, example, report)
  if (SECTIONS.some((section) => wrong.has(section))) return null
  const templates = (section: SectionName) => values[section].map(({ template }) => template)
  return {
    place: directive.place,
    class: ruleClass,
    type,
    zones: SuffixTable.ofZones(zones),
    patterns,
    records: {
      answer: templates('answer'),
      authority: templates('authority'),
      additional: templates('additional'),
    },
    rcode: values.rcode,
    extendedError: values.ederror,
    fallthrough: SuffixTable.ofZones(values.fallthrough),
  }
}

function readGoTemplate(token: Token, report: Report): WrittenTemplate | null {
  try {
    return { token, template: new GoTemplate(token.text) }
  } catch (problem) {
    report(
      atToken('KZ_COREFILE_VALUE', token, `${quote(token.text)} is not a template: ${reasonOf(problem)}`),
    )
    return null
  }
}

function readEderror(
  [code, text]: readonly [Token, ...Token[]],
  { report }: Reporting,
): ExtendedError | null {
  const number = /^\d{1,5}$/.test(code.text) ? Number(code.text) : Number.NaN
  if (number <= 65535) return { code: number, text: text?.text ?? '' }
  return reject(code, 'an extended error code from 0 to 65535 (RFC 8914)', report)
}

export function reasonOf(problem: unknown): string {
  return problem instanceof Error ? problem.message : String(problem)
}

// --- Trying out ---

interface Example {
  readonly class: number
  readonly type: number
  readonly zone: NameKey
  readonly patterns: readonly Pattern[]
}

/** The text of each group of an example: a number and a label. */
const GROUP_TEXT = '1'
/** Matches actions whose result depends on the query. */
const DEPENDS_ON_QUERY = /\.(?:Match|Group|Message|Question|Remote|Meta)\b|^if\b|\$/

/** Renders a template for an example of each pattern. Reports the template if no example gives a record. */
function tryOut({ token, template }: WrittenTemplate, example: Example, report: Report): void {
  const lines: string[] = []
  let problem: string | null = null
  for (const pattern of example.patterns) {
    try {
      lines.push(template.render(exampleData(example, pattern)))
    } catch (failure) {
      problem = reasonOf(failure)
    }
  }
  const [line] = lines
  if (line === undefined) {
    report(atToken('KZ_COREFILE_VALUE', token, `${quote(token.text)} makes no record: ${problem}`))
    return
  }
  // A template that uses the query's type cannot be checked if the rule is for all types.
  const ofAnyType = example.type === TYPE.ANY && template.actions.some((action) => action.includes('.Type'))
  if (ofAnyType || template.actions.some((action) => DEPENDS_ON_QUERY.test(action))) return
  const record = parseRecordLine(line)
  if (typeof record !== 'string') return
  report(atToken('KZ_COREFILE_VALUE', token, `${quote(token.text)} makes no record: the line ${record}`))
}

function exampleData({ class: exampleClass, type, zone }: Example, pattern: Pattern) {
  const groups = Array.from({ length: pattern.groupCount + 1 }, () => GROUP_TEXT)
  const match: Match = { groups, named: new Map(pattern.groupNames.map((name) => [name, GROUP_TEXT])) }
  const subject = {
    name: zone,
    spelledName: zone,
    type: type === TYPE.ANY ? TYPE.A : type,
    class: exampleClass === CLASS.ANY ? CLASS.IN : exampleClass,
    id: 0,
    flags: 0,
    remote: '192.0.2.1',
    meta: () => '',
  }
  const data = templateData(subject, zone, match)
  return new Map([...data, ['Group', strict(match)] as const])
}

/** Groups with fixed fields: an example must report unknown groups, which a query would render as absent. */
function strict({ groups, named }: Match) {
  const numbered = groups.map((group, i) => [String(i), group] as const)
  return new Map<string, string | boolean>([...numbered, ...named, ['', true]])
}
