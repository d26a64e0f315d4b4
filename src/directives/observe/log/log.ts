/**
 * `log [NAMES…] [FORMAT] { class CLASS… }`: logs one line for each query, once its reply is written. Each
 * name of each directive is a rule. The first rule whose name is at or above the query's name decides, even
 * if its classes exclude the reply.
 */
import type { Handler, Plugin } from '../../../chain/plugin.ts'
import { list, reportIgnored } from '../../../config/option-kinds.ts'
import { readOptions } from '../../../config/options.ts'
import type { Directive } from '../../../config/server-block.ts'
import { readChoice, readZones } from '../../../config/settings.ts'
import { atToken, quote, type Report, type Token } from '../../../config/token.ts'
import { isWithin, type NameKey, ROOT } from '../../../wire/name.ts'
import type { Block, Occurrences, PluginDefinition } from '../../../block/definition.ts'
import { COMMON_FORMAT, compileFormat, type LineFormat, unknownPlaceholders } from './format.ts'
import { REPLY_CLASSES, type ReplyClass, replyClass } from './reply-class.ts'

interface LogRule {
  readonly zone: NameKey
  readonly format: LineFormat
  /** `null`: all classes. */
  readonly classes: ReadonlySet<ReplyClass> | null
}

function setup(occurrences: Occurrences, block: Block): Plugin {
  const rules = occurrences.flatMap((directive) => readRules(directive, block.report))
  const attach = (next: Handler): Handler => {
    return (query) => {
      // A lookup on behalf of a client's query gets no reply of its own.
      const rule = query.depth > 0 ? undefined : rules.find(({ zone }) => isWithin(query.name, zone))
      if (rule === undefined) return next(query)
      const { format, classes } = rule
      const began = performance.now()
      query.observe((reply) => {
        if (classes !== null && !classes.has(replyClass(reply))) return
        block.log.info(format(query, reply, performance.now() - began))
      })
      return next(query)
    }
  }
  return { name: 'log', attach, takesAllClasses: true }
}

const OPTIONS = { class: list((word, report) => readChoice(word, REPLY_CLASSES, report)) }

export const log: PluginDefinition = { name: 'log', options: OPTIONS, setup }

/** One rule for each name. */
function readRules(directive: Directive, report: Report): LogRule[] {
  const { names, format } = readArguments(directive.args, report)
  const classes = readClasses(directive, report)
  const zones = names.length === 0 ? [ROOT] : (readZones(names, report) ?? [])
  const compiled = compileFormat(format)
  return zones.map((zone) => ({ zone, format: compiled, classes }))
}

interface LogArguments {
  readonly names: readonly Token[]
  readonly format: string
}

function readArguments(args: readonly Token[], report: Report): LogArguments {
  const last = args.at(-1)
  const hasFormat = last?.text.includes('{') === true
  if (hasFormat && args.length === 1) {
    const message = `found the format ${quote(last.text)}, expected a name before it; the format applies to all names`
    report(atToken('KZ_COREFILE_LOG_FORMAT', last, message, "write 'log . FORMAT'"))
  }
  if (hasFormat) {
    for (const [unknown, nearest] of unknownPlaceholders(last.text)) {
      const hint = nearest === null ? undefined : `did you mean '${nearest}'?`
      const message = `${quote(unknown)} is not a placeholder, and appears unchanged in each line`
      report(atToken('KZ_COREFILE_LOG_FORMAT', last, message, hint))
    }
    return { names: args.slice(0, -1), format: last.text }
  }
  // Old Corefiles name the output `stdout`; CoreDNS has had no other output for years.
  if (last?.text === 'stdout' && args.length === 1) {
    reportIgnored(last, 'lines go to the log', report)
    return { names: [], format: COMMON_FORMAT }
  }
  return { names: args, format: COMMON_FORMAT }
}

function readClasses(directive: Directive, report: Report): ReadonlySet<ReplyClass> | null {
  const classes = new Set(readOptions(directive, OPTIONS, { report }).class)
  return classes.size === 0 || classes.has('all') ? null : classes
}
