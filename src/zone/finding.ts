/** The result of a lookup in a zone: an encoded answer and its kind. */
import { RCODE } from '../wire/constants.ts'
import { RecordStore } from '../wire/record-store.ts'
import { EMPTY_SECTION, type Section } from '../wire/section.ts'
import { storeAnswer, storeAuthority, StoredAnswer } from '../wire/stored-answer.ts'

/** `ALIAS` holds the CNAME record only; `followAlias` adds the rest of the chain. */
export const FINDING = { ANSWER: 0, ALIAS: 1, NODATA: 2, NXDOMAIN: 3 } as const
export type FindingKind = (typeof FINDING)[keyof typeof FINDING]

/** The initial size of a store for one answer; most fit. */
const LONE_OCTETS = 256

export class Finding extends StoredAnswer {
  readonly kind: FindingKind

  private constructor(kind: FindingKind, store: RecordStore, at: number) {
    super(store, at)
    this.kind = kind
  }

  /** Stores the answer to a question for one type. */
  static records(
    type: number,
    answer: Section,
    additional: Section = EMPTY_SECTION,
    store = new RecordStore(LONE_OCTETS),
  ): Finding {
    return new Finding(FINDING.ANSWER, store, storeAnswer(store, type, answer, additional))
  }

  /** The finding that `records` has stored at an offset. */
  static stored(store: RecordStore, at: number): Finding {
    return new Finding(FINDING.ANSWER, store, at)
  }

  /** A stored CNAME as the answer to a question for another type. */
  static alias(store: RecordStore, at: number): Finding {
    return new Finding(FINDING.ALIAS, store, at)
  }

  static negative(kind: typeof FINDING.NODATA | typeof FINDING.NXDOMAIN, soa: Section): Finding {
    const store = new RecordStore(LONE_OCTETS)
    return new Finding(kind, store, storeAuthority(store, soa, EMPTY_SECTION))
  }

  get rcode(): number {
    return this.kind === FINDING.NXDOMAIN ? RCODE.NXDOMAIN : RCODE.NOERROR
  }
}
