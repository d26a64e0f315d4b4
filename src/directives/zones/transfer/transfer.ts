/**
 * `transfer [ZONE…] { to ADDRESS…; source IP; key NAME; complete }`: answers AXFR and IXFR queries of
 * secondaries (RFC 5936, RFC 1995), and sends notices of new serials to secondaries with a fixed address (RFC
 * 1996).
 */
import type { Handler, Plugin } from '../../../chain/plugin.ts'
import type { Query } from '../../../chain/query.ts'
import type { Log } from '../../../report/log.ts'
import { isInRange } from '../../../wire/address.ts'
import { type Answer, failure, REFUSED, SERVER_FAILURE } from '../../../wire/answer.ts'
import { CLASS, EXTENDED_ERROR, isTransfer, RCODE, TYPE } from '../../../wire/constants.ts'
import { type NameKey, nameText } from '../../../wire/name.ts'
import { packetRecord, packetRecordEnd } from '../../../wire/packet-record.ts'
import { rdataOctets } from '../../../wire/rdata.ts'
import type { ResourceRecord } from '../../../wire/section.ts'
import { SuffixTable } from '../../../zone/suffix-table.ts'
import type { ZoneHistory } from '../../../zone/zone-history.ts'
import { clientAddress, clientOctets } from '../../../block/client-address.ts'
import type { Block, Occurrences, PluginDefinition } from '../../../block/definition.ts'
import { changesSince, messagesOf, wholeZone } from './messages.ts'
import { Notifier } from './notifier.ts'
import { OPTIONS, readTransfer, type TransferRule } from './options.ts'
import { TRANSFERS, type Transfers } from '../../../block/transfers.ts'
import { NoticeLimiter } from './notice-limiter.ts'

function setup(occurrences: Occurrences, block: Block): Plugin | null {
  const rules = occurrences.flatMap((directive) => readTransfer(directive, block) ?? [])
  if (rules.length === 0) return null
  const plugin = new TransferPlugin(rules, block)
  block.provide(TRANSFERS, plugin)
  return plugin
}

export const transfer: PluginDefinition = { name: 'transfer', options: OPTIONS, setup }

/** RFC 8914 §4.19. */
const PROHIBITED = failure(RCODE.REFUSED, {
  code: EXTENDED_ERROR.PROHIBITED,
  text: 'zones are not handed to this address, or not without a signature',
})
const MALFORMED = failure(RCODE.FORMERR)
/** The offset of the serial in the RDATA of an SOA record, from the end. */
const SERIAL_FROM_END = 20

class TransferPlugin implements Plugin, Transfers {
  readonly name = 'transfer'
  readonly #rules: SuffixTable<TransferRule>
  readonly #log: Log
  readonly #notifies: boolean
  readonly #histories = new Map<NameKey, ZoneHistory>()
  readonly #notifiers = new Map<ZoneHistory, Notifier>()
  readonly #limiter = new NoticeLimiter()

  constructor(rules: readonly TransferRule[], { log, contacts }: Pick<Block, 'log' | 'contacts'>) {
    // Of two rules for one zone the first applies.
    const entries = rules.toReversed().flatMap((rule) => rule.zones.map((zone) => [zone, rule] as const))
    this.#rules = new SuffixTable(entries)
    this.#log = log
    this.#notifies = contacts.servers
  }

  listedOf(zones: readonly NameKey[]): readonly NameKey[] {
    return zones.filter((zone) => this.#rules.find(zone)?.isComplete === false)
  }

  offer(history: ZoneHistory): void {
    const { origin } = history
    const rule = this.#rules.find(origin)
    if (rule === undefined || this.#histories.has(origin)) return
    this.#histories.set(origin, history)
    if (rule.targets.length === 0 || !this.#notifies) return
    this.#notifiers.set(history, new Notifier(history, rule, this.#limiter, this.#log))
  }

  withdraw(history: ZoneHistory): void {
    if (this.#histories.get(history.origin) === history) this.#histories.delete(history.origin)
    this.#notifiers.get(history)?.stop()
    this.#notifiers.delete(history)
  }

  readonly stop = async (): Promise<void> => {
    for (const notifier of this.#notifiers.values()) notifier.stop()
    this.#notifiers.clear()
  }

  readonly attach = (next: Handler): Handler => {
    return (query) => {
      if (!isTransfer(query.type)) return next(query)
      const rule = this.#rules.find(query.hashedName)
      const history = this.#histories.get(query.name)
      if (rule === undefined || history === undefined) return next(query)
      return isAllowed(rule, query) ? this.#answer(query, history) : PROHIBITED
    }
  }

  #answer(query: Query, history: ZoneHistory): Answer {
    if (query.type === TYPE.AXFR) {
      // RFC 5936 §4.2: AXFR is for TCP only.
      return query.transport === 'tcp' ? this.#begin(query, history, wholeZone(history.current), '') : REFUSED
    }
    const serial = serialOf(query)
    if (serial === null) return MALFORMED
    // RFC 1995 §2: over UDP, the SOA alone makes the secondary retry over TCP.
    if (query.transport !== 'tcp') return this.#begin(query, history, [history.current.soa], '')
    const { isWhole, records } = changesSince(history, serial)
    return this.#begin(query, history, records, isWhole ? '' : ` from ${serial}`)
  }

  #begin(
    query: Query,
    { origin, current }: ZoneHistory,
    records: Iterable<ResourceRecord>,
    from: string,
  ): Answer {
    const client = clientAddress(query)
    const messages = messagesOf(records, origin, (count) => {
      if (count === 1) return
      this.#log.info(
        `transfer: ${nameText(origin)}${from} to serial ${current.serial}, ${count} records, for ${client}`,
      )
    })
    const first = messages.next()
    if (first.done === true) return SERVER_FAILURE
    query.continuation = messages
    return first.value
  }
}

function isAllowed({ to, key }: TransferRule, query: Query): boolean {
  if (key !== null && query.signer?.key !== key.name) return false
  if (to === null) return true
  const client = clientOctets(query)
  return client !== null && to.some((range) => isInRange(client, range))
}

/** RFC 1995 §3: the serial of the secondary's zone in an IXFR query; `null` if the query has none. */
function serialOf({ request, name }: Query): number | null {
  const { packet, questionEnd } = request
  const hasAuthority = packet.readUInt16BE(6) === 0 && packet.readUInt16BE(8) === 1
  if (!hasAuthority || packetRecordEnd(packet, questionEnd) === -1) return null
  const soa = packetRecord(packet, questionEnd)
  if (soa.type !== TYPE.SOA || soa.class !== CLASS.IN || soa.name.toLowerCase() !== name) return null
  const octets = rdataOctets(soa.rdata)
  return Buffer.from(octets.slice(-SERIAL_FROM_END), 'latin1').readUInt32BE(0)
}
