/**
 * The zone that queries of an origin are answered from, whether it comes from a file or from a primary. New
 * content takes its place whole or not at all: after an error the last good zone stays, and without one the
 * zone is SERVFAIL with the reason. Secondaries get the zone through `offerTo`.
 */
import { basename } from 'node:path'
import { type Diagnostic, formatPlace, isError } from '../../../report/diagnostic.ts'
import { visible } from '../../../report/visible.ts'
import { type Answer, failure } from '../../../wire/answer.ts'
import { EXTENDED_ERROR, RCODE } from '../../../wire/constants.ts'
import type { NameKey } from '../../../wire/name.ts'
import { type AuthoredZone, compileZone } from '../../../zone/authored-zone.ts'
import type { Steps } from '../../../zone/steps.ts'
import type { ZoneContent } from '../../../zone/zone-content.ts'
import { MAX_TOUCHED, ZoneHistory } from '../../../zone/zone-history.ts'
import { namesThatDiffer } from '../../../zone/zone-records.ts'
import type { Transfers } from '../../../block/transfers.ts'
import type { AuthoredSource } from './answer.ts'

/** The result of new content. */
export interface Replacement {
  /** The new zone; `null` if an error keeps it out of force. */
  readonly zone: AuthoredZone | null
  /** `false` if the serial is not newer, so that no secondary would transfer the zone. */
  readonly isNewer: boolean
  readonly diagnostics: readonly Diagnostic[]
}

/** The longest reason in a reply: a reply to a forged address must not be large. */
const MAX_REASON = 120
const NOT_LOADED = refusal(EXTENDED_ERROR.NOT_READY, 'the zone is not loaded yet')

export class ZoneInForce implements AuthoredSource {
  readonly origin: NameKey
  #zone: AuthoredZone | null = null
  #absence: Answer = NOT_LOADED
  /** `null` before the first zone, and while the zone is offered to no `transfer`. */
  #history: ZoneHistory | null = null
  readonly #offers = new Set<Transfers>()

  constructor(origin: NameKey) {
    this.origin = origin
  }

  get zone(): AuthoredZone | null {
    return this.#zone
  }

  /** The answer to all queries while there is no zone. */
  get absence(): Answer {
    return this.#absence
  }

  /** Compiles the content, and puts it in force at the last step unless it has an error. */
  *replace(content: ZoneContent): Steps<Replacement> {
    const { zone, diagnostics } = yield* compileZone(content, this.origin)
    if (zone === null) return this.keep(diagnostics)
    let touched: ReadonlySet<NameKey> = new Set()
    let compared: ZoneHistory | null
    do {
      compared = this.#history
      const before = compared?.current.contents
      if (before !== undefined) touched = yield* namesThatDiffer(before, zone.contents, MAX_TOUCHED)
      // A `transfer` may begin a history between the steps.
    } while (this.#history !== compared)
    this.#zone = zone
    return { zone, isNewer: this.#tell(zone, touched), diagnostics }
  }

  /**
   * Leaves things as they are, because of errors in new content. The first error says what is in force.
   * `code`: the extended error, if there is no zone.
   */
  keep(diagnostics: readonly Diagnostic[], code: number = EXTENDED_ERROR.INVALID_DATA): Replacement {
    const effect =
      this.#zone === null ? 'the zone is SERVFAIL until this is mended' : 'the last good zone stays in force'
    const [first] = diagnostics.filter(isError)
    if (first !== undefined && this.#zone === null) this.#absence = refusal(code, reasonOf(first))
    const said = diagnostics.map((one) =>
      one === first ? { ...one, hint: one.hint === undefined ? effect : `${one.hint}; ${effect}` } : one,
    )
    return { zone: null, isNewer: true, diagnostics: said }
  }

  /** Removes the zone: it is SERVFAIL with this reason from now on, and secondaries get it no more. */
  drop(reason: string): void {
    this.#zone = null
    this.#absence = refusal(EXTENDED_ERROR.INVALID_DATA, reason)
    for (const transfers of this.#offers) this.#withdraw(transfers)
    this.#history = null
  }

  /** Offers the zone to secondaries, now and as it changes, until the returned function is called. */
  offerTo(transfers: Transfers): () => void {
    this.#offers.add(transfers)
    if (this.#zone !== null) {
      this.#history ??= new ZoneHistory(this.#zone.zone, this.#zone.contents)
      transfers.offer(this.#history)
    }
    return () => {
      this.#withdraw(transfers)
      this.#offers.delete(transfers)
      // A new `transfer` offers the zone before the old one ends, so a reload keeps the history.
      if (this.#offers.size === 0) this.#history = null
    }
  }

  #withdraw(transfers: Transfers): void {
    if (this.#history !== null) transfers.withdraw(this.#history)
  }

  #tell({ zone, contents }: AuthoredZone, touched: ReadonlySet<NameKey>): boolean {
    if (this.#history !== null) return this.#history.advance(zone, contents, touched)
    if (this.#offers.size === 0) return true
    this.#history = new ZoneHistory(zone, contents)
    for (const transfers of this.#offers) transfers.offer(this.#history)
    return true
  }
}

function refusal(code: number, reason: string): Answer {
  const text = reason.length > MAX_REASON ? `${reason.slice(0, MAX_REASON)}…` : reason
  return failure(RCODE.SERVFAIL, { code, text: visible(text) })
}

/** A word of the file at the start of a message. */
const QUOTED = /^"(?:[^"\\]|\\.)*": /

/**
 * Clients get neither the folder of the file nor its text, as an include may lead to any file, nor the
 * address of a primary.
 */
function reasonOf(one: Diagnostic): string {
  const message = one.message.replace(QUOTED, '')
  return one.line === 0 ? message : `${formatPlace({ ...one, file: basename(one.file) })}: ${message}`
}
