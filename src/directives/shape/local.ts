/**
 * `local { localhost_prefix on|off }`: answers locally served names, so that no upstream gets them:
 * `localhost` and the names below it (RFC 6761 §6.3), and the reverse zones of "this" network, loopback and
 * broadcast (RFC 6303 §4.2). A search path turns `localhost` into `localhost.example.org`; the directive
 * answers such names, too, unless `localhost_prefix` is off.
 */
import { present } from '../../report/assert.ts'
import type { Handler, Metric, Plugin } from '../../chain/plugin.ts'
import type { Query } from '../../chain/query.ts'
import { hasArguments } from '../../config/arguments.ts'
import { choice } from '../../config/option-kinds.ts'
import { readOptions } from '../../config/options.ts'
import type { Directive } from '../../config/server-block.ts'
import type { Report } from '../../config/token.ts'
import { type Answer, EMPTY_ANSWER, withRecords } from '../../wire/answer.ts'
import { addressData, targetData } from '../../wire/rdata.ts'
import { FLAG, RCODE, TYPE } from '../../wire/constants.ts'
import { isWithin, joinName, type NameKey, ROOT } from '../../wire/name.ts'
import { type ResourceRecord, record } from '../../wire/section.ts'
import { SOA } from '../../wire/types/soa.ts'
import { SuffixTable } from '../../zone/suffix-table.ts'
import type { Block, Occurrences, PluginDefinition } from '../../block/definition.ts'

function setup(occurrences: Occurrences, block: Block): Plugin {
  const prefixes = occurrences.map((directive) => readLocal(directive, block.report))
  return new LocalPlugin(prefixes.every((isOn) => isOn))
}

const OPTIONS = { localhost_prefix: choice(['on', 'off'], 'on') }

export const local: PluginDefinition = { name: 'local', options: OPTIONS, setup }

const TTL = 604_800
const named = (...labels: readonly string[]): NameKey =>
  present(joinName(labels, ROOT), 'a name of this file is short enough')
const LOCALHOST = named('localhost')
const LOOPBACK_NAME = named('1', '0', '0', '127', 'in-addr', 'arpa')
const ZONES = [LOCALHOST, ...['0', '127', '255'].map((octet) => named(octet, 'in-addr', 'arpa'))]
const PREFIX = LOCALHOST.slice(0, -ROOT.length)
const IPV4 = '\x7f\0\0\x01'
const IPV6 = '\0'.repeat(15) + '\x01'
const SOA_DATA = SOA.data({
  mname: LOCALHOST,
  rname: named('root', 'localhost'),
  serial: 1,
  refresh: 0,
  retry: 0,
  expire: 0,
  minimum: TTL,
})
const AUTHORITATIVE: Answer = Object.freeze({ ...EMPTY_ANSWER, flags: FLAG.AA })
const NO_SUCH_NAME: Answer = Object.freeze({ ...AUTHORITATIVE, rcode: RCODE.NXDOMAIN })

class LocalPlugin implements Plugin {
  readonly name = 'local'
  readonly #zones = new SuffixTable(ZONES.map((zone) => [zone, zone] as const))
  readonly #hasPrefix: boolean
  #localhosts = 0

  constructor(hasPrefix: boolean) {
    this.#hasPrefix = hasPrefix
  }

  readonly metrics = (): readonly Metric[] => [
    {
      name: 'coredns_local_localhost_requests_total',
      help: 'Counter of localhost.<domain> requests.',
      type: 'counter',
      samples: [{ labels: {}, value: this.#localhosts }],
    },
  ]

  readonly attach = (next: Handler): Handler => {
    return (query) => {
      const zone = this.#zones.find(query.hashedName)
      if (zone !== undefined) return this.#answer(query, zone)
      if (!this.#hasPrefix || !query.name.startsWith(PREFIX)) return next(query)
      this.#localhosts++
      // The name lies in none of the zones of `local`, so a negative answer has no SOA record.
      const records = localhostRecords(query)
      return withRecords(AUTHORITATIVE, { answer: records }, query.name, ROOT)
    }
  }

  #answer(query: Query, zone: NameKey): Answer {
    const { name, type } = query
    if (zone === LOCALHOST && name !== zone) this.#localhosts++
    const soa = record(zone, TYPE.SOA, TTL, SOA_DATA)
    const answer = zone === LOCALHOST ? localhostRecords(query) : []
    if (name === LOOPBACK_NAME && type === TYPE.PTR) {
      answer.push(record(name, TYPE.PTR, TTL, targetData(LOCALHOST)))
    }
    if (name === zone && type === TYPE.SOA) answer.push(soa)
    if (name === zone && type === TYPE.NS) answer.push(record(name, TYPE.NS, TTL, targetData(LOCALHOST)))
    if (answer.length > 0) return withRecords(AUTHORITATIVE, { answer }, name, zone)
    // RFC 8020 §2: a name with an existing name below it exists.
    const exists = zone === LOCALHOST || name === zone || isWithin(LOOPBACK_NAME, name)
    return withRecords(exists ? AUTHORITATIVE : NO_SUCH_NAME, { authority: [soa] }, name, zone)
  }
}

/** RFC 8482 §4.1: a query for ANY gets one RRset. */
function localhostRecords({ name, type }: Query): ResourceRecord[] {
  if (type === TYPE.A || type === TYPE.ANY) return [record(name, TYPE.A, TTL, addressData(IPV4))]
  if (type === TYPE.AAAA) return [record(name, TYPE.AAAA, TTL, addressData(IPV6))]
  return []
}

/** Whether `localhost_prefix` is on. */
function readLocal(directive: Directive, report: Report): boolean {
  hasArguments(directive.name, directive.args, 0, report)
  return readOptions(directive, OPTIONS, { report }).localhost_prefix === 'on'
}
