/**
 * `dns64 [PREFIX] { … }`: DNS64 (RFC 6147), for IPv6-only clients behind a NAT64. A name with A records and
 * no AAAA records gets synthetic AAAA records with addresses of the NAT64. The reverse names of these
 * addresses are aliases of the reverse names of the IPv4 addresses.
 */
import { type Handler, type Metric, onAnswer, type Plugin } from '../../../chain/plugin.ts'
import type { Query } from '../../../chain/query.ts'
import { addressOfReverseName, isInRange, reverseName } from '../../../wire/address.ts'
import { type Answer, EMPTY_ANSWER, SILENCE, withRecords } from '../../../wire/answer.ts'
import { CLASS, FLAG, RCODE, TYPE } from '../../../wire/constants.ts'
import { typeNumber } from '../../../wire/record-types.ts'
import { decodeAnswer } from '../../../wire/decode.ts'
import { ROOT } from '../../../wire/name.ts'
import { addressData, rdataOctets, targetData } from '../../../wire/rdata.ts'
import { record, type ResourceRecord } from '../../../wire/section.ts'
import { clientOctets } from '../../../block/client-address.ts'
import type { Block, Occurrences, PluginDefinition } from '../../../block/definition.ts'
import { asksDnssec } from '../../../block/query-facts.ts'
import { type Dns64Options, OPTIONS, readDns64 } from './options.ts'
import { embed, extract } from './prefix.ts'

function setup(occurrences: Occurrences, { report }: Block): Plugin {
  return new Dns64Plugin(readDns64(occurrences, report))
}

export const dns64: PluginDefinition = { name: 'dns64', options: OPTIONS, setup }

/** RFC 6147 §5.1.7: the TTL, in seconds, if the negative answer for AAAA has no SOA record. */
const DEFAULT_TTL = 600
/**
 * RFC 6147 §5.1.4: the prefix of IPv4-mapped addresses (RFC 4291 §2.5.5.2), to which no packet can be sent.
 */
const MAPPED = { octets: `${'\0'.repeat(10)}\xff\xff\0\0\0\0`, prefix: 96 }
const RRSIG = typeNumber('RRSIG')

class Dns64Plugin implements Plugin {
  readonly name = 'dns64'
  readonly #options: Dns64Options
  /** The number of translated queries by the server's port. */
  readonly #translated = new Map<number, number>()

  constructor(options: Dns64Options) {
    this.#options = options
  }

  readonly metrics = (): readonly Metric[] => [
    {
      name: 'coredns_dns64_requests_translated_total',
      help: 'Counter of DNS requests translated by dns64.',
      type: 'counter',
      samples: Array.from(this.#translated, ([port, value]) => ({
        labels: { server: `dns://:${port}` },
        value,
      })),
    },
  ]

  readonly attach = (next: Handler): Handler => {
    return (query) => {
      if (query.type === TYPE.AAAA && this.#isFor(query)) {
        return onAnswer(next(query), (answer) => this.#addresses(query, answer))
      }
      return query.type === TYPE.PTR && this.#isFor(query) ? this.#reverse(query, next) : next(query)
    }
  }

  /** RFC 6147 §5.5: a client that validates signatures itself (DO and CD) must get the signed records. */
  #isFor(query: Query): boolean {
    if (asksDnssec(query) && (query.request.flags & FLAG.CD) !== 0) return false
    return this.#options.allowsIPv4 || clientOctets(query)?.length === 16
  }

  /** RFC 6147 §5.1.2: NXDOMAIN means no A records either. Every other rcode counts as an empty answer. */
  #addresses(query: Query, given: Answer): Answer | Promise<Answer> {
    if (given.rcode === RCODE.NXDOMAIN || given === SILENCE) return given
    const records = decodeAnswer(given, query.spelledName)
    const usable = records.answer.filter((one) => !isMapped(one))
    const hasAddresses = usable.some(({ type }) => type === TYPE.AAAA)
    const own =
      usable.length === records.answer.length
        ? given
        : withRecords(given, { ...records, answer: usable }, query.name, ROOT)
    if (hasAddresses && !this.#options.translatesAll) return own
    const asked = query.derive(query.name, { type: TYPE.A })
    if (asked === null) return own
    const soa = records.authority.find(({ type }) => type === TYPE.SOA)
    return onAnswer(query.lookup(asked), (found) => {
      const translated = this.#translate(query, found, soa?.ttl ?? DEFAULT_TTL)
      // RFC 6147 §5.1.1: without A records, the reply is the answer to the query for A records.
      return translated ?? (hasAddresses ? own : found)
    })
  }

  /** Converts an answer to a query for A records to the client's answer; `null` if it has no A records. */
  #translate(query: Query, found: Answer, maxTtl: number): Answer | null {
    const records = decodeAnswer(found, query.spelledName)
    if (!records.answer.some(isIPv4)) return null
    const answer = records.answer.flatMap((one) => {
      if (isIPv4(one)) {
        const octets = embed(this.#options.prefix, rdataOctets(one.rdata))
        return record(one.name, TYPE.AAAA, Math.min(one.ttl, maxTtl), addressData(octets))
      }
      // The signature of the A records does not cover the synthetic AAAA records.
      return one.type === RRSIG && coveredType(one) === TYPE.A ? [] : one
    })
    this.#count(query)
    const { rcode, flags, extendedError } = found
    const base = { ...EMPTY_ANSWER, rcode, flags: flags & ~FLAG.AD, extendedError }
    return withRecords(base, { ...records, answer }, query.name, ROOT)
  }

  /** RFC 6147 §5.3.1: an alias of the IPv4 address's reverse name, if that name has an answer. */
  #reverse(query: Query, next: Handler): Answer | Promise<Answer> {
    const octets = addressOfReverseName(query.name)
    const address = octets === null ? null : extract(this.#options.prefix, octets)
    const target = address === null ? null : reverseName(address)
    const asked = target === null ? null : query.derive(target)
    if (target === null || asked === null) return next(query)
    return onAnswer(query.lookup(asked), (found) => {
      const records = decodeAnswer(found, target)
      const [first] = records.answer
      if (found.rcode !== RCODE.NOERROR || first === undefined) return next(query)
      this.#count(query)
      const alias = record(query.name, TYPE.CNAME, Math.min(first.ttl, DEFAULT_TTL), targetData(target))
      return withRecords(found, { ...records, answer: [alias, ...records.answer] }, query.name, ROOT)
    })
  }

  #count({ server: { port } }: Query): void {
    this.#translated.set(port, (this.#translated.get(port) ?? 0) + 1)
  }
}

function isIPv4({ type, class: recordClass }: ResourceRecord): boolean {
  return type === TYPE.A && recordClass === CLASS.IN
}

function isMapped({ type, rdata }: ResourceRecord): boolean {
  return type === TYPE.AAAA && isInRange(rdataOctets(rdata), MAPPED)
}

/** RFC 4034 §3.1.1: RRSIG data begins with the type covered. */
function coveredType({ rdata }: ResourceRecord): number {
  const octets = rdataOctets(rdata)
  return octets.charCodeAt(0) * 256 + octets.charCodeAt(1)
}
