/**
 * `health [ADDR] { lameduck DURATION }`: GET /health is 200 as long as the process answers at all. `lameduck` is how long
 * queries are still answered after a stop was asked for, while whoever reads /ready sends new ones elsewhere.
 */
import type { SocketAddress } from '../../chain/query.ts'
import { hasArguments, readOptions } from '../../config/options.ts'
import { readDuration } from '../../config/settings.ts'
import type { Token } from '../../config/token.ts'
import { plainPage } from '../../server/http.ts'
import { blockKey } from '../../block/block-key.ts'
import type { Block, Occurrences, PluginDefinition } from '../../block/definition.ts'
import { readPageAddress } from '../../block/page-claim.ts'

const DEFAULT_AT: SocketAddress = { address: '', port: 8080 }
/** Whoever stops a process kills it long before. */
const MAX_LAMEDUCK_MS = 3_600_000

/** How long queries are still answered once a stop has been asked for. */
export const LAMEDUCK_MS = blockKey<number>('health')

/** The last line counts, as in CoreDNS. */
function setup(occurrences: Occurrences, block: Block): null {
  const { report, ports } = block
  let at = DEFAULT_AT
  let lameduckMs = 0
  for (const directive of occurrences) {
    const { name, args } = directive
    const [address] = args
    hasArguments(name, args, [0, 1], report)
    at = (address === undefined ? null : readPageAddress(address, report)) ?? DEFAULT_AT
    lameduckMs = 0
    const read = (words: readonly Token[]): void => {
      for (const word of words)
        lameduckMs = readDuration(word, { minimum: 0, maximum: MAX_LAMEDUCK_MS }, report) ?? 0
    }
    readOptions(directive, { lameduck: { args: 1, once: true, read } }, report)
  }
  block.provide(LAMEDUCK_MS, lameduckMs)
  block.claimPage({
    path: '/health',
    at: { ...at, port: ports.health ?? at.port },
    portFlag: '--health-port',
    token: (occurrences.at(-1) ?? occurrences[0]).name,
    serve: () => plainPage(200, 'OK'),
  })
  return null
}

export const health: PluginDefinition = { name: 'health', setup }
