/**
 * A stored answer whose A, AAAA and MX records are sent in random order. The writer shuffles the records in
 * the reply's buffer, so a reply costs a few swaps. Code that reads the sections gets `arranged`, a copy in
 * random order.
 */
import type { Answer, RequiredRecords } from './answer.ts'
import { RECORD_FIXED_OCTETS, TYPE } from './constants.ts'
import { soundNameEnd } from './packet-name.ts'
import type { Section } from './section.ts'
import { type RandomBelow, shuffle } from './shuffle.ts'
import { StoredAnswer } from './stored-answer.ts'

export interface Shuffler {
  readonly random: RandomBelow
  /** A copy of the answer in random order, with its own sections. */
  readonly arrange: (given: StoredAnswer) => Answer
}

export class ShuffledAnswer extends StoredAnswer {
  readonly rcode: number
  readonly shuffler: Shuffler
  readonly #given: StoredAnswer
  #arranged: Answer | null = null

  constructor(given: StoredAnswer, shuffler: Shuffler) {
    super(given.store, given.at)
    this.rcode = given.rcode
    this.#given = given
    this.shuffler = shuffler
  }

  override get flags(): number {
    return this.#given.flags
  }

  override get required(): RequiredRecords {
    return this.#given.required
  }

  get arranged(): Answer {
    this.#arranged ??= this.shuffler.arrange(this.#given)
    return this.#arranged
  }

  override get answer(): Section {
    return this.arranged.answer
  }

  override get authority(): Section {
    return this.arranged.authority
  }

  override get additional(): Section {
    return this.arranged.additional
  }
}

/** The largest message holds at most this many of the shortest records, of 12 octets. */
const MAX_RECORDS = 5461
const offsets = new Uint16Array(MAX_RECORDS + 1)
const scratch = Buffer.alloc(65_535)

/**
 * Shuffles the records of a section in a reply if all are of type A, AAAA or MX: no name points to those.
 * `start` and `end` are offsets in the reply; the records are well-formed.
 */
export function shuffleRecords(
  reply: Buffer,
  start: number,
  end: number,
  count: number,
  random: RandomBelow,
): void {
  if (count < 2 || count > MAX_RECORDS) return
  let size = -1
  let at = start
  for (let i = 0; i < count; i++) {
    offsets[i] = at
    const behindOwner = soundNameEnd(reply, at)
    const type = ((reply[behindOwner] as number) << 8) | (reply[behindOwner + 1] as number)
    if (type !== TYPE.A && type !== TYPE.AAAA && type !== TYPE.MX) return
    const dataOctets = ((reply[behindOwner + 8] as number) << 8) | (reply[behindOwner + 9] as number)
    const next = behindOwner + RECORD_FIXED_OCTETS + dataOctets
    size = i === 0 || size === next - at ? next - at : 0
    at = next
  }
  offsets[count] = end
  if (size > 0) swapRecords(reply, start, count, size, random)
  else moveRecords(reply, start, end, count, random)
}

/**
 * Shuffles records of one size in the reply. The loop repeats `shuffle`, because a call for each swap takes a
 * fifth longer.
 */
function swapRecords(reply: Buffer, start: number, count: number, size: number, random: RandomBelow): void {
  for (let i = count - 1; i > 0; i--) {
    const j = random(i + 1)
    if (j === i) continue
    const one = start + i * size
    const other = start + j * size
    for (let k = 0; k < size; k++) {
      const octet = reply[one + k] as number
      reply[one + k] = reply[other + k] as number
      reply[other + k] = octet
    }
  }
}

/** Shuffles records of several sizes: copies the section, then writes the records back in random order. */
function moveRecords(reply: Buffer, start: number, end: number, count: number, random: RandomBelow): void {
  reply.copy(scratch, start, start, end)
  const order = Array.from({ length: count }, (_, i) => i)
  shuffle(order, random)
  let at = start
  for (const index of order) at += scratch.copy(reply, at, offsets[index], offsets[index + 1])
}
