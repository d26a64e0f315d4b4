/** Pages that directives serve over HTTP: their addresses, and the flags that change their ports. */
import type { SocketAddress } from '../chain/query.ts'
import { hasArguments } from '../config/arguments.ts'
import { reject } from '../config/reject.ts'
import type { Directive } from '../config/server-block.ts'
import type { Report, Token } from '../config/token.ts'
import type { ServePage } from '../server/http.ts'
import { canonicalAddress } from '../wire/address.ts'

/** The ports of pages on the command line; they override the Corefile. */
export interface PagePorts {
  readonly health?: number | undefined
  readonly ready?: number | undefined
  readonly metrics?: number | undefined
}

/** A directive's request to serve a page. Claims of one path at one address share one page. */
export interface PageClaim {
  readonly path: string
  readonly at: SocketAddress
  /** The flag of the command line that sets the port. */
  readonly portFlag: string
  /** The directive in the Corefile, for diagnostics. */
  readonly token: Token
  readonly serve: ServePage
}

/** The address of the page of `NAME [ADDR]`; `standard` without ADDR, or after a report. */
export function readPageArgument(
  { name, args }: Directive,
  standard: SocketAddress,
  report: Report,
): SocketAddress {
  hasArguments(name, args, [0, 1], report)
  const [address] = args
  return (address === undefined ? null : readPageAddress(address, report)) ?? standard
}

/** `ADDRESS:PORT`, `[ADDRESS]:PORT`, or `:PORT` for every address; `localhost` is 127.0.0.1. */
export function readPageAddress(token: Token, report: Report): SocketAddress | null {
  const parts = /^(?:\[([^\]]*)\]|([^:]*)):(\d{1,5})$/.exec(token.text)
  const port = Number(parts?.[3])
  const host = parts?.[1] ?? parts?.[2] ?? ''
  const address = host === '' ? '' : canonicalAddress(host === 'localhost' ? '127.0.0.1' : host)
  if (parts !== null && port <= 65535 && address !== null) return { address, port }
  const expected = 'an IP address and a port such as :8080, 127.0.0.1:8080 or [::1]:8080'
  const hint = /^\d{1,5}$/.test(token.text) ? `write ':${token.text}' for every address` : undefined
  return reject(token, expected, report, hint)
}
