/**
 * An answer of a zone, in a `RecordStore`: eight words, then the links and spelled origins of its sections,
 * then the octets of the sections in the order of a reply. The first section is the answer section, or the
 * authority section of a denial or a referral. The second is the additional section. The accessors make
 * `Section` objects on demand; the writer copies all octets at once.
 */
import { type Answer, type ExtendedError, type RequiredRecords, USUALLY_REQUIRED } from './answer.ts'
import { FLAG } from './constants.ts'
import { padded, type RecordStore, WORD_OCTETS } from './record-store.ts'
import { EMPTY_SECTION, Section } from './section.ts'

/** The indexes of the words of a stored answer. */
export const WORD = {
  /**
   * Three bit fields: the type of the answer section, or 0; the length of the origin; whether the first
   * section is the authority section.
   */
  KIND: 0,
  /** The length of the stored answer in octets, including these words and padding. */
  SIZE: 1,
  OCTETS: 2,
  ADDITIONAL_OCTETS: 3,
  COUNT: 4,
  ADDITIONAL_COUNT: 5,
  /**
   * The number of links. Each has two words, as in `Section`, with the offset from the start of the first
   * section.
   */
  LINKS: 6,
  /** The number of spelled origins. Each has one word, the offset from the start of the first section. */
  SPELLED: 7,
  END: 8,
} as const

export const TYPE_BITS = 0xffff
const ORIGIN_SHIFT = 16
const ORIGIN_BITS = 0xff
const IS_AUTHORITY = 1 << 24

export abstract class StoredAnswer implements Answer {
  abstract readonly rcode: number
  readonly store: RecordStore
  readonly at: number

  constructor(store: RecordStore, at: number) {
    this.store = store
    this.at = at
  }

  /** Answers of a zone are authoritative. */
  get flags(): number {
    return FLAG.AA
  }

  get required(): RequiredRecords {
    return USUALLY_REQUIRED
  }

  get extendedError(): ExtendedError | null {
    return null
  }

  get type(): number {
    return this.#word(WORD.KIND) & TYPE_BITS
  }

  get answer(): Section {
    return this.hasNoAnswer ? EMPTY_SECTION : this.#first()
  }

  get authority(): Section {
    return this.hasNoAnswer ? this.#first() : EMPTY_SECTION
  }

  get additional(): Section {
    return this.#section(
      this.#word(WORD.OCTETS),
      this.#word(WORD.ADDITIONAL_OCTETS),
      this.#word(WORD.ADDITIONAL_COUNT),
    )
  }

  /** The number of records in the section that has the most. */
  get mostRecords(): number {
    return Math.max(this.#word(WORD.COUNT), this.#word(WORD.ADDITIONAL_COUNT))
  }

  /** The first records of the answer section that fit into `room` octets. It does not read the others. */
  answerWithin(room: number): Section {
    return this.hasNoAnswer
      ? EMPTY_SECTION
      : this.#section(0, Math.min(room, this.#word(WORD.OCTETS)), this.#word(WORD.COUNT)).fitting(room)
  }

  get answerCount(): number {
    return this.hasNoAnswer ? 0 : this.#word(WORD.COUNT)
  }

  get additionalCount(): number {
    return this.#word(WORD.ADDITIONAL_COUNT)
  }

  /** Whether the first section is the authority section. */
  get hasNoAnswer(): boolean {
    return this.#word(WORD.KIND) >= IS_AUTHORITY
  }

  /** The length in the store, in octets. */
  get size(): number {
    return this.#word(WORD.SIZE)
  }

  /** Whether two stored answers write the same reply to every question. */
  equals(other: StoredAnswer): boolean {
    const otherEnd = other.at + other.size
    return (
      this.store.octets.compare(other.store.octets, other.at, otherEnd, this.at, this.at + this.size) === 0
    )
  }

  #word(index: number): number {
    return this.store.words[this.at / WORD_OCTETS + index] as number
  }

  get originOctets(): number {
    return (this.#word(WORD.KIND) >> ORIGIN_SHIFT) & ORIGIN_BITS
  }

  #first(): Section {
    return this.#section(0, this.#word(WORD.OCTETS), this.#word(WORD.COUNT))
  }

  #section(start: number, length: number, count: number): Section {
    if (count === 0) return EMPTY_SECTION
    const first = WORD.END + 2 * this.#word(WORD.LINKS)
    const last = first + this.#word(WORD.SPELLED)
    // The offsets in both lists ascend.
    const links: number[] = []
    for (let i = WORD.END; i < first && this.#word(i) < start + length; i += 2) {
      if (this.#word(i) >= start) links.push(this.#word(i) - start, this.#word(i + 1))
    }
    const spelled: number[] = []
    for (let i = first; i < last && this.#word(i) < start + length; i++) {
      if (this.#word(i) >= start) spelled.push(this.#word(i) - start)
    }
    const records = this.at + last * WORD_OCTETS + start
    const octets = this.store.octets.toString('latin1', records, records + length)
    return new Section(octets, count, links, spelled, this.originOctets)
  }
}

/** Stores the answer and additional sections for a type. Returns the offset. */
export function storeAnswer(store: RecordStore, type: number, answer: Section, additional: Section): number {
  return storeSections(store, type, answer, additional)
}

/** Stores the authority and additional sections of a denial or a referral. Returns the offset. */
export function storeAuthority(store: RecordStore, authority: Section, additional: Section): number {
  return storeSections(store, IS_AUTHORITY, authority, additional)
}

function storeSections(store: RecordStore, kind: number, section: Section, additional: Section): number {
  const links = [...section.links]
  const { length } = section.octets
  for (const [i, number] of additional.links.entries()) links.push(i % 2 === 0 ? length + number : number)
  const spelled = [...section.spelled, ...additional.spelled.map((offset) => length + offset)]
  const originOctets = Math.max(section.originOctets, additional.originOctets)
  const records = length + additional.octets.length
  const size = (WORD.END + links.length + spelled.length) * WORD_OCTETS + padded(records)
  const at = store.reserve(size)
  let word = at / WORD_OCTETS
  const head = [
    kind | (originOctets << ORIGIN_SHIFT),
    size,
    length,
    additional.octets.length,
    section.count,
    additional.count,
    links.length / 2,
    spelled.length,
  ]
  for (const numbers of [head, links, spelled]) {
    store.words.set(numbers, word)
    word += numbers.length
  }
  store.octets.write(section.octets, word * WORD_OCTETS, 'latin1')
  store.octets.write(additional.octets, word * WORD_OCTETS + length, 'latin1')
  return at
}
