/**
 * The log: one line for each change of state, as text on a terminal and as JSON elsewhere. The only import of
 * pino.
 */
import { pino } from 'pino'
import { type Diagnostic, summarizeDiagnostic } from './diagnostic.ts'
import { LineSink, openStandardOutput } from './line-sink.ts'
import { textLine, wantsColour } from './text-line.ts'
import { visibleJson } from './visible.ts'

export type LogFormat = 'text' | 'json'

export interface Log {
  debug(message: string, fields?: object): void
  info(message: string, fields?: object): void
  warn(message: string, fields?: object): void
  error(message: string, fields?: object): void
  /**
   * Logs a diagnostic at the level of its severity: its summary as the message, and in JSON its parts as
   * fields.
   */
  diagnostic(one: Diagnostic): void
  setDebug(enabled: boolean): void
}

export interface LogOptions {
  readonly format: LogFormat
  /** Logs warnings and errors only. */
  readonly quiet?: boolean
  /** Writes a line; to standard output if left out. */
  readonly write?: (line: string) => void
}

const LEVELS = { error: 'error', warning: 'warn', info: 'info' } as const

export function createLog(options: LogOptions): Log {
  const write =
    options.write ??
    toStandardOutput((lines) => {
      logger.warn(`${lines} log lines were dropped here: the reader of standard output did not keep up`)
    })
  const level = options.quiet === true ? 'warn' : 'info'
  const settings = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime }
  const logger =
    options.format === 'json'
      ? pino(
          { ...settings, formatters: { level: (label) => ({ level: label }) } },
          { write: jsonWriter(write) },
        )
      : pino(settings, {
          write: textWriter(write, options.write === undefined && wantsColour(process.stdout, process.env)),
        })
  const isText = options.format === 'text'
  return {
    debug: (message, fields = {}) => {
      logger.debug(fields, message)
    },
    info: (message, fields = {}) => {
      logger.info(fields, message)
    },
    warn: (message, fields = {}) => {
      logger.warn(fields, message)
    },
    error: (message, fields = {}) => {
      logger.error(fields, message)
    },
    diagnostic: (one) => {
      logger[LEVELS[one.severity]](isText ? {} : fieldsOf(one), summarizeDiagnostic(one))
    },
    setDebug: (enabled) => {
      logger.level = enabled ? 'debug' : level
    },
  }
}

/** A diagnostic about a whole file or folder has no line. */
function fieldsOf({ code, file, line, column }: Diagnostic): object {
  return line === 0 ? { code, file } : { code, file, line, column }
}

function toStandardOutput(reportDropped: (lines: number) => void): (line: string) => void {
  const sink = new LineSink(openStandardOutput(), reportDropped)
  process.on('exit', () => {
    sink.finish()
  })
  return (line) => {
    sink.write(line)
  }
}

function jsonWriter(write: (line: string) => void): (line: string) => void {
  return (line) => {
    write(visibleJson(line))
  }
}

function textWriter(write: (line: string) => void, hasColour: boolean): (line: string) => void {
  return (line) => {
    write(textLine(JSON.parse(line), hasColour))
  }
}
