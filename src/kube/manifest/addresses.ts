/** Reads IP addresses in manifests as canonical text, and reports a value that is not an IP address. */
import type { Code } from '../../report/codes.ts'
import { canonicalAddress } from '../../wire/address.ts'
import { exactList } from './exact-list.ts'
import type { Field } from './fields.ts'
import { sharedText } from './shared-text.ts'

/** The addresses of a list. Empty text, which dumps of clusters contain, is skipped without a diagnostic. */
export function readAddresses(list: Field, code: Code): readonly string[] {
  return exactList(list.items().flatMap((item) => readAddress(item, code) ?? []))
}

/** `null`: the field is missing or empty, or its value was reported. */
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
