/**
 * The options in a directive's braces. A directive declares them in a table, each with what it takes and how its words
 * become a value (option-kinds.ts); reading the braces gives an object with one value an option, whose type follows from the
 * table. Lines that do not fit the table are reported here, so that a setup sees sound values only. A table is a constant
 * beside the setup, so the options of every directive can be listed without a Corefile.
 */
import { assert } from '../report/assert.ts'
import { suggest } from '../report/suggestion.ts'
import { hasArguments } from './arguments.ts'
import type { BodyLine, Directive } from './server-block.ts'
import { atToken, quote, type Report, type Token } from './token.ts'

/** What every reader of values gets: at least where to report. A server block is one. */
export interface Reporting {
  readonly report: Report
}

/** What may stand in a line of an option. */
export interface OptionForm {
  /** Several lines may state it; otherwise a second one is an error, and read all the same, to check it. */
  readonly repeats: boolean
  /** Its lines may have braces of their own. Nothing reads what stands in them. */
  readonly hasBraces: boolean
}

export interface Option<Value, Context extends Reporting = Reporting> extends OptionForm {
  /** Begins to read the braces of one directive. */
  readonly open: () => OptionReader<Value, Context>
}

export interface OptionReader<Value, Context extends Reporting> {
  /** Takes the words behind the option's name; `false` after a report. */
  readonly take: (words: readonly Token[], name: Token, context: Context) => boolean
  /** What the lines so far come to. */
  readonly value: () => Value
}

type Table<Context extends Reporting> = Readonly<Record<string, Option<unknown, Context>>>

/** The value of each option. */
export type Values<Options> = {
  readonly [Name in keyof Options]: Options[Name] extends Option<infer Value, never> ? Value : never
}

/** What the braces of one directive say. */
export interface OptionLines<Options> {
  readonly values: Values<Options>
  /** The options whose words have been reported in some line. */
  readonly wrong: ReadonlySet<keyof Options & string>
}

/** What holds between lines. */
export interface OptionRules<Name extends string> {
  /** Options that exclude each other, and what to do about both. Reported at the later line. */
  readonly conflicts?: readonly (readonly [one: Name, other: Name, hint: string])[]
  /** An option without which the directive has nothing to do. Reported at the directive. */
  readonly required?: { readonly option: Name; readonly message: string; readonly hint: string }
  /** Takes a line that is no option; `false` if it is not what the directive wants either. */
  readonly other?: (line: BodyLine) => boolean
}

/** The value of each option of a table. */
export function readOptions<Context extends Reporting, const Options extends Table<Context>>(
  directive: Directive,
  table: Options,
  context: Context,
  rules: OptionRules<keyof Options & string> = {},
): Values<Options> {
  return readOptionLines(directive, table, context, rules).values
}

/** As `readOptions`, and which options are wrong. */
export function readOptionLines<Context extends Reporting, const Options extends Table<Context>>(
  directive: Directive,
  table: Options,
  context: Context,
  { conflicts = [], required, other }: OptionRules<keyof Options & string> = {},
): OptionLines<Options> {
  const { report } = context
  const readers = new Map(
    Object.entries(table).map(([name, option]) => [name, { ...option.open(), form: option }] as const),
  )
  const stated = new Map<keyof Options & string, Token>()
  const sound = new Set<keyof Options & string>()
  const wrong = new Set<keyof Options & string>()
  for (const line of directive.body ?? []) {
    const [name, ...words] = line.tokens
    const option = name.text
    const reader = readers.get(option)
    if (!isOptionOf(table, option) || reader === undefined) {
      if (other?.(line) !== true) report(unknownOption(directive.name, name, table))
      continue
    }
    checkForm(reader.form, line, stated.get(option), report)
    stated.set(option, name)
    if (!reader.take(words, name, context)) {
      wrong.add(option)
      continue
    }
    sound.add(option)
    for (const [one, another, hint] of conflicts) {
      const rival = option === one ? another : option === another ? one : null
      if (rival === null || !sound.has(rival)) continue
      const message = `${quote(option)} cannot be combined with ${quote(rival)}`
      report(atToken('KZ_COREFILE_OPTION', name, message, hint))
    }
  }
  if (required !== undefined && !stated.has(required.option)) {
    report(atToken('KZ_COREFILE_ARGUMENTS', directive.name, required.message, required.hint))
  }
  const values = Object.fromEntries(Array.from(readers, ([name, reader]) => [name, reader.value()]))
  assert(hasValues(values, table), 'every option of a table has a value')
  return { values, wrong }
}

/** Reports braces after a directive that has no options; empty ones say nothing. */
export function expectNoOptions(directive: Directive, report: Report): void {
  readOptions(directive, {}, { report })
}

/** Reports whatever stands behind a directive that is one word. */
export function expectBare(directive: Directive, report: Report): void {
  hasArguments(directive.name, directive.args, 0, report)
  expectNoOptions(directive, report)
}

function checkForm(form: OptionForm, line: BodyLine, earlier: Token | undefined, report: Report): void {
  const [name] = line.tokens
  if (earlier !== undefined && !form.repeats) {
    const message = `${quote(name.text)} is already set in line ${earlier.place.line}`
    report(atToken('KZ_COREFILE_OPTION', name, message, 'keep one of the two lines'))
  }
  if (line.body !== null && !form.hasBraces) {
    report(atToken('KZ_COREFILE_OPTION', name, `${quote(name.text)} takes no braces`))
  }
}

function isOptionOf<Options extends object>(table: Options, name: string): name is keyof Options & string {
  return Object.hasOwn(table, name)
}

function hasValues<Options extends object>(values: object, table: Options): values is Values<Options> {
  return Object.keys(table).every((name) => Object.hasOwn(values, name))
}

function unknownOption(owner: Token, name: Token, table: object) {
  const options = Object.keys(table)
  const message = `${quote(owner.text)} has no option ${quote(name.text)}`
  if (options.length === 0) return atToken('KZ_COREFILE_OPTION', name, message, 'it has no options')
  const nearest = suggest(name.text, options)
  const guess = nearest === null ? '' : `did you mean ${quote(nearest)}? `
  return atToken('KZ_COREFILE_OPTION', name, message, `${guess}options: ${options.toSorted().join(', ')}`)
}
