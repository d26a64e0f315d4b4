/**
 * `errors { stacktrace; consolidate DURATION REGEXP [LEVEL] [show_first] }`: logs each `QueryError` of the
 * plugins after it. `consolidate` counts errors that match REGEXP and logs their number once a period. The
 * server itself logs the faults of kubezone; `stacktrace` adds the stack to their lines, too.
 */
import type { Handler, Plugin } from '../../chain/plugin.ts'
import type { Query } from '../../chain/query.ts'
import { QueryError } from '../../chain/query-error.ts'
import { formatDuration } from '../../config/duration.ts'
import { hasArguments } from '../../config/arguments.ts'
import { readOnce } from '../../config/occurrences.ts'
import { flag, lines, reportIgnored } from '../../config/option-kinds.ts'
import { readOptions, type Reporting } from '../../config/options.ts'
import { type Pattern, readPattern } from '../../config/pattern.ts'
import type { Directive } from '../../config/server-block.ts'
import { readChoice, readDuration, readEach } from '../../config/settings.ts'
import type { Report, Token } from '../../config/token.ts'
import type { Log } from '../../report/log.ts'
import type { Answer } from '../../wire/answer.ts'
import { RCODE } from '../../wire/constants.ts'
import { typeName } from '../../wire/record-types.ts'
import { nameText } from '../../wire/name.ts'
import { blockKey } from '../../block/block-key.ts'
import type { Block, Occurrences, PluginDefinition } from '../../block/definition.ts'

function setup(occurrences: Occurrences, block: Block): Plugin | null {
  const options = readOnce(occurrences, block.report, (directive) => readErrors(directive, block.report))
  block.provide(SHOWS_STACKS, options?.hasStack === true)
  return options === null ? null : new ErrorsPlugin(options, block.log)
}

const OPTIONS = { stacktrace: flag(), consolidate: lines([2, 4], readConsolidation) }

/** Whether the server logs faults at the block's addresses with their stacks. */
export const SHOWS_STACKS = blockKey<boolean>('errors')

export const errors: PluginDefinition = { name: 'errors', options: OPTIONS, setup }

class ErrorsPlugin implements Plugin {
  readonly name = 'errors'
  readonly takesAllClasses = true
  readonly #log: Log
  readonly #hasStack: boolean
  readonly #groups: readonly ErrorGroup[]

  constructor(options: ErrorsOptions, log: Log) {
    this.#log = log
    this.#hasStack = options.hasStack
    this.#groups = options.consolidations.map((one) => new ErrorGroup(one, log))
  }

  readonly attach = (next: Handler): Handler => {
    return (query) => {
      try {
        const answer = next(query)
        return answer instanceof Promise ? answer.catch((problem) => this.#fail(query, problem)) : answer
      } catch (problem) {
        return this.#fail(query, problem)
      }
    }
  }

  readonly stop = async (): Promise<void> => {
    for (const group of this.#groups) group.close()
  }

  #fail(query: Query, error: unknown): Answer {
    if (!(error instanceof QueryError)) throw error
    const question = `${nameText(query.name)} ${typeName(query.type)}`
    const line = `plugin/errors: ${RCODE.SERVFAIL} ${question}: ${oneLine(error.message)}`
    const group = this.#groups.find((one) => one.matches(error.message))
    if (group === undefined) this.#log.error(this.#hasStack ? `${line}\n${error.stack ?? ''}` : line)
    else group.add(line)
    return error.answer
  }
}

/** A message may contain text of an upstream, which must not begin a new line of the log. */
function oneLine(message: string): string {
  return message.replace(/\s*[\r\n\u2028\u2029]+\s*/g, ' ')
}

// --- Consolidation ---

interface Consolidation {
  readonly periodMs: number
  readonly pattern: Pattern
  /** The text of the pattern. */
  readonly text: string
  readonly level: Level
  readonly isFirstShown: boolean
}

const LEVELS = ['warning', 'error', 'info', 'debug'] as const
type Level = (typeof LEVELS)[number]

/**
 * Errors that match one pattern. The period begins with the first error, so a server without errors has no
 * timer.
 */
class ErrorGroup {
  readonly #options: Consolidation
  readonly #log: Log
  #count = 0
  #timer: NodeJS.Timeout | null = null
  #isClosed = false

  constructor(options: Consolidation, log: Log) {
    this.#options = options
    this.#log = log
  }

  /** `false` after `close`: the group would never log the error. */
  matches(message: string): boolean {
    return !this.#isClosed && this.#options.pattern.test(message)
  }

  add(line: string): void {
    this.#count++
    if (this.#count > 1) return
    if (this.#options.isFirstShown) this.#write(line)
    this.#timer = setTimeout(() => {
      this.#flush()
    }, this.#options.periodMs)
    this.#timer.unref()
  }

  close(): void {
    this.#isClosed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#flush()
  }

  #flush(): void {
    const { text, periodMs, isFirstShown } = this.#options
    const count = this.#count
    this.#count = 0
    this.#timer = null
    if (count === 0 || (count === 1 && isFirstShown)) return
    this.#write(`plugin/errors: ${count} errors like '${text}' occurred in last ${formatDuration(periodMs)}`)
  }

  #write(text: string): void {
    const { level } = this.#options
    if (level === 'warning') this.#log.warn(text)
    else this.#log[level](text)
  }
}

// --- Options ---

interface ErrorsOptions {
  readonly hasStack: boolean
  readonly consolidations: readonly Consolidation[]
}

/** A week: within the range of timers (2^31 - 1 ms), and longer than any useful period. */
const MAX_PERIOD_MS = 7 * 24 * 3_600_000

function readErrors(directive: Directive, report: Report): ErrorsOptions {
  // Old Corefiles name the output `stdout`; CoreDNS has had no other output for years.
  const [place] = directive.args
  if (place?.text === 'stdout' && directive.args.length === 1) {
    reportIgnored(place, 'errors go to the log', report)
  } else {
    hasArguments(directive.name, directive.args, 0, report)
  }
  const { stacktrace: hasStack, consolidate: consolidations } = readOptions(directive, OPTIONS, { report })
  return { hasStack, consolidations }
}

function readConsolidation(
  [period, regexp, ...rest]: readonly [Token, Token, ...Token[]],
  { report }: Reporting,
): Consolidation | null {
  const periodMs = readDuration(period, { min: 1, max: MAX_PERIOD_MS }, report)
  const pattern = readPattern(regexp, report)
  const choices = readEach(rest, report, (word) => readChoice(word, [...LEVELS, 'show_first'], report))
  if (periodMs === null || pattern === null || choices === null) return null
  const level = choices.findLast((choice) => choice !== 'show_first') ?? 'error'
  return { periodMs, pattern, text: regexp.text, level, isFirstShown: choices.includes('show_first') }
}
