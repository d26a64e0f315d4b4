/** Judges the schedule of a CronJob: five fields of crontab(5), or a descriptor such as `@daily`. */

interface Bounds {
  readonly least: number
  readonly most: number
  /** Names of values, the first for `least`. */
  readonly names?: readonly string[]
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

const FIELDS: readonly Bounds[] = [
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, names: MONTHS },
  { least: 0, most: 6, names: DAYS },
]
const DESCRIPTOR = /^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)$/
/** A duration in Go's form. */
const EVERY = /^@every [-+]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/

export function isSchedule(text: string): boolean {
  const schedule = text.trim()
  if (schedule.startsWith('@')) return DESCRIPTOR.test(schedule) || EVERY.test(schedule)
  const fields = schedule.split(/\s+/)
  return fields.length === FIELDS.length && FIELDS.every((bounds, i) => isField(fields[i] ?? '', bounds))
}

function isField(field: string, bounds: Bounds): boolean {
  return field.split(',').every((part) => isRange(part, bounds))
}

/** `*`, `N`, `N-M`, each with or without a step behind `/`. */
function isRange(part: string, bounds: Bounds): boolean {
  const [range = '', step, ...rest] = part.split('/')
  if (rest.length > 0 || (step !== undefined && !/^0*[1-9]\d*$/.test(step))) return false
  const [first = '', last, ...more] = range.split('-')
  if (first === '*' || first === '?') return true
  const low = valueOf(first, bounds)
  const high = last === undefined ? low : valueOf(last, bounds)
  return more.length === 0 && low !== null && high !== null && low <= high
}

/** `null`: the text is no value of the field. */
function valueOf(text: string, { least, most, names = [] }: Bounds): number | null {
  const named = names.indexOf(text.toLowerCase())
  const value = named >= 0 ? named + least : /^\d+$/.test(text) ? Number(text) : null
  return value !== null && value >= least && value <= most ? value : null
}
