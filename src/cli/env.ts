/** `kubezone env`: prints the variables by which a pod discovers services without DNS. */
import { type Command, Option } from 'commander'
import { DEFAULT_NAMESPACE } from '../kube/manifest/file-context.ts'
import { serviceVariables } from '../kube/records/service-variables.ts'
import type { SiteOptions } from '../site/configuration.ts'
import type { ManifestLibrary } from '../site/manifests/manifest-library.ts'
import { type Diagnostic, isError, renderDiagnostic } from '../report/diagnostic.ts'
import { addClusterOptions, type ClusterFlags, clusterSettings } from './cluster-options.ts'
import { type CommandIo, EXIT_CODE } from './command-io.ts'
import { confOption, corefileOf } from './corefile-option.ts'
import { parseNamespace } from './namespace-option.ts'
import { checkDash, isDash } from './standard-input.ts'

interface EnvOptions extends ClusterFlags {
  readonly conf?: string
  readonly namespace: string
  readonly defaultNamespace: string
}

const EXAMPLES = `
Examples:
  kubezone env zones --namespace shop > shop.env
      then: docker run --env-file shop.env IMAGE
  helm template . | kubezone env -

Exit code: 0, or 1 if a manifest has errors; the variables of all other objects are printed then, too.
`

export function addEnvCommand(program: Command, io: CommandIo): void {
  const command = program
    .command('env')
    .summary('print the variables by which a pod finds services without DNS')
    .description(
      'Reads the manifests in DIR as serve would, and prints the environment variables that the kubelet would set in a pod ' +
        'of the namespace: KUBIA_SERVICE_HOST, KUBIA_SERVICE_PORT and so on, for each of its services that has a cluster IP, ' +
        'and for the API server.',
    )
    .argument('[dir]', "the folder of manifests; '-' reads them from standard input", '.')
    .addOption(
      new Option('--namespace <name>', 'the namespace of the pod')
        .argParser(parseNamespace)
        .default(DEFAULT_NAMESPACE),
    )
    .addOption(
      new Option('--default-namespace <name>', 'the namespace of objects that state none')
        .argParser(parseNamespace)
        .default(DEFAULT_NAMESPACE),
    )
    .addOption(confOption('the Corefile, as in serve'))
  addClusterOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string, options: EnvOptions) => {
      const { conf, namespace } = options
      checkDash(command, [folder], conf)
      const dash = isDash(folder)
        ? (await import('./dash-site.ts')).dashSite(conf, (text) => io.complain(text))
        : null
      const places = { places: dash?.manifests ?? [folder], namespace: options.defaultNamespace }
      const site: SiteOptions = {
        folder,
        corefile: await corefileOf(conf, places),
        namespace: options.defaultNamespace,
        port: null,
        defaultPort: null,
        addresses: null,
        environment: process.env,
        ...clusterSettings(options),
        ...dash,
      }
      const { readSite } = await import('./read-site.ts')
      const errors: Diagnostic[] = []
      const lines = await readSite(
        site,
        (one) => {
          if (isError(one)) errors.push(one)
        },
        ({ manifests }) => variablesIn(manifests, namespace, io),
      )
      for (const one of errors) io.complain(`${renderDiagnostic(one)}\n`)
      io.write(lines)
      io.finish(errors.length > 0 ? EXIT_CODE.NOT_FOUND : EXIT_CODE.FOUND)
    })
}

/** The variables, one line each, in the format of an env file. */
function variablesIn(manifests: ManifestLibrary, namespace: string, io: CommandIo): string {
  // Blocks with other manifests describe other clusters. A pod is in one cluster: that of the first block.
  const [inventory] = manifests.inventories
  if (inventory === undefined) return ''
  if (!inventory.hasNamespace(namespace))
    io.complain(`kubezone: the namespace ${namespace} holds no objects\n`)
  return serviceVariables(inventory.services.values(), namespace)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}
