/**
 * An answer as a zone keeps it, in a `RecordStore`: eleven numbers, the links and spelled origins of all sections, and the
 * sections' octets one behind the other, just as they follow each other in a reply. Who wants a section as such gets it
 * made; the writer copies everything at once.
 */
import type { Answer } from './answer.ts'
import { FLAG } from './constants.ts'
import { padded, type RecordStore, WORD_OCTETS } from './record-store.ts'
import { EMPTY_SECTION, Section } from './section.ts'

/** Which word of a stored answer holds what. */
export const WORD = {
  /** The type of the records in the answer section; 0 where there are none. */
  TYPE: 0,
  /** Octets that the stored answer takes, these words and padding included. */
  SIZE: 1,
  ANSWER_OCTETS: 2,
  AUTHORITY_OCTETS: 3,
  ADDITIONAL_OCTETS: 4,
  ANSWER_COUNT: 5,
  AUTHORITY_COUNT: 6,
  ADDITIONAL_COUNT: 7,
  /** How many links, two words each, as in `Section`, but counted from the start of the answer section. */
  LINKS: 8,
  /** How many spelled origins, one word each, counted likewise. */
  SPELLED: 9,
  ORIGIN_OCTETS: 10,
  END: 11,
} as const

type Place = 0 | 1 | 2

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
    return this.#word(WORD.TYPE)
  }

  get answer(): Section {
    return this.#section(0)
  }

  get authority(): Section {
    return this.#section(1)
  }

  get additional(): Section {
    return this.#section(2)
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

  #section(place: Place): Section {
    const count = this.#word(WORD.ANSWER_COUNT + place)
    if (count === 0) return EMPTY_SECTION
    let start = 0
    for (let i = 0; i < place; i++) start += this.#word(WORD.ANSWER_OCTETS + i)
    const length = this.#word(WORD.ANSWER_OCTETS + place)
    const first = WORD.END + 2 * this.#word(WORD.LINKS)
    const last = first + this.#word(WORD.SPELLED)
    const isHere = (offset: number): boolean => offset >= start && offset < start + length
    const links: number[] = []
    for (let i = WORD.END; i < first; i += 2) {
      const offset = this.#word(i)
      if (isHere(offset)) links.push(offset - start, this.#word(i + 1))
    }
    const spelled: number[] = []
    for (let i = first; i < last; i++) if (isHere(this.#word(i))) spelled.push(this.#word(i) - start)
    const records = this.at + last * WORD_OCTETS + start
    const octets = this.store.octets.toString('latin1', records, records + length)
    return new Section(octets, count, links, spelled, this.#word(WORD.ORIGIN_OCTETS))
  }
}

/** Keeps the sections of an answer; returns the offset. */
export function storeAnswer(
  store: RecordStore,
  type: number,
  answer: Section = EMPTY_SECTION,
  authority: Section = EMPTY_SECTION,
  additional: Section = EMPTY_SECTION,
): number {
  const sections = [answer, authority, additional]
  const links: number[] = []
  const spelled: number[] = []
  let records = 0
  for (const section of sections) {
    for (const [i, number] of section.links.entries()) links.push(i % 2 === 0 ? records + number : number)
    for (const offset of section.spelled) spelled.push(records + offset)
    records += section.octets.length
  }
  const head = [
    type,
    0,
    ...sections.map(({ octets }) => octets.length),
    ...sections.map(({ count }) => count),
    links.length / 2,
    spelled.length,
    Math.max(...sections.map(({ originOctets }) => originOctets)),
    ...links,
    ...spelled,
  ]
  const size = head.length * WORD_OCTETS + padded(records)
  head[WORD.SIZE] = size
  const at = store.reserve(size)
  store.words.set(head, at / WORD_OCTETS)
  let end = at + head.length * WORD_OCTETS
  for (const { octets } of sections) end += store.octets.write(octets, end, 'latin1')
  return at
}
