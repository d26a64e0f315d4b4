/** `kubezone lookup NAME [TYPE]`: asks as a pod would, and shows every step of the way. */
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

/** glibc takes no larger ndots (resolv.conf(5)). */
const MAX_NDOTS = 15
const DEFAULT_TIMEOUT_MS = 2000
const MAX_TIMEOUT_MS = 60_000

const EXAMPLES = `
Which names are tried: one with fewer dots than ndots under each domain of the
search list, then as it is; any other as it is first; one that ends in a dot as
it is only. The first name with data ends the search. A name that does not
exist (NXDOMAIN), has no such record (NODATA) or is not answered (SERVFAIL,
REFUSED) leads to the next one, as in glibc.

Examples:
  kubezone lookup web
      the addresses of the Service "web", as a pod in "default" sees it
  kubezone lookup _http._tcp.web SRV --namespace shop
      the port named "http" of the Service "web", as a pod in "shop" sees it
  kubezone lookup 10.96.0.1
      the name that belongs to an address (PTR)

Exit code: 0 found; 1 not found, or no server there; 2 wrong usage.
`

export function addLookupCommand(program: Command, io: CommandIo): void {
  const command = program
    .command('lookup')
    .summary('look a name up as a pod would, and show each step')
    .description(
      'Asks a DNS server for NAME as a program in a pod would, with the search list of the namespace, and shows ' +
        'every name tried and what came back. Without TYPE it asks for A and AAAA, as programs do that want to connect.',
    )
    .argument('<name>', 'a name, short or full, or an IP address')
    .argument('[type]', 'the type of record: A, AAAA, SRV, PTR, TXT, … or TYPE123', parseType)
    .addOption(
      new Option('--server <address>', 'the server to ask: ADDRESS, ADDRESS#PORT, or [IPv6]:PORT')
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
    .option('--tcp', 'ask over TCP at once, not only when an answer does not fit into UDP')
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

/** Which names to ask for, and what about them. Ends the command if NAME is none. */
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
      `'${name}' is not a domain name: a label has 1 to 63 octets, a name 255 at most, and letters beyond ASCII are not taken.`,
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

/** What to suggest for a mistyped type. */
const COMMON_TYPES = ['A', 'AAAA', 'ANY', 'CNAME', 'MX', 'NS', 'PTR', 'SOA', 'SRV', 'TXT']
/** Types of messages rather than of records: not to be asked for with a plain query. */
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
