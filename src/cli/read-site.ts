/**
 * Reads everything that `serve` would, asks no other server, writes nothing to the disk, and closes it again.
 */
import { ReloadStore } from '../block/carry.ts'
import type { Plugin } from '../chain/plugin.ts'
import { loadSite, openLibrary, type SiteOptions } from '../site/configuration.ts'
import type { Site } from '../site/site.ts'
import type { ManifestLibrary } from '../site/manifests/manifest-library.ts'
import type { ParserLimits } from '../source/parser-pool.ts'
import { type Diagnostic, isError } from '../report/diagnostic.ts'
import type { Log } from '../report/log.ts'

/** What `readSite` has read. */
export interface ReadSite {
  readonly manifests: ManifestLibrary
  readonly site: Site
  /** The Corefile has errors, so `site` is of the built-in configuration. */
  readonly isBroken: boolean
}

/**
 * Loads a site, reports its diagnostics, calls `use` with it, and closes it. `limits`: those of the parser
 * that differ from those of a server.
 */
export async function readSite<Result>(
  options: SiteOptions,
  report: (one: Diagnostic) => void,
  use: (read: ReadSite) => Result | Promise<Result>,
  limits: Partial<ParserLimits> = {},
): Promise<Result> {
  const log = reportingLog(report)
  const contacts = { hosts: options.contacts?.hosts ?? true, servers: false }
  const library = openLibrary(log, { isReadOnly: true, looksUpHosts: contacts.hosts }, limits)
  const carried = new ReloadStore().begin()
  const found: Diagnostic[] = []
  const reading = { ...options, contacts }
  let site = loadSite(reading, log, library.manifests, carried.carry, (one) => void found.push(one))
  for (const one of found) report(one)
  const isBroken = found.some(isError)
  if (isBroken) {
    // The Corefile is broken: the built-in one reads the manifests, so that their diagnostics are reported,
    // too.
    const builtIn = { ...reading, ignoresCorefile: true }
    site = loadSite(builtIn, log, library.manifests, carried.carry, () => undefined)
  }
  const started: Plugin[] = []
  try {
    for (const plugin of site.plugins) {
      started.push(plugin)
      await plugin.start?.()
    }
  } catch (problem) {
    if (!(problem instanceof Error && 'diagnostics' in problem && Array.isArray(problem.diagnostics)))
      throw problem
    for (const one of problem.diagnostics) report(one)
  }
  const result = await use({ manifests: library.manifests, site, isBroken })
  for (const plugin of started.toReversed()) await plugin.stop?.()
  await carried.end()
  await library.close()
  return result
}

function ignore(): void {
  // Only diagnostics are reported.
}

/** A log that passes diagnostics to `report` and drops all other lines. */
function reportingLog(report: (one: Diagnostic) => void): Log {
  return { debug: ignore, info: ignore, warn: ignore, error: ignore, setDebug: ignore, diagnostic: report }
}
