/** Plans the HTTP pages of all blocks: one listener for each address and port. */
import type { SocketAddress } from '../chain/query.ts'
import { atToken, quote, type Report, type Token } from '../config/token.ts'
import type { Pages, ServePage } from '../server/http.ts'
import { formatSocketAddress } from '../server/open-port.ts'
import type { PageClaim } from '../block/page-claim.ts'

/** The pages of one address and port. */
export interface PagePlan {
  readonly at: SocketAddress
  readonly pages: Pages
  /** The flag, and below the token, of the first claim for the address. */
  readonly portFlag: string
  readonly token: Token
}

/** Groups claims by address, in their order. Of several claims for one path the first counts. */
export function planPages(claims: readonly PageClaim[]): PagePlan[] {
  const plans = new Map<string, PagePlan & { readonly pages: Map<string, ServePage> }>()
  for (const { path, at, portFlag, token, serve } of claims) {
    const id = formatSocketAddress(at)
    const plan = plans.get(id) ?? { at, pages: new Map<string, ServePage>(), portFlag, token }
    plans.set(id, plan)
    if (!plan.pages.has(path)) plan.pages.set(path, serve)
  }
  return [...plans.values()]
}

/** Reports pages on a port where DNS or other pages listen: a program can bind a port only once. */
export function reportSharedPorts(
  plans: readonly PagePlan[],
  listeners: readonly SocketAddress[],
  report: Report,
): void {
  for (const [i, { at, token, portFlag }] of plans.entries()) {
    const earlier = plans.slice(0, i).find((one) => areShared(at, one.at))
    const dns = listeners.find((one) => areShared(at, one))
    if (earlier === undefined && dns === undefined) continue
    const other =
      earlier === undefined ? 'the DNS server listens there' : `${quote(earlier.token.text)} listens there`
    const message = `${quote(token.text)} cannot listen on port ${at.port}: ${other}`
    report(atToken('KZ_COREFILE_LISTEN', token, message, `choose another port, here or with ${portFlag}`))
  }
}

function areShared(a: SocketAddress, b: SocketAddress): boolean {
  if (a.port === 0 || a.port !== b.port) return false
  return a.address === b.address || covers(a.address, b.address) || covers(b.address, a.address)
}

/** Whether `all` is a wildcard address that includes `address`. */
function covers(all: string, address: string): boolean {
  if (all === '') return true
  return address.includes(':') ? all === '::' : all === '0.0.0.0'
}
