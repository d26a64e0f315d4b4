/**
 * `hosts [FILE [ZONE…]] { ADDRESS NAME…; ttl SECONDS; reload DURATION; no_reverse; fallthrough [ZONE…];
 * fallthrough_unsupported }`: answers from a file in the format of hosts(5) and from such lines in the Corefile. Several
 * in one block are asked in their order, as if all were one.
 */
import { resolve } from 'node:path'
import type { Handler, Metric, Plugin } from '../../../chain/plugin.ts'
import type { Query } from '../../../chain/query.ts'
import { readOptions } from '../../../config/options.ts'
import type { BodyLine, Directive } from '../../../config/server-block.ts'
import { readDuration, readSeconds, readZones } from '../../../config/settings.ts'
import { atToken, quote, type Report, type Token } from '../../../config/token.ts'
import { type Answer, NOT_OUR_ZONE } from '../../../wire/answer.ts'
import { parseAddress } from '../../../wire/address.ts'
import { isTransfer, TYPE } from '../../../wire/constants.ts'
import { type NameKey, parseSpelledName, ROOT } from '../../../wire/name.ts'
import { SuffixTable } from '../../../zone/suffix-table.ts'
import type { Block, Occurrences, PluginDefinition } from '../../../block/definition.ts'
import { type HostEntry, HostSource, type HostSourceOptions } from './host-source.ts'

function setup(occurrences: Occurrences, block: Block): Plugin {
  return new HostsPlugin(occurrences.map((directive) => openSource(directive, block)))
}

export const hosts: PluginDefinition = { name: 'hosts', setup }

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
      // A transfer is of a zone, and hosts are none.
      if (isTransfer(query.type)) return next(query)
      return this.#find(query) ?? next(query)
    }
  }

  /** `null`: the question is the next directive's. */
  #find(query: Query): Answer | null {
    let isOurs = false
    let falls = false
    for (const { table, options } of this.#sources) {
      const found = table.find(query.sought)
      if (found !== null) {
        const isPassed =
          options.passesUnsupported &&
          !SUPPORTED.has(query.type) &&
          options.fallthrough.find(query.sought) === true
        return isPassed ? null : found.answer(query.type)
      }
      // A reverse name is looked up whatever the zones are, so it is nobody's here unless it is found.
      if (query.type === TYPE.PTR || options.zones.find(query.sought) === undefined) continue
      isOurs = true
      falls ||= options.fallthrough.find(query.sought) === true
    }
    // CoreDNS: SERVFAIL. A server that does not have a name says so, and the client asks another.
    return isOurs && !falls ? NOT_OUR_ZONE : null
  }
}

const SUPPORTED: ReadonlySet<number> = new Set([TYPE.A, TYPE.AAAA, TYPE.PTR, TYPE.ANY])

// --- Options ---

const SYSTEM_FILE = '/etc/hosts'
const DEFAULT_TTL = 3600
const MAX_TTL = 65535
const DEFAULT_RELOAD_MS = 5000
const MAX_RELOAD_MS = 24 * 3_600_000

/** What is wrong with the file is said, and does not stop a start: it may come to be, or to be right, later. */
function openSource(directive: Directive, block: Block): HostSource {
  const source = new HostSource(readHostsOptions(directive, block), block.log)
  const [file = directive.name] = directive.args
  for (const one of source.file.read()) {
    const isWhole = one.line === 0
    const message = `${quote(source.options.path)}: ${one.message}`
    block.report(isWhole ? atToken('KZ_COREFILE_HOSTS_FILE', file, message) : one)
  }
  return source
}

function readHostsOptions(
  directive: Directive,
  { folder, zones: blockZones, report }: Block,
): HostSourceOptions {
  const [file, ...zoneTokens] = directive.args
  const zones = zoneTokens.length === 0 ? blockZones : (readZones(zoneTokens, report) ?? [])
  const entries: HostEntry[] = []
  let ttl = DEFAULT_TTL
  let reloadMs = DEFAULT_RELOAD_MS
  let isReversed = true
  let fallthrough: readonly NameKey[] = []
  let fallthroughUnsupported: Token | null = null
  readOptions(
    directive,
    {
      ttl: {
        args: 1,
        once: true,
        read: ([word]) => {
          if (word !== undefined) ttl = readSeconds(word, { minimum: 1, maximum: MAX_TTL }, report) ?? ttl
        },
      },
      reload: {
        args: 1,
        once: true,
        read: ([word]) => {
          if (word === undefined) return
          reloadMs = readDuration(word, { minimum: 0, maximum: MAX_RELOAD_MS }, report) ?? reloadMs
        },
      },
      no_reverse: { args: 0, read: () => void (isReversed = false) },
      fallthrough: {
        read: (words) => {
          fallthrough = words.length === 0 ? [ROOT] : (readZones(words, report) ?? [])
        },
      },
      fallthrough_unsupported: {
        args: 0,
        read: (_words, line) => {
          fallthroughUnsupported = line.tokens[0]
        },
      },
    },
    report,
    (line) => readEntries(line, entries, report),
  )
  if (fallthroughUnsupported !== null && fallthrough.length === 0) {
    const message = "'fallthrough_unsupported' has no effect without 'fallthrough'"
    report(atToken('KZ_COREFILE_OPTION', fallthroughUnsupported, message, "add a line 'fallthrough'"))
  }
  return {
    path: resolve(folder, file?.text ?? SYSTEM_FILE),
    reloadMs,
    ttl,
    isReversed,
    entries,
    zones: tableOf(zones),
    fallthrough: tableOf(fallthrough),
    passesUnsupported: fallthroughUnsupported !== null,
  }
}

function tableOf(zones: readonly NameKey[]): SuffixTable<true> {
  return new SuffixTable(zones.map((zone) => [zone, true] as const))
}

/** A line of hosts(5) within the braces; `false` if it does not begin with an address. */
function readEntries({ tokens, body }: BodyLine, entries: HostEntry[], report: Report): boolean {
  const [first, ...names] = tokens
  const address = parseAddress(first.text)
  if (address === null) return false
  if (names.length === 0 || body !== null) {
    const message = `the address ${quote(first.text)} is followed by ${body === null ? 'no name' : 'braces'}`
    report(atToken('KZ_COREFILE_VALUE', first, message))
  }
  for (const token of names) {
    const name = parseSpelledName(token.text)
    if (name !== null && token.text !== '') entries.push({ address, name })
    else report(atToken('KZ_COREFILE_VALUE', token, `${quote(token.text)} is not a valid domain name`))
  }
  return true
}
