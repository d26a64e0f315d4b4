/**
 * One section of a reply, encoded before the question is known. Names inside point only into the question, so the same
 * octets serve every asker in the asker's spelling, at any offset, and records can be dropped or reordered:
 *
 *   an owner equal to the question is the pointer 0xC00C, which never changes;
 *   a name that ends in the zone's origin ends in a *link*, a pointer whose two octets are filled in when the reply is
 *   written: the origin starts `distance` octets before the end of the question's name;
 *   an SRV target is not compressed (RFC 2782), so the origin's octets in it are *spelled*: overwritten with the
 *   question's spelling where that has capitals;
 *   an SRV target's addresses are owned by links into the answer section, which begins right behind the question: at a
 *   negative distance. So an answer section that others link into must stay as it is; whoever changes it decodes both.
 */
import { CLASS, HEADER_OCTETS, MAX_NAME_OCTETS } from './constants.ts'
import { flat, isWithin, type NameKey, ROOT, keyOf } from './name.ts'
import type { Rdata } from './rdata.ts'

/** A resource record away from any message. */
export interface ResourceRecord {
  /** Owner in wire form, spelled as it shall appear. */
  readonly name: string
  readonly type: number
  readonly class: number
  readonly ttl: number
  readonly rdata: Rdata
}

/** Offsets repeat from section to section (most have none, the next most the same two): equal lists are one list. */
const lists = new Map<string, readonly number[]>()
/** Beyond this many different lists, further ones are kept as they are. */
const MAX_LISTS = 10_000
const NONE: readonly number[] = Object.freeze([])

function shared(list: readonly number[]): readonly number[] {
  if (list.length === 0) return NONE
  const key = list.join()
  const known = lists.get(key)
  if (known !== undefined) return known
  if (lists.size < MAX_LISTS) lists.set(key, list)
  return list
}

export class Section {
  /** One character an octet: a third of the memory of small byte arrays, and comparable with `===`. */
  readonly octets: string
  /** How many records. */
  readonly count: number
  /** Pairs: offset of a pointer, distance of its target from the end of the question's name; offsets ascend. */
  readonly links: readonly number[]
  /** Offsets at which the origin stands spelled out; they ascend. */
  readonly spelled: readonly number[]
  /** Octets of the origin that `spelled` means. */
  readonly originOctets: number

  constructor(
    octets: string,
    count: number,
    links: readonly number[],
    spelled: readonly number[],
    originOctets: number,
  ) {
    this.octets = octets
    this.count = count
    this.links = links
    this.spelled = spelled
    this.originOctets = originOctets
  }

  /** For each record the offset behind it. Worked out when asked for: only what is cut or reordered needs it. */
  recordEnds(): number[] {
    const ends: number[] = []
    for (let at = 0; at < this.octets.length; ) {
      at = nameEnd(this.octets, at) + FIXED_OCTETS
      at += this.octets.charCodeAt(at - 2) * 256 + this.octets.charCodeAt(at - 1)
      ends.push(at)
    }
    return ends
  }

  /** For each record its type. */
  recordTypes(): number[] {
    const types: number[] = []
    for (let at = 0; at < this.octets.length; ) {
      at = nameEnd(this.octets, at) + FIXED_OCTETS
      types.push(this.octets.charCodeAt(at - 10) * 256 + this.octets.charCodeAt(at - 9))
      at += this.octets.charCodeAt(at - 2) * 256 + this.octets.charCodeAt(at - 1)
    }
    return types
  }

  /** For each RRset the offset behind it: records of one owner and type that stand together. */
  setEnds(): number[] {
    const ends: number[] = []
    let previous = ''
    let start = 0
    for (const end of this.recordEnds()) {
      const ownerEnd = nameEnd(this.octets, start)
      // Links look alike until they are filled in; what tells them apart is where they lead.
      const distance = this.#distanceAt(ownerEnd - 2) ?? ''
      const ownerAndType = this.octets.slice(start, ownerEnd + 2) + distance
      if (ownerAndType === previous) ends.pop()
      ends.push(end)
      previous = ownerAndType
      start = end
    }
    return ends
  }

  /** Where the link at an offset leads; `undefined` if there is none. */
  #distanceAt(offset: number): number | undefined {
    const i = firstFrom(this.links, 2, offset)
    return this.links[i] === offset ? this.links[i + 1] : undefined
  }

  /** The records before an offset at which one ends. */
  upTo(end: number): Section {
    const count = this.recordEnds().indexOf(end) + 1
    const links = this.links.filter((_, i) => (this.links[i - (i % 2)] ?? 0) < end)
    const spelled = this.spelled.filter((at) => at < end)
    return new Section(this.octets.slice(0, end), count, links, spelled, this.originOctets)
  }

  /** The same records in another order; `order` holds each index once. */
  reorder(order: readonly number[]): Section {
    const ends = this.recordEnds()
    let octets = ''
    const links: number[] = []
    const spelled: number[] = []
    for (const index of order) {
      const start = ends[index - 1] ?? 0
      const end = ends[index] ?? start
      const shift = octets.length - start
      for (let i = firstFrom(this.links, 2, start); (this.links[i] ?? end) < end; i += 2) {
        links.push((this.links[i] ?? 0) + shift, this.links[i + 1] ?? 0)
      }
      for (let i = firstFrom(this.spelled, 1, start); (this.spelled[i] ?? end) < end; i++) {
        spelled.push((this.spelled[i] ?? 0) + shift)
      }
      octets += this.octets.slice(start, end)
    }
    return new Section(octets, this.count, links, spelled, this.originOctets)
  }
}

/** Where in a list of ascending offsets, one in every `step` numbers, the first stands that is not below `offset`. */
function firstFrom(list: readonly number[], step: number, offset: number): number {
  let low = 0
  let high = list.length / step
  while (low < high) {
    const middle = (low + high) >> 1
    if ((list[middle * step] ?? 0) < offset) low = middle + 1
    else high = middle
  }
  return low * step
}

/** TYPE, CLASS, TTL, RDLENGTH. */
const FIXED_OCTETS = 10

/** The offset behind a name, which may end in a pointer. */
function nameEnd(octets: string, start: number): number {
  for (let at = start; at < octets.length; ) {
    const length = octets.charCodeAt(at)
    if (length >= 0xc0) return at + 2
    at += length + 1
    if (length === 0) return at
  }
  return octets.length
}

export const EMPTY_SECTION = new Section('', 0, NONE, NONE, 0)

/** Names that stand in the answer section already, and the (negative) distances at which. */
export type Anchors = ReadonlyMap<string, number>
const NO_ANCHORS: Anchors = new Map()

/** QTYPE and QCLASS, which lie between the question's name and the answer section. */
const QUESTION_TAIL_OCTETS = 4
/** Owner (a pointer), fixed part, and the three numbers before an SRV record's target. */
const SRV_TARGET_OFFSET = 2 + 10 + 6

/** RFC 1035 §4.1.4: a pointer has 14 bits. What lies behind the longest question and further than they reach is no anchor. */
const MAX_ANCHOR_OFFSET = 0x3fff - HEADER_OCTETS - MAX_NAME_OCTETS - QUESTION_TAIL_OCTETS

/** Where the targets of an answer section lie that holds nothing but the question's SRV records. */
export function srvAnchors(records: readonly ResourceRecord[], section: Section): Anchors {
  const anchors = new Map<string, number>()
  const ends = section.recordEnds()
  for (const [i, { rdata }] of records.entries()) {
    const target = rdata.find((part) => typeof part !== 'string')
    const offset = (ends[i - 1] ?? 0) + SRV_TARGET_OFFSET
    if (offset > MAX_ANCHOR_OFFSET) break
    if (target !== undefined && !anchors.has(target.name))
      anchors.set(target.name, -(QUESTION_TAIL_OCTETS + offset))
  }
  return anchors
}

/** The offset in the answer section that a link of negative distance means. */
export function anchorOffset(distance: number): number {
  return -distance - QUESTION_TAIL_OCTETS
}

const OWNER_IS_QUESTION = '\xc0\x0c'

/**
 * Encodes records for replies to questions for `question` and its like. Names are compressed against the question where
 * they equal it, and against `origin` (a suffix of the question, or the root where there is none) where they end in it.
 */
export function encodeSection(
  records: readonly ResourceRecord[],
  question: NameKey,
  origin: NameKey,
  anchors: Anchors = NO_ANCHORS,
): Section {
  if (records.length === 0) return EMPTY_SECTION
  const encoder = new Encoder(question, origin, anchors)
  for (const one of records) encoder.add(one)
  return encoder.finish()
}

class Encoder {
  readonly #question: NameKey
  readonly #origin: NameKey
  readonly #anchors: Anchors
  #octets = ''
  #count = 0
  readonly #links: number[] = []
  readonly #spelled: number[] = []

  constructor(question: NameKey, origin: NameKey, anchors: Anchors) {
    this.#question = question
    this.#origin = origin
    this.#anchors = anchors
  }

  add(one: ResourceRecord): void {
    this.#count++
    this.#addName(one.name, true)
    this.#octets += String.fromCharCode(
      one.type >> 8,
      one.type & 0xff,
      one.class >> 8,
      one.class & 0xff,
      (one.ttl >>> 24) & 0xff,
      (one.ttl >>> 16) & 0xff,
      (one.ttl >>> 8) & 0xff,
      one.ttl & 0xff,
    )
    // RDLENGTH comes before the data: write the data behind a placeholder, which the parts below do not move.
    const before = this.#octets
    this.#octets += '\0\0'
    const start = this.#octets.length
    for (const part of one.rdata) {
      if (typeof part === 'string') this.#octets += part
      else this.#addName(part.name, part.compressible)
    }
    const data = this.#octets.slice(start)
    this.#octets = before + String.fromCharCode(data.length >> 8, data.length & 0xff) + data
  }

  #addName(name: string, compress: boolean): void {
    const key = keyOf(name)
    const anchor = compress ? this.#anchors.get(name) : undefined
    if (compress && key === this.#question) {
      this.#octets += OWNER_IS_QUESTION
    } else if (anchor !== undefined) {
      this.#links.push(this.#octets.length, anchor)
      this.#octets += '\xc0\0'
    } else if (this.#origin !== ROOT && isWithin(key, this.#origin)) {
      const labels = name.slice(0, name.length - this.#origin.length)
      this.#octets += labels
      if (compress) {
        this.#links.push(this.#octets.length, this.#origin.length)
        this.#octets += '\xc0\0'
      } else {
        this.#spelled.push(this.#octets.length)
        this.#octets += this.#origin
      }
    } else {
      this.#octets += name
    }
  }

  finish(): Section {
    const links = shared(this.#links)
    const spelled = shared(this.#spelled)
    return new Section(flat(this.#octets), this.#count, links, spelled, this.#origin.length)
  }
}

/** A record of class IN, the class of all data that kubezone makes. */
export function record(name: string, type: number, ttl: number, rdata: Rdata): ResourceRecord {
  return { name, type, class: CLASS.IN, ttl, rdata }
}
