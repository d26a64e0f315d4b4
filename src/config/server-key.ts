/**
 * The keys of a server block: `[scheme://]zone[:port]`. An unknown scheme, or two zones with a comma between,
 * is an error here. CoreDNS reads such a key as a zone with an odd name, for which no query ever comes.
 */
import { suggest } from '../report/suggestion.ts'
import { parseAddress } from '../wire/address.ts'
import { nameText } from '../wire/name.ts'
import { SCHEMES, type Scheme, type ServerKey } from './server-block.ts'
import { atToken, quote, type Report, type Token } from './token.ts'
import { isHostStyle, readZoneText } from './zone-text.ts'

const MAX_PORT = 65_535

/** `null` after a report. A warning leaves a key. */
export function parseServerKey(token: Token, report: Report): ServerKey | null {
  const { text } = token
  const fail = (message: string, hint?: string): null => {
    report(atToken('KZ_COREFILE_KEY', token, message, hint))
    return null
  }
  const written = /^([^/]*):\/\//.exec(text)?.[1]
  const rest = written === undefined ? text : text.slice(written.length + '://'.length)
  const prefix = written ?? 'dns'
  const scheme = findScheme(prefix)
  if (scheme === null)
    return fail(`${quote(`${prefix}://`)} is not a scheme of a server block`, schemeHint(prefix))
  if (rest.includes(',')) {
    return fail(
      `${quote(text)} is not one zone: a comma separates keys only at the end of a word`,
      'add a blank after the comma',
    )
  }
  if (rest.endsWith(':')) {
    return fail(
      `the port is missing after the last colon of ${quote(text)}`,
      'write a number after the colon, or no colon',
    )
  }
  if (rest.startsWith('[') || (rest.includes(':') && parseAddress(rest) !== null)) {
    return fail(`${quote(rest)} is an address, not a zone`, 'to listen on one address, use bind')
  }
  const [, host = rest, digits] = /^(.*):([-+]?\d+)$/s.exec(rest) ?? []
  if (digits !== undefined && (!/^\d+$/.test(digits) || Number(digits) > MAX_PORT)) {
    return fail(`the port of ${quote(text)} is not a number from 0 to ${MAX_PORT}`)
  }
  const service = /^[^:/]+:([^:/]+)$/.exec(host)?.[1]
  if (service !== undefined && digits === undefined) return fail(`the port ${quote(service)} is not a number`)
  const reading = readZoneText(host === '' ? '.' : host)
  if ('problem' in reading) return fail(`${quote(host)} ${reading.problem}`, reading.hint)
  const { zones } = reading
  warnOfStyle(token, host, zones, report)
  return {
    text,
    token,
    place: token.place,
    scheme,
    zones,
    port: digits === undefined ? null : Number(digits),
  }
}

function findScheme(prefix: string): Scheme | null {
  const wanted = prefix.toLowerCase()
  return SCHEMES.find((scheme) => scheme === wanted) ?? null
}

function schemeHint(prefix: string): string {
  const wanted = prefix.toLowerCase()
  if (wanted === 'udp' || wanted === 'tcp') return 'without a scheme a block serves UDP and TCP'
  if (wanted === 'unix') return 'server blocks listen on ports, not on Unix sockets'
  const known = SCHEMES.map((scheme) => `${scheme}://`)
  const nearest = wanted === 'http' ? 'https' : suggest(wanted, SCHEMES)
  return nearest === null ? `the schemes are ${known.join(', ')}` : `did you mean ${nearest}://?`
}

function warnOfStyle(token: Token, host: string, zones: ServerKey['zones'], report: Report): void {
  const [zone] = zones
  if (zone === undefined || zones.length > 1) return
  if (parseAddress(host) !== null) {
    const message = `${quote(host)} is read as the name of a zone, not as an address to listen on`
    report(
      atToken('KZ_COREFILE_ZONE_STYLE', token, message, `to listen on it, write 'bind ${host}' in the block`),
    )
  } else if (!isHostStyle(zone)) {
    const message = `the zone ${quote(nameText(zone))} has other characters than letters, digits and hyphens`
    report(
      atToken(
        'KZ_COREFILE_ZONE_STYLE',
        token,
        message,
        'host names have no other characters (RFC 1123 §2.1); check the spelling',
      ),
    )
  }
}
