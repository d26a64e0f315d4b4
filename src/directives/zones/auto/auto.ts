/**
 * `auto [ZONE…] { directory DIR [REGEXP ORIGIN]; reload DURATION }`: answers from all zone files of a folder, each for the zone
 * that its name tells: `db.example.org` is example.org, unless an expression says otherwise.
 */
import type { Handler, Plugin } from '../../../chain/plugin.ts'
import { readOptions, standsOnce } from '../../../config/options.ts'
import { pathFrom } from '../../../config/paths.ts'
import { Pattern, readPattern } from '../../../config/pattern.ts'
import type { Directive } from '../../../config/server-block.ts'
import { readDuration, readZones } from '../../../config/settings.ts'
import { atToken, type Token } from '../../../config/token.ts'
import { isWithin, type NameKey, parseName } from '../../../wire/name.ts'
import { SuffixTable } from '../../../zone/suffix-table.ts'
import type { Block, Occurrences, PluginDefinition } from '../../../block/definition.ts'
import { TRANSFERS } from '../../../block/transfers.ts'
import { warnIfAbsent } from '../file/absence.ts'
import { answerFromSource } from '../file/answer.ts'
import { DEFAULT_RELOAD_MS, RELOAD_BOUNDS } from '../file/file.ts'
import { ZoneFolder, type ZoneOfFile } from './zone-folder.ts'
import { LAST_GOOD_ZONES, type ZoneSource } from '../file/zone-source.ts'

const DEFAULT_PATTERN = new Pattern('db\\.(.*)')
const DEFAULT_ORIGIN = '{1}'

function setup(occurrences: Occurrences, block: Block): Plugin | null {
  const isAlone = standsOnce(occurrences, block.report, 'one block has one')
  const [options = null] = occurrences.map((directive) => readAuto(directive, block))
  return isAlone && options !== null ? new AutoPlugin(options) : null
}

export const auto: PluginDefinition = { name: 'auto', setup }

interface AutoOptions {
  readonly folder: ZoneFolder
  readonly reloadMs: number
}

class AutoPlugin implements Plugin {
  readonly name = 'auto'
  readonly #options: AutoOptions
  #zones = new SuffixTable<ZoneSource>([])
  #timer: NodeJS.Timeout | null = null

  constructor(options: AutoOptions) {
    this.#options = options
  }

  readonly start = async (): Promise<void> => {
    await this.refresh()
    const { reloadMs } = this.#options
    if (reloadMs === 0) return
    this.#timer = setInterval(() => void this.refresh(), reloadMs)
    this.#timer.unref()
  }

  readonly stop = async (): Promise<void> => {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  readonly refresh = async (): Promise<void> => {
    const { folder } = this.#options
    if (!folder.refresh()) return
    this.#zones = new SuffixTable(folder.sources.map((source) => [source.origin, source] as const))
  }

  readonly attach = (next: Handler): Handler => {
    return (query) => {
      const source = this.#zones.find(query.sought)
      return source === undefined ? next(query) : answerFromSource(source, query)
    }
  }
}

function readAuto(directive: Directive, block: Block): AutoOptions | null {
  const { report, log, carry } = block
  const zones = directive.args.length === 0 ? block.zones : (readZones(directive.args, report) ?? [])
  let folder: ZoneFolder | null = null
  let reloadMs = DEFAULT_RELOAD_MS
  readOptions(
    directive,
    {
      directory: {
        args: [1, 3],
        once: true,
        read: ([path, pattern, origin]) => {
          const zoneOf = readZoneOf(pattern, origin, zones, block)
          if (path === undefined || zoneOf === null) return
          const transfers = block.get(TRANSFERS) ?? null
          const whole = pathFrom(block.folder, path.text)
          warnIfAbsent(path, whole, 'folder', report)
          const lastGood = carry(LAST_GOOD_ZONES, [whole], () => new Map())
          folder = new ZoneFolder(whole, zoneOf, { log, transfers, lastGood })
        },
      },
      reload: {
        args: 1,
        once: true,
        read: ([word]) => {
          if (word !== undefined) reloadMs = readDuration(word, RELOAD_BOUNDS, report) ?? reloadMs
        },
      },
      upstream: { read: () => undefined },
    },
    report,
  )
  if (folder === null && directive.body?.some(({ tokens }) => tokens[0].text === 'directory') !== true) {
    report(atToken('KZ_COREFILE_ARGUMENTS', directive.name, "'auto' has no directory", 'add: directory DIR'))
  }
  return folder === null ? null : { folder, reloadMs }
}

/** Only zones of the directive's count. `null` after a report. */
function readZoneOf(
  pattern: Token | undefined,
  origin: Token | undefined,
  zones: readonly NameKey[],
  { report }: Block,
): ZoneOfFile | null {
  const expression = pattern === undefined ? DEFAULT_PATTERN : readPattern(pattern, report)
  if (expression === null) return null
  if (pattern !== undefined && origin === undefined) {
    report(atToken('KZ_COREFILE_ARGUMENTS', pattern, 'an expression needs a zone after it, such as {1}'))
    return null
  }
  const template = origin?.text ?? DEFAULT_ORIGIN
  return (name) => {
    const match = expression.match(name)
    if (match === null) return null
    const text = template.replace(/\{(\d{1,2})\}/g, (_, group: string) => match.groups[Number(group)] ?? '')
    const zone = text === '' ? null : parseName(text)
    return zone !== null && zones.some((one) => isWithin(zone, one)) ? zone : null
  }
}
