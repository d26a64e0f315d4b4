/** `kubezone explain NAME [TYPE] [PATH…]`: says why a name resolves as it does. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { SocketAddress } from '../chain/query.ts'
import { RESOLVER_NAMES, type ResolverName } from '../client/stub/resolver-name.ts'
import { DEFAULT_NAMESPACE } from '../kube/manifest/file-context.ts'
import { type Diagnostic, isError, renderDiagnostic } from '../report/diagnostic.ts'
import type { SiteOptions } from '../site/configuration.ts'
import type { Explanation } from '../site/explanation/explanation.ts'
import type { ExplainRequest } from '../site/explanation/request.ts'
import { typeNumber } from '../wire/record-types.ts'
import { addClusterOptions } from './cluster-options.ts'
import { isCode } from './code-word.ts'
import { type CommandIo, EXIT_CODE, failUsage } from './command-io.ts'
import { confOption } from './corefile-option.ts'
import { parseNamespace } from './namespace-option.ts'
import { DEFAULT_SERVER, parseServerAddress } from './server-address.ts'
import { type PathOptions, siteOfPaths } from './site-of-paths.ts'

interface ExplainOptions extends PathOptions {
  readonly from?: string
  readonly namespace: string
  readonly clusterDomain?: string
  readonly client: ResolverName
  readonly server?: SocketAddress | true
  readonly json?: boolean
}

const EXAMPLES = `
Examples:
  kubezone explain db.shop zones
      why "db.shop" resolves as it does for a pod in the namespace "default", from the files in zones/
  kubezone explain db --from web/deployment/api zones
      the same for the pods of a Deployment, with their dnsPolicy and dnsConfig
  kubezone explain db.shop --server
      the same from a running server

Exit code: 0 the name resolves; 1 it does not; 2 wrong usage.
`

export function addExplainCommand(program: Command, io: CommandIo): void {
  const command = program
    .command('explain')
    .summary('say why a name resolves as it does')
    .description(
      'Walks the search list as a pod would, and says for each question which directive decides, where that is written, ' +
        'what it answers and what changes the answer on its way. It ends with one verdict, and one change where there is ' +
        'one. It reads the files that serve would, and binds nothing.',
    )
    .argument('<name>', 'a name, short or full, an IP address, or a code such as KZ_PORT_NAME')
    .argument(
      '[type-and-paths...]',
      'the record type; folders, manifests and a Corefile: this folder, if left out',
    )
    .option('--from <pod>', 'the asker: NAMESPACE/POD, or NAMESPACE/KIND/NAME of a workload')
    .option('--namespace <name>', 'the namespace of the asker', parseNamespace, DEFAULT_NAMESPACE)
    .option('--cluster-domain <domain>', "the asker's cluster domain; the zone of kubernetes, if left out")
    .addOption(
      new Option('--client <resolver>', 'the stub resolver of the asker')
        .choices(RESOLVER_NAMES)
        .default('glibc'),
    )
    .option('--server [address]', 'ask a running server; 127.0.0.1#1053, if no address is given', parseServer)
    .addOption(confOption('the Corefile, as in serve'))
    .option('--json', 'print the explanation as JSON')
  addClusterOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, rest: readonly string[], options: ExplainOptions) => {
      if (isCode(name)) {
        const { printCodePage } = await import('./code-page.ts')
        const page = printCodePage(name)
        if ('problem' in page) failUsage(command, page.problem)
        io.write(page.text)
        io.finish(EXIT_CODE.FOUND)
        return
      }
      const [first = ''] = rest
      const type = typeNumber(first)
      const given = type === null ? rest : rest.slice(1)
      const { from = null, namespace, client, clusterDomain = null } = options
      const request: ExplainRequest = { name, type, from, namespace, client, clusterDomain }
      const explanation = await explanationOf(command, request, given, options, io)
      if (typeof explanation === 'string') {
        io.complain(`kubezone: ${explanation}\n`)
        io.finish(EXIT_CODE.NOT_FOUND)
        return
      }
      const { reportExplanation } = await import('./explain-report.ts')
      const isJson = options.json === true
      io.write(isJson ? `${JSON.stringify(explanation, null, 2)}\n` : reportExplanation(explanation))
      io.finish(explanation.resolves ? EXIT_CODE.FOUND : EXIT_CODE.NOT_FOUND)
    })
}

const BROKEN = 'the Corefile has errors, with which no server starts; there is no answer to explain'

async function explanationOf(
  command: Command,
  request: ExplainRequest,
  given: readonly string[],
  options: ExplainOptions,
  io: CommandIo,
): Promise<Explanation | string> {
  const { server } = options
  if (server !== undefined) {
    if (given.length > 0)
      failUsage(command, `a server has its own files: leave '${given[0]}' out, or --server`)
    const { explainOnServer } = await import('./explain-server.ts')
    return explainOnServer(server === true ? DEFAULT_SERVER : server, request)
  }
  const site = await siteOfPaths(command, given, options, io)
  const { readSite } = await import('./read-site.ts')
  const { explain } = await import('../site/explanation/explanation.ts')
  const errors: Diagnostic[] = []
  const report = (one: Diagnostic): void => {
    if (isError(one)) errors.push(one)
  }
  const explanation = await readSite(site, report, async (read) =>
    read.isBroken ? BROKEN : explain(read.site, read.manifests, request),
  )
  for (const one of errors) io.complain(`${renderDiagnostic(one)}\n`)
  await noteUnusedCorefiles(site, io)
  return explanation
}

/** A dump of a cluster holds the Corefile that decides there, and it is not used unless it is named. */
async function noteUnusedCorefiles(site: SiteOptions, io: CommandIo): Promise<void> {
  const { unusedCorefiles } = await import('../site/config-maps/unused-corefiles.ts')
  const names = await unusedCorefiles(site)
  if (names.length === 0) return
  const [fact, advice] =
    names.length === 1
      ? ['the Corefile of a ConfigMap is not used here', 'use it']
      : ['the Corefiles of ConfigMaps are not used here', 'use one']
  io.complain(`kubezone: ${fact}; ${advice} with --conf ${names.slice(0, 3).join(' or ')}\n`)
}

function parseServer(text: string): SocketAddress {
  const server = parseServerAddress(text)
  if (server !== null) return server
  throw new InvalidArgumentError(
    'Expected an IP address with or without a port: 127.0.0.1, 127.0.0.1#1053, ::1#1053 or [::1]:1053.',
  )
}
