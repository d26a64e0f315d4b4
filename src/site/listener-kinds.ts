/**
 * The two kinds of listeners of a site, for DNS and for pages: how each is opened, handed over to the next
 * configuration, and closed. A port that cannot be opened is an error at the token of the Corefile that
 * claims it.
 */
import { atToken, type Token } from '../config/token.ts'
import { StartError } from '../report/start-error.ts'
import type { ReportFault } from '../server/fault-log.ts'
import { HttpListener } from '../server/http.ts'
import type { ListenerKind } from '../server/listener-set.ts'
import { type Listener, type ListenerContext, openListener } from '../server/listener.ts'
import { formatSocketAddress, ListenError } from '../server/open-port.ts'
import { Turns } from '../server/turns.ts'
import { BUILT_IN_NAME } from './configuration.ts'
import { type ListenerPlan, STANDARD_PORT } from './listener-table.ts'
import type { PagePlan } from './page-plan.ts'

export function dnsListeners(reportFault: ReportFault): ListenerKind<ListenerPlan, Listener> {
  const turns = new Turns()
  return {
    id: ({ address, port, secure }) => `${secure?.scheme ?? 'dns'}://${address}#${port}`,
    open: async (plan, opened) => openOptional(plan, { opened, reportFault, turns }),
    handOver: async (listener, plan) => listener.serve(plan),
    close: async (listener, graceMs) => listener.close(graceMs),
  }
}

/** The listeners for pages. */
export const PAGE_LISTENERS: ListenerKind<PagePlan, HttpListener> = {
  id: ({ at }) => formatSocketAddress(at),
  open: async ({ at, pages, portFlag, token }) => {
    try {
      return await HttpListener.open(at, pages, portFlag)
    } catch (problem) {
      throw placed(problem, token)
    }
  },
  handOver: async (listener, { pages }) => {
    listener.serve(pages)
  },
  close: async (listener) => listener.close(),
}

/** `null`: the machine does not have the address, and the address is optional. */
async function openOptional(plan: ListenerPlan, context: ListenerContext): Promise<Listener | null> {
  try {
    return await openListener(plan, plan, context)
  } catch (problem) {
    if (plan.isOptional && problem instanceof ListenError && problem.isUnavailable) return null
    const { token, port, secure } = plan
    const isFixed = secure !== null || (token.text.endsWith(`:${port}`) && port !== STANDARD_PORT)
    throw placed(
      problem,
      token,
      isFixed ? 'change the port in this key: --port replaces port 53 only' : undefined,
    )
  }
}

/** Adds the place of the token that claims the address, unless the built-in Corefile claims it. */
function placed(problem: unknown, token: Token, hint?: string): unknown {
  if (!(problem instanceof ListenError) || token.place.file === BUILT_IN_NAME) return problem
  return new StartError(problem.message, [atToken('KZ_COREFILE_LISTEN', token, problem.message, hint)])
}
