/** `kubezone lookup NAME [TYPE]`: resolves a name as a pod would, and prints every query. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { SocketAddress } from '../chain/query.ts'
import { suggest } from '../report/suggestion.ts'
import { formatSocketAddress } from '../server/open-port.ts'
import { parseAddress, reverseName } from '../wire/address.ts'
import { isTransfer, TYPE } from '../wire/constants.ts'
import { typeName, typeNumber } from '../wire/record-types.ts'
import { type CommandIo, EXIT_CODE, failUsage } from './command-io.ts'
import { reportLookup } from './lookup-report.ts'
import { walk } from './lookup-walk.ts'
import { addPodOptions, parseWhole, type PodOptions } from './pod-options.ts'
import { POD_NDOTS, type SearchPath, searchPath } from './search-path.ts'
import { DEFAULT_SERVER, parseServerAddress } from './server-address.ts'

export interface LookupOptions extends PodOptions {
  readonly server: SocketAddress
  readonly ndots: number
  readonly tcp?: boolean
  readonly timeout: number
}

/** glibc caps ndots at 15 (resolv.conf(5)). */
const MAX_NDOTS = 15
const DEFAULT_TIMEOUT_MS = 2000
const MAX_TIMEOUT_MS = 60_000

const EXAMPLES = `
The order of queries: a name with fewer dots than ndots is tried under each
domain of the search list, then as it is; any other name as it is first; a name
that ends in a dot only as it is. The first name with data ends the search.
After NXDOMAIN, NODATA, SERVFAIL or REFUSED the next name is tried, as in glibc.

Examples:
  kubezone lookup web
      the addresses of the Service "web", as a pod in "default" sees it
  kubezone lookup _http._tcp.web SRV --namespace shop
      the port named "http" of the Service "web", as a pod in "shop" sees it
  kubezone lookup 10.96.0.1
      the name of an address (PTR)

Exit code: 0 found; 1 not found, or no reply from the server; 2 wrong usage.
`

export function addLookupCommand(program: Command, io: CommandIo): void {
  const command = program
    .command('lookup')
    .summary('resolve a name as a pod would, and show each query')
    .description(
      'Queries a DNS server for NAME as a program in a pod would, with the search list of the namespace, and shows ' +
        'every name tried with its result. Without TYPE it queries A and AAAA, as programs do before they connect.',
    )
    .argument('<name>', 'a name, short or full, or an IP address')
    .argument('[type]', 'the record type: A, AAAA, SRV, PTR, TXT, … or TYPE123', parseType)
    .addOption(
      new Option('--server <address>', 'the server to query: ADDRESS, ADDRESS#PORT, or [IPv6]:PORT')
        .argParser(parseServer)
        .default(DEFAULT_SERVER, '127.0.0.1#1053'),
    )
  addPodOptions(command)
    .option(
      '--ndots <number>',
      'a name with this many dots is tried as it is first',
      parseWhole(0, MAX_NDOTS),
      POD_NDOTS,
    )
    .option('--tcp', 'query over TCP from the start, not only after a truncated reply over UDP')
    .option(
      '--timeout <ms>',
      'how long to wait for each reply, in milliseconds',
      parseWhole(1, MAX_TIMEOUT_MS),
      DEFAULT_TIMEOUT_MS,
    )
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, type: number | undefined, options: LookupOptions) => {
      await lookup(planLookup(command, name, type, options), options, io)
    })
}

interface Plan {
  readonly path: SearchPath
  readonly types: readonly number[]
}

/** The names and types to query. Ends the command if NAME is neither an address nor a domain name. */
function planLookup(command: Command, name: string, type: number | undefined, options: LookupOptions): Plan {
  const octets = parseAddress(name)
  if (octets !== null) {
    if (type !== undefined && type !== TYPE.PTR) {
      failUsage(command, `${name} is an address, which has a PTR record only: leave ${typeName(type)} out.`)
    }
    const reason = 'an address: its reverse name'
    return { path: { names: [reverseName(octets)], tooLong: [], reason }, types: [TYPE.PTR] }
  }
  const path = searchPath(name, options)
  if (path === null) {
    failUsage(
      command,
      `'${name}' is not a domain name: expected labels of 1 to 63 octets, at most 255 octets in all, and no letters beyond ASCII.`,
    )
  }
  return { path, types: type === undefined ? [TYPE.A, TYPE.AAAA] : [type] }
}

async function lookup({ path, types }: Plan, options: LookupOptions, io: CommandIo): Promise<void> {
  const { server, namespace, timeout } = options
  io.write(
    `; asking ${formatSocketAddress(server)} as a pod in namespace ${namespace} would (${path.reason})\n`,
  )
  const { ask } = await import('../client/resolver.ts')
  for (const name of path.tooLong) io.write(`; ${name} is longer than a name can be: not tried\n`)
  const steps = await walk(path.names, types, (question, how) => ask(server, question, how), {
    transport: options.tcp === true ? 'tcp' : 'udp',
    timeoutMs: timeout,
  })
  const result = reportLookup(steps, server, timeout)
  io.write(result.text)
  if (result.complaint !== '') io.complain(result.complaint)
  io.finish(result.isFound ? EXIT_CODE.FOUND : EXIT_CODE.NOT_FOUND)
}

// --- Arguments ---

/** The candidates for a suggestion after a mistyped type. */
const COMMON_TYPES = ['A', 'AAAA', 'ANY', 'CNAME', 'MX', 'NS', 'PTR', 'SOA', 'SRV', 'TXT']
/** Types that no plain query can ask for: pseudo-records and meta types of messages. */
const NOT_RECORDS = new Set<number>([0, TYPE.OPT, TYPE.AXFR, TYPE.IXFR, 249, 250])

function parseType(text: string): number {
  const type = typeNumber(text)
  if (type === null) {
    const near = suggest(text, COMMON_TYPES)
    const hint = near === null ? '' : ` Did you mean ${near}?`
    throw new InvalidArgumentError(`Expected a type such as A, SRV or TYPE123, after the name.${hint}`)
  }
  if (isTransfer(type)) {
    throw new InvalidArgumentError('That is a zone transfer; use dig: dig @127.0.0.1 -p 1053 ZONE AXFR')
  }
  if (NOT_RECORDS.has(type)) throw new InvalidArgumentError(`No record has the type ${typeName(type)}.`)
  return type
}

function parseServer(text: string): SocketAddress {
  const server = parseServerAddress(text)
  if (server !== null) return server
  throw new InvalidArgumentError(
    'Expected an IP address with or without a port: 127.0.0.1, 127.0.0.1#1053, ::1#1053 or [::1]:1053.',
  )
}
