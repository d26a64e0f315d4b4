/**
 * One section of a reply, encoded before the question is known. Names inside point only into the question, so the same
 * octets serve every asker in the asker's spelling, at any offset, and records can be dropped or reordered:
 *
 *   an owner equal to the question is the pointer 0xC00C, which never changes;
 *   a name that ends in the zone's origin ends in a *link*, a pointer whose two octets are filled in when the reply is
 *   written: the origin starts `distance` octets before the end of the question's name;
 *   an SRV target is not compressed (RFC 2782), so the origin's octets in it are *spelled*: overwritten with the
 *   question's spelling where that has capitals;
 *   what is owned by the target of a CNAME or SRV record has links to that target in the answer section, which begins right
 *   behind the question: at a negative distance. So these records stay where they are; whoever moves them decodes all.
 */
import { CLASS, RECORD_FIXED_OCTETS } from './constants.ts'
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

const NONE: readonly number[] = []

export class Section {
  /** One character an octet. */
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
      at = this.#recordEnd(at)
      ends.push(at)
    }
    return ends
  }

  /** Where the record ends that starts at an offset; the same offset behind the last one. */
  #recordEnd(start: number): number {
    if (start >= this.octets.length) return start
    const at = nameEnd(this.octets, start) + RECORD_FIXED_OCTETS
    return at + this.octets.charCodeAt(at - 2) * 256 + this.octets.charCodeAt(at - 1)
  }

  /** For each record its type. */
  recordTypes(): number[] {
    const types: number[] = []
    for (let at = 0; at < this.octets.length; ) {
      at = nameEnd(this.octets, at) + RECORD_FIXED_OCTETS
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
    return this.#first(this.recordEnds().indexOf(end) + 1, end)
  }

  /** As many of the first records as so many octets hold. Does not look at the rest, which may be cut off. */
  fitting(room: number): Section {
    let end = 0
    let count = 0
    for (let next = this.#recordEnd(end); next <= room && end < next; next = this.#recordEnd(end)) {
      end = next
      count++
    }
    return this.#first(count, end)
  }

  #first(count: number, end: number): Section {
    const links = this.links.slice(0, firstFrom(this.links, 2, end))
    const spelled = this.spelled.slice(0, firstFrom(this.spelled, 1, end))
    return new Section(this.octets.slice(0, end), count, links, spelled, this.originOctets)
  }

  /** The same records in another order; `order` holds each index once. */
  reorder(order: readonly number[]): Section {
    const ends = this.recordEnds()
    let octets = ''
    const links: number[] = []
    const spelled: number[] = []
    for (const index of order) {
      const start = index === 0 ? 0 : ends[index - 1]
      const end = ends[index]
      if (start === undefined || end === undefined)
        throw new RangeError(`${index} is none of the ${this.count} records of this section`)
      const shift = octets.length - start
      for (let i = firstFrom(this.links, 2, start); i < this.links.length; i += 2) {
        const offset = this.links[i] as number
        if (offset >= end) break
        links.push(offset + shift, this.links[i + 1] as number)
      }
      for (let i = firstFrom(this.spelled, 1, start); i < this.spelled.length; i++) {
        const offset = this.spelled[i] as number
        if (offset >= end) break
        spelled.push(offset + shift)
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
    if ((list[middle * step] as number) < offset) low = middle + 1
    else high = middle
  }
  return low * step
}

/** The offset behind a name, which we have written, and which may end in a pointer that is to be filled in. */
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

/** A record of class IN, the class of all data that kubezone makes. */
export function record(name: string, type: number, ttl: number, rdata: Rdata): ResourceRecord {
  return { name, type, class: CLASS.IN, ttl, rdata }
}
