/**
 * Loads a site: chooses the configuration (a Corefile, or the built-in one), parses it, and applies the
 * options of the command line.
 */
import { hash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { DiagnosticCollector } from '../config/collector.ts'
import { type Corefile, inReadingOrder, parseCorefile } from '../config/corefile.ts'
import type { Environment } from '../config/environment.ts'
import { type FileAccess, realFiles } from '../config/file-access.ts'
import { problemOf } from '../report/system-error.ts'
import type { WrittenText } from '../report/written-text.ts'
import { pathFrom } from '../config/paths.ts'
import type { BodyLine, Directive } from '../config/server-block.ts'
import type { ApplySettings } from '../kube/applied/apply-options.ts'
import { DEFAULT_NAMESPACE } from '../kube/manifest/file-context.ts'
import { type Diagnostic, diagnostic, isError } from '../report/diagnostic.ts'
import type { Log } from '../report/log.ts'
import { ManifestFolder } from '../source/folder.ts'
import { type ParserLimits, ParserPool } from '../source/parser-pool.ts'
import { InputManifests, StandardInput } from '../source/standard-input.ts'
import { canonicalAddress } from '../wire/address.ts'
import { type LibraryOptions, ManifestLibrary } from './manifests/manifest-library.ts'
import type { Carry } from '../block/carry.ts'
import { ALL_CONTACTS, type Contacts } from '../block/contacts.ts'
import type { ManifestPlaces } from '../block/manifests.ts'
import { ALL_ADDRESSES, type ListenAddress, STANDARD_PORT } from './listener-table.ts'
import type { PagePorts } from '../block/page-claim.ts'
import { ServerStatus } from '../block/server-status.ts'
import { buildSite, type Site } from './site.ts'

export interface SiteOptions {
  /** A `Corefile` in this folder is the configuration. */
  readonly folder: string
  /** The manifests of `kubernetes` blocks without paths; those of `folder`, if left out. */
  readonly manifests?: ManifestPlaces
  /**
   * The namespace of objects that state none, in blocks without `default_namespace`; `default`, if left out.
   */
  readonly namespace?: string
  /** The path or the text of a Corefile. `null`: the Corefile in `folder`, or else the built-in one. */
  readonly corefile: string | CorefileText | null
  /** Uses the built-in configuration, even if there is a Corefile. */
  readonly ignoresCorefile?: boolean
  /** Replaces port 53 and absent ports in keys; `null`: no change. */
  readonly port: number | null
  /** The port of keys without a port; `null`: 53 with a Corefile, 1053 without. */
  readonly defaultPort: number | null
  /** The addresses of blocks without `bind`; `null`: all addresses with a Corefile, loopback without. */
  readonly addresses: readonly string[] | null
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The ports of health, ready and metrics; they replace those of the Corefile. */
  readonly pagePorts?: PagePorts
  /** The version of kubezone, which `version.bind` and the metrics show. */
  readonly version?: string
  /** The cluster of blocks without such options; a kubeadm cluster, if left out. */
  readonly apply?: ApplySettings
  /** The lock file of blocks without `lock`; `null`: allocated addresses are not kept. */
  readonly lock?: string | null
  /** Whom the site may ask over the network; everyone, if left out. */
  readonly contacts?: Contacts
}

export interface LoadedSite extends Site {
  /** The `configurationDigest` of the configuration. */
  readonly digest: string
}

/**
 * The text of a Corefile that is no file: that of standard input, or of a ConfigMap.
 */
export interface CorefileText {
  readonly text: string
  /** The name in diagnostics. */
  readonly name: string
  /** Where the text is written, if it is a part of a file. */
  readonly written?: WrittenText
  /** The files that it names; those of the disk, if left out. */
  readonly files?: FileAccess
  /** The folder in which relative paths start; the working directory, if left out. */
  readonly folder?: string
  /** Why there is no text. */
  readonly problem?: Diagnostic
  /** What is said of the text. */
  readonly remark?: Diagnostic | null
  /** Reads it again; a text without this method does not change. */
  readonly renew?: () => Promise<CorefileText>
}

/** The configuration for a folder without a Corefile: the zones of a cluster made by kubeadm. */
const BUILT_IN = `cluster.local in-addr.arpa ip6.arpa {
    errors
    explain
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
/** The configuration that CoreDNS uses for an empty Corefile. */
const NOTHING_CONFIGURED = '. {\n    log\n    whoami\n}\n'

interface Configuration extends Pick<CorefileText, 'text' | 'name' | 'written'> {
  /** Relative paths start in this folder. */
  readonly folder: string
  readonly files: FileAccess
  readonly isBuiltIn: boolean
}

/**
 * Opens the library that reads manifests from the disk. `close` ends the thread that parses large manifests.
 * `limits`: those of the parser that differ from a server's.
 */
export function openLibrary(
  log: Log,
  options: Pick<LibraryOptions, 'isReadOnly' | 'looksUpHosts'> = { isReadOnly: false },
  limits: Partial<ParserLimits> = {},
): {
  readonly manifests: ManifestLibrary
  readonly close: () => Promise<void>
} {
  const parser = new ParserPool(limits)
  const manifests = new ManifestLibrary({
    open: ({ places, namespace }, report) => {
      const options = { namespace, parse: parser.parse, report }
      return places instanceof StandardInput
        ? new InputManifests({ ...options, input: places })
        : new ManifestFolder({ ...options, paths: places })
    },
    log,
    clock: () => Math.floor(Date.now() / 1000),
    ...options,
  })
  return { manifests, close: async () => parser.close() }
}

/**
 * Loads the configuration as a site and reports its diagnostics. `carry` keeps parts of the old site across a
 * reload.
 */
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
  const parsed = parse(configuration, environment)
  const found = new DiagnosticCollector()
  for (const one of parsed.diagnostics) found.report(one)
  const isEmpty = parsed.blocks.length === 0 && !parsed.diagnostics.some(isError)
  const blocks = isEmpty
    ? parseCorefile(NOTHING_CONFIGURED, configuration.name, { environment }).blocks
    : parsed.blocks
  const { isBuiltIn, folder, files } = configuration
  const digest = digestOf(parsed, unreadable)
  // An editor may empty the file before it writes it; the zones must stay.
  if ((isEmpty || isBuiltIn) && server.digest !== '' && server.digest !== digest) {
    const what = isBuiltIn ? 'the Corefile is gone' : 'the Corefile has no server block any more'
    const hint = 'if that is intended, restart kubezone'
    const name = isBuiltIn ? folderCorefile(options) : configuration.name
    report(diagnostic('KZ_COREFILE_UNREADABLE', name, what, { hint }))
  }
  const standardPort = options.port ?? STANDARD_PORT
  const site = buildSite(blocks, {
    report: (one) => {
      found.report(files.relocated(one))
    },
    log: relocating(log, files),
    folder,
    files,
    manifestPlaces: placesOf(options),
    namespace: options.namespace ?? DEFAULT_NAMESPACE,
    manifests,
    carry,
    apply: options.apply ?? {},
    lock: options.lock ?? null,
    contacts: options.contacts ?? ALL_CONTACTS,
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

/** The options with a Corefile that is no file read again. */
export async function renewed(options: SiteOptions): Promise<SiteOptions> {
  const { corefile } = options
  if (typeof corefile !== 'object' || corefile?.renew === undefined) return options
  return { ...options, corefile: await corefile.renew() }
}

/**
 * A digest over all words of the configuration, with imports and environment variables expanded, and over its
 * errors. Comments and line numbers do not change it.
 */
export function configurationDigest(options: SiteOptions): string {
  const unreadable: Diagnostic[] = []
  const configuration = readConfiguration(options, (one) => void unreadable.push(one))
  return digestOf(parse(configuration, options.environment), unreadable)
}

function parse({ text, name, written, files }: Configuration, environment: Environment): Corefile {
  return parseCorefile(text, name, { environment, files, ...(written !== undefined && { written }) })
}

function digestOf({ blocks, diagnostics }: Corefile, unreadable: readonly Diagnostic[]): string {
  const words = blocks.map(({ keys, directives }) => [keys.map(({ text }) => text), directives.map(wordsOf)])
  const problems = [...unreadable, ...diagnostics].map(({ message }) => message)
  return hash('sha512', JSON.stringify([words, problems]), 'hex')
}

/** Zone files are read when their plugins start, and again later. */
function relocating(log: Log, files: FileAccess): Log {
  if (files === realFiles) return log
  return {
    ...log,
    diagnostic: (one) => {
      log.diagnostic(files.relocated(one))
    },
  }
}

type Words = readonly (string | Words)[]

function wordsOf({ name, args, body }: Directive): Words {
  return [name.text, ...args.map(({ text }) => text), ...linesOf(body)]
}

/** An empty pair of braces counts as no braces. */
function linesOf(body: readonly BodyLine[] | null): Words {
  if (body === null) return []
  return body.map(({ tokens, body: inner }) => [...tokens.map(({ text }) => text), ...linesOf(inner)])
}

function placesOf({ folder, manifests = [folder] }: SiteOptions): ManifestPlaces {
  return manifests instanceof StandardInput ? manifests : manifests.map((path) => pathFrom('.', path))
}

/** The distinct addresses: two spellings of one address count once, as in `bind`. */
function eachOnce(addresses: readonly string[]): ListenAddress[] {
  const canonical = new Set(addresses.map((address) => canonicalAddress(address) ?? address))
  return Array.from(canonical, (address) => ({ address, isOptional: false }))
}

function readConfiguration(options: SiteOptions, report: (one: Diagnostic) => void): Configuration {
  const { corefile } = options
  const name = typeof corefile === 'string' ? corefile : folderCorefile(options)
  if (usesBuiltIn(options)) {
    const folder = resolve(options.folder)
    return { text: BUILT_IN, name: BUILT_IN_NAME, folder, files: realFiles, isBuiltIn: true }
  }
  if (typeof corefile === 'object' && corefile !== null) {
    for (const one of [corefile.problem, corefile.remark]) if (one) report(one)
    const { folder: start = resolve('.'), files = realFiles } = corefile
    return { ...corefile, folder: start, files, isBuiltIn: false }
  }
  const folder = dirname(resolve(name))
  try {
    return { text: readFileSync(name, 'utf8'), name, folder, files: realFiles, isBuiltIn: false }
  } catch (problem) {
    const message = `the Corefile cannot be read: ${problemOf(problem)}`
    report(diagnostic('KZ_COREFILE_UNREADABLE', name, message))
    return { text: '', name, folder, files: realFiles, isBuiltIn: false }
  }
}

/** Whether there is no Corefile. */
export function usesBuiltIn(options: SiteOptions): boolean {
  return options.ignoresCorefile === true || (options.corefile === null && !isFile(folderCorefile(options)))
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
