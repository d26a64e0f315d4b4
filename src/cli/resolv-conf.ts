/**
 * `kubezone resolv-conf`: prints a resolv.conf with which a container resolves names through kubezone as a
 * pod would.
 */
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { SocketAddress } from '../chain/query.ts'
import { type CommandIo, EXIT_CODE } from './command-io.ts'
import { addPodOptions, type PodOptions } from './pod-options.ts'
import { POD_NDOTS, searchList } from './search-path.ts'
import { parseServerAddress } from './server-address.ts'

/** The only port that resolv.conf supports. */
const DNS_PORT = 53

interface ResolvConfOptions extends PodOptions {
  readonly server: SocketAddress
}

const EXAMPLES = `
Examples:
  kubezone resolv-conf --server 172.17.0.1 > resolv.conf
      then: docker run -v "$PWD/resolv.conf:/etc/resolv.conf:ro" IMAGE
  kubezone resolv-conf --namespace shop
      for the namespace "shop": "web" means web.shop.svc.cluster.local
`

export function addResolvConfCommand(program: Command, io: CommandIo): void {
  const command = program
    .command('resolv-conf')
    .summary('print a resolv.conf with which a container resolves names as a pod does')
    .description(
      'Prints the /etc/resolv.conf that a pod would have, with kubezone as its name server. The search list makes short ' +
        'names such as "web" and "web.shop" work; Kubernetes sets ndots:5. The file has no place for a port, so ' +
        'kubezone must listen on port 53 of the address.',
    )
  addPodOptions(command)
    .addOption(
      new Option('--server <address>', 'the address at which the container reaches kubezone')
        .argParser(parseServer)
        .default({ address: '127.0.0.1', port: DNS_PORT }, '127.0.0.1'),
    )
    .addHelpText('after', EXAMPLES)
    .action((options: ResolvConfOptions) => {
      io.write(resolvConf(options))
      io.finish(EXIT_CODE.FOUND)
    })
}

function parseServer(text: string): SocketAddress {
  const server = parseServerAddress(text, DNS_PORT)
  if (server === null) throw new InvalidArgumentError('Expected an IP address.')
  if (server.port !== DNS_PORT) {
    throw new InvalidArgumentError(
      'resolv.conf has no place for a port: give the address alone, and let kubezone listen on port 53.',
    )
  }
  return server
}

/** The whole file. */
export function resolvConf(options: ResolvConfOptions): string {
  const { address } = options.server
  const domains = searchList({ ...options, ndots: POD_NDOTS })
  const searches = domains.map((domain) => `--dns-search ${domain}`).join(' ')
  return [
    `# The resolv.conf of a pod in the namespace ${options.namespace}, with kubezone as its name server.`,
    '# This file has no place for a port: kubezone must listen on port 53 of that address, for example with',
    `#   kubezone serve DIR --port ${DNS_PORT} --bind ${address}`,
    '# With Docker the file is not needed:',
    `#   docker run --dns ${address} ${searches} --dns-option ndots:${POD_NDOTS} IMAGE`,
    ...(isLoopback(address)
      ? [
          `# Inside a container ${address} is the container itself, unless it runs with --network host. Otherwise set`,
          "# --server to the address of this machine on Docker's network, often 172.17.0.1.",
        ]
      : []),
    `nameserver ${address}`,
    `search ${domains.join(' ')}`,
    `options ndots:${POD_NDOTS}`,
    '',
  ].join('\n')
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1'
}
