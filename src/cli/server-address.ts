/**
 * Parses the address of a server on the command line: `127.0.0.1#1053` as in dig, `[::1]:1053` as in URLs, or
 * without a port.
 */
import { present } from '../report/assert.ts'
import type { SocketAddress } from '../chain/query.ts'
import { canonicalAddress } from '../wire/address.ts'

/** The address on which `kubezone serve` listens by default. */
export const DEFAULT_SERVER: SocketAddress = { address: '127.0.0.1', port: 1053 }

/** The forms with a port. All colons of an IPv6 address without brackets belong to the address. */
const FORMS = [/^(?<host>[^#[\]]+)#(?<port>\d+)$/, /^\[(?<host>[^\]]+)\](?:[:#](?<port>\d+))?$/]
const WITH_COLON = /^(?<host>[^:]+):(?<port>\d+)$/

/** `null` if the text is not an address, or the port is not from 1 to 65535. */
export function parseServerAddress(text: string, defaultPort = DEFAULT_SERVER.port): SocketAddress | null {
  const bare = parseHost(text)
  if (bare !== null) return { address: bare, port: defaultPort }
  for (const form of [...FORMS, WITH_COLON]) {
    const parts = form.exec(text)?.groups
    if (parts === undefined) continue
    const address = parseHost(present(parts['host'], 'each form has a host'))
    const port = parts['port'] === undefined ? defaultPort : Number(parts['port'])
    return address === null || port < 1 || port > 65535 ? null : { address, port }
  }
  return null
}

/** An address, an IPv6 address with its zone (`fe80::1%eth0`), or localhost, which needs no query. */
function parseHost(text: string): string | null {
  if (text.toLowerCase() === 'localhost') return DEFAULT_SERVER.address
  const [address = '', zone, ...rest] = text.split('%')
  const canonical = canonicalAddress(address)
  if (canonical === null || rest.length > 0) return null
  if (zone === undefined) return canonical
  return canonical.includes(':') && /^[\w.-]+$/.test(zone) ? `${canonical}%${zone}` : null
}
