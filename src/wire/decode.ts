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

/**
 * A section's records as they appear in a reply to `question` (wire form, spelled as in the query). `answer`
 * is the answer section of the same reply, the target of links with a negative distance.
 */
export function decodeSection(section: Section, question: string, answer: Section): ResourceRecord[] {
  if (section.count === 0) return []
  const reader = new Reader(section, question, answer)
  return section.recordEnds().map((end) => reader.record(end))
}

/** Decodes all three sections of an answer. */
export function decodeAnswer(answer: Answer, question: string): Required<Records> {
  const first = answer.answer
  return {
    answer: decodeSection(first, question, first),
    authority: decodeSection(answer.authority, question, first),
    additional: decodeSection(answer.additional, question, first),
  }
}

class Reader {
  readonly #octets: string
  readonly #spelled: ReadonlySet<number>
  readonly #originOctets: number
  readonly #question: string
  readonly #distances = new Map<number, number>()
  readonly #answer: Section
  #answerReader: Reader | null = null
  #at = 0

  constructor(section: Section, question: string, answer: Section) {
    this.#octets = section.octets
    this.#spelled = new Set(section.spelled)
    this.#originOctets = section.originOctets
    this.#question = question
    for (let i = 0; i < section.links.length; i += 2) {
      this.#distances.set(section.links[i] as number, section.links[i + 1] as number)
    }
    this.#answer = answer
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
    const reader = this.#answerReader ?? new Reader(this.#answer, this.#question, this.#answer)
    this.#answerReader = reader
    reader.#at = anchorOffset(distance)
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
