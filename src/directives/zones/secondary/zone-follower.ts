/**
 * A zone that primaries hold: transferred whole, refreshed as its SOA record says, and dropped once it has
 * expired (RFC 1034 §4.3.5). The zone is in memory only. It stays over a reload.
 */
import type { SocketAddress } from '../../../chain/query.ts'
import {
  type Fetched,
  fetchSerial,
  fetchZone,
  type Sign,
  type ZoneRequest,
} from '../../../client/zone-client.ts'
import { isError, summarizeDiagnostic } from '../../../report/diagnostic.ts'
import type { Log } from '../../../report/log.ts'
import { formatSocketAddress } from '../../../server/open-port.ts'
import { runInSlices } from '../../../source/time-slice.ts'
import { type NameKey, nameText } from '../../../wire/name.ts'
import type { Answer } from '../../../wire/answer.ts'
import type { ResourceRecord } from '../../../wire/section.ts'
import type { AuthoredZone } from '../../../zone/authored-zone.ts'
import { isNewer } from '../../../zone/serials.ts'
import { transferred } from '../../../zone/zone-content.ts'
import type { AuthoredSource } from '../file/answer.ts'
import { ZoneInForce } from '../file/zone-in-force.ts'
import type { Transfers } from '../../../block/transfers.ts'

export interface FollowerOptions {
  readonly origin: NameKey
  readonly primaries: readonly SocketAddress[]
  readonly sign: Sign | null
  readonly log: Log
}

/** The first and the longest pause between attempts while there is no zone. */
const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 10_000
/** Bounds of the intervals of an SOA record; the upper one is the longest that a timer of Node.js takes. */
const MIN_INTERVAL_MS = 1000
const MAX_INTERVAL_MS = 2 ** 31 - 1
/** The pause between two checks: notices with a forged source address may come at any rate. */
const PAUSE_MS = 100
/** A random part of each interval, so that secondaries do not query their primary all at once. */
const JITTER = 0.1

/** The result of a check of one primary. */
type CheckResult =
  /** The primary's zone is now in force. */
  | { readonly kind: 'transferred' }
  | { readonly kind: 'current' }
  /** `isAhead`: the primary has a newer zone, whose transfer failed. */
  | { readonly kind: 'failed'; readonly problem: string; readonly isAhead: boolean }

export class ZoneFollower implements AuthoredSource {
  readonly origin: NameKey
  readonly #options: FollowerOptions
  readonly #inForce: ZoneInForce
  readonly #stopped = new AbortController()
  #retryMs = FIRST_RETRY_MS
  #timer: NodeJS.Timeout | undefined
  #expiry: NodeJS.Timeout | undefined
  #isChecking = false
  /** When the last check began, by `performance.now()`. */
  #checkedAt = -Infinity
  /** When a primary last confirmed the zone, by `performance.now()`. */
  #confirmedAt = 0
  /**
   * Set once a primary has answered during a check. A notice aborts the queries to the others then, so that
   * it does not wait for primaries that are down.
   */
  #others: AbortController | null = null
  /** Whether a notice arrived during the check. */
  #isStale = false
  /** The problem that was logged last; empty: none. A problem that lasts is logged once. */
  #problem = ''

  constructor(options: FollowerOptions) {
    this.origin = options.origin
    this.#options = options
    this.#inForce = new ZoneInForce(options.origin)
  }

  get zone(): AuthoredZone | null {
    return this.#inForce.zone
  }

  get absence(): Answer {
    return this.#inForce.absence
  }

  /** Offers the zone to secondaries, now and as it changes, until the function that it returns is called. */
  offerTo(transfers: Transfers): () => void {
    return this.#inForce.offerTo(transfers)
  }

  /** Checks the primaries now, and from then on as the SOA record says. Returns before the check ends. */
  refresh(): void {
    const pauseMs = this.#checkedAt + PAUSE_MS - performance.now()
    if (this.#isChecking) {
      this.#isStale = true
      this.#others?.abort()
    } else if (pauseMs > 0) this.#schedule(pauseMs)
    else void this.#check()
  }

  stop(): void {
    this.#stopped.abort()
    clearTimeout(this.#timer)
    clearTimeout(this.#expiry)
  }

  async #check(): Promise<void> {
    this.#isChecking = true
    this.#isStale = false
    this.#checkedAt = performance.now()
    const problem = await this.#checkAll()
    if (this.#stopped.signal.aborted) return
    this.#isChecking = false
    this.#logProblem(problem)
    this.#scheduleNext(problem !== '')
    if (this.#isStale) this.refresh()
  }

  /**
   * Checks all primaries, as any may be behind the others. Returns the problems; empty if the zone is
   * current.
   */
  async #checkAll(): Promise<string> {
    const problems: string[] = []
    let isConfirmed = false
    let isBehind = false
    for (const server of this.#options.primaries) {
      const result = await this.#checkServer(server)
      if (result.kind === 'failed') {
        isBehind ||= result.isAhead
        problems.push(`${formatSocketAddress(server)}: ${result.problem}`)
      } else {
        isConfirmed = true
        this.#others ??= new AbortController()
        isBehind &&= result.kind !== 'transferred'
      }
    }
    this.#others = null
    return isConfirmed && !isBehind ? '' : problems.join('; ')
  }

  async #checkServer(server: SocketAddress): Promise<CheckResult> {
    const { origin, sign } = this.#options
    const request: ZoneRequest = { server, origin, sign }
    const serial = this.zone?.zone.serial
    if (serial !== undefined) {
      const ends = [this.#stopped, ...(this.#others === null ? [] : [this.#others])]
      const theirs = await fetchSerial(request, AbortSignal.any(ends.map(({ signal }) => signal)))
      if ('problem' in theirs) return failed(theirs.problem)
      if (theirs.result === serial) return { kind: 'current' }
      if (!isNewer(theirs.result, serial))
        return failed(`its serial ${theirs.result} is older than ours, ${serial}`)
    }
    const problem = await this.#take(await fetchZone(request, this.#stopped.signal), server)
    return problem === null ? { kind: 'transferred' } : failed(problem, true)
  }

  /** `null` if the transferred zone is in force, else the problem. */
  async #take(fetched: Fetched<readonly ResourceRecord[]>, server: SocketAddress): Promise<string | null> {
    if ('problem' in fetched) return fetched.problem
    if (this.#stopped.signal.aborted) return null
    const { origin, log } = this.#options
    const primary = formatSocketAddress(server)
    const content = transferred(fetched.result, primary)
    const { zone, diagnostics } = await runInSlices(this.#inForce.replace(content))
    const errors = diagnostics.filter(isError)
    for (const one of diagnostics) if (!errors.includes(one)) log.diagnostic(one)
    if (zone === null) return errors.map(summarizeDiagnostic).join('; ')
    const { serial, nodes } = zone.zone
    log.info(`plugin/secondary: ${nameText(origin)} serial ${serial}, ${nodes.size} names, from ${primary}`)
    return null
  }

  #scheduleNext(hasFailed: boolean): void {
    const { zone } = this
    if (zone === null) {
      this.#schedule(this.#retryMs)
      this.#retryMs = Math.min(2 * this.#retryMs, LAST_RETRY_MS)
      return
    }
    const { retry, refresh } = zone.zone.authority
    this.#schedule(bounded(1000 * (hasFailed ? retry : refresh)))
    if (hasFailed) return
    this.#confirmedAt = performance.now()
    this.#watchExpiry(zone)
  }

  /**
   * A zone whose primary answers must not expire between two checks, so the expire time is at least refresh
   * and retry together, as RFC 1912 §2.2 advises authors of zones. Some have 0.
   */
  #watchExpiry({ zone: { authority } }: AuthoredZone): void {
    clearTimeout(this.#expiry)
    const expire = Math.max(authority.expire, authority.refresh + authority.retry)
    const passedMs = performance.now() - this.#confirmedAt
    this.#expiry = setTimeout(
      () => {
        this.#expire()
      },
      bounded(1000 * expire - passedMs),
    )
    this.#expiry.unref()
  }

  #schedule(milliseconds: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(
      () => {
        this.refresh()
      },
      milliseconds * (1 - JITTER * Math.random()),
    )
    this.#timer.unref()
  }

  #expire(): void {
    this.#inForce.drop('the zone has expired: no primary has confirmed it within its expire time')
    this.#retryMs = FIRST_RETRY_MS
    this.#options.log.error(
      `plugin/secondary: ${nameText(this.origin)} expired without a refresh; the zone is SERVFAIL now`,
    )
    this.refresh()
  }

  #logProblem(problem: string): void {
    if (problem === this.#problem) return
    this.#problem = problem
    const zone = nameText(this.origin)
    if (problem === '') this.#options.log.info(`plugin/secondary: ${zone} can be refreshed again`)
    else this.#options.log.warn(`plugin/secondary: ${zone} cannot be refreshed: ${problem}`)
  }
}

function bounded(milliseconds: number): number {
  return Math.min(Math.max(milliseconds, MIN_INTERVAL_MS), MAX_INTERVAL_MS)
}

function failed(problem: string, isAhead = false): CheckResult {
  return { kind: 'failed', problem, isAhead }
}
