/** `kubezone names [PATH…]`: lists all names, their data, and the objects that they come from. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type Diagnostic, isError, renderDiagnostic } from '../report/diagnostic.ts'
import { type NameKey, nameText, parseName } from '../wire/name.ts'
import { addClusterOptions } from './cluster-options.ts'
import { type CommandIo, EXIT_CODE } from './command-io.ts'
import { confOption } from './corefile-option.ts'
import { parseNamespace } from './namespace-option.ts'
import type { NamesFormatName } from './names-formats.ts'
import { type PathOptions, siteOfPaths } from './site-of-paths.ts'

const FORMATS: readonly NamesFormatName[] = ['text', 'json', 'zone', 'hosts', 'dnsmasq', 'unbound']

interface NamesOptions extends PathOptions {
  readonly format: NamesFormatName
  readonly zone?: NameKey
}

const EXAMPLES = `
Examples:
  kubezone names zones                                  each name, its data, and the object that it comes from
  kubezone names zones --format zone > cluster.local.db a zone file of the cluster's zone
  kubezone names zones --format hosts                   lines for /etc/hosts

Exit code: 0, or 1 if a manifest has errors; the names of all other objects are printed then, too.
`

export function addNamesCommand(program: Command, io: CommandIo): void {
  const command = program
    .command('names')
    .summary('list all names, and where they come from')
    .description(
      'Reads the files that serve would, and prints every record of the zones that kubernetes and k8s_external make of ' +
        'them. Each comes with the object and the file that state it.',
    )
    .argument(
      '[path...]',
      "folders, manifests and a Corefile: this folder, if left out; '-' is standard input",
    )
    .addOption(
      new Option('--format <format>', 'text for people; zone, hosts, dnsmasq and unbound for other programs')
        .choices(FORMATS)
        .default('text'),
    )
    .option('--zone <zone>', 'this zone only; --format zone takes the first one, if left out', parseZone)
    .option('--default-namespace <name>', 'the namespace of objects that state none', parseNamespace)
    .addOption(confOption('the Corefile, as in serve'))
  addClusterOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (given: readonly string[], options: NamesOptions) => {
      const site = await siteOfPaths(command, given, options, io)
      const { readSite } = await import('./read-site.ts')
      const { listRecords } = await import('../site/listing/listing.ts')
      const { NAMES_FORMATS } = await import('./names-formats.ts')
      const errors: Diagnostic[] = []
      const report = (one: Diagnostic): void => {
        if (isError(one)) errors.push(one)
      }
      const problem = await readSite(site, report, ({ manifests }) => {
        const { zone = options.format === 'zone' ? manifests.zones[0]?.origin : undefined } = options
        const zones = manifests.zones.filter(({ origin }) => zone === undefined || origin === zone)
        const [facts] = manifests.facts
        if (zone !== undefined && zones.length === 0) {
          const there = manifests.zones.map(({ origin }) => nameText(origin)).join(', ')
          return `no zone ${nameText(zone)} is made of manifests; there is ${there}`
        }
        const records = facts === undefined ? [] : [...listRecords(zones, facts)]
        for (const piece of NAMES_FORMATS[options.format](records)) io.write(piece)
        return null
      })
      for (const one of errors) io.complain(`${renderDiagnostic(one)}\n`)
      if (problem !== null) io.complain(`kubezone: ${problem}\n`)
      io.finish(errors.length > 0 || problem !== null ? EXIT_CODE.NOT_FOUND : EXIT_CODE.FOUND)
    })
}

function parseZone(text: string): NameKey {
  const zone = parseName(text)
  if (zone === null) throw new InvalidArgumentError('Expected a zone such as cluster.local.')
  return zone
}
