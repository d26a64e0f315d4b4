/** `kubezone explain NAME [TYPE]`: says why a name resolves as it does. */
import { type Command } from 'commander'
import { parseAddress, reverseName } from '../wire/address.ts'
import { TYPE } from '../wire/constants.ts'
import { typeNumber } from '../wire/record-types.ts'
import { addClusterOptions, type ClusterFlags, clusterSettings } from './cluster-options.ts'
import { type CommandIo, EXIT_CODE, failUsage } from './command-io.ts'
import { corefileOf } from './corefile-option.ts'
import { isCode } from './code-word.ts'
import { parseNamespace } from './namespace-option.ts'
import { DEFAULT_CLUSTER_DOMAIN, POD_NDOTS, searchPath } from './search-path.ts'
import { DEFAULT_NAMESPACE } from '../kube/manifest/file-context.ts'
import { servedPaths } from './given-paths.ts'

interface ExplainOptions extends ClusterFlags {
  readonly conf?: string
  readonly namespace: string
  readonly json?: boolean
}

export function addExplainCommand(program: Command, io: CommandIo): void {
  const command = program
    .command('explain')
    .summary('say why a name resolves as it does')
    .argument('<name>', 'a name, short or full, an IP address, or a code such as KZ_PORT_NAME')
    .argument('[type-and-paths...]', 'the record type, and folders, manifests and a Corefile')
    .option('--namespace <name>', 'the namespace of the asker', parseNamespace, DEFAULT_NAMESPACE)
    .option('--conf <file>', 'the Corefile')
    .option('--json', 'print the explanation as JSON')
  addClusterOptions(command).action(
    async (name: string, rest: readonly string[], options: ExplainOptions) => {
      if (isCode(name)) {
        const { printCodePage } = await import('./code-page.ts')
        const page = printCodePage(name)
        if ('problem' in page) failUsage(command, page.problem)
        io.write(page.text)
        io.finish(EXIT_CODE.FOUND)
        return
      }
      const [first] = rest
      const type = first === undefined ? null : typeNumber(first)
      const paths = servedPaths(
        type === null ? (rest.length === 0 ? ['.'] : rest) : rest.length === 1 ? ['.'] : rest.slice(1),
        options.conf !== undefined,
      )
      if (typeof paths === 'string') failUsage(command, paths)
      const octets = parseAddress(name)
      const path =
        octets === null
          ? searchPath(name, {
              namespace: options.namespace,
              clusterDomain: DEFAULT_CLUSTER_DOMAIN,
              ndots: POD_NDOTS,
            })
          : null
      const names = octets === null ? (path?.names ?? []) : [reverseName(octets)]
      const types = octets !== null ? [TYPE.PTR] : type === null ? [TYPE.A, TYPE.AAAA] : [type]
      const { readSite } = await import('./read-site.ts')
      const { explain } = await import('../site/explanation/explanation.ts')
      const { reportExplanation } = await import('./explain-report.ts')
      const site = {
        ...paths,
        corefile: options.conf === undefined ? paths.corefile : await corefileOf(options.conf),
        port: null,
        defaultPort: null,
        addresses: null,
        environment: process.env,
        ...clusterSettings(options),
      }
      const explanation = await readSite(
        site,
        () => undefined,
        async (_, built) =>
          explain(built, { name, types, names, meant: null, client: { address: '127.0.0.1', port: 0 } }),
      )
      io.write(
        options.json === true ? `${JSON.stringify(explanation, null, 2)}\n` : reportExplanation(explanation),
      )
      io.finish(
        explanation.steps.some(({ outcome }) => outcome === 'found') ? EXIT_CODE.FOUND : EXIT_CODE.NOT_FOUND,
      )
    },
  )
}
