/**
 * One section of a reply, encoded before the question is known. Its names point into the question, so the
 * same octets fit every query in the query's spelling, at any offset, and records can be dropped or
 * reordered:
 *
 *   an owner name equal to the question is the pointer 0xC00C, which never changes;
 *   a name that ends in the zone's origin, or a part of it, ends in a *link*: a pointer whose two octets the
 *   writer fills in. Its target starts `distance` octets before the end of the question's name;
 *   an SRV target is not compressed (RFC 2782), so the origin in it is *spelled*: the writer overwrites it
 *   with the question's spelling if that has capitals;
 *   a name that is, or ends in, a target of the answer or authority section before it has a link to that
 *   target, at a negative distance: the answer section begins right behind the question.
 *
 * Records with such targets keep their offsets: code that moves them decodes and encodes the whole answer.
 */
import { CLASS, RECORD_FIXED_OCTETS } from './constants.ts'
import type { Rdata } from './rdata.ts'

/** A resource record outside a message. */
export interface ResourceRecord {
  /** The owner name in wire form, in the spelling that replies have. */
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
  /** The number of records. */
  readonly count: number
  /**
   * Pairs: the offset of a pointer, and its target's distance from the end of the question's name. Offsets
   * ascend.
   */
  readonly links: readonly number[]
  /** The offsets of spelled-out origins, ascending. */
  readonly spelled: readonly number[]
  /** The length of a spelled-out origin. */
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

  /** The offset behind each record. It is computed on demand: only truncation and reordering need it. */
  recordEnds(): number[] {
    const ends: number[] = []
    for (let at = 0; at < this.octets.length; ) {
      at = this.#recordEnd(at)
      ends.push(at)
    }
    return ends
  }

  /** The offset behind the record at `start`; `start` itself behind the last record. */
  #recordEnd(start: number): number {
    if (start >= this.octets.length) return start
    const at = nameEnd(this.octets, start) + RECORD_FIXED_OCTETS
    return at + this.octets.charCodeAt(at - 2) * 256 + this.octets.charCodeAt(at - 1)
  }

  /**
   * The section behind an answer section of `octets`, if it was encoded behind an empty one: the links into
   * the authority section are longer.
   */
  behind(octets: number): Section {
    const links = this.links.map((one, i) => (i % 2 === 1 && one < 0 ? one - octets : one))
    return new Section(this.octets, this.count, links, this.spelled, this.originOctets)
  }

  /** The type of each record. */
  recordTypes(): number[] {
    const types: number[] = []
    for (let at = 0; at < this.octets.length; ) {
      at = nameEnd(this.octets, at) + RECORD_FIXED_OCTETS
      types.push(this.octets.charCodeAt(at - 10) * 256 + this.octets.charCodeAt(at - 9))
      at += this.octets.charCodeAt(at - 2) * 256 + this.octets.charCodeAt(at - 1)
    }
    return types
  }

  /** The offset behind each RRset: adjacent records with one owner name and type. */
  setEnds(): number[] {
    const ends: number[] = []
    let previous = ''
    let start = 0
    for (const end of this.recordEnds()) {
      const ownerEnd = nameEnd(this.octets, start)
      // The octets of all links are equal until the writer fills them in; their distances tell them apart.
      const distance = this.#distanceAt(ownerEnd - 2) ?? ''
      const ownerAndType = this.octets.slice(start, ownerEnd + 2) + distance
      if (ownerAndType === previous) ends.pop()
      ends.push(end)
      previous = ownerAndType
      start = end
    }
    return ends
  }

  /** The distance of the link at an offset; `undefined` if no link is there. */
  #distanceAt(offset: number): number | undefined {
    const i = firstFrom(this.links, 2, offset)
    return this.links[i] === offset ? this.links[i + 1] : undefined
  }

  /** The records before `end`, the offset behind one of them. */
  upTo(end: number): Section {
    return this.#first(this.recordEnds().indexOf(end) + 1, end)
  }

  /** The first records that fit into `room` octets. It does not read the others, which may be cut off. */
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

  /** The records in another order; `order` holds each index once. */
  reorder(order: readonly number[]): Section {
    const ends = this.recordEnds()
    let octets = ''
    const links: number[] = []
    const spelled: number[] = []
    for (const index of order) {
      const start = index === 0 ? 0 : ends[index - 1]
      const end = ends[index]
      if (start === undefined || end === undefined)
        throw new RangeError(`${index} is not the index of one of the ${this.count} records of this section`)
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

/**
 * The index of the first offset not below `offset`, in a list whose every `step`th number is an ascending
 * offset.
 */
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

/** The offset behind a name of a section, which may end in an unfilled link. */
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

/** Makes a record of class IN, the class of all records that kubezone makes. */
export function record(name: string, type: number, ttl: number, rdata: Rdata): ResourceRecord {
  return { name, type, class: CLASS.IN, ttl, rdata }
}
