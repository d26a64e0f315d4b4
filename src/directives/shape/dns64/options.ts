/** `dns64 [PREFIX] { … }`, read. */
import { hasArguments, readOptions } from '../../../config/options.ts'
import type { Directive } from '../../../config/server-block.ts'
import { atToken, quote, type Report, type Token } from '../../../config/token.ts'
import { type AddressRange, parseRange } from '../../../wire/address.ts'
import { PREFIX_LENGTHS, ZERO_OCTET } from './prefix.ts'

export interface Dns64Options {
  readonly prefix: AddressRange
  /** Names that have AAAA records are translated as well. */
  readonly translatesAll: boolean
  /** So are questions that come over IPv4. */
  readonly allowsIPv4: boolean
}

/** RFC 6052 §2.1. */
const WELL_KNOWN: AddressRange = { octets: `\0\x64\xff\x9b${'\0'.repeat(12)}`, prefix: 96 }

/** What several say is taken together; the last prefix counts. */
export function readDns64(directives: readonly Directive[], report: Report): Dns64Options {
  let prefix = WELL_KNOWN
  let translatesAll = false
  let allowsIPv4 = false
  const read = ([word]: readonly Token[]): void => {
    if (word !== undefined) prefix = readPrefix(word, report) ?? prefix
  }
  for (const directive of directives) {
    if (hasArguments(directive.name, directive.args, [0, 1], report)) read(directive.args)
    readOptions(
      directive,
      {
        prefix: { args: 1, read },
        translate_all: { args: 0, read: () => void (translatesAll = true) },
        allow_ipv4: { args: 0, read: () => void (allowsIPv4 = true) },
      },
      report,
    )
  }
  return { prefix, translatesAll, allowsIPv4 }
}

function readPrefix(word: Token, report: Report): AddressRange | null {
  const range = parseRange(word.text)
  const isKnown = range?.octets.length === 16 && PREFIX_LENGTHS.includes(range.prefix)
  if (isKnown && range.octets.charAt(ZERO_OCTET) === '\0') return range
  const expected = isKnown
    ? 'a prefix whose bits 64 to 71 are zero (RFC 6052)'
    : `an IPv6 prefix of ${PREFIX_LENGTHS.slice(0, -1).join(', ')} or ${PREFIX_LENGTHS.at(-1)} bits (RFC 6052), such as 64:ff9b::/96`
  report(atToken('KZ_COREFILE_VALUE', word, `found ${quote(word.text)}, expected ${expected}`))
  return null
}
