/**
 * `template CLASS TYPE [ZONE…] { … }`: renders answers from questions. Its options are `match`, `answer`,
 * `authority`, `additional`, `rcode`, `ederror` and `fallthrough`. Templates are tried in the order of the
 * file. If zone, class and type of a template match and no pattern does, the answer is SERVFAIL, unless the
 * name falls through.
 */
import { type Handler, type Metric, type Plugin } from '../../../chain/plugin.ts'
import type { Query } from '../../../chain/query.ts'
import { QueryError } from '../../../chain/query-error.ts'
import type { Match } from '../../../config/pattern.ts'
import { type Answer, EMPTY_ANSWER, failure, SERVER_FAILURE, withRecords } from '../../../wire/answer.ts'
import type { Reason } from '../../../report/reason.ts'
import { CLASS, className, FLAG, RCODE, rcodeName, TYPE } from '../../../wire/constants.ts'
import { typeName } from '../../../wire/record-types.ts'
import { type NameKey, nameText } from '../../../wire/name.ts'
import type { ResourceRecord } from '../../../wire/section.ts'
import { parseRecordLine } from '../../../zone/record-line.ts'
import type { Block, Occurrences, PluginDefinition } from '../../../block/definition.ts'
import { withTargets } from './alias-targets.ts'
import { Counts } from './counts.ts'
import type { GoTemplate } from './go-template.ts'
import { OPTIONS, readTemplate, reasonOf, type SectionName, type TemplateRule } from './options.ts'
import { subjectOf, type TemplateData, templateData } from './query-data.ts'

function setup(occurrences: Occurrences, block: Block): Plugin {
  const rules = occurrences.flatMap((directive) => readTemplate(directive, block) ?? [])
  return new TemplatePlugin(rules, block.labels)
}

export const template: PluginDefinition = { name: 'template', options: OPTIONS, setup }

interface Taken {
  readonly rule: TemplateRule
  readonly zone: NameKey
  readonly match: Match | null
}

class TemplatePlugin implements Plugin {
  readonly name = 'template'
  readonly takesAllClasses = true
  readonly #rules: readonly TemplateRule[]
  readonly #counts = new Counts()

  readonly #labels: Block['labels']

  constructor(rules: readonly TemplateRule[], labels: Block['labels']) {
    this.#rules = rules
    this.#labels = labels
  }

  readonly metrics = (): readonly Metric[] => this.#counts.metrics(this.#labels())

  readonly attach = (next: Handler): Handler => {
    return (query) => {
      const taken = this.#take(query)
      if (taken === null) return next(query)
      const { rule, zone, match } = taken
      return match === null ? SERVER_FAILURE : this.#answer(rule, query, zone, match)
    }
  }

  readonly explain = (query: Query): Reason | null => {
    const taken = this.#take(query)
    if (taken === null) return null
    const { rule, match } = taken
    const what = `template ${className(rule.class)} ${typeName(rule.type)}`
    const name = nameText(query.name)
    const { place } = rule
    return match === null
      ? {
          code: 'KZ_WHY_TEMPLATE_PATTERN',
          sentence: `${what} takes ${name}, and none of its patterns matches`,
          place,
          hint: 'add fallthrough to the template',
        }
      : {
          code: 'KZ_WHY_TEMPLATE',
          sentence: `${what} answers ${name} with ${rcodeName(rule.rcode)}`,
          place,
          ...(rule.fallthrough.find(query.hashedName) !== undefined && {
            hint: 'narrow its match: fallthrough passes on only names that no match matches',
          }),
        }
  }

  /** The rule that takes a query, and the match of its pattern, if there is one. */
  #take(query: Query): Taken | null {
    for (const rule of this.#rules) {
      const zone = isFor(rule, query) ? rule.zones.find(query.hashedName) : undefined
      if (zone === undefined) continue
      const match = firstMatch(rule, nameText(query.name))
      if (match !== null || rule.fallthrough.find(query.hashedName) === undefined)
        return { rule, zone, match }
    }
    return null
  }

  #answer(rule: TemplateRule, query: Query, zone: NameKey, match: Match): Answer | Promise<Answer> {
    const { rcode, extendedError, records } = rule
    this.#counts.matched(nameText(zone), counted(className(query.class)), counted(typeName(query.type)))
    if (rcode === RCODE.SERVFAIL) return failure(rcode, extendedError)
    const data = templateData(subjectOf(query), zone, match)
    const make = (section: SectionName): ResourceRecord[] =>
      records[section].map((one) => this.#record(section, one, data))
    const [answer, authority, additional] = [make('answer'), make('authority'), make('additional')]
    const base: Answer = { ...EMPTY_ANSWER, rcode, flags: FLAG.AA, extendedError }
    const finish = (all: readonly ResourceRecord[]): Answer =>
      withRecords(base, { answer: all, authority, additional }, query.name, zone)
    const whole = withTargets(answer, query)
    return whole instanceof Promise ? whole.then(finish) : finish(whole)
  }

  /**
   * Throws a `QueryError` if the template gives no record: `errors` logs it, and the client gets SERVFAIL.
   */
  #record(section: SectionName, one: GoTemplate, data: TemplateData): ResourceRecord {
    let line: string
    try {
      line = one.render(data)
    } catch (problem) {
      this.#counts.failed('template', section, one.source)
      const message = `${section} '${one.source}' makes no record: ${reasonOf(problem)}`
      throw new QueryError(message, SERVER_FAILURE, { cause: problem })
    }
    const record = parseRecordLine(line)
    if (typeof record !== 'string') return record
    this.#counts.failed('rr', section, one.source)
    throw new QueryError(`${section} '${one.source}' makes no record: the line ${record}`)
  }
}

/** Whether class and type match. ANY matches every class and type, in the Corefile and in the query. */
function isFor(rule: TemplateRule, query: Query): boolean {
  const isOfClass = rule.class === CLASS.ANY || query.class === CLASS.ANY || rule.class === query.class
  return isOfClass && (rule.type === TYPE.ANY || query.type === TYPE.ANY || rule.type === query.type)
}

function firstMatch({ patterns }: TemplateRule, name: string): Match | null {
  for (const pattern of patterns) {
    const match = pattern.match(name)
    if (match !== null) return match
  }
  return null
}

/** The label of a type or class in metrics; `other` for those without a mnemonic. */
function counted(name: string): string {
  return /^(?:TYPE|CLASS)\d/.test(name) ? 'other' : name
}
