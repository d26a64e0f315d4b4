/**
 * Asks a running server to explain a name. A TXT question of class CH for a name of its zones gets the URL of
 * its page.
 */
import type { SocketAddress } from '../chain/query.ts'
import { requestPage } from '../client/page-request.ts'
import { ask } from '../client/resolver.ts'
import { formatSocketAddress } from '../server/open-port.ts'
import { type Explanation, isExplanation } from '../site/explanation/explanation.ts'
import { type ExplainRequest, parametersOf } from '../site/explanation/request.ts'
import { CLASS, TYPE } from '../wire/constants.ts'
import { parseSpelledName } from '../wire/name.ts'
import { describeOutcome } from './lookup-report.ts'

const PAGE_MS = 10_000
const REPLY_MS = 2000

/** A text says why there is no explanation. */
export async function explainOnServer(
  server: SocketAddress,
  request: ExplainRequest,
): Promise<Explanation | string> {
  const where = formatSocketAddress(server)
  const url = await pageUrl(server, request)
  if (typeof url !== 'string') return `no explanation of ${where}: ${url.problem}`
  try {
    const { status, body } = await requestPage(`${url}?${String(parametersOf(request))}`, PAGE_MS)
    if (status !== 200) return body
    const explanation: unknown = JSON.parse(body)
    return isExplanation(explanation) ? explanation : `the server at ${where} has another version of kubezone`
  } catch (problem) {
    return `the page ${url} of ${where} cannot be read: ${problem instanceof Error ? problem.message : String(problem)}`
  }
}

async function pageUrl(
  server: SocketAddress,
  { clusterDomain }: ExplainRequest,
): Promise<string | { readonly problem: string }> {
  const name = parseSpelledName(`${clusterDomain ?? 'cluster.local'}.`) ?? '\0'
  const question = { name, type: TYPE.TXT, class: CLASS.CH }
  const outcome = await ask(server, question, { transport: 'udp', timeoutMs: REPLY_MS })
  if (outcome.kind !== 'reply') return { problem: describeOutcome(outcome) }
  const [record] = outcome.reply.answer
  const url = /^"(http:[^"]*)"$/.exec(record?.data ?? '')?.[1]
  return url ?? { problem: "it has no page for it: its Corefile needs the directive 'explain'" }
}
