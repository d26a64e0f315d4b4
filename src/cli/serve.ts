/** The options of `kubezone serve [PATH…]`, which is also the default subcommand. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { confOption } from './corefile-option.ts'
import { failUsage } from './command-io.ts'
import { type ServedPaths, servedPaths } from './given-paths.ts'
import { manifestNamespaceOption } from './namespace-option.ts'
import { checkDash, isDash } from './standard-input.ts'
import { parseAddress } from '../wire/address.ts'
import { addClusterOptions, type ClusterFlags } from './cluster-options.ts'

export interface ServeOptions extends ClusterFlags {
  readonly conf?: string
  readonly namespace: string
  readonly port?: number
  readonly 'dns.port'?: number
  readonly bind?: readonly string[]
  readonly healthPort?: number
  readonly readyPort?: number
  readonly metricsPort?: number
  readonly pidfile?: string
  readonly plugins?: boolean
  readonly quiet?: boolean
  readonly logFormat?: 'text' | 'json'
}

/** `paths`: `null` is standard input. */
export type Serve = (paths: ServedPaths | null, options: ServeOptions) => Promise<void>

const EXAMPLES = `
Examples:
  kubezone serve zones                 answer for the manifests in zones/ on 127.0.0.1 and ::1, port 1053
  kubezone serve base apps/web.yaml    answer for the manifests in base/ and one more, taken together
  kubezone serve --conf Corefile .     use a Corefile, and the manifests in this folder
  helm template . | kubezone serve -   answer for the manifests that a chart renders
  dig @127.0.0.1 -p 1053 kubia.default.svc.cluster.local
`

export function addServeCommand(program: Command, serve: Serve): void {
  const command = program
    .command('serve', { isDefault: true })
    .summary('answer DNS queries for the manifests in a folder (the default)')
    .description(
      'Reads Kubernetes manifests, watches them, and answers DNS queries as the DNS of a cluster with those objects ' +
        'would. Several paths are one cluster. A file is a manifest if its name ends in .yaml, .yml or .json, and a ' +
        'Corefile otherwise. The configuration is the Corefile of --conf, one of the paths, or that in one of the ' +
        'folders. Without a Corefile, kubezone serves cluster.local and the reverse zones on 127.0.0.1 and ::1, port 1053.',
    )
    .argument(
      '[path...]',
      "folders, manifests and a Corefile; this folder, if left out; '-' reads manifests from standard input, once",
    )
    .addOption(confOption('the Corefile to use'))
    .addOption(manifestNamespaceOption())
    .option(
      '--port <port>',
      'listen on this port where a key of the Corefile has port 53, or no port',
      parsePort,
    )
    .option(
      '--bind <address>',
      'listen on this address where the Corefile has no bind; repeat it for more addresses',
      collectAddress,
    )
    .option('--health-port <port>', 'the port of /health, if the Corefile has health', parsePort)
    .option('--ready-port <port>', 'the port of /ready, if the Corefile has ready', parsePort)
    .option('--metrics-port <port>', 'the port of /metrics, if the Corefile has prometheus', parsePort)
    .addOption(
      new Option('-p, --dns.port <port>', 'as in CoreDNS: the port of keys without a port').argParser(
        parsePort,
      ),
    )
    .option('--pidfile <file>', 'keep the process id in this file while queries are answered')
    .option('--plugins', 'print the directives that a Corefile may use, in their order, and exit')
    .option('--quiet', 'log warnings and errors only')
    .addOption(
      new Option(
        '--log-format <format>',
        'the format of log lines; if left out, text on a terminal and json elsewhere',
      ).choices(['text', 'json']),
    )
  addClusterOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (given: readonly string[], options: ServeOptions, command: Command) => {
      checkDash(command, given, options.conf)
      if (given.some(isDash)) {
        if (given.length > 1)
          failUsage(command, "'-' must be the only path: a server reads standard input or files")
        await serve(null, options)
        return
      }
      const paths = servedPaths(given.length === 0 ? ['.'] : given, options.conf !== undefined)
      if (typeof paths === 'string') failUsage(command, paths)
      await serve(paths, options)
    })
}

function parsePort(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65535)
    throw new InvalidArgumentError('Expected a port from 0 to 65535.')
  return port
}

function collectAddress(text: string, previous: readonly string[] | undefined): readonly string[] {
  if (parseAddress(text) === null)
    throw new InvalidArgumentError(
      `Expected an IP address.${text.includes(',') ? ' Repeat --bind for more.' : ''}`,
    )
  return [...(previous ?? []), text]
}
