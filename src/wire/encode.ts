/** Encodes records into sections. `Section` describes how names are compressed. */
import { HEADER_OCTETS, MAX_NAME_OCTETS, TYPE } from './constants.ts'
import { isWithin, keyOf, type NameKey, ROOT } from './name.ts'
import { EMPTY_SECTION, type ResourceRecord, Section } from './section.ts'

/** QTYPE and QCLASS, which lie between the question's name and the answer section. */
const QUESTION_TAIL_OCTETS = 4

/**
 * RFC 1035 §4.1.4: a pointer has 14 bits. A name at a higher offset of the answer section is no anchor,
 * because behind the longest question no pointer reaches it.
 */
const MAX_ANCHOR_OFFSET = 0x3fff - HEADER_OCTETS - MAX_NAME_OCTETS - QUESTION_TAIL_OCTETS

/**
 * Targets of links: names in the RDATA of the answer section, with their negative distances (see `Section`).
 */
type Anchors = Map<string, number>

/** The offset in the answer section to which a link with a negative distance points. */
export function anchorOffset(distance: number): number {
  return -distance - QUESTION_TAIL_OCTETS
}

const OWNER_IS_QUESTION = '\xc0\x0c'

/** Records by section, before they are encoded. */
export interface Records {
  readonly answer?: readonly ResourceRecord[]
  readonly authority?: readonly ResourceRecord[]
  readonly additional?: readonly ResourceRecord[]
}

export type Sections = Readonly<Record<keyof Records, Section>>

/**
 * Encodes records for replies to `question`, in any spelling. A name is compressed to a pointer to the
 * question if it equals the question, to a link if it is the target of a CNAME or SRV record in the answer
 * section, and to labels with a link if it ends in `origin`. `origin` is a suffix of the question, or the
 * root for no such compression.
 */
export function encodeSections(records: Records, question: NameKey, origin: NameKey): Sections {
  const anchors: Anchors = new Map()
  const encode = (list: readonly ResourceRecord[] | undefined, isAnswer: boolean): Section => {
    if (list === undefined || list.length === 0) return EMPTY_SECTION
    const encoder = new Encoder(question, origin, anchors, isAnswer)
    for (const one of list) encoder.add(one)
    return encoder.finish()
  }
  const answer = encode(records.answer, true)
  return {
    answer,
    authority: encode(records.authority, false),
    additional: encode(records.additional, false),
  }
}

/** Encodes one section without anchors, so that its records can be reordered. */
export function encodeSection(
  records: readonly ResourceRecord[],
  question: NameKey,
  origin: NameKey,
): Section {
  return encodeSections({ authority: records }, question, origin).authority
}

class Encoder {
  readonly #question: NameKey
  readonly #origin: NameKey
  readonly #anchors: Anchors
  /**
   * Whether targets become anchors. True in the answer section while it consists of CNAME records and then
   * SRV records: these keep their offsets when addresses are reordered.
   */
  #isAnchoring: boolean
  #previousType: number = TYPE.CNAME
  #octets = ''
  #length = 0
  #count = 0
  readonly #links: number[] = []
  readonly #spelled: number[] = []

  constructor(question: NameKey, origin: NameKey, anchors: Anchors, isAnswer: boolean) {
    this.#question = question
    this.#origin = origin
    this.#anchors = anchors
    this.#isAnchoring = isAnswer
  }

  add(one: ResourceRecord): void {
    this.#count++
    this.#isAnchoring &&=
      one.type === TYPE.SRV || (one.type === TYPE.CNAME && this.#previousType === TYPE.CNAME)
    this.#previousType = one.type
    this.#append(this.#name(one.name, true, this.#length))
    this.#append(
      String.fromCharCode(
        one.type >> 8,
        one.type & 0xff,
        one.class >> 8,
        one.class & 0xff,
        (one.ttl >>> 24) & 0xff,
        (one.ttl >>> 16) & 0xff,
        (one.ttl >>> 8) & 0xff,
        one.ttl & 0xff,
      ),
    )
    // RDLENGTH precedes the data, so the data is encoded first.
    const start = this.#length + 2
    let data = ''
    for (const part of one.rdata) {
      if (typeof part === 'string') {
        data += part
        continue
      }
      const at = start + data.length
      data += this.#name(part.name, part.compressible, at)
      if (this.#isAnchoring) this.#anchor(part.name, at)
    }
    this.#append(String.fromCharCode(data.length >> 8, data.length & 0xff) + data)
  }

  #append(octets: string): void {
    this.#octets += octets
    this.#length += octets.length
  }

  #anchor(name: string, at: number): void {
    if (at > MAX_ANCHOR_OFFSET || this.#anchors.has(name)) return
    this.#anchors.set(name, -(QUESTION_TAIL_OCTETS + at))
  }

  /** Encodes a name for this offset of the section, and records its link or spelled origin. */
  #name(name: string, compress: boolean, at: number): string {
    const key = keyOf(name)
    if (compress && key === this.#question) return OWNER_IS_QUESTION
    const anchor = compress ? this.#anchors.get(name) : undefined
    if (anchor !== undefined) {
      this.#links.push(at, anchor)
      return '\xc0\0'
    }
    if (this.#origin === ROOT || !isWithin(key, this.#origin)) return name
    const labels = name.slice(0, name.length - this.#origin.length)
    if (compress) {
      this.#links.push(at + labels.length, this.#origin.length)
      return `${labels}\xc0\0`
    }
    this.#spelled.push(at + labels.length)
    return labels + this.#origin
  }

  finish(): Section {
    return new Section(this.#octets, this.#count, this.#links, this.#spelled, this.#origin.length)
  }
}
