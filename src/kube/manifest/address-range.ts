/** Judges ranges of addresses in CIDR notation. */
import type { Code } from '../../report/codes.ts'
import { addressText, canonicalAddress, parseRange } from '../../wire/address.ts'
import type { Field } from './fields.ts'

/** The address of the range may have no bits behind the prefix, which older API servers let pass. */
export function judgeAddressRange(field: Field, code: Code = 'KZ_OBJECT_FIELD'): void {
  const text = typeof field.value === 'string' ? field.value.trim() : ''
  const [address = '', prefix] = text.split('/')
  const range = prefix === undefined ? null : parseRange(text)
  const isLenient = field.object.isStored === true
  if (range !== null && (isLenient || addressText(range.octets) === canonicalAddress(address))) return
  const hint = range === null ? undefined : `write ${addressText(range.octets)}/${range.prefix}`
  field.reportValue(code, 'a range of IP addresses, such as 192.0.2.0/24', hint)
}
