/**
 * `secondary [ZONE…] { transfer from ADDRESS…; key NAME; fallthrough [ZONE…] }`: answers from zones that are
 * transferred from primaries and refreshed.
 */
import { type Handler, onAnswer, type Plugin } from '../../../chain/plugin.ts'
import type { Reason } from '../../../report/reason.ts'
import type { Query } from '../../../chain/query.ts'
import type { Directive } from '../../../config/server-block.ts'
import { parseAddress } from '../../../wire/address.ts'
import { type Answer, EMPTY_ANSWER, failure } from '../../../wire/answer.ts'
import { EXTENDED_ERROR, FLAG, RCODE, TYPE } from '../../../wire/constants.ts'
import { type NameKey, nameText } from '../../../wire/name.ts'
import { SuffixTable } from '../../../zone/suffix-table.ts'
import { clientOctets } from '../../../block/client-address.ts'
import { carryKey, type Identity } from '../../../block/carry.ts'
import type { Block, Occurrences, PluginDefinition } from '../../../block/definition.ts'
import { KeptAnswers } from '../../../chain/kept-answers.ts'
import { answerFromSource, fallsThrough, findEntry, type KeptOfZones } from '../file/answer.ts'
import { TRANSFERS, type Transfers } from '../../../block/transfers.ts'
import { signing } from '../tsig/reply-check.ts'
import { type TsigKey, unixTime } from '../tsig/signature.ts'
import { OPTIONS, readSecondary, type SecondaryOptions } from './options.ts'
import { ZoneFollower } from './zone-follower.ts'
import { zoneReason } from '../file/zone-reason.ts'

/** Followers stay over a reload: the primaries may be down then. */
const FOLLOWER = carryKey<ZoneFollower>('secondary', (follower) => {
  follower.stop()
})

interface SecondaryEntry {
  readonly follower: ZoneFollower
  /** Addresses whose notices are accepted, as octets. */
  readonly primaries: ReadonlySet<string>
  readonly key: TsigKey | null
  readonly fallthrough: SuffixTable<NameKey>
}

function setup(occurrences: Occurrences, block: Block): Plugin | null {
  const entries = occurrences.flatMap((directive) => makeEntries(directive, block))
  return entries.length === 0 ? null : new SecondaryPlugin(entries, block)
}

export const secondary: PluginDefinition = { name: 'secondary', options: OPTIONS, setup }

const NOT_FOLLOWED = failure(RCODE.NOTAUTH)
const MALFORMED = failure(RCODE.FORMERR)
const PROHIBITED = failure(RCODE.REFUSED, {
  code: EXTENDED_ERROR.PROHIBITED,
  text: 'notices come from the primary, signed as the zone is',
})
const ACKNOWLEDGED: Answer = Object.freeze({ ...EMPTY_ANSWER, flags: FLAG.AA })

class SecondaryPlugin implements Plugin {
  readonly name = 'secondary'
  readonly takesNotices = true
  readonly #entries: readonly SecondaryEntry[]
  /** Of two lines for one zone the first applies. */
  readonly #table: SuffixTable<SecondaryEntry>
  readonly #transfers: Transfers | null
  readonly #asksPrimaries: boolean
  #withdrawals: readonly (() => void)[] = []

  constructor(entries: readonly SecondaryEntry[], block: Block) {
    this.#entries = entries
    this.#table = new SuffixTable(entries.toReversed().map((one) => [one.follower.origin, one] as const))
    this.#transfers = block.get(TRANSFERS) ?? null
    this.#asksPrimaries = block.contacts.servers
  }

  readonly start = async (): Promise<void> => {
    const transfers = this.#transfers
    if (transfers !== null)
      this.#withdrawals = this.#entries.map(({ follower }) => follower.offerTo(transfers))
    await this.refresh()
  }

  readonly stop = async (): Promise<void> => {
    for (const withdraw of this.#withdrawals) withdraw()
  }

  readonly refresh = async (): Promise<void> => {
    if (this.#asksPrimaries) for (const { follower } of this.#entries) follower.refresh()
  }

  readonly isReady = (): boolean => this.#entries.every(({ follower }) => follower.zone !== null)

  readonly explain = (query: Query, answer: Answer): Reason | null => {
    const entry = findEntry(this.#table, query, ({ follower }) => follower)
    if (entry === undefined) return null
    const what = `the primary's zone ${nameText(entry.follower.origin)}`
    return zoneReason(entry.follower, what, query, answer)
  }

  readonly attach = (next: Handler): Handler => {
    const kept: KeptOfZones = new KeptAnswers()
    const entries = this.#table
    return (query) => {
      const entry = findEntry(entries, query, ({ follower }) => follower)
      if (query.request.isNotify) {
        return entry?.follower.origin === query.name ? acceptNotice(entry, query) : NOT_FOLLOWED
      }
      if (entry === undefined) return next(query)
      return onAnswer(answerFromSource(entry.follower, query, kept), (found) =>
        fallsThrough(found, query, entry.fallthrough) ? next(query) : found,
      )
    }
  }
}

/** Equal for the same zone, primaries and key. */
function identityOf(origin: NameKey, { primaries, key }: SecondaryOptions): Identity {
  const proof = key === null ? null : [key.name, key.algorithm, key.secret.toString('hex')]
  return [origin, primaries.map(({ address, port }) => [address, port]), proof]
}

/** RFC 1996 §3.11: the records of a notice are hints, and are ignored. */
function acceptNotice({ follower, primaries, key }: SecondaryEntry, query: Query): Answer {
  if (query.type !== TYPE.SOA) return MALFORMED
  if (key !== null && query.signer?.key !== key.name) return PROHIBITED
  if (!primaries.has(clientOctets(query) ?? '')) return PROHIBITED
  follower.refresh()
  return ACKNOWLEDGED
}

function makeEntries(directive: Directive, block: Block): SecondaryEntry[] {
  const options = readSecondary(directive, block)
  const { zones, primaries, key, fallthrough } = options
  if (primaries.length === 0) return []
  const { carry, log } = block
  const sign = key === null ? null : signing(key, unixTime)
  const addresses = new Set(
    primaries.flatMap(({ address }) => parseAddress(address.replace(/%.*/, '')) ?? []),
  )
  const passedOn = SuffixTable.ofZones(fallthrough)
  return zones.map((origin) => ({
    follower: carry(
      FOLLOWER,
      identityOf(origin, options),
      () => new ZoneFollower({ origin, primaries, sign, log }),
    ),
    primaries: addresses,
    key,
    fallthrough: passedOn,
  }))
}
