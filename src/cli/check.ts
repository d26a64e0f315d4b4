/** `kubezone check`: reads everything that `serve` would, prints all diagnostics, and serves nothing. */
import { dirname } from 'node:path'
import type { Command } from 'commander'
import type { Code } from '../report/codes.ts'
import type { SiteOptions } from '../site/configuration.ts'
import { collectFormats, type FormatChoice } from './check-format.ts'
import { addClusterOptions, type ClusterFlags, clusterSettings } from './cluster-options.ts'
import { collectCodes } from './code-list.ts'
import { type CommandIo, EXIT_CODE } from './command-io.ts'
import { CONF_STDIN, confOption, corefileOf } from './corefile-option.ts'
import { sortPaths } from './given-paths.ts'
import { manifestNamespaceOption } from './namespace-option.ts'
import { checkDash, isDash } from './standard-input.ts'

const EXAMPLES = `
Examples:
  kubezone check zones              the Corefile of zones/, if there is one, and the manifests
  kubezone check Corefile web.yaml  a Corefile, and one manifest by itself
  kubezone check --conf prod zones  a Corefile, and zones/ for blocks without paths
  helm template . | kubezone check - the manifests that a chart renders
  kubezone check --format github --format sarif=kubezone.sarif
                                    annotations in a job of GitHub Actions, and a file for code scanning

Exit code: 0 without errors (warnings allowed, unless --strict), 1 with errors or if nothing is checked,
2 for wrong usage.
`

interface CheckOptions extends ClusterFlags {
  readonly conf?: string
  readonly namespace: string
  readonly lookups?: boolean
  readonly format?: readonly FormatChoice[]
  readonly strict?: boolean
  readonly ignore?: readonly Code[]
  readonly allowEmpty?: boolean
}

export function addCheckCommand(program: Command, io: CommandIo): void {
  const command = program
    .command('check')
    .summary('report errors and warnings in manifests and a Corefile')
    .description(
      'Reads folders, manifests and Corefiles as serve would, and prints every diagnostic with file, line and column. ' +
        'In a folder with a Corefile, it reads the manifests that the Corefile names; in any other folder, all manifests. ' +
        'A file is a manifest if its name ends in .yaml, .yml or .json, and a Corefile otherwise; ' +
        "'-' reads manifests from standard input. " +
        'Text of files outside the given folders, which links and Corefiles can name, is not printed.',
    )
    .argument('[path...]', 'folders, manifests and Corefiles; this folder, if left out')
    .addOption(confOption('the Corefile of these folders and manifests, as in serve'))
    .addOption(manifestNamespaceOption())
    .option('--lookups', 'look up the hosts that manifests and Corefiles name')
    .option(
      '--format <name>',
      'text, json, sarif, github, gitlab or junit; with =FILE into a file; repeat it for more formats',
      collectFormats,
    )
    .option('--strict', 'warnings fail the check')
    .option(
      '--ignore <codes>',
      'ignore diagnostics with this code, or with these, separated by commas',
      collectCodes,
    )
    .option('--allow-empty', 'paths without manifests do not fail the check')
  addClusterOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (given: readonly string[], options: CheckOptions) => {
      const { conf, namespace } = options
      checkDash(command, given, conf)
      const paths = given.length === 0 ? ['.'] : given.filter((path) => !isDash(path))
      const dash = given.some(isDash)
        ? (await import('./dash-site.ts')).dashSite(conf, (text) => io.complain(text))
        : null
      const places = dash?.manifests ?? (paths.length === 0 ? ['.'] : paths)
      const corefile = await corefileOf(conf, { places, namespace })
      const base = {
        namespace,
        port: null,
        defaultPort: null,
        addresses: null,
        environment: process.env,
        contacts: { hosts: options.lookups === true, servers: false },
        ...clusterSettings(options),
      }
      const sites: SiteOptions[] = []
      if (dash !== null) sites.push({ ...base, corefile, ...dash })
      if (paths.length > 0) sites.push(...sitesOf(paths, corefile, base))
      const { runCheck } = await import('./check-run.ts')
      const hasFailed = await runCheck({
        sites,
        input: dash?.manifests ?? null,
        conf: conf === CONF_STDIN && typeof corefile === 'object' ? corefile : null,
        shown: [...paths, ...(typeof corefile === 'string' ? [corefile] : [])],
        shownFiles: options.lock === undefined ? [] : [options.lock],
        // The folder of a Corefile of --conf is only a default.
        isEmptinessAllowed: options.allowEmpty === true || (given.length === 0 && conf !== undefined),
        isStrict: options.strict === true,
        ignored: options.ignore ?? [],
        formats: options.format ?? [],
        write: (text) => io.write(text),
      })
      io.finish(hasFailed ? EXIT_CODE.NOT_FOUND : EXIT_CODE.FOUND)
    })
}

/**
 * One site for each folder and each Corefile, and one for all manifests together. With `--conf`, the folders
 * and the manifests make one site.
 */
function sitesOf(
  paths: readonly string[],
  corefile: SiteOptions['corefile'],
  base: Omit<SiteOptions, 'folder' | 'corefile'>,
): SiteOptions[] {
  const given = sortPaths(paths)
  const { corefiles } = given
  const folders = corefile === null ? given.folders : []
  const manifests = corefile === null ? given.manifests : paths.filter((path) => !corefiles.includes(path))
  const [folder] = manifests.length === 0 && corefile !== null ? ['.'] : manifests
  return [
    ...folders.map((path) => ({ ...base, folder: path, corefile: null })),
    ...corefiles.map((path) => ({ ...base, folder: dirname(path), corefile: path })),
    ...(folder === undefined ? [] : [{ ...base, folder, corefile, manifests }]),
  ]
}
