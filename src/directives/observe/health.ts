/**
 * `health [ADDR] { lameduck DURATION }`: GET /health returns 200 as long as the process runs. During
 * `lameduck`, after a request to stop, the server still answers queries, while load balancers that read
 * /ready send new ones elsewhere.
 */
import type { SocketAddress } from '../../chain/query.ts'
import { duration } from '../../config/option-kinds.ts'
import { readOptions } from '../../config/options.ts'
import type { Directive } from '../../config/server-block.ts'
import type { Report } from '../../config/token.ts'
import { plainPage } from '../../server/http.ts'
import { blockKey } from '../../block/block-key.ts'
import type { Block, Occurrences, PluginDefinition } from '../../block/definition.ts'
import { readPageArgument } from '../../block/page-claim.ts'

const DEFAULT_AT: SocketAddress = { address: '', port: 8080 }
/** An hour. Service managers kill a process that takes longer to stop. */
const MAX_LAMEDUCK_MS = 3_600_000

/** How long the server answers queries after a request to stop. */
export const LAMEDUCK_MS = blockKey<number>('health')

const OPTIONS = { lameduck: duration({ min: 0, max: MAX_LAMEDUCK_MS, or: 0 }) }

/** The last line counts, as in CoreDNS. */
function setup(occurrences: Occurrences, block: Block): null {
  const { ports, report } = block
  const [first, ...others] = occurrences
  let [at, lameduckMs] = readHealth(first, report)
  for (const directive of others) [at, lameduckMs] = readHealth(directive, report)
  block.provide(LAMEDUCK_MS, lameduckMs)
  block.claimPage({
    path: '/health',
    at: { ...at, port: ports.health ?? at.port },
    portFlag: '--health-port',
    token: (others.at(-1) ?? first).name,
    serve: () => plainPage(200, 'OK'),
  })
  return null
}

export const health: PluginDefinition = { name: 'health', options: OPTIONS, setup }

function readHealth(directive: Directive, report: Report): [at: SocketAddress, lameduckMs: number] {
  const at = readPageArgument(directive, DEFAULT_AT, report)
  return [at, readOptions(directive, OPTIONS, { report }).lameduck]
}
