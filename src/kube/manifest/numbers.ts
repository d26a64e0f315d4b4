/** Reads whole numbers. An API server refuses an object for a negative one, or for one in quotes. */
import type { Code } from '../../report/codes.ts'
import type { Field } from './fields.ts'

/** The largest number of 32 bits, as which an API server reads all counts. */
export const MAX_INTEGER = 2 ** 31 - 1

/** `null`: the number is missing, or was reported. */
export function readCount(field: Field, code: Code = 'KZ_OBJECT_FIELD', least = 0): number | null {
  if (!field.isPresent) return null
  const { value } = field
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= MAX_INTEGER) {
    return value
  }
  const isQuoted = typeof value === 'string' && /^\d+$/.test(value)
  const hint = isQuoted ? 'write it without quotes' : undefined
  field.reportValue(code, `a whole number from ${least} to ${MAX_INTEGER}`, hint)
  return null
}
