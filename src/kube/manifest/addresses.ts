/** IP addresses in manifests: canonical text for what is one, a report at the value for what is not. */
import type { Code } from '../../report/codes.ts'
import { canonicalAddress } from '../../wire/address.ts'
import { exactList } from './exact-list.ts'
import type { Field } from './fields.ts'
import { sharedText } from './shared-text.ts'

/** The addresses of a list; empty texts, which dumps of clusters contain, are left out without a word. */
export function readAddresses(list: Field, code: Code): readonly string[] {
  return exactList(list.items().flatMap((item) => readAddress(item, code) ?? []))
}

/** `null` where there is none, or after a report. */
export function readAddress(field: Field, code: Code): string | null {
  if (!field.isPresent || field.value === '') return null
  const address = typeof field.value === 'string' ? canonicalAddress(field.value) : null
  if (address !== null) return sharedText(address)
  field.reportValue(code, 'an IP address', addressHint(field.value))
  return null
}

function addressHint(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  if (value.includes('/')) return 'write the address alone, without a prefix length'
  if (/^0\d|\.0\d/.test(value)) return 'write it without leading zeros'
  return value.toLowerCase() === 'none' ? 'did you mean "None"' : undefined
}
