/**
 * `hosts [FILE [ZONE…]] { ADDRESS NAME…; ttl SECONDS; reload DURATION; no_reverse; fallthrough [ZONE…];
 * fallthrough_unsupported }`: answers from a file in the format of hosts(5) and from such lines in the
 * Corefile. Several directives in one block act as one, in their order.
 */
import { resolve } from 'node:path'
import type { Handler, Metric, Plugin } from '../../../chain/plugin.ts'
import type { Query } from '../../../chain/query.ts'
import { duration, fallthrough, flag, lastCounts, seconds, words } from '../../../config/option-kinds.ts'
import { readOptions } from '../../../config/options.ts'
import { reject } from '../../../config/reject.ts'
import type { BodyLine, Directive } from '../../../config/server-block.ts'
import { atToken, quote, type Report } from '../../../config/token.ts'
import { type Answer, NOT_OUR_ZONE } from '../../../wire/answer.ts'
import { parseAddress } from '../../../wire/address.ts'
import { isTransfer, TYPE } from '../../../wire/constants.ts'
import { parseSpelledName } from '../../../wire/name.ts'
import { SuffixTable } from '../../../zone/suffix-table.ts'
import { zonesOr } from '../../../block/block-zones.ts'
import type { Block, Occurrences, PluginDefinition } from '../../../block/definition.ts'
import { type HostEntry, HostSource, type HostSourceOptions } from './host-source.ts'
import type { Reason } from '../../../report/reason.ts'
import { nameText } from '../../../wire/name.ts'

function setup(occurrences: Occurrences, block: Block): Plugin {
  return new HostsPlugin(occurrences.map((directive) => openSource(directive, block)))
}

class HostsPlugin implements Plugin {
  readonly name = 'hosts'
  readonly #sources: readonly HostSource[]

  constructor(sources: readonly HostSource[]) {
    this.#sources = sources
  }

  readonly start = async (): Promise<void> => {
    for (const source of this.#sources) source.file.start()
  }

  readonly stop = async (): Promise<void> => {
    for (const source of this.#sources) source.file.stop()
  }

  readonly refresh = async (): Promise<void> => {
    for (const source of this.#sources) source.file.refresh()
  }

  readonly metrics = (): readonly Metric[] => [
    {
      name: 'coredns_hosts_entries',
      help: 'The combined number of entries in hosts and Corefile.',
      type: 'gauge',
      samples: [{ labels: {}, value: this.#sources.reduce((sum, { table }) => sum + table.entries, 0) }],
    },
    {
      name: 'coredns_hosts_reload_timestamp_seconds',
      help: 'The timestamp of the last reload of hosts file.',
      type: 'gauge',
      samples: [{ labels: {}, value: Math.max(...this.#sources.map(({ readAt }) => readAt)) }],
    },
  ]

  readonly attach = (next: Handler): Handler => {
    return (query) => {
      // Hosts are not a zone, so there is nothing to transfer.
      if (isTransfer(query.type)) return next(query)
      return this.#find(query) ?? next(query)
    }
  }

  readonly explain = (query: Query): Reason | null => {
    const name = nameText(query.name)
    const holder = this.#sources.find(({ table }) => table.find(query.hashedName) !== null)
    const source =
      holder ?? this.#sources.find(({ options }) => options.zones.find(query.hashedName) !== undefined)
    if (source === undefined) return null
    const { path } = source.options
    const place = { file: path, line: 0, column: 0 }
    if (holder !== undefined)
      return { code: 'KZ_WHY_HOSTS', sentence: `hosts answers ${name}, of ${path} or of its block`, place }
    const sentence = `hosts takes ${name}, and ${path} does not have it`
    return { code: 'KZ_WHY_HOSTS_MISSING', sentence, place, hint: 'add fallthrough to hosts' }
  }

  /** `null` if the query passes to the next plugin. */
  #find(query: Query): Answer | null {
    let isOurs = false
    let falls = false
    for (const { table, options } of this.#sources) {
      const found = table.find(query.hashedName)
      if (found !== null) {
        const isPassed =
          options.passesUnsupported &&
          !SUPPORTED.has(query.type) &&
          options.fallthrough.find(query.hashedName) !== undefined
        return isPassed ? null : found.answer(query.type)
      }
      // Reverse names are looked up regardless of the zones, so a missing one passes on.
      if (query.type === TYPE.PTR || options.zones.find(query.hashedName) === undefined) continue
      isOurs = true
      falls ||= options.fallthrough.find(query.hashedName) !== undefined
    }
    // CoreDNS answers SERVFAIL. REFUSED makes the client ask another server.
    return isOurs && !falls ? NOT_OUR_ZONE : null
  }
}

const SUPPORTED: ReadonlySet<number> = new Set([TYPE.A, TYPE.AAAA, TYPE.PTR, TYPE.ANY])

// --- Options ---

const SYSTEM_FILE = '/etc/hosts'

/** Reports the problems of the file as warnings: the file may appear, or become valid, later. */
function openSource(directive: Directive, block: Block): HostSource {
  const source = new HostSource(readHostsOptions(directive, block), block)
  const [file = directive.name] = directive.args
  for (const one of source.file.read()) {
    const isWhole = one.line === 0
    const message = `${quote(source.options.path)}: ${one.message}`
    block.report(isWhole ? atToken('KZ_COREFILE_HOSTS_FILE', file, message) : one)
  }
  return source
}

const OPTIONS = {
  ttl: seconds({ min: 1, max: 65535, or: 3600 }),
  reload: duration({ min: 0, max: 24 * 3_600_000, or: 5000 }),
  no_reverse: flag(),
  fallthrough: fallthrough(),
  fallthrough_unsupported: lastCounts(words(0, (_, __, option) => option, null)),
}

export const hosts: PluginDefinition = { name: 'hosts', options: OPTIONS, setup }

function readHostsOptions(directive: Directive, block: Block): HostSourceOptions {
  const { folder, report } = block
  const [file, ...zoneTokens] = directive.args
  const zones = zonesOr(zoneTokens, block) ?? []
  const entries: HostEntry[] = []
  const values = readOptions(directive, OPTIONS, block, {
    other: (line) => readEntries(line, entries, report),
  })
  const unsupported = values.fallthrough_unsupported
  if (unsupported !== null && values.fallthrough.length === 0) {
    const message = "'fallthrough_unsupported' has no effect without 'fallthrough'"
    report(atToken('KZ_COREFILE_OPTION', unsupported, message, "add a line 'fallthrough'"))
  }
  return {
    path: resolve(folder, file?.text ?? SYSTEM_FILE),
    reloadMs: values.reload,
    ttl: values.ttl,
    isReversed: !values.no_reverse,
    entries,
    zones: SuffixTable.ofZones(zones),
    fallthrough: SuffixTable.ofZones(values.fallthrough),
    passesUnsupported: unsupported !== null,
  }
}

/** Reads a line of hosts(5) within the braces; `false` if it does not begin with an address. */
function readEntries({ tokens, body }: BodyLine, entries: HostEntry[], report: Report): boolean {
  const [first, ...names] = tokens
  const address = parseAddress(first.text)
  if (address === null) return false
  if (names.length === 0 || body !== null) {
    const message = `the address ${quote(first.text)} has ${body === null ? 'no name' : 'braces'} after it, expected names`
    report(atToken('KZ_COREFILE_VALUE', first, message))
  }
  for (const token of names) {
    const name = parseSpelledName(token.text)
    if (name !== null && token.text !== '') entries.push({ address, name })
    else reject(token, 'a domain name', report)
  }
  return true
}
