/** Pages of a directive: at which address, and who moves them elsewhere. */
import type { SocketAddress } from '../chain/query.ts'
import { atToken, quote, type Report, type Token } from '../config/token.ts'
import type { Pages, ServePage } from '../server/http.ts'
import { formatSocketAddress } from '../server/open-port.ts'
import { canonicalAddress } from '../wire/address.ts'

/** Which ports the command line gives to the pages of directives, whatever the Corefile says. */
export interface PagePorts {
  readonly health?: number | undefined
  readonly ready?: number | undefined
  readonly metrics?: number | undefined
}

/** A page that a block's directive serves. Claims of one path at one address are for the same page. */
export interface PageClaim {
  readonly path: string
  readonly at: SocketAddress
  /** What on the command line moves it. */
  readonly portFlag: string
  /** What in the Corefile asks for it. */
  readonly token: Token
  readonly serve: ServePage
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
  const message = `found ${quote(token.text)}, expected ${expected}`
  report(atToken('KZ_COREFILE_VALUE', token, message, hint))
  return null
}

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
