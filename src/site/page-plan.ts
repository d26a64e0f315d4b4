/** The pages of all blocks, by the address at which they are served. */
import type { SocketAddress } from '../chain/query.ts'
import { atToken, quote, type Report, type Token } from '../config/token.ts'
import type { Pages, ServePage } from '../server/http.ts'
import { formatSocketAddress } from '../server/open-port.ts'
import type { PageClaim } from '../block/page-claim.ts'

/** One address with all its pages. */
export interface PagePlan {
  readonly at: SocketAddress
  readonly pages: Pages
  /** The first to ask for the address. */
  readonly portFlag: string
  readonly token: Token
}

/** Claims by address, in their order. */
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

/** Reports pages at a port at which something else listens: no program has one twice. */
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
      earlier === undefined ? 'where queries are answered' : `as ${quote(earlier.token.text)} does`
    const message = `${quote(token.text)} cannot listen at port ${at.port}, ${other}`
    report(atToken('KZ_COREFILE_LISTEN', token, message, `choose another port, here or with ${portFlag}`))
  }
}

function areShared(a: SocketAddress, b: SocketAddress): boolean {
  if (a.port === 0 || a.port !== b.port) return false
  return a.address === b.address || covers(a.address, b.address) || covers(b.address, a.address)
}

/** Whether one stands for all addresses, the other among them. */
function covers(all: string, address: string): boolean {
  if (all === '') return true
  return address.includes(':') ? all === '::' : all === '0.0.0.0'
}
