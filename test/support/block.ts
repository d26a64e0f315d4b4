/**
 * A server block for one plugin: the Corefile as text, the log and the diagnostics as lists, no manifests and
 * no sockets.
 */
import type { Plugin } from '../../src/chain/plugin.ts'
import { parseCorefile } from '../../src/config/corefile.ts'
import { type FileAccess, realFiles } from '../../src/config/file-access.ts'
import { BlockValues } from '../../src/block/block-key.ts'
import { ALL_CONTACTS } from '../../src/block/contacts.ts'
import { type Carried, ReloadStore } from '../../src/block/carry.ts'
import type { Block, Occurrences, PluginDefinition } from '../../src/block/definition.ts'
import { ManifestLibrary } from '../../src/site/manifests/manifest-library.ts'
import type { PageClaim } from '../../src/block/page-claim.ts'
import { ServerStatus } from '../../src/block/server-status.ts'
import { type Diagnostic, summarizeDiagnostic } from '../../src/report/diagnostic.ts'
import type { Log } from '../../src/report/log.ts'

export interface CollectingLog extends Log {
  /** `LEVEL text`, in the order in which they came. */
  readonly lines: string[]
  isDebug: boolean
}

export function collectingLog(): CollectingLog {
  const lines: string[] = []
  const at =
    (level: string) =>
    (message: string): void =>
      void lines.push(`${level} ${message}`)
  const log: CollectingLog = {
    lines,
    isDebug: false,
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    diagnostic: (one) => void lines.push(`${one.severity} ${summarizeDiagnostic(one)}`),
    setDebug: (enabled) => void (log.isDebug = enabled),
  }
  return log
}

export interface TestBlock extends Block {
  readonly log: CollectingLog
  readonly diagnostics: Diagnostic[]
  readonly pages: readonly PageClaim[]
}

export interface SetUp {
  readonly plugin: Plugin | null
  readonly block: TestBlock
  readonly log: string[]
  readonly diagnostics: readonly Diagnostic[]
  /** `LINE:COLUMN CODE`, lines counted from the first directive. */
  readonly places: readonly string[]
}

/** The port of the block's server, at all addresses. */
export const OWN_PORT = 5300

interface SetUpOptions {
  readonly folder?: string
  /** The files of the disk, if left out. */
  readonly files?: FileAccess
  /** The log of another block: two configurations of one server share it. */
  readonly log?: CollectingLog
  readonly server?: ServerStatus
  /** The carried parts; those of a first configuration if left out. */
  readonly carried?: Carried
  /** The other plugins of the block. */
  readonly plugins?: readonly Plugin[]
}

/** Runs a definition's setup on its directives within a block for the root zone. */
export function setUp(definition: PluginDefinition, directives: string, options: SetUpOptions = {}): SetUp {
  const log = options.log ?? collectingLog()
  const corefile = parseCorefile(`. {\n${directives}\n}`, 'Corefile', { environment: {} })
  const [source] = corefile.blocks
  if (source === undefined || corefile.diagnostics.length > 0)
    throw new Error(`no sound block: ${corefile.diagnostics.map(summarizeDiagnostic).join('\n')}`)
  const diagnostics: Diagnostic[] = []
  const folder = options.folder ?? '/nowhere'
  const values = new BlockValues()
  const pages: PageClaim[] = []
  const block: TestBlock = {
    zones: source.keys.flatMap((key) => key.zones),
    directives: new Set(source.directives.map(({ name }) => name.text)),
    folder,
    files: options.files ?? realFiles,
    provide: (key, value) => {
      values.provide(key, value)
    },
    get: (key) => {
      // The other directives of the block count as set up.
      values.begin(key.owner)
      return values.get(key)
    },
    carry: (options.carried ?? new ReloadStore().begin()).carry,
    pages,
    claimPage: (claim) => void pages.push(claim),
    report: (one) => void diagnostics.push(one),
    diagnostics,
    log,
    manifestPlaces: [folder],
    namespace: 'default',
    manifests: new ManifestLibrary({ open: noManifests, log, clock: () => 0, isReadOnly: true }),
    apply: {},
    lock: null,
    contacts: ALL_CONTACTS,
    serverAddresses: () => [],
    ports: {},
    server: options.server ?? new ServerStatus(),
    isOwnAddress: ({ port }) => port === OWN_PORT,
    labels: () => ({ server: `dns://:${OWN_PORT}`, view: '' }),
    plugins: () => options.plugins ?? [],
  }
  const occurrences = source.directives.filter(({ name }) => name.text === definition.name)
  if (!isOccurrences(occurrences)) throw new Error(`no ${definition.name} in ${directives}`)
  values.begin(definition.name)
  const plugin = definition.setup(occurrences, block)
  const places = diagnostics.map(
    (one) => `${one.line - 1}:${one.column} ${one.code.replace('KZ_COREFILE_', '')}`,
  )
  return { plugin, block, log: log.lines, diagnostics, places }
}

function isOccurrences(directives: readonly unknown[]): directives is Occurrences {
  return directives.length > 0
}

function noManifests(): never {
  throw new Error('this block has no manifests')
}
