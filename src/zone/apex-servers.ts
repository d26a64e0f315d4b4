/**
 * Adds the name servers of an authored zone, and their addresses, to its positive answers, as far as a reply
 * has room for them.
 */
import { type Answer, EMPTY_ANSWER, type RequiredRecords, withRecords } from '../wire/answer.ts'
import { FLAG, TYPE } from '../wire/constants.ts'
import { decodeAnswer } from '../wire/decode.ts'
import { encodeSections, MAX_ANCHOR_OFFSET, type Records, type Sections } from '../wire/encode.ts'
import { keyOf, type NameKey } from '../wire/name.ts'
import { rdataOctets } from '../wire/rdata.ts'
import { recordType } from '../wire/record-types.ts'
import type { ResourceRecord, Section } from '../wire/section.ts'
import { DNSKEY } from '../wire/types/dnskey.ts'
import { DS } from '../wire/types/ds.ts'
import type { Finding } from './finding.ts'

/** The name servers and their addresses. */
export const SERVERS_REQUIRED: RequiredRecords = Object.freeze({ authority: false, additional: 0 })
const POSITIVE: Answer = Object.freeze({ ...EMPTY_ANSWER, flags: FLAG.AA, required: SERVERS_REQUIRED })

/** Types whose answers have no name servers: ANY, and two that resolvers ask the zone's own servers for. */
const ANSWERED_ALONE: ReadonlySet<number> = new Set([TYPE.ANY, DS.number, DNSKEY.number])

export class ApexServers {
  readonly #origin: NameKey
  /** The NS records of the apex. */
  readonly #records: readonly ResourceRecord[]
  readonly #addresses: readonly ResourceRecord[]
  readonly #hosts: ReadonlySet<NameKey>
  /** Both, encoded for a reply without an answer section. */
  readonly #sections: Sections

  constructor(origin: NameKey, records: readonly ResourceRecord[], addresses: readonly ResourceRecord[]) {
    this.#origin = origin
    this.#records = records
    this.#addresses = addresses
    this.#hosts = new Set(addresses.map(({ name }) => keyOf(name)))
    // The question is a placeholder: links to the origin are valid behind all names of the zone.
    const question = `\0${origin}` as NameKey
    this.#sections = encodeSections({ authority: records, additional: addresses }, question, origin)
  }

  /** Whether answers to a question have the name servers in their authority section. */
  areFor(name: NameKey, type: number): boolean {
    if (this.#records.length === 0 || ANSWERED_ALONE.has(type)) return false
    return type !== TYPE.NS || name !== this.#origin
  }

  /** The answer to a question that `found` answers and that the name servers are for. */
  beside(found: Finding, name: NameKey): Answer {
    const mayRepeat = found.additionalCount > 0 || this.#hosts.has(name) || hasNames(found.type)
    return (mayRepeat ? null : this.#behind(found.answer)) ?? this.#merged(found, name)
  }

  /**
   * As `beside`, for an answer section of these records; `null` if one of them may be an address of a server.
   */
  behind(answer: Section, records: readonly ResourceRecord[]): Answer | null {
    return records.some(({ name }) => this.#hosts.has(keyOf(name))) ? null : this.#behind(answer)
  }

  /** `null` if the answer is too long for pointers behind it. */
  #behind(answer: Section): Answer | null {
    const { authority, additional } = this.#sections
    const octets = answer.octets.length
    if (octets + authority.octets.length > MAX_ANCHOR_OFFSET) return null
    const { rcode, flags, required, extendedError } = POSITIVE
    const [servers, addresses] = [authority.behind(octets), additional.behind(octets)]
    return { rcode, flags, answer, authority: servers, additional: addresses, required, extendedError }
  }

  /** As `beside`, for records. RFC 2181 §5: no record is twice in a reply. */
  records(answer: readonly ResourceRecord[], additional: readonly ResourceRecord[]): Required<Records> {
    const known = new Set([...answer, ...additional].map(identity))
    const others = this.#addresses.filter((one) => !known.has(identity(one)))
    return { answer, authority: this.#records, additional: [...additional, ...others] }
  }

  #merged(found: Finding, name: NameKey): Answer {
    const { answer, additional } = decodeAnswer(found, name)
    return withRecords(POSITIVE, this.records(answer, additional), name, name)
  }
}

/** Whether data of a type has names, to which names of the name servers may point. */
function hasNames(type: number): boolean {
  return recordType(type)?.fields.some(({ extent }) => typeof extent === 'object') === true
}

function identity({ name, type, rdata }: ResourceRecord): string {
  return `${keyOf(name)} ${type} ${rdataOctets(rdata)}`
}
