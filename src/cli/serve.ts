/** `kubezone serve [DIR]`: the main job, and what kubezone does when no subcommand is named. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { manifestNamespaceOption } from './namespace-option.ts'
import { checkDash } from './standard-input.ts'
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

/** `folder` may be `-`, which is standard input. */
export type Serve = (folder: string, options: ServeOptions) => Promise<void>

const EXAMPLES = `
Examples:
  kubezone serve zones                 answer for the manifests in zones/ on 127.0.0.1 and ::1, port 1053
  kubezone serve --conf Corefile .     as a Corefile says, with the manifests of this folder
  helm template . | kubezone serve -   answer for what a chart comes to
  dig @127.0.0.1 -p 1053 kubia.default.svc.cluster.local
`

export function addServeCommand(program: Command, serve: Serve): void {
  const command = program
    .command('serve', { isDefault: true })
    .summary('answer DNS queries for the manifests in a folder (the default)')
    .description(
      'Reads the Kubernetes manifests in DIR, watches them, and answers DNS queries as the DNS of a cluster with those ' +
        'objects would. With a Corefile in DIR, or with --conf, that is the configuration; without one, cluster.local ' +
        'and the reverse zones are served on 127.0.0.1 and ::1, port 1053.',
    )
    .argument('[dir]', "the folder of manifests; '-' reads them from standard input, once", '.')
    .option('--conf <file>', "the Corefile to use; 'stdin' reads it from standard input")
    .addOption(manifestNamespaceOption())
    .option('--port <port>', 'listen on this port wherever the Corefile says 53, or no port', parsePort)
    .option(
      '--bind <address>',
      'listen on this address where the Corefile has no bind; repeat it for more of them',
      collectAddress,
    )
    .option('--health-port <port>', 'the port of /health, where the Corefile has health', parsePort)
    .option('--ready-port <port>', 'the port of /ready, where the Corefile has ready', parsePort)
    .option('--metrics-port <port>', 'the port of /metrics, where the Corefile has prometheus', parsePort)
    .addOption(
      new Option('-p, --dns.port <port>', 'as in CoreDNS: the port of keys that have none').argParser(
        parsePort,
      ),
    )
    .option('--pidfile <file>', 'hold the process id there while queries are answered')
    .option('--plugins', 'print the directives that a Corefile may use, in their order, and exit')
    .option('--quiet', 'log warnings and errors only')
    .addOption(
      new Option('--log-format <format>', 'text on a terminal and json elsewhere, if left out').choices([
        'text',
        'json',
      ]),
    )
  addClusterOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string, options: ServeOptions, command: Command) => {
      checkDash(command, [folder], options.conf)
      await serve(folder, options)
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
