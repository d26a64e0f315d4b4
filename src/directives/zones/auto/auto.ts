/**
 * `auto [ZONE…] { directory DIR [REGEXP ORIGIN]; reload DURATION }`: answers from all zone files of a folder.
 * The name of a file gives its zone: `db.example.org` holds example.org, unless REGEXP and ORIGIN say
 * otherwise.
 */
import type { Handler, Plugin } from '../../../chain/plugin.ts'
import { readOnce } from '../../../config/occurrences.ts'
import { silent, words } from '../../../config/option-kinds.ts'
import { readOptions, type Reporting } from '../../../config/options.ts'
import { pathFrom } from '../../../config/paths.ts'
import { Pattern, readPattern } from '../../../config/pattern.ts'
import type { Directive } from '../../../config/server-block.ts'
import { atToken, quote, type Token } from '../../../config/token.ts'
import { isWithin, type NameKey, parseName } from '../../../wire/name.ts'
import { zonesOr } from '../../../block/block-zones.ts'
import { KeptAnswers } from '../../../chain/kept-answers.ts'
import type { Block, Occurrences, PluginDefinition } from '../../../block/definition.ts'
import { TRANSFERS, type Transfers } from '../../../block/transfers.ts'
import { warnIfAbsent } from '../file/absence.ts'
import { answerFromSource, findEntry, type KeptOfZones } from '../file/answer.ts'
import { RELOAD } from '../file/file.ts'
import { ZONE_FOLDERS, ZoneFolder, type ZoneOfFile } from './zone-folder.ts'
import { zoneReason } from '../file/zone-reason.ts'
import type { Reason } from '../../../report/reason.ts'
import type { Query } from '../../../chain/query.ts'
import type { Answer } from '../../../wire/answer.ts'

const DEFAULT_PATTERN = new Pattern('db\\.(.*)')
const DEFAULT_ORIGIN = '{1}'

function setup(occurrences: Occurrences, block: Block): Plugin | null {
  const options = readOnce(occurrences, block.report, (directive) => readAuto(directive, block))
  return options === null ? null : new AutoPlugin(options, block.get(TRANSFERS) ?? null)
}

interface AutoOptions {
  readonly folder: ZoneFolder
  readonly reloadMs: number
}

class AutoPlugin implements Plugin {
  readonly name = 'auto'
  readonly #options: AutoOptions
  readonly #transfers: Transfers | null
  #withdraw: (() => void) | null = null
  #timer: NodeJS.Timeout | null = null

  constructor(options: AutoOptions, transfers: Transfers | null) {
    this.#options = options
    this.#transfers = transfers
  }

  readonly start = async (): Promise<void> => {
    const { folder, reloadMs } = this.#options
    if (this.#transfers !== null) this.#withdraw = folder.offerTo(this.#transfers)
    await folder.open()
    if (reloadMs === 0) return
    this.#timer = setInterval(() => void folder.refresh(), reloadMs)
    this.#timer.unref()
  }

  readonly stop = async (): Promise<void> => {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
    this.#withdraw?.()
    this.#withdraw = null
  }

  readonly refresh = async (): Promise<void> => this.#options.folder.refresh()

  readonly explain = (query: Query, answer: Answer): Reason | null => {
    const source = findEntry(this.#options.folder.current, query, (one) => one)
    return source === undefined ? null : zoneReason(source, `zone file ${source.path}`, query, answer)
  }

  readonly attach = (next: Handler): Handler => {
    const kept: KeptOfZones = new KeptAnswers()
    const { folder } = this.#options
    return (query) => {
      const source = findEntry(folder.current, query, (one) => one)
      return source === undefined ? next(query) : answerFromSource(source, query, kept)
    }
  }
}

interface Surroundings extends Reporting {
  readonly block: Block
  /** The zones of the directive. */
  readonly zones: readonly NameKey[]
}

const OPTIONS = {
  directory: words([1, 3], readDirectory, null),
  reload: RELOAD,
  upstream: silent(),
}

export const auto: PluginDefinition = { name: 'auto', options: OPTIONS, setup }

function readAuto(directive: Directive, block: Block): AutoOptions | null {
  const zones = zonesOr(directive.args, block) ?? []
  const { directory: folder, reload: reloadMs } = readOptions(
    directive,
    OPTIONS,
    { block, zones, report: block.report },
    { required: { option: 'directory', message: "'auto' has no directory", hint: 'add: directory DIR' } },
  )
  return folder === null ? null : { folder, reloadMs }
}

function readDirectory(
  [path, pattern, origin]: readonly [Token, ...Token[]],
  { block, zones }: Surroundings,
): ZoneFolder | null {
  const { folder, log, carry } = block
  const zoneOf = readZoneOf(pattern, origin, zones, block)
  if (zoneOf === null) return null
  const whole = pathFrom(folder, path.text)
  warnIfAbsent(path, whole, 'folder', block)
  const identity = [whole, pattern?.text ?? '', origin?.text ?? '', [...zones]]
  return carry(ZONE_FOLDERS, identity, () => new ZoneFolder(whole, zoneOf, log))
}

/** The function accepts only zones within those of the directive. `null` after a report. */
function readZoneOf(
  pattern: Token | undefined,
  origin: Token | undefined,
  zones: readonly NameKey[],
  { report }: Block,
): ZoneOfFile | null {
  const expression = pattern === undefined ? DEFAULT_PATTERN : readPattern(pattern, report)
  if (expression === null) return null
  if (pattern !== undefined && origin === undefined) {
    const message = `the expression ${quote(pattern.text)} has no zone after it, expected one such as {1}`
    report(atToken('KZ_COREFILE_ARGUMENTS', pattern, message))
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
