/** Reads `dns64 [PREFIX] { … }`. */
import { hasArguments } from '../../../config/arguments.ts'
import { flag, lastCounts, word } from '../../../config/option-kinds.ts'
import { readOptions } from '../../../config/options.ts'
import { reject } from '../../../config/reject.ts'
import type { Directive } from '../../../config/server-block.ts'
import type { Report, Token } from '../../../config/token.ts'
import { type AddressRange, parseRange } from '../../../wire/address.ts'
import { PREFIX_LENGTHS, ZERO_OCTET } from './prefix.ts'

export interface Dns64Options {
  readonly prefix: AddressRange
  /** Whether names with AAAA records are translated as well. */
  readonly translatesAll: boolean
  /** Whether queries over IPv4 are translated as well. */
  readonly allowsIPv4: boolean
}

/** RFC 6052 §2.1: the Well-Known Prefix. */
const WELL_KNOWN: AddressRange = { octets: `\0\x64\xff\x9b${'\0'.repeat(12)}`, prefix: 96 }

export const OPTIONS = {
  prefix: lastCounts(word(readPrefix, null)),
  translate_all: flag(),
  allow_ipv4: flag(),
}

/** Combines several directives: a flag in one of them is enough; the last prefix counts. */
export function readDns64(directives: readonly Directive[], report: Report): Dns64Options {
  let prefix = WELL_KNOWN
  let translatesAll = false
  let allowsIPv4 = false
  for (const directive of directives) {
    const { name, args } = directive
    const [argument] = hasArguments(name, args, [0, 1], report) ? args : []
    const short = argument === undefined ? null : readPrefix(argument, report)
    const found = readOptions(directive, OPTIONS, { report })
    prefix = found.prefix ?? short ?? prefix
    translatesAll ||= found.translate_all
    allowsIPv4 ||= found.allow_ipv4
  }
  return { prefix, translatesAll, allowsIPv4 }
}

function readPrefix(token: Token, report: Report): AddressRange | null {
  const range = parseRange(token.text)
  const isKnown = range?.octets.length === 16 && PREFIX_LENGTHS.includes(range.prefix)
  if (isKnown && range.octets.charAt(ZERO_OCTET) === '\0') return range
  const expected = isKnown
    ? 'a prefix whose bits 64 to 71 are zero (RFC 6052)'
    : `an IPv6 prefix of ${PREFIX_LENGTHS.slice(0, -1).join(', ')} or ${PREFIX_LENGTHS.at(-1)} bits (RFC 6052), such as 64:ff9b::/96`
  return reject(token, expected, report)
}
