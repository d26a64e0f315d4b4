/**
 * A zone that another server has: taken over whole, looked after as its SOA says (RFC 1034 §4.3.5), and given up when nobody has
 * confirmed it for too long. It is kept in memory alone.
 */
import type { SocketAddress } from '../../chain/query.ts'
import {
  type Fetched,
  fetchSerial,
  fetchZone,
  type Sign,
  type ZoneRequest,
} from '../../client/zone-client.ts'
import { isError, summarizeDiagnostic } from '../../report/diagnostic.ts'
import type { Log } from '../../report/log.ts'
import { formatSocketAddress } from '../../server/open-port.ts'
import { type NameKey, nameText } from '../../wire/name.ts'
import type { ResourceRecord } from '../../wire/section.ts'
import { type AuthoredZone, compileZone } from '../../zone/authored-zone.ts'
import { isNewer } from '../../zone/serials.ts'
import type { AuthoredSource } from '../file/answer.ts'
import { OfferedZone } from '../file/offered-zone.ts'
import type { Transfers } from '../transfer/transfers.ts'

export interface FollowerOptions {
  readonly origin: NameKey
  readonly primaries: readonly SocketAddress[]
  readonly sign: Sign | null
  readonly transfers: Transfers | null
  readonly log: Log
}

/** As long as there is no zone at all. */
const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 10_000
/** Whatever an SOA says, nobody is asked more often, nor waits longer than a timer can. */
const MIN_INTERVAL_MS = 1000
const MAX_INTERVAL_MS = 2 ** 31 - 1
/** So that the secondaries of a primary do not all come at once. */
const JITTER = 0.1

export class ZoneFollower implements AuthoredSource {
  readonly origin: NameKey
  readonly #options: FollowerOptions
  readonly #offered: OfferedZone
  readonly #stopped = new AbortController()
  #zone: AuthoredZone | null = null
  #retryMs = FIRST_RETRY_MS
  #timer: NodeJS.Timeout | undefined
  #expiry: NodeJS.Timeout | undefined
  #isChecking = false
  /** There has been a notice while a check was under way. */
  #isStale = false
  /** What is the matter, so that it is said once. */
  #problem = ''

  constructor(options: FollowerOptions) {
    this.origin = options.origin
    this.#options = options
    this.#offered = new OfferedZone(options.transfers)
  }

  get zone(): AuthoredZone | null {
    return this.#zone
  }

  /** Looks whether there is anything new, now and from now on. Nobody waits for the first zone. */
  look(): void {
    if (this.#isChecking) this.#isStale = true
    else void this.#check()
  }

  stop(): void {
    this.#stopped.abort()
    clearTimeout(this.#timer)
    clearTimeout(this.#expiry)
    this.#offered.withdraw()
  }

  async #check(): Promise<void> {
    this.#isChecking = true
    do {
      this.#isStale = false
      const problem = await this.#askAll()
      if (this.#stopped.signal.aborted) return
      this.#tell(problem)
      this.#wait(problem !== '')
    } while (this.#isStale)
    this.#isChecking = false
  }

  /** One server after the other, until one has what is wanted; else what is wrong with all of them. */
  async #askAll(): Promise<string> {
    const problems: string[] = []
    for (const server of this.#options.primaries) {
      const problem = await this.#ask(server)
      if (problem === null) return ''
      problems.push(`${formatSocketAddress(server)}: ${problem}`)
    }
    return problems.join('; ')
  }

  /** `null`: the zone is as that server has it. */
  async #ask(server: SocketAddress): Promise<string | null> {
    const { origin, sign } = this.#options
    const request: ZoneRequest = { server, origin, sign }
    const serial = this.#zone?.zone.serial
    if (serial !== undefined) {
      const theirs = await fetchSerial(request, this.#stopped.signal)
      if ('problem' in theirs) return theirs.problem
      if (theirs.result === serial) return null
      if (!isNewer(theirs.result, serial))
        return `it has serial ${theirs.result}, which is before ours, ${serial}`
    }
    return this.#take(await fetchZone(request, this.#stopped.signal), server)
  }

  #take(fetched: Fetched<readonly ResourceRecord[]>, server: SocketAddress): string | null {
    if ('problem' in fetched) return fetched.problem
    if (this.#stopped.signal.aborted) return null
    const { origin, log } = this.#options
    const { zone, diagnostics } = compileZone(fetched.result, origin, formatSocketAddress(server))
    if (zone === null) return diagnostics.filter(isError).map(summarizeDiagnostic).join('; ')
    this.#zone = zone
    this.#offered.replace(zone.zone)
    const { serial, nodes } = zone.zone
    const what = `${nameText(origin)} serial ${serial}, ${nodes.size} names`
    log.info(`plugin/secondary: ${what}, from ${formatSocketAddress(server)}`)
    return null
  }

  #wait(hasFailed: boolean): void {
    const authority = this.#zone?.zone.authority
    if (authority === undefined) {
      this.#schedule(this.#retryMs)
      this.#retryMs = Math.min(2 * this.#retryMs, LAST_RETRY_MS)
      return
    }
    this.#schedule(bounded(1000 * (hasFailed ? authority.retry : authority.refresh)))
    if (hasFailed) return
    clearTimeout(this.#expiry)
    this.#expiry = setTimeout(
      () => {
        this.#expire()
      },
      bounded(1000 * authority.expire),
    )
    this.#expiry.unref()
  }

  #schedule(milliseconds: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(
      () => {
        this.look()
      },
      milliseconds * (1 - JITTER * Math.random()),
    )
    this.#timer.unref()
  }

  #expire(): void {
    this.#zone = null
    this.#retryMs = FIRST_RETRY_MS
    this.#offered.withdraw()
    const zone = nameText(this.origin)
    this.#options.log.error(
      `plugin/secondary: ${zone} has not been confirmed for too long; it is SERVFAIL now`,
    )
    this.look()
  }

  #tell(problem: string): void {
    if (problem === this.#problem) return
    this.#problem = problem
    const zone = nameText(this.origin)
    if (problem === '') this.#options.log.info(`plugin/secondary: ${zone} can be had again`)
    else this.#options.log.warn(`plugin/secondary: ${zone} cannot be had: ${problem}`)
  }
}

function bounded(milliseconds: number): number {
  return Math.min(Math.max(milliseconds, MIN_INTERVAL_MS), MAX_INTERVAL_MS)
}
