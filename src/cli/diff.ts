/** `kubezone diff BASE HEAD`: what changes in DNS between two sets of manifests. */
import { type Command, Option } from 'commander'
import { existsSync } from 'node:fs'
import { type Diagnostic, isError, renderDiagnostic } from '../report/diagnostic.ts'
import type { ClusterFacts } from '../kube/reasons/facts.ts'
import { addClusterOptions } from './cluster-options.ts'
import { type CommandIo, EXIT_CODE, failUsage } from './command-io.ts'
import type { DiffFormatName } from './diff-formats.ts'
import { parseNamespace } from './namespace-option.ts'
import { type PathOptions, siteOfPaths } from './site-of-paths.ts'
import { isDash } from './standard-input.ts'

const FORMATS: readonly DiffFormatName[] = ['text', 'json', 'markdown']

interface DiffOptions extends PathOptions {
  readonly format: DiffFormatName
  readonly addresses?: boolean
}

const EXAMPLES = `
Examples:
  kubezone diff base head                       two folders
  git worktree add /tmp/base main && kubezone diff /tmp/base/k8s k8s
  helm template . | kubezone diff k8s -         what a chart would change

Exit code: 0 the same, 1 different, 2 a path cannot be read.
`

export function addDiffCommand(program: Command, io: CommandIo): void {
  const command = program
    .command('diff')
    .summary('show what changes in DNS between two folders')
    .description(
      'Compares the services of two sets of manifests: names that come and go, their kinds, ports, pods, and the number ' +
        'of endpoints; addresses where a manifest states them. Of a service that goes, it names what still asks for it.',
    )
    .argument('<base>', "a folder or a file; '-' is standard input")
    .argument('<head>', "a folder or a file; '-' is standard input")
    .addOption(
      new Option('--format <format>', 'text, json, or markdown for a comment')
        .choices(FORMATS)
        .default('text'),
    )
    .option('--addresses', 'compare the addresses that kubezone allocates, too')
    .option('--default-namespace <name>', 'the namespace of objects that state none', parseNamespace)
  addClusterOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (base: string, head: string, options: DiffOptions) => {
      if (isDash(base) && isDash(head))
        failUsage(command, "standard input can be read once: '-' is given twice")
      for (const path of [base, head]) {
        if (!isDash(path) && !existsSync(path)) failUsage(command, `'${path}' does not exist`)
      }
      const read = async (path: string): Promise<ClusterFacts> => factsOf(command, path, options, io)
      const [before, after] = [await read(base), await read(head)]
      const { differenceOf } = await import('../site/listing/difference.ts')
      const { DIFF_FORMATS } = await import('./diff-formats.ts')
      const changes = differenceOf(before, after, options.addresses === true)
      io.write(DIFF_FORMATS[options.format](changes))
      io.finish(changes.length === 0 ? EXIT_CODE.FOUND : EXIT_CODE.NOT_FOUND)
    })
}

/** The facts stay valid when the site is closed: nothing of them is read later. */
async function factsOf(
  command: Command,
  path: string,
  options: DiffOptions,
  io: CommandIo,
): Promise<ClusterFacts> {
  const site = { ...(await siteOfPaths(command, [path], options, io)), ignoresCorefile: true }
  const { readSite } = await import('./read-site.ts')
  const errors: Diagnostic[] = []
  const report = (one: Diagnostic): void => {
    if (isError(one)) errors.push(one)
  }
  const [facts] = await readSite(site, report, ({ manifests }) => manifests.facts)
  for (const one of errors) io.complain(`${renderDiagnostic(one)}\n`)
  if (facts === undefined) throw new Error(`'${path}' holds nothing to compare`)
  return facts
}
