/**
 * `rrl [ZONE…] { … }`: response rate limiting, as CoreDNS's external plugin of this name has it. Over UDP the
 * source of a query may be forged; a reply that exceeds the rate of its category for the source's network is
 * dropped, or is truncated, so that a true client asks again over TCP, whose replies are not limited.
 */
import { type Handler, onAnswer, type Plugin } from '../../../chain/plugin.ts'
import type { Query } from '../../../chain/query.ts'
import { readOnce } from '../../../config/occurrences.ts'
import { count, flag, word } from '../../../config/option-kinds.ts'
import { type Option, readOptions } from '../../../config/options.ts'
import { reject } from '../../../config/reject.ts'
import type { Directive } from '../../../config/server-block.ts'
import type { Bounds } from '../../../config/settings.ts'
import { atToken, type Report } from '../../../config/token.ts'
import { type Answer, SILENCE, truncated } from '../../../wire/answer.ts'
import type { NameKey } from '../../../wire/name.ts'
import { SuffixTable } from '../../../zone/suffix-table.ts'
import { zonesOr } from '../../../block/block-zones.ts'
import { clientAddress, clientOctets } from '../../../block/client-address.ts'
import type { Block, Occurrences, PluginDefinition } from '../../../block/definition.ts'
import { Accounts } from './accounts.ts'
import { categoryOf, type Kind, KINDS } from './category.ts'
import { RrlCounters } from './counters.ts'

function setup(occurrences: Occurrences, block: Block): Plugin | null {
  const options = readOnce(occurrences, block.report, (directive) => readRrl(directive, block))
  return options === null ? null : new RrlPlugin(options)
}

class RrlPlugin implements Plugin {
  readonly name = 'rrl'
  readonly takesAllClasses = true
  readonly #options: RrlOptions
  readonly #accounts: Accounts
  readonly #counters = new RrlCounters()
  readonly metrics = () => this.#counters.metrics()

  constructor(options: RrlOptions) {
    this.#options = options
    this.#accounts = new Accounts(options.tableSize, options.windowMs)
  }

  readonly attach = (next: Handler): Handler => {
    const { zones, reportOnly } = this.#options
    return (query) => {
      if (zones.find(query.hashedName) === undefined) return next(query)
      if (this.#hasTooManyRequests(query) && !reportOnly) return SILENCE
      if (query.transport === 'tcp') return next(query)
      return onAnswer(next(query), (answer) => this.#limit(query, answer))
    }
  }

  #hasTooManyRequests(query: Query): boolean {
    const { requestIntervalMs } = this.#options
    if (requestIntervalMs === 0) return false
    const { balanceMs } = this.#accounts.debit(this.#network(query), requestIntervalMs, performance.now())
    if (balanceMs >= 0) return false
    this.#counters.exceeded('requests', clientAddress(query))
    return true
  }

  #limit(query: Query, answer: Answer): Answer {
    if (answer === SILENCE) return answer
    const { intervalsMs, reportOnly, slipRatio } = this.#options
    const { kind, key } = categoryOf(query, answer)
    const intervalMs = intervalsMs[kind]
    if (intervalMs === 0) return answer
    const account = this.#network(query) + key
    const { balanceMs, exceeded } = this.#accounts.debit(account, intervalMs, performance.now())
    if (balanceMs >= 0) return answer
    this.#counters.exceeded('responses', clientAddress(query))
    if (reportOnly) return answer
    return slipRatio > 0 && exceeded % slipRatio === 0 ? truncated(answer) : SILENCE
  }

  /** The octets of the client's address, with zeros behind the prefix of its network. */
  #network(query: Query): string {
    const octets = clientOctets(query) ?? ''
    const { ipv4Prefix, ipv6Prefix } = this.#options
    const prefix = octets.length === 4 ? ipv4Prefix : ipv6Prefix
    const whole = prefix >> 3
    if (octets.length <= whole) return octets
    const kept = octets.charCodeAt(whole) & (0xff00 >> (prefix & 7))
    return octets.slice(0, whole) + String.fromCharCode(kept) + '\0'.repeat(octets.length - whole - 1)
  }
}

// --- Options ---

interface RrlOptions {
  readonly zones: SuffixTable<NameKey>
  readonly windowMs: number
  readonly ipv4Prefix: number
  readonly ipv6Prefix: number
  /** The time in which a category earns a reply; 0: its replies are not limited. */
  readonly intervalsMs: Readonly<Record<Kind, number>>
  readonly requestIntervalMs: number
  /** Of the replies that exceed the rate every so-many-th is truncated; 0: all are dropped. */
  readonly slipRatio: number
  readonly tableSize: number
  readonly reportOnly: boolean
}

/** A day: longer than any useful window. */
const MAX_WINDOW_SECONDS = 86_400
const MAX_ALLOWANCE = 1_000_000
/** 16 MB. */
const MAX_TABLE_SIZE = 1_000_000

/** A number with or without a fraction, in decimal. */
function decimal<Default>({ min, max }: Bounds, or: Default): Option<number | Default> {
  return word((token, report: Report) => {
    const value = /^\d{1,9}(?:\.\d{1,9})?$/.test(token.text) ? Number(token.text) : NaN
    return value >= min && value <= max ? value : reject(token, `a number from ${min} to ${max}`, report)
  }, or)
}

/** `null` without the option: as `responses-per-second`. */
const allowance = () => decimal({ min: 0, max: MAX_ALLOWANCE }, null)

const OPTIONS = {
  window: decimal({ min: 0.001, max: MAX_WINDOW_SECONDS }, 15),
  'ipv4-prefix-length': count({ min: 1, max: 32, or: 24 }),
  'ipv6-prefix-length': count({ min: 1, max: 128, or: 56 }),
  'responses-per-second': allowance(),
  'nodata-per-second': allowance(),
  'nxdomains-per-second': allowance(),
  'referrals-per-second': allowance(),
  'errors-per-second': allowance(),
  'slip-ratio': count({ min: 0, max: 1000, or: 0 }),
  'requests-per-second': allowance(),
  'max-table-size': count({ min: 1, max: MAX_TABLE_SIZE, or: 100_000 }),
  'report-only': flag(),
}

export const rrl: PluginDefinition = { name: 'rrl', options: OPTIONS, setup }

function readRrl(directive: Directive, block: Block): RrlOptions | null {
  const zones = zonesOr(directive.args, block)
  const read = readOptions(directive, OPTIONS, { report: block.report })
  if (zones === null) return null
  const responses = read['responses-per-second'] ?? 0
  const intervalOf = (kind: Kind): number => intervalMs(read[`${kind}-per-second`] ?? responses)
  const requestIntervalMs = intervalMs(read['requests-per-second'] ?? 0)
  if (requestIntervalMs === 0 && KINDS.every((kind) => intervalOf(kind) === 0)) {
    const message = `'rrl' limits nothing: no rate is above 0`
    const hint = "add a line such as 'responses-per-second 10'"
    block.report(atToken('KZ_COREFILE_IGNORED', directive.name, message, hint))
  }
  return {
    zones: SuffixTable.ofZones(zones),
    windowMs: read.window * 1000,
    ipv4Prefix: read['ipv4-prefix-length'],
    ipv6Prefix: read['ipv6-prefix-length'],
    intervalsMs: {
      responses: intervalOf('responses'),
      nodata: intervalOf('nodata'),
      nxdomains: intervalOf('nxdomains'),
      referrals: intervalOf('referrals'),
      errors: intervalOf('errors'),
    },
    requestIntervalMs,
    slipRatio: read['slip-ratio'],
    tableSize: read['max-table-size'],
    reportOnly: read['report-only'],
  }
}

function intervalMs(perSecond: number): number {
  return perSecond === 0 ? 0 : 1000 / perSecond
}
