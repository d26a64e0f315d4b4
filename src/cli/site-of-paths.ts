/** The site that `serve` would make of the paths on a command line, for commands that read it and end. */
import type { Command } from 'commander'
import { DEFAULT_NAMESPACE } from '../kube/manifest/file-context.ts'
import type { SiteOptions } from '../site/configuration.ts'
import { type ClusterFlags, clusterSettings } from './cluster-options.ts'
import { type CommandIo, failUsage } from './command-io.ts'
import { corefileOf } from './corefile-option.ts'
import { servedPaths } from './given-paths.ts'
import { checkDash, isDash } from './standard-input.ts'

export interface PathOptions extends ClusterFlags {
  readonly conf?: string
  /** The namespace of objects that state none; `default`, if left out. */
  readonly defaultNamespace?: string
}

/** No paths mean this folder. Ends the command if the paths make no site. */
export async function siteOfPaths(
  command: Command,
  given: readonly string[],
  options: PathOptions,
  io: CommandIo,
): Promise<SiteOptions> {
  const { conf, defaultNamespace: namespace = DEFAULT_NAMESPACE } = options
  checkDash(command, given, conf)
  const base = {
    namespace,
    port: null,
    defaultPort: null,
    addresses: null,
    environment: process.env,
    ...clusterSettings(options),
  }
  if (given.some(isDash)) {
    const { dashSite } = await import('./dash-site.ts')
    const input = dashSite(conf, (text) => io.complain(text))
    return { ...base, corefile: await corefileOf(conf, { places: input.manifests, namespace }), ...input }
  }
  const paths = servedPaths(given.length === 0 ? ['.'] : given, conf !== undefined)
  if (typeof paths === 'string') failUsage(command, paths)
  const { folder, manifests, corefile } = paths
  const named = await corefileOf(conf, { places: manifests, namespace })
  return { ...base, folder, manifests, corefile: named ?? corefile }
}
