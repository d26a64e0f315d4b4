/**
 * The options in a directive's braces. A directive declares them in a table, each with what it takes and how
 * its words become a value (option-kinds.ts). Reading the braces gives an object with one value an option;
 * its type follows from the table. `readOptions` reports lines that do not fit the table, so a setup gets
 * sound values only. A table is a constant beside the setup, so the options of every directive can be listed
 * without a Corefile.
 */
import { assert } from '../report/assert.ts'
import { suggest } from '../report/suggestion.ts'
import { hasArguments } from './arguments.ts'
import type { BodyLine, Directive } from './server-block.ts'
import { atToken, quote, type Report, type Token } from './token.ts'

/** The context of readers of values. It has at least `report`; a server block is one. */
export interface Reporting {
  readonly report: Report
}

/** An option of a directive: how its lines are read, and its value. */
export interface OptionForm {
  /** Whether several lines may state the option. If not, a second line is an error, and is still checked. */
  readonly repeats: boolean
  /** Whether its lines may have braces of their own, whose contents are ignored. */
  readonly hasBraces: boolean
}

export interface Option<Value, Context extends Reporting = Reporting> extends OptionForm {
  /** Starts reading the option in the braces of one directive. */
  readonly open: () => OptionReader<Value, Context>
}

export interface OptionReader<Value, Context extends Reporting> {
  /** Takes the words after the option's name; `false` after a report. */
  readonly take: (words: readonly Token[], name: Token, context: Context) => boolean
  /** The value of the lines taken so far. */
  readonly value: () => Value
}

type Table<Context extends Reporting> = Readonly<Record<string, Option<unknown, Context>>>

/** The value of each option. */
export type Values<Options> = {
  readonly [Name in keyof Options]: Options[Name] extends Option<infer Value, never> ? Value : never
}

/** The result of reading the braces of one directive. */
export interface OptionLines<Options> {
  readonly values: Values<Options>
  /** The options with a reported line. */
  readonly wrong: ReadonlySet<keyof Options & string>
}

/** Rules between lines. */
export interface OptionRules<Name extends string> {
  /** Options that exclude each other, and the hint. Reported at the later line. */
  readonly conflicts?: readonly (readonly [one: Name, other: Name, hint: string])[]
  /** An option that the directive requires. Reported at the directive. */
  readonly required?: { readonly option: Name; readonly message: string; readonly hint: string }
  /** Takes a line that begins with no option's name; `false`: the line is an unknown option. */
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

/** As `readOptions`, and the options with a reported line. */
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

/** Reports the lines in the braces of a directive without options; empty braces are fine. */
export function expectNoOptions(directive: Directive, report: Report): void {
  readOptions(directive, {}, { report })
}

/** Reports arguments and braces of a directive that takes neither. */
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
