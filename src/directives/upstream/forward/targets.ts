/** Reads the TO arguments of `forward`: addresses, hosts, and files of name servers. */
import { resolve } from 'node:path'
import { atToken, quote, type Token } from '../../../config/token.ts'
import type { Block } from '../../../block/definition.ts'
import {
  type NamedUpstream,
  parseNamedUpstream,
  parseUpstream,
  readNameservers,
  type UpstreamAddress,
} from '../../../block/nameservers.ts'

/** `server`: an address; `named`: a host; `path`: a file of name servers. */
export type Target = { readonly token: Token } & (
  | { readonly server: UpstreamAddress }
  | { readonly path: string }
  | { readonly named: NamedUpstream }
)

const TARGET_HINT =
  'write an upstream such as 192.0.2.1, 192.0.2.1:5353, tls://192.0.2.1%dns.example.org or https://192.0.2.1/dns-query'

type Surroundings = Pick<Block, 'folder' | 'files' | 'report'>

/** `null` after a report. */
export function readTarget(token: Token, { folder, files, report }: Surroundings): Target | null {
  const server = parseUpstream(token.text)
  if (server !== null) return { token, server }
  const fail = (message: string, hint: string): null => {
    report(atToken('KZ_COREFILE_VALUE', token, message, hint))
    return null
  }
  const named = parseNamedUpstream(token.text)
  // A missing file such as resolv.conf is an error, not the name of a host.
  if (named !== null && !/\.(?:conf|txt)$/i.test(named.host)) {
    const isFile = Array.isArray(readNameservers(resolve(folder, token.text), files))
    if (!isFile) return { token, named }
  }
  const [scheme] = /^[a-z0-9]+:\/\//i.exec(token.text) ?? []
  if (scheme !== undefined) {
    const isKnown = ['dns://', 'tls://', 'https://'].includes(scheme.toLowerCase())
    return isKnown
      ? fail(`found ${quote(token.text)}, expected an address or a host after ${quote(scheme)}`, TARGET_HINT)
      : fail(`kubezone does not support upstreams over ${quote(scheme)}`, TARGET_HINT)
  }
  const path = resolve(folder, token.text)
  const found = readNameservers(path, files)
  if (typeof found !== 'string') return { token, path }
  return fail(
    `${quote(token.text)} is neither an IP address or host, with or without a port, nor a file of name servers: ${found}`,
    TARGET_HINT,
  )
}
