/**
 * From a folder or a Corefile to a site: which configuration is in force, and what it makes of the command line's choices.
 */
import { hash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { DiagnosticCollector } from '../config/collector.ts'
import { type Corefile, inReadingOrder, parseCorefile } from '../config/corefile.ts'
import { problemOf } from '../report/system-error.ts'
import { pathFrom } from '../config/paths.ts'
import type { BodyLine, Directive } from '../config/server-block.ts'
import type { ApplySettings } from '../kube/applied/apply-options.ts'
import { DEFAULT_NAMESPACE } from '../kube/manifest/file-context.ts'
import { type Diagnostic, diagnostic, isError } from '../report/diagnostic.ts'
import type { Log } from '../report/log.ts'
import { ManifestFolder } from '../source/folder.ts'
import { ParserPool } from '../source/parser-pool.ts'
import { InputManifests, StandardInput } from '../source/standard-input.ts'
import { canonicalAddress } from '../wire/address.ts'
import { ManifestLibrary } from './manifests/manifest-library.ts'
import type { Carry } from '../block/carry.ts'
import type { ManifestPlaces } from '../block/manifests.ts'
import { ALL_ADDRESSES, type ListenAddress, STANDARD_PORT } from './listener-table.ts'
import type { PagePorts } from '../block/page-claim.ts'
import { ServerStatus } from '../block/server-status.ts'
import { buildSite, type Site } from './site.ts'

export interface SiteOptions {
  /** A `Corefile` in this folder is the configuration. */
  readonly folder: string
  /** Manifests for blocks that name none; those of the folder, if left out. */
  readonly manifests?: ManifestPlaces
  /** Of objects that name none, in blocks that say nothing of it; `default`, if left out. */
  readonly namespace?: string
  /** Another Corefile, or its text; `null`: the folder's, or the built-in one. */
  readonly corefile: string | CorefileText | null
  /** The built-in configuration, whatever Corefile there is. */
  readonly ignoresCorefile?: boolean
  /** Takes the place of port 53 and of no port; `null`: no change. */
  readonly port: number | null
  /** For keys without a port; `null`: 53 with a Corefile, 1053 without. */
  readonly defaultPort: number | null
  /** Listen here where a block has no `bind`; `null`: everywhere with a Corefile, on loopback without. */
  readonly addresses: readonly string[] | null
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Where probes and scrapes come, whatever the Corefile says. */
  readonly pagePorts?: PagePorts
  /** kubezone's own, for those who ask. */
  readonly version?: string
  /** Of the cluster, for blocks that say nothing; all as in a kubeadm cluster, if left out. */
  readonly apply?: ApplySettings
  /** Where addresses are kept, for blocks that name no file; `null`: nowhere. */
  readonly lock?: string | null
}

export interface LoadedSite extends Site {
  /** Of the configuration, as `configurationDigest` has it. */
  readonly digest: string
}

/** A Corefile that is read already, such as one of standard input: its relative paths start in the working directory. */
export interface CorefileText {
  readonly text: string
  /** As shown to people. */
  readonly name: string
}

/** What a folder without a Corefile is served as: the zones of a cluster made by kubeadm. */
const BUILT_IN = `cluster.local in-addr.arpa ip6.arpa {
    errors
    kubernetes {
        pods insecure
    }
}
`
export const BUILT_IN_NAME = 'built-in Corefile'
const BUILT_IN_PORT = 1053
const LOOPBACK: readonly ListenAddress[] = [
  { address: '127.0.0.1', isOptional: false },
  { address: '::1', isOptional: true },
]
/** What CoreDNS serves where a Corefile says nothing. */
const NOTHING_CONFIGURED = '. {\n    log\n    whoami\n}\n'

interface Configuration extends CorefileText {
  /** Where relative paths start. */
  readonly folder: string
  readonly isBuiltIn: boolean
}

/** Reads manifests from the disk; its `close` ends the thread that parses the large ones. */
export function openLibrary(
  log: Log,
  isReadOnly = false,
): {
  readonly manifests: ManifestLibrary
  readonly close: () => Promise<void>
} {
  const parser = new ParserPool()
  const manifests = new ManifestLibrary({
    open: ({ places, namespace }, report) => {
      const options = { namespace, parse: parser.parse, report }
      return places instanceof StandardInput
        ? new InputManifests({ ...options, input: places })
        : new ManifestFolder({ ...options, paths: places })
    },
    log,
    clock: () => Math.floor(Date.now() / 1000),
    isReadOnly,
  })
  return { manifests, close: async () => parser.close() }
}

/** The configuration as a site, which carries things on with `carry`; what is wrong with it goes to `report`. */
export function loadSite(
  options: SiteOptions,
  log: Log,
  manifests: ManifestLibrary,
  carry: Carry,
  report: (one: Diagnostic) => void,
  server = new ServerStatus(),
): LoadedSite {
  const unreadable: Diagnostic[] = []
  const configuration = readConfiguration(options, (one) => void unreadable.push(one))
  for (const one of unreadable) report(one)
  const { environment } = options
  const parsed = parseCorefile(configuration.text, configuration.name, { environment })
  const found = new DiagnosticCollector()
  for (const one of parsed.diagnostics) found.report(one)
  const isEmpty = parsed.blocks.length === 0 && !parsed.diagnostics.some(isError)
  const blocks = isEmpty
    ? parseCorefile(NOTHING_CONFIGURED, configuration.name, { environment }).blocks
    : parsed.blocks
  const { isBuiltIn, folder } = configuration
  const digest = digestOf(parsed, unreadable)
  // An editor that empties the file before it writes it must not take the zones away.
  if ((isEmpty || isBuiltIn) && server.digest !== '' && server.digest !== digest) {
    const what = isBuiltIn ? 'the Corefile is gone' : 'the Corefile has no server block any more'
    const hint = 'where that is meant, start kubezone anew'
    const name = isBuiltIn ? folderCorefile(options) : configuration.name
    report(diagnostic('KZ_COREFILE_UNREADABLE', name, what, { hint }))
  }
  const standardPort = options.port ?? STANDARD_PORT
  const site = buildSite(blocks, {
    report: found.report,
    log,
    folder,
    manifestPlaces: placesOf(options),
    namespace: options.namespace ?? DEFAULT_NAMESPACE,
    manifests,
    carry,
    apply: options.apply ?? {},
    lock: options.lock ?? null,
    defaultPort: options.port ?? options.defaultPort ?? (isBuiltIn ? BUILT_IN_PORT : STANDARD_PORT),
    standardPort,
    defaultAddresses:
      options.addresses === null ? (isBuiltIn ? LOOPBACK : ALL_ADDRESSES) : eachOnce(options.addresses),
    ports: options.pagePorts ?? {},
    server,
  })
  for (const one of inReadingOrder(found.diagnostics, parsed.files)) report(one)
  return { ...site, digest }
}

/**
 * What tells a configuration from another: all its words, imports and the environment put in, and all that is wrong with
 * them. Comments and lines that have moved are none.
 */
export function configurationDigest(options: SiteOptions): string {
  const unreadable: Diagnostic[] = []
  const { text, name } = readConfiguration(options, (one) => void unreadable.push(one))
  const parsed = parseCorefile(text, name, { environment: options.environment })
  return digestOf(parsed, unreadable)
}

function digestOf({ blocks, diagnostics }: Corefile, unreadable: readonly Diagnostic[]): string {
  const words = blocks.map(({ keys, directives }) => [keys.map(({ text }) => text), directives.map(wordsOf)])
  const problems = [...unreadable, ...diagnostics].map(({ message }) => message)
  return hash('sha512', JSON.stringify([words, problems]), 'hex')
}

type Words = readonly (string | Words)[]

function wordsOf({ name, args, body }: Directive): Words {
  return [name.text, ...args.map(({ text }) => text), ...linesOf(body)]
}

/** Braces without a line in them say nothing. */
function linesOf(body: readonly BodyLine[] | null): Words {
  if (body === null) return []
  return body.map(({ tokens, body: inner }) => [...tokens.map(({ text }) => text), ...linesOf(inner)])
}

function placesOf({ folder, manifests = [folder] }: SiteOptions): ManifestPlaces {
  return manifests instanceof StandardInput ? manifests : manifests.map((path) => pathFrom('.', path))
}

/** As `bind` has it: the same address in another spelling is no other address. */
function eachOnce(addresses: readonly string[]): ListenAddress[] {
  const canonical = new Set(addresses.map((address) => canonicalAddress(address) ?? address))
  return Array.from(canonical, (address) => ({ address, isOptional: false }))
}

function readConfiguration(options: SiteOptions, report: (one: Diagnostic) => void): Configuration {
  const { corefile } = options
  const name = typeof corefile === 'string' ? corefile : folderCorefile(options)
  if (options.ignoresCorefile === true || (corefile === null && !isFile(name))) {
    return { text: BUILT_IN, name: BUILT_IN_NAME, folder: resolve(options.folder), isBuiltIn: true }
  }
  if (typeof corefile === 'object' && corefile !== null)
    return { ...corefile, folder: resolve('.'), isBuiltIn: false }
  const folder = dirname(resolve(name))
  try {
    return { text: readFileSync(name, 'utf8'), name, folder, isBuiltIn: false }
  } catch (problem) {
    const message = `the Corefile cannot be read: ${problemOf(problem)}`
    report(diagnostic('KZ_COREFILE_UNREADABLE', name, message))
    return { text: '', name, folder, isBuiltIn: false }
  }
}

function folderCorefile({ folder }: SiteOptions): string {
  return join(folder, 'Corefile')
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile()
  } catch {
    return false
  }
}
