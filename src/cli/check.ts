/** `kubezone check`: reads everything that `serve` would, prints all diagnostics, and serves nothing. */
import { dirname } from 'node:path'
import type { Command } from 'commander'
import type { SiteOptions } from '../site/configuration.ts'
import type { Severity } from '../report/codes.ts'
import type { ManifestPlaces } from '../block/manifests.ts'
import { type Diagnostic, isError, renderDiagnostic, summarizeDiagnostic } from '../report/diagnostic.ts'
import { addClusterOptions, type ClusterFlags, clusterSettings } from './cluster-options.ts'
import { type CommandIo, EXIT_CODE } from './command-io.ts'
import { confOption, corefileOf } from './corefile-option.ts'
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
    .addOption(confOption('the Corefile of these folders and manifests, as in serve'))
    .addOption(manifestNamespaceOption())
    .option('--lookups', 'look up the hosts that manifests and Corefiles name')
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
      const disclosure = new Disclosure(
        [...paths, ...(typeof corefile === 'string' ? [corefile] : [])],
        options.lock === undefined ? [] : [options.lock],
      )
      io.finish(await check(sites, disclosure, io))
    })
}

/** The Corefiles in ConfigMaps of the manifests that were read. */
async function checkCorefiles(places: readonly ManifestPlaces[], namespace?: string): Promise<Diagnostic[]> {
  const { ConfigMaps } = await import('../source/config-maps.ts')
  const read = await Promise.all(places.map((one) => new ConfigMaps(one, namespace).read()))
  const maps = read.flat()
  if (maps.length === 0) return []
  const { checkConfigMaps } = await import('../site/config-maps/check-config-maps.ts')
  return checkConfigMaps(maps)
}

/** Each diagnostic once: a Corefile that is in force is also one of the manifests. */
function eachOnce(found: readonly Diagnostic[]): Diagnostic[] {
  const byFact = new Map(found.map((one) => [summarizeDiagnostic(one), one]))
  return [...byFact.values()]
}

async function check(sites: readonly SiteOptions[], disclosure: Disclosure, io: CommandIo): Promise<0 | 1> {
  const all: Diagnostic[] = []
  const summaries: string[] = []
  for (const options of sites) summaries.push(await checkSite(options, (one) => void all.push(one)))
  const found = eachOnce(all)
  for (const one of disclosure.filter(found)) io.write(`${renderDiagnostic(one)}\n`)
  io.write(`${count(found, 'error')}, ${count(found, 'warning')}; ${summaries.join('; ')}\n`)
  return found.some(isError) ? EXIT_CODE.NOT_FOUND : EXIT_CODE.FOUND
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

/** Checks one site, and returns its line of the summary. */
async function checkSite(options: SiteOptions, report: (one: Diagnostic) => void): Promise<string> {
  const { readSite } = await import('./read-site.ts')
  const { files, objects, names, places } = await readSite(options, report, ({ manifests }) => {
    for (const one of manifests.standIns()) report(one)
    return { ...manifests.summary(), places: manifests.places }
  })
  for (const one of await checkCorefiles(places, options.namespace)) report(one)
  return `${objects} objects in ${files} files make ${names} names`
}

function count(found: readonly Diagnostic[], severity: Severity): string {
  const number = found.filter((one) => one.severity === severity).length
  return `${number} ${severity}${number === 1 ? '' : 's'}`
}
