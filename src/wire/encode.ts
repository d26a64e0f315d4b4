/** Encodes records into sections. `Section` describes how names are compressed. */
import { HEADER_OCTETS, MAX_NAME_OCTETS, TYPE } from './constants.ts'
import { isWildcard, isWithin, keyOf, type NameKey, ROOT } from './name.ts'
import { EMPTY_SECTION, type ResourceRecord, Section } from './section.ts'
import { DNAME } from './types/dname.ts'

/** QTYPE and QCLASS, which lie between the question's name and the answer section. */
const QUESTION_TAIL_OCTETS = 4

/**
 * RFC 1035 §4.1.4: a pointer has 14 bits. A name at a higher offset behind the question is no anchor, because
 * behind the longest question no pointer reaches it.
 */
export const MAX_ANCHOR_OFFSET = 0x3fff - HEADER_OCTETS - MAX_NAME_OCTETS - QUESTION_TAIL_OCTETS

/**
 * Targets of links: names in the RDATA of the answer and authority sections, and their suffixes, with their
 * negative distances (see `Section`).
 */
type Anchors = Map<NameKey, number>

/** The offset behind the question to which a link with a negative distance points. */
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

const ALIASES: ReadonlySet<number> = new Set([TYPE.CNAME, DNAME.number])

/**
 * Types whose targets become anchors in the answer section. Records of these types keep their offsets when
 * addresses are reordered, as long as no record of another type precedes them.
 */
const ANSWER_ANCHORS: ReadonlySet<number> = new Set([TYPE.CNAME, DNAME.number, TYPE.SRV, TYPE.NS, TYPE.SOA])
const AUTHORITY_ANCHORS: ReadonlySet<number> = new Set([TYPE.NS, TYPE.SOA])
const NO_ANCHORS: ReadonlySet<number> = new Set()
/** Types that are put before or behind the others when the records of a section are reordered. */
const MOVED: ReadonlySet<number> = new Set([...ALIASES, TYPE.A, TYPE.AAAA, TYPE.MX])

/**
 * Encodes records for replies to `question`, in any spelling. A name is compressed to a pointer to the
 * question if it equals the question; else to its first labels, if any, and a link to the longest suffix that
 * is an anchor or a suffix of `origin`. `origin` is a suffix of the question, or the root for no such links.
 * If the question is a wildcard, its records answer other names too (RFC 4592 §2.1): the question then is the
 * name of their owners only.
 */
export function encodeSections(records: Records, question: NameKey, origin: NameKey): Sections {
  const anchors: Anchors = new Map()
  const { answer: found = [], authority: authorities = [], additional: others = [] } = records
  // Field by field: spreads took half of the time of an RRset.
  const answer = encode(found, {
    question,
    origin,
    anchors,
    anchorTypes: ANSWER_ANCHORS,
    offset: 0,
    hasFixedOwners: false,
    isAnswer: true,
  })
  const offset = answer.octets.length
  const isFixed = authorities.every(({ type }) => !MOVED.has(type))
  const authority = encode(authorities, {
    question,
    origin,
    anchors,
    anchorTypes: isFixed ? AUTHORITY_ANCHORS : NO_ANCHORS,
    offset,
    hasFixedOwners: isFixed,
    isAnswer: false,
  })
  const additional = encode(others, {
    question,
    origin,
    anchors,
    anchorTypes: NO_ANCHORS,
    offset,
    hasFixedOwners: false,
    isAnswer: false,
  })
  return { answer, authority, additional }
}

/** Encodes an answer section without anchors, so that its records can be reordered. */
export function encodeSection(
  records: readonly ResourceRecord[],
  question: NameKey,
  origin: NameKey,
): Section {
  const context = { question, origin, anchors: new Map(), offset: 0, isAnswer: true, hasFixedOwners: false }
  return encode(records, { ...context, anchorTypes: NO_ANCHORS })
}

function encode(records: readonly ResourceRecord[], context: Context): Section {
  if (records.length === 0) return EMPTY_SECTION
  const encoder = new Encoder(context)
  for (const one of records) encoder.add(one)
  return encoder.finish()
}

/** What the encoder of a section knows of the reply. */
interface Context {
  readonly question: NameKey
  readonly origin: NameKey
  /** Those of the sections before, to which the encoder adds. */
  readonly anchors: Anchors
  readonly anchorTypes: ReadonlySet<number>
  /** The offset of the section behind the question. */
  readonly offset: number
  readonly isAnswer: boolean
  /** Whether owner names become anchors: no record of the section can be reordered. */
  readonly hasFixedOwners: boolean
}

class Encoder {
  readonly #context: Context
  /** The question, if an owner name, or a name in RDATA, may be a pointer to it. */
  readonly #owner: NameKey | null
  readonly #target: NameKey | null
  #isAnchoring = true
  /** Whether the section consists of aliases so far. */
  #isChain = true
  #octets = ''
  #length = 0
  #count = 0
  readonly #links: number[] = []
  readonly #spelled: number[] = []

  constructor(context: Context) {
    const { question, isAnswer } = context
    this.#context = context
    this.#target = isWildcard(question) ? null : question
    this.#owner = isAnswer ? question : this.#target
  }

  add(one: ResourceRecord): void {
    this.#count++
    // Aliases behind other records move to the front when addresses are reordered.
    const isAlias = ALIASES.has(one.type)
    this.#isAnchoring &&= this.#context.anchorTypes.has(one.type) && (this.#isChain || !isAlias)
    this.#isChain &&= isAlias
    this.#append(this.#name(one.name, this.#owner, this.#length, this.#context.hasFixedOwners))
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
      if (typeof part === 'string') data += part
      else if (part.compressible) {
        data += this.#name(part.name, this.#target, start + data.length, this.#isAnchoring)
      } else data += this.#spell(part.name, start + data.length)
    }
    this.#append(String.fromCharCode(data.length >> 8, data.length & 0xff) + data)
  }

  #append(octets: string): void {
    this.#octets += octets
    this.#length += octets.length
  }

  /** Makes a name at an offset of the section an anchor, unless it is one already. */
  #anchor(name: NameKey, at: number): void {
    const { anchors, offset } = this.#context
    if (offset + at <= MAX_ANCHOR_OFFSET && !anchors.has(name))
      anchors.set(name, -(QUESTION_TAIL_OCTETS + offset + at))
  }

  /**
   * Compresses a name at an offset of the section. `question` is the name that becomes a pointer to the
   * question. With `isTarget`, the name and its suffixes become anchors.
   */
  #name(name: string, question: NameKey | null, at: number, isTarget: boolean): string {
    const key = keyOf(name)
    if (key === question) return OWNER_IS_QUESTION
    let suffix = key
    for (let start = 0; suffix !== ROOT; start = key.length - suffix.length) {
      const distance = this.#distanceOf(suffix)
      if (distance !== undefined) {
        this.#links.push(at + start, distance)
        return `${name.slice(0, start)}\xc0\0`
      }
      if (isTarget) this.#anchor(suffix, at + start)
      suffix = suffix.slice(suffix.charCodeAt(0) + 1) as NameKey
    }
    return name
  }

  #distanceOf(suffix: NameKey): number | undefined {
    const { anchors, origin } = this.#context
    return anchors.get(suffix) ?? (isWithin(origin, suffix) ? suffix.length : undefined)
  }

  /** Records where the origin of an uncompressed name is. */
  #spell(name: string, at: number): string {
    const key = keyOf(name)
    const { origin } = this.#context
    if (this.#isAnchoring) this.#anchor(key, at)
    if (origin === ROOT || !isWithin(key, origin)) return name
    const labels = name.slice(0, name.length - origin.length)
    this.#spelled.push(at + labels.length)
    return labels + origin
  }

  finish(): Section {
    return new Section(this.#octets, this.#count, this.#links, this.#spelled, this.#context.origin.length)
  }
}
