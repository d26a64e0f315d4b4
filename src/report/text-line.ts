/** A log line as text for people: `[HH:MM:ss.l] LEVEL: message`. Only the JSON form has fields. */
import { visibleLines } from './visible.ts'

/** A line as pino writes it. */
export interface LogRecord {
  readonly level: number
  /** ISO 8601. */
  readonly time: string
  readonly msg: string
}

/** pino's levels, with the colour of each in SGR (ECMA-48 §8.3.117). */
const LEVELS: ReadonlyMap<number, { readonly name: string; readonly colour: number }> = new Map([
  [20, { name: 'DEBUG', colour: 34 }],
  [30, { name: 'INFO', colour: 32 }],
  [40, { name: 'WARN', colour: 33 }],
  [50, { name: 'ERROR', colour: 31 }],
])
const CYAN = 36
const DEFAULT_COLOUR = 39

/** Formats a record, with the local time of day. Line feeds and tabs stay, other hidden characters do not. */
export function textLine({ level, time, msg }: LogRecord, hasColour: boolean): string {
  const { name, colour } = LEVELS.get(level) ?? { name: `LEVEL ${level}`, colour: DEFAULT_COLOUR }
  const message = visibleLines(msg)
  const words = hasColour
    ? `${coloured(name, colour)}: ${message === '' ? '' : coloured(message, CYAN)}`
    : `${name}: ${message}`
  return `[${timeOfDay(new Date(time))}] ${words}\n`
}

/** Whether to use colour: on a terminal, unless `NO_COLOR` is set to a non-empty text (no-color.org). */
export function wantsColour(stream: { readonly isTTY?: boolean }, environment: NodeJS.ProcessEnv): boolean {
  return stream.isTTY === true && (environment['NO_COLOR'] ?? '') === ''
}

function coloured(text: string, colour: number): string {
  return `\u001b[${colour}m${text}\u001b[${DEFAULT_COLOUR}m`
}

function timeOfDay(time: Date): string {
  const parts = [time.getHours(), time.getMinutes(), time.getSeconds()]
  const clock = parts.map((part) => String(part).padStart(2, '0')).join(':')
  return `${clock}.${String(time.getMilliseconds()).padStart(3, '0')}`
}
