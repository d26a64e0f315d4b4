/** What a `LabelSelector` of the API selects. */
import type { LabelQuery } from './network-policy.ts'
import type { Labels } from './objects.ts'
import { matchesAll } from './selector.ts'

/** An empty query selects everything. */
export function isSelected({ labels: wanted, expressions }: LabelQuery, labels: Labels): boolean {
  if (wanted !== null && Object.keys(wanted).length > 0 && !matchesAll(wanted, labels)) return false
  return expressions.every(({ key, operator, values }) => {
    const value = labels?.[key]
    if (operator === 'Exists') return value !== undefined
    if (operator === 'DoesNotExist') return value === undefined
    return (value !== undefined && values.includes(value)) === (operator === 'In')
  })
}

/** `app=db`, `everything`. */
export function queryText({ labels, expressions }: LabelQuery): string {
  const parts = [
    ...Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`),
    ...expressions.map(({ key, operator, values }) =>
      values.length === 0 ? `${key} ${operator}` : `${key} ${operator} (${values.join(', ')})`,
    ),
  ]
  return parts.length === 0 ? 'everything' : parts.join(',')
}
