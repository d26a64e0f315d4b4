/** Durations in Go's format: `5s`, `100ms`, `1m30s`, `1.5h`; a plain `0` needs no unit. */
import { present } from '../report/assert.ts'

const MILLISECONDS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  // U+03BC, the Greek letter; the line above has U+00B5, the micro sign.
  μs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
}

const PART = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y

/** Milliseconds; `null` if `text` is not a duration, or is negative. */
export function parseDuration(text: string): number | null {
  if (/^\+?0$/.test(text)) return 0
  const written = text.replace(/^\+/, '')
  let total = 0
  PART.lastIndex = 0
  while (PART.lastIndex < written.length) {
    const part = PART.exec(written)
    if (part === null) return null
    const [, amount, unit] = part
    total += Number(amount) * present(MILLISECONDS[String(unit)], 'every unit has its milliseconds')
  }
  return written === '' || !Number.isFinite(total) ? null : total
}

export function formatDuration(milliseconds: number): string {
  if (milliseconds === 0) return '0s'
  if (milliseconds % 1_000 !== 0) return `${milliseconds}ms`
  const seconds = milliseconds / 1_000
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  return parts.map((amount, i) => (amount === 0 ? '' : `${amount}${'hms'.charAt(i)}`)).join('')
}
