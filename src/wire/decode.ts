/**
 * Decodes sections into records, for code that reads or changes answers: aliases, transfers, tests. Off the
 * hot path. A section holds two kinds of pointers: to the question's name, and links (see `Section`).
 */
import type { Answer } from './answer.ts'
import { CLASS } from './constants.ts'
import type { NamePart, Rdata } from './rdata.ts'
import { recordType } from './record-types.ts'
import { anchorOffset, type Records } from './encode.ts'
import type { ResourceRecord, Section } from './section.ts'

/** The sections of a reply to which links with a negative distance point. */
export type LinkedSections = Pick<Answer, 'answer' | 'authority'>

/**
 * A section's records as they appear in a reply to `question` (wire form, spelled as in the query). `linked`
 * are sections of the same reply.
 */
export function decodeSection(section: Section, question: string, linked: LinkedSections): ResourceRecord[] {
  if (section.count === 0) return []
  const reader = new Reader(section, question, linked)
  return section.recordEnds().map((end) => reader.record(end))
}

/** Decodes all three sections of an answer. */
export function decodeAnswer(given: Answer, question: string): Required<Records> {
  // An answer may build its sections at each access.
  const { answer, authority, additional } = given
  const linked = { answer, authority }
  return {
    answer: decodeSection(answer, question, linked),
    authority: decodeSection(authority, question, linked),
    additional: decodeSection(additional, question, linked),
  }
}

class Reader {
  readonly #octets: string
  readonly #spelled: ReadonlySet<number>
  readonly #originOctets: number
  readonly #question: string
  readonly #distances = new Map<number, number>()
  readonly #linked: LinkedSections
  readonly #linkedReaders = new Map<Section, Reader>()
  #at = 0

  constructor(section: Section, question: string, linked: LinkedSections) {
    this.#octets = section.octets
    this.#spelled = new Set(section.spelled)
    this.#originOctets = section.originOctets
    this.#question = question
    for (let i = 0; i < section.links.length; i += 2) {
      this.#distances.set(section.links[i] as number, section.links[i + 1] as number)
    }
    this.#linked = linked
  }

  record(end: number): ResourceRecord {
    const name = this.#name()
    const type = this.#word()
    const recordClass = this.#word()
    const ttl = this.#word() * 65536 + this.#word()
    this.#at += 2
    return { name, type, class: recordClass, ttl, rdata: this.#rdata(type, recordClass, end) }
  }

  #rdata(type: number, recordClass: number, end: number): Rdata {
    const parts: (string | NamePart)[] = []
    let octets = ''
    // Record types define the RDATA of class IN only; RDATA of other classes is opaque octets.
    for (const step of (recordClass === CLASS.IN ? recordType(type)?.layout : null) ?? []) {
      if (typeof step === 'object') {
        if (octets !== '') parts.push(octets)
        octets = ''
        parts.push({ name: this.#name(), compressible: step.name === 'compressed' })
      } else if (step === 'string') octets += this.#take(1 + this.#octets.charCodeAt(this.#at))
      else octets += this.#take(typeof step === 'number' ? step : end - this.#at)
    }
    if (this.#at < end) octets += this.#take(end - this.#at)
    if (octets !== '') parts.push(octets)
    return parts
  }

  #name(): string {
    let name = ''
    for (;;) {
      if (this.#spelled.has(this.#at)) {
        this.#at += this.#originOctets
        return name + this.#question.slice(-this.#originOctets)
      }
      const length = this.#octets.charCodeAt(this.#at)
      if (length >= 0xc0) {
        const distance = this.#distances.get(this.#at)
        this.#at += 2
        return name + (distance === undefined ? this.#question : this.#follow(distance))
      }
      name += this.#take(length + 1)
      if (length === 0) return name
    }
  }

  #follow(distance: number): string {
    if (distance > 0) return this.#question.slice(-distance)
    const { answer, authority } = this.#linked
    const offset = anchorOffset(distance)
    const isInAnswer = offset < answer.octets.length
    const section = isInAnswer ? answer : authority
    const reader = this.#linkedReaders.get(section) ?? new Reader(section, this.#question, this.#linked)
    this.#linkedReaders.set(section, reader)
    reader.#at = isInAnswer ? offset : offset - answer.octets.length
    return reader.#name()
  }

  #take(octets: number): string {
    this.#at += octets
    return this.#octets.slice(this.#at - octets, this.#at)
  }

  #word(): number {
    const octets = this.#take(2)
    return octets.charCodeAt(0) * 256 + octets.charCodeAt(1)
  }
}
