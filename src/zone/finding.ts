/** What a look into a zone came to: the answer, ready to be written, and what kind of answer it is. */
import { RCODE } from '../wire/constants.ts'
import { RecordStore } from '../wire/record-store.ts'
import { EMPTY_SECTION, type Section } from '../wire/section.ts'
import { storeAnswer, StoredAnswer, storeNegative } from '../wire/stored-answer.ts'

/** An `ALIAS` is the CNAME alone; see `followAlias`. */
export const FINDING = { ANSWER: 0, ALIAS: 1, NODATA: 2, NXDOMAIN: 3 } as const
export type FindingKind = (typeof FINDING)[keyof typeof FINDING]

/** What a lone answer takes, most likely. */
const LONE_OCTETS = 256

export class Finding extends StoredAnswer {
  readonly kind: FindingKind

  private constructor(kind: FindingKind, store: RecordStore, at: number) {
    super(store, at)
    this.kind = kind
  }

  /** The records of one type at a name, as the answer to a question for them. */
  static records(
    type: number,
    answer: Section,
    additional: Section = EMPTY_SECTION,
    store = new RecordStore(LONE_OCTETS),
  ): Finding {
    return new Finding(FINDING.ANSWER, store, storeAnswer(store, type, answer, additional))
  }

  /** What `records` has stored. */
  static stored(store: RecordStore, at: number): Finding {
    return new Finding(FINDING.ANSWER, store, at)
  }

  /** A stored CNAME as the answer to a question for another type. */
  static alias(store: RecordStore, at: number): Finding {
    return new Finding(FINDING.ALIAS, store, at)
  }

  static negative(kind: typeof FINDING.NODATA | typeof FINDING.NXDOMAIN, soa: Section): Finding {
    const store = new RecordStore(LONE_OCTETS)
    return new Finding(kind, store, storeNegative(store, soa))
  }

  get rcode(): number {
    return this.kind === FINDING.NXDOMAIN ? RCODE.NXDOMAIN : RCODE.NOERROR
  }
}
