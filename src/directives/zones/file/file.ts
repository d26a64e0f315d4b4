/**
 * `file DBFILE [ZONE…] { reload DURATION; fallthrough [ZONE…] }`: answers from a zone file, including
 * aliases, wildcards, delegations and DNAMEs.
 */
import { type Handler, onAnswer, type Plugin } from '../../../chain/plugin.ts'
import { duration, fallthrough, ignored, silent } from '../../../config/option-kinds.ts'
import { readOptions } from '../../../config/options.ts'
import { pathFrom } from '../../../config/paths.ts'
import type { Directive } from '../../../config/server-block.ts'
import { atToken } from '../../../config/token.ts'
import type { NameKey } from '../../../wire/name.ts'
import { SuffixTable } from '../../../zone/suffix-table.ts'
import { zonesOr } from '../../../block/block-zones.ts'
import { KeptAnswers } from '../../../chain/kept-answers.ts'
import type { Block, Occurrences, PluginDefinition } from '../../../block/definition.ts'
import { TRANSFERS, type Transfers } from '../../../block/transfers.ts'
import { warnIfAbsent } from './absence.ts'
import { answerFromSource, fallsThrough, findEntry, type KeptOfZones } from './answer.ts'
import { ZONE_SOURCES, ZoneSource } from './zone-source.ts'
import { zoneReason } from './zone-reason.ts'
import type { Reason } from '../../../report/reason.ts'
import type { Query } from '../../../chain/query.ts'
import type { Answer } from '../../../wire/answer.ts'

/**
 * `reload DURATION`: the period between two refreshes, each of which costs a stat per file; 0: no refresh.
 */
export const RELOAD = duration({ min: 0, max: 24 * 3_600_000, or: 2000 })

const OPTIONS = {
  reload: RELOAD,
  reload_by_mtime: ignored('a file is read again whenever its content changes', 0),
  // Aliases are always followed. CoreDNS accepts the option without effect, too.
  upstream: silent(),
  fallthrough: fallthrough(),
}

function setup(occurrences: Occurrences, block: Block): Plugin | null {
  const entries = occurrences.flatMap((directive) => readFile(directive, block))
  return entries.length === 0 ? null : new FilePlugin(entries, block.get(TRANSFERS) ?? null)
}

export const file: PluginDefinition = { name: 'file', options: OPTIONS, setup }

interface FileEntry {
  readonly source: ZoneSource
  readonly reloadMs: number
  /** Zones whose missing names pass to the next plugin; the root covers all. */
  readonly fallthrough: SuffixTable<NameKey>
}

class FilePlugin implements Plugin {
  readonly name = 'file'
  readonly #entries: readonly FileEntry[]
  /** Of two files for one zone the first applies, as in CoreDNS. */
  readonly #table: SuffixTable<FileEntry>
  readonly #transfers: Transfers | null
  #withdrawals: readonly (() => void)[] = []
  #timers: NodeJS.Timeout[] = []

  constructor(entries: readonly FileEntry[], transfers: Transfers | null) {
    this.#entries = entries
    this.#table = new SuffixTable(entries.toReversed().map((one) => [one.source.origin, one] as const))
    this.#transfers = transfers
  }

  readonly start = async (): Promise<void> => {
    const transfers = this.#transfers
    if (transfers !== null) this.#withdrawals = this.#entries.map(({ source }) => source.offerTo(transfers))
    for (const { source, reloadMs } of this.#entries) {
      await source.open()
      if (reloadMs === 0) continue
      const timer = setInterval(() => void source.refresh(), reloadMs)
      timer.unref()
      this.#timers.push(timer)
    }
  }

  readonly stop = async (): Promise<void> => {
    for (const timer of this.#timers) clearInterval(timer)
    this.#timers = []
    for (const withdraw of this.#withdrawals) withdraw()
    this.#withdrawals = []
  }

  readonly refresh = async (): Promise<void> => {
    for (const { source } of this.#entries) await source.refresh()
  }

  readonly explain = (query: Query, answer: Answer): Reason | null => {
    const entry = findEntry(this.#table, query, ({ source }) => source)
    return entry === undefined
      ? null
      : zoneReason(entry.source, `zone file ${entry.source.path}`, query, answer)
  }

  readonly attach = (next: Handler): Handler => {
    const kept: KeptOfZones = new KeptAnswers()
    const entries = this.#table
    return (query) => {
      const entry = findEntry(entries, query, ({ source }) => source)
      if (entry === undefined) return next(query)
      return onAnswer(answerFromSource(entry.source, query, kept), (found) =>
        fallsThrough(found, query, entry.fallthrough) ? next(query) : found,
      )
    }
  }
}

function readFile(directive: Directive, block: Block): FileEntry[] {
  const { report, log, carry, files } = block
  const [path, ...names] = directive.args
  const { reload: reloadMs, fallthrough: passed } = readOptions(directive, OPTIONS, block)
  if (path === undefined) {
    const message = "'file' takes 1 or more arguments, found none"
    report(atToken('KZ_COREFILE_ARGUMENTS', directive.name, message, 'name the zone file'))
    return []
  }
  const zones = zonesOr(names, block) ?? []
  const whole = pathFrom(block.folder, path.text)
  warnIfAbsent(path, whole, 'file', block)
  const shared = SuffixTable.ofZones(passed)
  return zones.map((zone) => ({
    source: carry(ZONE_SOURCES, [whole, zone], () => new ZoneSource(whole, zone, log, files)),
    reloadMs,
    fallthrough: shared,
  }))
}
