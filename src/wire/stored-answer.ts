/**
 * An answer as a zone keeps it, in a `RecordStore`: eight numbers, the links and spelled origins of its sections, and their
 * octets one behind the other, just as they follow each other in a reply. That is one section, which is the answer or, in a
 * negative answer, the authority section, and the additional one. Who wants a section as such gets it made; the writer
 * copies everything at once.
 */
import type { Answer } from './answer.ts'
import { FLAG } from './constants.ts'
import { padded, type RecordStore, WORD_OCTETS } from './record-store.ts'
import { EMPTY_SECTION, Section } from './section.ts'

/** Which word of a stored answer holds what. */
export const WORD = {
  /** The type of the records in the answer section, or 0; the length of the origin; and whether the answer is negative. */
  KIND: 0,
  /** Octets that the stored answer takes, these words and padding included. */
  SIZE: 1,
  OCTETS: 2,
  ADDITIONAL_OCTETS: 3,
  COUNT: 4,
  ADDITIONAL_COUNT: 5,
  /** How many links, two words each, as in `Section`, but counted from the start of the first section. */
  LINKS: 6,
  /** How many spelled origins, one word each, counted likewise. */
  SPELLED: 7,
  END: 8,
} as const

export const TYPE_BITS = 0xffff
const ORIGIN_SHIFT = 16
const ORIGIN_BITS = 0xff
const NEGATIVE = 1 << 24

export abstract class StoredAnswer implements Answer {
  abstract readonly rcode: number
  readonly store: RecordStore
  readonly at: number

  constructor(store: RecordStore, at: number) {
    this.store = store
    this.at = at
  }

  /** What a zone says is authoritative. */
  get flags(): number {
    return FLAG.AA
  }

  get extendedError(): null {
    return null
  }

  get type(): number {
    return this.#word(WORD.KIND) & TYPE_BITS
  }

  get answer(): Section {
    return this.isNegative ? EMPTY_SECTION : this.#first()
  }

  get authority(): Section {
    return this.isNegative ? this.#first() : EMPTY_SECTION
  }

  get additional(): Section {
    return this.#section(
      this.#word(WORD.OCTETS),
      this.#word(WORD.ADDITIONAL_OCTETS),
      this.#word(WORD.ADDITIONAL_COUNT),
    )
  }

  /** Of the section that has the most, how many. */
  get mostRecords(): number {
    return Math.max(this.#word(WORD.COUNT), this.#word(WORD.ADDITIONAL_COUNT))
  }

  /** As many of the answer's first records as so many octets hold. Does not look at the rest. */
  answerWithin(room: number): Section {
    return this.isNegative
      ? EMPTY_SECTION
      : this.#section(0, Math.min(room, this.#word(WORD.OCTETS)), this.#word(WORD.COUNT)).fitting(room)
  }

  get answerCount(): number {
    return this.isNegative ? 0 : this.#word(WORD.COUNT)
  }

  get additionalCount(): number {
    return this.#word(WORD.ADDITIONAL_COUNT)
  }

  get isNegative(): boolean {
    return this.#word(WORD.KIND) >= NEGATIVE
  }

  /** Octets that it takes in the store. */
  get size(): number {
    return this.#word(WORD.SIZE)
  }

  /** Whether two say the same to every question. */
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
    // Both lists ascend.
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

/** Keeps the records of a type, and what goes along with them; returns the offset. */
export function storeAnswer(store: RecordStore, type: number, answer: Section, additional: Section): number {
  return storeSections(store, type, answer, additional)
}

/** Keeps an answer that consists of an authority section; returns the offset. */
export function storeNegative(store: RecordStore, authority: Section): number {
  return storeSections(store, NEGATIVE, authority, EMPTY_SECTION)
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
