/** Upstreams as they are written: addresses, and files like /etc/resolv.conf that name some. */
import type { SocketAddress } from '../../chain/query.ts'
import { realFiles } from '../../config/file-access.ts'
import { canonicalAddress } from '../../wire/address.ts'

const DNS_PORT = 53
/** Files of this kind have a dozen lines. */
const MAX_FILE_OCTETS = 256 * 1024
/** As many as one line may name. */
export const MAX_UPSTREAMS = 15

/** `IP`, `IP:PORT`, `[IP]:PORT`, an IPv6 address with its zone; `null` for anything else. */
export function parseUpstream(text: string): SocketAddress | null {
  const whole = parseHost(text)
  if (whole !== null) return { address: whole, port: DNS_PORT }
  const parts = /^\[(?<v6>[^\]]+)\](?::(?<v6port>\d{1,5}))?$|^(?<v4>[\d.]+):(?<v4port>\d{1,5})$/.exec(
    text,
  )?.groups
  const address = parseHost(parts?.['v6'] ?? parts?.['v4'] ?? '')
  const port = Number(parts?.['v6port'] ?? parts?.['v4port'] ?? DNS_PORT)
  return address === null || port < 1 || port > 65535 ? null : { address, port }
}

function parseHost(text: string): string | null {
  const [address = '', zone, ...rest] = text.split('%')
  const canonical = canonicalAddress(address)
  if (canonical === null || rest.length > 0 || zone === undefined) return rest.length > 0 ? null : canonical
  return canonical.includes(':') && /^[\w.-]+$/.test(zone) ? `${canonical}%${zone}` : null
}

/** The name servers of a file, or in a few words why there are none. */
export function readNameservers(path: string): readonly SocketAddress[] | string {
  const content = realFiles.read(path, MAX_FILE_OCTETS)
  if ('problem' in content) return content.problem
  const servers = content.text.split('\n').flatMap((line) => {
    const address = parseHost(/^\s*nameserver\s+(\S+)/.exec(line)?.[1] ?? '')
    return address === null ? [] : [{ address, port: DNS_PORT }]
  })
  return servers.length === 0 ? 'it names no name server' : servers.slice(0, MAX_UPSTREAMS)
}
