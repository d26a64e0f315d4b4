/**
 * `file DBFILE [ZONE…] { reload DURATION; fallthrough [ZONE…] }`: answers from a zone file, with everything that such files can
 * say: aliases, wildcards, delegations, renamed subtrees.
 */
import { type Handler, onAnswer, type Plugin } from '../../chain/plugin.ts'
import { MAX_LOOKUPS, type Query } from '../../chain/query.ts'
import { readOptions } from '../../config/options.ts'
import { pathFrom } from '../../config/paths.ts'
import type { Directive } from '../../config/server-block.ts'
import { readDuration, readZones } from '../../config/settings.ts'
import { atToken } from '../../config/token.ts'
import { type Answer, EMPTY_ANSWER, REFUSED, SERVER_FAILURE, withRecords } from '../../wire/answer.ts'
import { FLAG, MAX_NAME_OCTETS, RCODE, TYPE } from '../../wire/constants.ts'
import { decodeAnswer } from '../../wire/decode.ts'
import { isWithin, type NameKey, ROOT } from '../../wire/name.ts'
import { targetData } from '../../wire/rdata.ts'
import { record, type ResourceRecord } from '../../wire/section.ts'
import type { AuthoredZone, Cut } from '../../zone/authored-zone.ts'
import { FINDING } from '../../zone/finding.ts'
import { SuffixTable } from '../../zone/suffix-table.ts'
import { AliasChain, lookOutside } from '../alias-chain.ts'
import type { Block, Occurrences, PluginDefinition } from '../definition.ts'
import { ZoneSource } from './zone-source.ts'

const DEFAULT_RELOAD_MS = 2000
const RELOAD_BOUNDS = { minimum: 0, maximum: 24 * 3_600_000 }

function setup(occurrences: Occurrences, block: Block): Plugin | null {
  const entries = occurrences.flatMap((directive) => readFile(directive, block))
  return entries.length === 0 ? null : new FilePlugin(entries)
}

export const file: PluginDefinition = { name: 'file', setup }

interface FileEntry {
  readonly source: ZoneSource
  readonly reloadMs: number
  /** Zones whose missing names are left to the next plugin; the root: all. */
  readonly fallthrough: SuffixTable<true>
}

class FilePlugin implements Plugin {
  readonly name = 'file'
  readonly #entries: readonly FileEntry[]
  #timers: NodeJS.Timeout[] = []

  constructor(entries: readonly FileEntry[]) {
    this.#entries = entries
  }

  readonly start = async (): Promise<void> => {
    for (const { source, reloadMs } of this.#entries) {
      source.refresh()
      if (reloadMs === 0) continue
      const timer = setInterval(() => {
        source.refresh()
      }, reloadMs)
      timer.unref()
      this.#timers.push(timer)
    }
  }

  readonly stop = async (): Promise<void> => {
    for (const timer of this.#timers) clearInterval(timer)
    this.#timers = []
  }

  readonly refresh = async (): Promise<void> => {
    for (const { source } of this.#entries) source.refresh()
  }

  readonly attach = (next: Handler): Handler => {
    // Of two files for one zone the first counts, as its line does in CoreDNS.
    const entries = new SuffixTable(
      this.#entries.toReversed().map((one) => [one.source.origin, one] as const),
    )
    return (query) => {
      const entry = entries.find(query.sought)
      if (entry === undefined) return next(query)
      const { zone } = entry.source
      if (zone === null) return SERVER_FAILURE
      if (query.type === TYPE.AXFR || query.type === TYPE.IXFR) return REFUSED
      const answer = answerFrom(zone, query)
      return onAnswer(answer, (found) =>
        found.rcode === RCODE.NXDOMAIN &&
        found.answer.count === 0 &&
        entry.fallthrough.find(query.sought) === true
          ? next(query)
          : found,
      )
    }
  }
}

/** Follows what names of the zone lead to, as long as they stay in it. */
function answerFrom(authored: AuthoredZone, query: Query): Answer | Promise<Answer> {
  const { zone } = authored
  const chain = new AliasChain(query.name, zone.origin, [])
  let name: NameKey = query.name
  for (let step = 0; step <= MAX_LOOKUPS; step++) {
    const cut = authored.cutAbove(name, query.type)
    if (cut?.kind === 'delegation') return refer(cut, chain, query, zone.origin)
    const finding = zone.find(name, query.type)
    if (cut?.kind === 'dname') {
      const alias = renamed(cut, name)
      // RFC 6672 §2.2: the new name is too long to exist.
      if (alias === null) return chain.end(RCODE.YXDOMAIN, { answer: [cut.record] })
      chain.add([cut.record, alias])
    } else if (finding.kind === FINDING.ALIAS) {
      chain.add(decodeAnswer(finding, name).answer)
    } else {
      const found = decodeAnswer(finding, name)
      const isPositive = finding.kind === FINDING.ANSWER
      if (step === 0 && !isPositive) return finding
      const isOwn = name === zone.origin && query.type === TYPE.NS
      const authority = isPositive && !isOwn ? authored.servers : found.authority
      return chain.end(finding.rcode, { ...found, authority })
    }
    const target = chain.nextTarget()
    if (target === null) break
    if (!isWithin(target, zone.origin)) return lookOutside(query, target, chain)
    name = target
  }
  return chain.end(RCODE.NOERROR)
}

/** RFC 1034 §4.3.2, step 3b: the servers of what is delegated; not authoritative, unless an alias led here. */
function refer(
  cut: Extract<Cut, { kind: 'delegation' }>,
  chain: AliasChain,
  query: Query,
  origin: NameKey,
): Answer {
  const records = { answer: chain.records, authority: cut.servers, additional: cut.glue }
  const flags = chain.records.length > 0 ? FLAG.AA : 0
  return withRecords({ ...EMPTY_ANSWER, flags }, records, query.name, origin)
}

/** RFC 6672 §3.1: the alias that a DNAME makes of a name below it; `null`: it would be too long. */
function renamed(cut: Extract<Cut, { kind: 'dname' }>, name: NameKey): ResourceRecord | null {
  const target = name.slice(0, -cut.owner.length) + cut.target
  return target.length > MAX_NAME_OCTETS ? null : record(name, TYPE.CNAME, cut.record.ttl, targetData(target))
}

function readFile(directive: Directive, block: Block): FileEntry[] {
  const { report } = block
  const [path, ...names] = directive.args
  let fallthrough: readonly NameKey[] = []
  let reloadMs = DEFAULT_RELOAD_MS
  readOptions(
    directive,
    {
      reload: {
        args: 1,
        once: true,
        read: ([word]) => {
          if (word !== undefined) reloadMs = readDuration(word, RELOAD_BOUNDS, report) ?? reloadMs
        },
      },
      reload_by_mtime: {
        args: 0,
        read: (_, line) => {
          const message =
            "'reload_by_mtime' has no effect here: a file is read again whenever its content changes"
          report(atToken('KZ_COREFILE_IGNORED', line.tokens[0], message))
        },
      },
      fallthrough: {
        read: (words) => {
          fallthrough = words.length === 0 ? [ROOT] : (readZones(words, report) ?? [])
        },
      },
    },
    report,
  )
  if (path === undefined) {
    report(
      atToken(
        'KZ_COREFILE_ARGUMENTS',
        directive.name,
        "'file' takes 1 or more arguments, found none",
        'name the zone file',
      ),
    )
    return []
  }
  const zones = names.length === 0 ? block.zones : (readZones(names, report) ?? [])
  const shared = new SuffixTable(fallthrough.map((zone) => [zone, true] as const))
  return zones.map((zone) => ({
    source: new ZoneSource(pathFrom(block.settings.folder, path.text), zone, block.log),
    reloadMs,
    fallthrough: shared,
  }))
}
