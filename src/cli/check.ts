/** `kubezone check`: reads everything that `serve` would, prints all diagnostics, and serves nothing. */
import { dirname } from 'node:path'
import type { Command } from 'commander'
import type { SiteOptions } from '../site/configuration.ts'
import type { Severity } from '../report/codes.ts'
import { type Diagnostic, isError, renderDiagnostic } from '../report/diagnostic.ts'
import { addClusterOptions, type ClusterFlags, clusterSettings } from './cluster-options.ts'
import { type CommandIo, EXIT_CODE } from './command-io.ts'
import { corefileOf } from './corefile-option.ts'
import { Disclosure } from './disclosure.ts'
import { sortPaths } from './given-paths.ts'
import { manifestNamespaceOption } from './namespace-option.ts'
import { checkDash, isDash } from './standard-input.ts'

const EXAMPLES = `
Examples:
  kubezone check zones              the Corefile of zones/, if there is one, and the manifests
  kubezone check Corefile web.yaml  a Corefile, and one manifest by itself
  kubezone check --conf prod zones  a Corefile, and zones/ for blocks without paths
  helm template . | kubezone check - the manifests that a chart renders

Exit code: 0 without errors (warnings allowed), 1 with errors, 2 for wrong usage.
`

interface CheckOptions extends ClusterFlags {
  readonly conf?: string
  readonly namespace: string
  readonly lookups?: boolean
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
    .option(
      '--conf <file>',
      "the Corefile of these folders and manifests, as in serve; 'stdin' reads it from standard input",
    )
    .addOption(manifestNamespaceOption())
    .option('--lookups', 'look up the hosts that manifests and Corefiles name')
  addClusterOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (given: readonly string[], options: CheckOptions) => {
      const { conf, namespace } = options
      checkDash(command, given, conf)
      const corefile = await corefileOf(conf)
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
      const paths = given.length === 0 ? ['.'] : given.filter((path) => !isDash(path))
      if (given.some(isDash)) {
        const { dashSite } = await import('./dash-site.ts')
        sites.push({ ...base, corefile, ...dashSite(conf, (text) => io.complain(text)) })
      }
      if (paths.length > 0) sites.push(...sitesOf(paths, corefile, base))
      const disclosure = new Disclosure(
        [...paths, ...(typeof corefile === 'string' ? [corefile] : [])],
        options.lock === undefined ? [] : [options.lock],
      )
      io.finish(await check(sites, disclosure, io))
    })
}

interface Checked {
  readonly found: readonly Diagnostic[]
  readonly totals: readonly Totals[]
}

/** Checks all sites. A site without a Corefile, or whose manifests are named, has to have manifests. */
async function check(sites: readonly SiteOptions[], mayBeEmpty: (one: SiteOptions) => boolean): Promise<Checked> {
  const found: Diagnostic[] = []
  const totals: Totals[] = []
  for (const options of sites) {
    const ofSite: Diagnostic[] = []
    const { isEmpty, ...counts } = await checkSite(options, (one) => void ofSite.push(one))
    totals.push(counts)
    const isFailure = isEmpty && !mayBeEmpty(options)
    found.push(...(isFailure ? [...ofSite.filter((one) => !ABOUT_EMPTINESS.has(one.code)), nothingIn(options)] : ofSite))
  }
  return { found, totals }
}

/** What `KZ_CHECK_EMPTY` says, too. */
const ABOUT_EMPTINESS: ReadonlySet<Code> = new Set<Code>(['KZ_FOLDER_EMPTY', 'KZ_INPUT_EMPTY'])

function nothingIn({ folder, manifests = [folder] }: SiteOptions): Diagnostic {
  const isInput = manifests instanceof StandardInput
  const place = isInput ? INPUT_NAME : (manifests[0] ?? folder)
  const message = 'nothing is checked: no manifest of Kubernetes is here'
  const hint = isInput
    ? 'did the command before the pipe fail? --allow-empty accepts an empty input'
    : 'expected *.yaml, *.yml or *.json files with objects; --allow-empty accepts paths without'
  return diagnostic('KZ_CHECK_EMPTY', place, message, { hint })
}

/** Takes out what is ignored. A diagnostic that stands for many stays as it is, if none of them is ignored. */
function withoutIgnored(
  found: readonly Diagnostic[],
  ignored: IgnoredDiagnostics,
): Pick<CheckReport, 'diagnostics' | 'brief' | 'ignored'> {
  const brief: Diagnostic[] = []
  const diagnostics = found.flatMap((one) => {
    const each = one.each?.() ?? [one]
    const kept = each.filter((member) => !ignored.has(member))
    const [first] = kept
    if (kept.length === each.length) brief.push(one)
    else if (first !== undefined) brief.push(standingFor(first, kept.length - 1))
    return kept
  })
  const all = found.reduce((total, one) => total + (one.each?.().length ?? 1), 0)
  return { diagnostics, brief, ignored: all - diagnostics.length }
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

/** Checks one site, and returns its counts. */
async function checkSite(
  options: SiteOptions,
  report: (one: Diagnostic) => void,
): Promise<LibrarySummary> {
  const { readSite } = await import('./read-site.ts')
  return readSite(
    options,
    report,
    (manifests) => {
      for (const one of manifests.standIns()) report(one)
      return manifests.summary()
    },
    { maxFindings: MAX_FINDINGS },
  )
}
