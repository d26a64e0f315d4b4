/**
 * The kinds of options: a flag, one value, a list, a value in each line, or without effect. A kind defines
 * how to read the words of a line, and how to combine the lines to one value. A line with a wrong word is
 * reported and skipped.
 */
import { type NameKey, ROOT } from '../wire/name.ts'
import { type ArgumentCount, hasArguments, type Words } from './arguments.ts'
import type { Option, Reporting } from './options.ts'
import {
  type Bounds,
  readChoice,
  readCount,
  readDuration,
  readEach,
  readInteger,
  readSeconds,
  readZones,
} from './settings.ts'
import { atToken, quote, type Report, type Token } from './token.ts'

/** Reads one word; `null` after a report. */
export type WordReader<Value, Context extends Reporting> = (
  word: Token,
  report: Report,
  context: Context,
) => Value | null

/** Reads the words of a line; `null` after a report. */
export type LineReader<Value, Context extends Reporting, Count extends ArgumentCount> = (
  words: readonly Token[] & Words<Count>,
  context: Context,
  name: Token,
) => Value | null

const ANY_NUMBER = [0, Infinity] as const
const ONE_OR_MORE = [1, Infinity] as const

function kind<Line, Value, const Count extends ArgumentCount, Context extends Reporting>(
  args: Count,
  read: LineReader<Line, Context, Count>,
  combine: (found: readonly Line[]) => Value,
): Option<Value, Context> {
  return {
    repeats: true,
    hasBraces: false,
    open: () => {
      const found: Line[] = []
      return {
        take: (words, name, context) => {
          const value = hasArguments(name, words, args, context.report) ? read(words, context, name) : null
          if (value === null) return false
          found.push(value)
          return true
        },
        value: () => combine(found),
      }
    },
  }
}

// --- How often ---

/** A second line of the option is an error. */
export function once<Value, Context extends Reporting>(
  option: Option<Value, Context>,
): Option<Value, Context> {
  return { ...option, repeats: false }
}

/** Several lines may state the option, and the last one counts. */
export function lastCounts<Value, Context extends Reporting>(
  option: Option<Value, Context>,
): Option<Value, Context> {
  return { ...option, repeats: true }
}

/** Lines of the option may have braces of their own, which nothing reads. */
export function withBraces<Value, Context extends Reporting>(
  option: Option<Value, Context>,
): Option<Value, Context> {
  return { ...option, hasBraces: true }
}

// --- One value; a second line is an error ---

/** One line with `args` words. */
export function words<
  Value,
  Default,
  const Count extends ArgumentCount,
  Context extends Reporting = Reporting,
>(args: Count, read: LineReader<Value, Context, Count>, or: Default): Option<Value | Default, Context> {
  return once(kind<Value, Value | Default, Count, Context>(args, read, (found) => found.at(-1) ?? or))
}

/** One word. */
export function word<Value, Default, Context extends Reporting = Reporting>(
  read: WordReader<Value, Context>,
  or: Default,
): Option<Value | Default, Context> {
  return words(1, ([only], context: Context) => read(only, context.report, context), or)
}

/** Bounds, and the value without the option. */
interface Bounded<Default> extends Bounds {
  readonly or: Default
}

/** A whole number without a unit. */
export function integer<Default>({ or, ...bounds }: Bounded<Default>): Option<number | Default> {
  return word((token, report) => readInteger(token, bounds, report), or)
}

/** A whole number without a sign. */
export function count<Default>({ or, ...bounds }: Bounded<Default>): Option<number | Default> {
  return word((token, report) => readCount(token, bounds, report), or)
}

/** A whole number of seconds. */
export function seconds<Default>({ or, ...bounds }: Bounded<Default>): Option<number | Default> {
  return word((token, report) => readSeconds(token, bounds, report), or)
}

/** Milliseconds, from a duration with its unit. */
export function duration<Default>({ or, ...bounds }: Bounded<Default>): Option<number | Default> {
  return word((token, report) => readDuration(token, bounds, report), or)
}

/** One of some words, in any letter case. */
export function choice<const Word extends string>(from: readonly Word[], or: NoInfer<Word>): Option<Word> {
  return word((token, report) => readChoice(token, from, report), or)
}

// --- Any number of lines ---

/** `true` if the option is present. */
export function flag(): Option<boolean> {
  return kind(
    0,
    () => true,
    (found) => found.length > 0,
  )
}

/** Any number of lines, each with `args` words and one value. */
export function lines<Value, const Count extends ArgumentCount, Context extends Reporting = Reporting>(
  args: Count,
  read: LineReader<Value, Context, Count>,
): Option<readonly Value[], Context> {
  return kind(args, read, (found) => found)
}

/** Words, one or more a line, each a value. */
export function list<Value, Context extends Reporting = Reporting>(
  read: WordReader<Value, Context>,
): Option<readonly Value[], Context> {
  return kind(
    ONE_OR_MORE,
    (tokens, context: Context) =>
      readEach(tokens, context.report, (token, report) => read(token, report, context)),
    (found) => found.flat(),
  )
}

/** Zones, one or more a line. */
export function zones(): Option<readonly NameKey[]> {
  return kind(
    ONE_OR_MORE,
    (tokens, { report }) => readZones(tokens, report),
    (found) => found.flat(),
  )
}

/**
 * `fallthrough [ZONE…]`: the zones (default: all) whose missing names go to the next directive. The last line
 * counts.
 */
export function fallthrough(): Option<readonly NameKey[]> {
  return kind(
    ANY_NUMBER,
    (tokens, { report }) => (tokens.length === 0 ? [ROOT] : readZones(tokens, report)),
    (found) => found.at(-1) ?? [],
  )
}

// --- Nothing ---

/** An option of CoreDNS that kubezone does not need; `why` follows "has no effect". */
export function ignored(why: string, args: ArgumentCount = ANY_NUMBER): Option<undefined> {
  return kind(
    args,
    (_, { report }, name) => {
      reportIgnored(name, why, report)
      return true
    },
    () => undefined,
  )
}

/** As `ignored`, for an option whose word is checked; reported at the word. */
export function ignoredWord<Value>(read: WordReader<Value, Reporting>, why: string): Option<undefined> {
  return kind(
    1,
    ([token], context: Reporting, name) => {
      const value = read(token, context.report, context)
      if (value !== null) reportIgnored(name, why, context.report, token)
      return value
    },
    () => undefined,
  )
}

/** An option that has no effect in CoreDNS either. */
export function silent(): Option<undefined> {
  return kind(
    ANY_NUMBER,
    () => true,
    () => undefined,
  )
}

export function reportIgnored(name: Token, why: string, report: Report, at = name): void {
  report(atToken('KZ_COREFILE_IGNORED', at, `${quote(name.text)} has no effect: ${why}`))
}
