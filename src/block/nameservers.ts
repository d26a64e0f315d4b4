/** Parses upstreams: addresses, and files such as /etc/resolv.conf that list addresses. */
import type { SocketAddress } from '../chain/query.ts'
import type { FileAccess } from '../config/file-access.ts'
import { formatSocketAddress } from '../server/open-port.ts'
import { canonicalAddress } from '../wire/address.ts'
import { parseName } from '../wire/name.ts'

/** The protocol and the address of an upstream. */
export interface UpstreamAddress extends SocketAddress {
  readonly scheme: 'dns' | 'tls' | 'https'
  /** The name in its certificate, if the address has one; `null`: see `tls_servername`. */
  readonly serverName: string | null
  /** The path of HTTPS requests; empty for other schemes. */
  readonly path: string
}

const PORTS = { dns: 53, tls: 853, https: 443 } as const
/** RFC 8484 §4.1.1: the path of its examples. The RFC defines no default; servers use this one. */
const HTTPS_PATH = '/dns-query'
/** A resolv.conf has a dozen lines. */
const MAX_FILE_OCTETS = 256 * 1024
/** CoreDNS's limit for one `forward`. */
export const MAX_UPSTREAMS = 15

/**
 * `IP`, `IP:PORT`, `[IP]:PORT`, an IPv6 address with its zone; after `dns://`, or `tls://` with an optional
 * `%NAME` at the end, or `https://` with an optional path; `null` for other text.
 */
export function parseUpstream(text: string): UpstreamAddress | null {
  const parts = splitUpstream(text)
  const at = parts === null ? null : parseSocketAddress(parts.at, PORTS[parts.scheme])
  if (parts === null || at === null) return null
  const { scheme, serverName, path } = parts
  return { ...at, scheme, serverName, path }
}

/** An upstream with a host name, which has to be resolved. */
export type NamedUpstream = Omit<UpstreamAddress, 'address'> & { readonly host: string }

/** `HOST` and `HOST:PORT`, with a scheme as in `parseUpstream`. */
export function parseNamedUpstream(text: string): NamedUpstream | null {
  const parts = splitUpstream(text)
  const [, host = '', digits] = /^((?=.*[a-z])[\w.-]+)(?::(\d{1,5}))?$/i.exec(parts?.at ?? '') ?? []
  if (parts === null || host === '' || parseName(host) === null) return null
  const { scheme, path } = parts
  const port = digits === undefined ? PORTS[scheme] : Number(digits)
  return port < 1 || port > 65535 ? null : { host, port, scheme, path, serverName: parts.serverName }
}

function splitUpstream(
  text: string,
): (Pick<UpstreamAddress, 'scheme' | 'serverName' | 'path'> & { readonly at: string }) | null {
  const [, word = 'dns', rest = ''] = /^(?:([a-z0-9]+):\/\/)?(.*)$/is.exec(text) ?? []
  const scheme = word.toLowerCase()
  if (!isScheme(scheme)) return null
  const parts =
    scheme === 'dns'
      ? { at: rest }
      : scheme === 'tls'
        ? // The last '%': a zone in brackets may precede it.
          /^(?<at>.*?)(?:%(?<name>[\w.-]+))?$/.exec(rest)?.groups
        : /^(?<at>[^/]*)(?<path>\/[^?#\s{}]*)?(?:\{\?dns\})?$/.exec(rest)?.groups
  const path = scheme === 'https' ? (parts?.['path'] ?? HTTPS_PATH) : ''
  return { at: parts?.['at'] ?? '', scheme, serverName: parts?.['name'] ?? null, path }
}

function isScheme(word: string): word is UpstreamAddress['scheme'] {
  return Object.hasOwn(PORTS, word)
}

function parseSocketAddress(text: string, defaultPort: number): SocketAddress | null {
  const whole = parseHost(text)
  if (whole !== null) return { address: whole, port: defaultPort }
  const parts = /^\[(?<v6>[^\]]+)\](?::(?<v6port>\d{1,5}))?$|^(?<v4>[\d.]+):(?<v4port>\d{1,5})$/.exec(
    text,
  )?.groups
  const address = parseHost(parts?.['v6'] ?? parts?.['v4'] ?? '')
  const port = Number(parts?.['v6port'] ?? parts?.['v4port'] ?? defaultPort)
  return address === null || port < 1 || port > 65535 ? null : { address, port }
}

/** The upstream's name in the log and in metrics. */
export function upstreamName({ scheme, path, ...at }: UpstreamAddress): string {
  return scheme === 'dns' ? formatSocketAddress(at) : `${scheme}://${formatSocketAddress(at)}${path}`
}

function parseHost(text: string): string | null {
  const [address = '', zone, ...rest] = text.split('%')
  const canonical = canonicalAddress(address)
  if (canonical === null || rest.length > 0 || zone === undefined) return rest.length > 0 ? null : canonical
  return canonical.includes(':') && /^[\w.-]+$/.test(zone) ? `${canonical}%${zone}` : null
}

const PLAIN = { scheme: 'dns', port: PORTS.dns, serverName: null, path: '' } as const

/**
 * The name servers of a file, at most `MAX_UPSTREAMS`; or the reason why there are none. `null`: the file is
 * elsewhere.
 */
export function readNameservers(path: string, files: FileAccess): readonly UpstreamAddress[] | string | null {
  const content = files.read(path, MAX_FILE_OCTETS)
  if ('problem' in content && files.isElsewhere(path)) return null
  if ('problem' in content) return content.problem
  const servers = content.text.split('\n').flatMap((line) => {
    const address = parseHost(/^\s*nameserver\s+(\S+)/.exec(line)?.[1] ?? '')
    return address === null ? [] : [{ ...PLAIN, address }]
  })
  return servers.length === 0 ? "it has no line 'nameserver ADDRESS'" : servers.slice(0, MAX_UPSTREAMS)
}
