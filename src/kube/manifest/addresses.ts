/**
 * Reads IP addresses in manifests as canonical text, and reports a value that an API server refuses: text
 * that is no address, or an address that no endpoint can have.
 */
import { present } from '../../report/assert.ts'
import type { Code } from '../../report/codes.ts'
import { addressText, canonicalAddress, parseAddress } from '../../wire/address.ts'
import { exactList } from './exact-list.ts'
import type { Field } from './fields.ts'
import { sharedText } from './shared-text.ts'

/** RFC 4291 §2.5.5.2, in canonical form. */
const MAPPED = /^::ffff:[\da-f]{1,4}:[\da-f]{1,4}$/

/** Canonical addresses that an API server refuses for endpoints and external IPs. */
const SPECIAL: readonly (readonly [form: RegExp, title: string])[] = [
  [/^(?:0\.0\.0\.0|::)$/, 'the unspecified address'],
  [/^(?:127\.|::1$)/, 'a loopback address'],
  [/^(?:169\.254\.|fe[89ab][\da-f]:)/, 'a link-local address'],
  [/^(?:224\.0\.0\.|ff[\da-f]2:)/, 'a link-local multicast address'],
]

/** The addresses of a list. Empty text, which dumps of clusters contain, is skipped without a diagnostic. */
export function readAddresses(list: Field, code: Code, read = readAddress): readonly string[] {
  return exactList(list.items().flatMap((item) => read(item, code) ?? []))
}

/** `null`: the field is missing or empty, or its value was reported. */
export function readAddress(field: Field, code: Code): string | null {
  if (!field.isPresent || field.value === '') return null
  const address = typeof field.value === 'string' ? canonicalAddress(field.value) : null
  if (address === null) {
    field.reportValue(code, 'an IP address', addressHint(field.value))
    return null
  }
  if (MAPPED.test(address)) {
    const octets = present(parseAddress(address), 'a canonical address is an address')
    field.reportValue(code, 'an IP address that is not IPv4-mapped', `write ${addressText(octets.slice(-4))}`)
    return null
  }
  return sharedText(address)
}

/** As `readAddress`, for an address to which other machines connect: an endpoint's or an external IP. */
export function readEndpointAddress(field: Field, code: Code): string | null {
  // Other fields may be empty text; an address in a list, or of an endpoint, may not.
  if (field.value === '' || field.value === null) field.reportValue(code, 'an IP address')
  const address = readAddress(field, code)
  if (address === null) return null
  const special = SPECIAL.find(([form]) => form.test(address))
  if (special === undefined) return address
  field.report(code, `is ${special[1]}, expected an address to which other machines can connect`)
  return null
}

function addressHint(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  if (value.includes('/')) return 'write the address alone, without a prefix length'
  if (/^0\d|\.0\d/.test(value)) return 'write it without leading zeros'
  return value.toLowerCase() === 'none' ? 'did you mean "None"' : undefined
}
