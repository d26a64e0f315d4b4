/**
 * One upstream: its latency, its health, and the exchanges of a query. A query goes over UDP, then over TCP
 * if the reply is truncated or malformed; over TLS or HTTPS if the address says so; and again without EDNS if
 * the upstream does not support it (RFC 6891 §7).
 */
import { present } from '../../../report/assert.ts'
import {
  askByDatagram,
  type Cancel,
  type Done,
  type UpstreamOutcome,
} from '../../../client/datagram-exchange.ts'
import { encodeUpstreamQuery, type UpstreamQuestion } from '../../../client/upstream-query.ts'
import { FLAG, RCODE, rcodeName, TYPE } from '../../../wire/constants.ts'
import type { NameKey } from '../../../wire/name.ts'
import type { RelayedAnswer } from '../../../wire/relayed-answer.ts'
import { DURATION_BOUNDS, durationPlace } from '../../../block/route-counters.ts'
import type { Inquire, LoopProbe } from './loop-probe.ts'
import { type UpstreamAddress, upstreamName } from '../../../block/nameservers.ts'
import { poolFor, type PoolSettings, type UpstreamPool } from './upstream-pool.ts'

export interface UpstreamSettings extends PoolSettings {
  readonly readTimeoutMs: number
  /** The source address; `null`: the system chooses it. */
  readonly source: string | null
  /** The upstream is down after more failed checks than this; 0: it is never down and not checked. */
  readonly maxFails: number
  readonly checkIntervalMs: number
  readonly checkRecursion: boolean
  readonly checkDomain: NameKey
  /** The transport of health checks and loop probes. */
  readonly ownTransport: 'udp' | 'tcp'
}

export interface UpstreamEvents {
  readonly changed: (isDown: boolean) => void
  /** The upstream fails to authenticate itself; called once, until it answers. */
  readonly distrusted: (reason: string) => void
}

/**
 * Counts of answers by duration: below each of `DURATION_BOUNDS`, and above all; and the sum of durations.
 */
export interface Durations {
  readonly counts: number[]
  seconds: number
}

const CHECK_TIMEOUT_MS = 1000
const MIN_HEDGE_MS = 50
/** For an upstream that has not answered yet. */
const FIRST_HEDGE_MS = 100
/** An upstream that lost a race is suspect, and asked last, for this long; longer each time. */
const SUSPICION_MS = 2000
/** The largest multiple of `SUSPICION_MS`. */
const MAX_SUSPICIONS = 5

export class Upstream {
  readonly server: UpstreamAddress
  readonly name: string
  /** Whether the address is one of this block's own; such an upstream is not asked. */
  readonly isOwn: boolean
  readonly pool: UpstreamPool
  /** Detects loops; `null` without `loop`. */
  probe: LoopProbe | null = null
  /** Durations of answers by the name of the rcode. */
  readonly answers = new Map<string, Durations>()
  checkFailures = 0
  tcpRetries = 0
  readonly #settings: UpstreamSettings
  readonly #events: UpstreamEvents
  #fails = 0
  #suspicions = 0
  #suspectUntil = 0
  /** The smoothed duration of answers in ms; `null` before the first. */
  #rtt: number | null = null
  #check: { readonly cancel: Cancel } | null = null
  #isDistrusted = false
  #isStopped = false

  constructor(server: UpstreamAddress, isOwn: boolean, settings: UpstreamSettings, events: UpstreamEvents) {
    this.server = server
    this.name = upstreamName(server)
    this.isOwn = isOwn
    this.#settings = settings
    this.#events = events
    this.pool = poolFor(server, settings, (reason) => {
      if (!this.#isDistrusted) events.distrusted(reason)
      this.#isDistrusted = true
    })
  }

  /** Whether queries to the upstream come back to this server. */
  get leadsBack(): boolean {
    return this.isOwn || this.probe?.loops === true
  }

  get isDown(): boolean {
    const { maxFails } = this.#settings
    return maxFails > 0 && this.#fails > maxFails
  }

  /** Whether the upstream has lost a race a short time ago. */
  get isSuspect(): boolean {
    return performance.now() < this.#suspectUntil
  }

  /** The wait for an answer before the next upstream is asked as well. */
  get hedgeMs(): number {
    const { readTimeoutMs } = this.#settings
    const usual = this.#rtt === null ? FIRST_HEDGE_MS : Math.max(MIN_HEDGE_MS, 4 * this.#rtt)
    return Math.min(usual, readTimeoutMs)
  }

  ask(question: UpstreamQuestion, transport: 'udp' | 'tcp', done: Done): Cancel {
    const begun = performance.now()
    return this.#exchange(question, transport, this.#settings.readTimeoutMs, (outcome) => {
      if (outcome.kind === 'answer') this.#hasAnswered(outcome.answer, performance.now() - begun)
      else this.startChecks()
      done(outcome)
    })
  }

  /** The upstream has lost a race: another one answered while it was slower than usual. */
  missed(): void {
    this.#suspicions = Math.min(this.#suspicions + 1, MAX_SUSPICIONS)
    this.#suspectUntil = performance.now() + this.#suspicions * SUSPICION_MS
    this.startChecks()
  }

  /** Sends a query of the server's own, which leaves the durations and the health unchanged. */
  readonly inquire: Inquire = (question, timeoutMs, done) =>
    this.#exchange(question, this.#settings.ownTransport, timeoutMs, done)

  /** Sends health checks until one is answered, the first at once. */
  startChecks(): void {
    const { maxFails, checkIntervalMs, checkDomain, checkRecursion } = this.#settings
    if (maxFails === 0 || this.#check !== null || this.#isStopped) return
    const question = {
      name: checkDomain,
      type: TYPE.NS,
      flags: checkRecursion ? FLAG.RD : 0,
      dnssecOk: false,
    }
    const cancel = this.inquire(question, CHECK_TIMEOUT_MS, (outcome) => {
      this.#check = null
      if (outcome.kind === 'answer') {
        this.#recovered()
        return
      }
      const wasDown = this.isDown
      this.#fails++
      this.checkFailures++
      if (this.isDown && !wasDown) this.#events.changed(true)
      const timer = setTimeout(() => {
        this.#check = null
        this.startChecks()
      }, checkIntervalMs)
      timer.unref()
      this.#check = {
        cancel: () => {
          clearTimeout(timer)
        },
      }
    })
    this.#check = { cancel }
  }

  stop(): void {
    this.#isStopped = true
    this.#check?.cancel()
    this.probe?.stop()
    this.pool.close()
  }

  #hasAnswered({ rcode }: RelayedAnswer, ms: number): void {
    const name = rcodeName(rcode)
    const durations = this.answers.get(name) ?? { counts: DURATION_BOUNDS.map(() => 0).concat(0), seconds: 0 }
    this.answers.set(name, durations)
    const place = durationPlace(ms)
    durations.counts[place] = present(durations.counts[place], 'a duration has a place among the counts') + 1
    durations.seconds += ms / 1000
    this.#rtt = this.#rtt === null ? ms : this.#rtt + (ms - this.#rtt) / 8
    this.#recovered()
  }

  #recovered(): void {
    const wasDown = this.isDown
    this.#fails = 0
    this.#suspicions = 0
    this.#suspectUntil = 0
    this.#isDistrusted = false
    if (wasDown) this.#events.changed(false)
  }

  /** Performs the exchanges of one query, one after the other. */
  #exchange(question: UpstreamQuestion, first: 'udp' | 'tcp', timeoutMs: number, done: Done): Cancel {
    let cancel: Cancel | null = null
    let isCancelled = false
    const send = (transport: 'udp' | 'tcp', withEdns: boolean, cut: RelayedAnswer | null): void => {
      if (isCancelled) return
      const query = encodeUpstreamQuery(question, withEdns, this.#isEncrypted)
      const take = (outcome: UpstreamOutcome): void => {
        const answer = outcome.kind === 'answer' ? outcome.answer : null
        if (answer !== null && withEdns && knowsNoEdns(answer)) {
          send(transport, false, cut)
        } else if (transport === 'udp' && (outcome.kind === 'malformed' || isCut(answer))) {
          this.tcpRetries++
          send('tcp', withEdns, answer)
        } else if (answer === null && cut !== null) {
          // If TCP fails, the client gets the truncated answer, with its TC flag.
          done({ kind: 'answer', answer: cut })
        } else {
          done(outcome)
        }
      }
      cancel = this.#send(transport, query, timeoutMs, take)
    }
    send(this.#isEncrypted ? 'tcp' : first, true, null)
    return () => {
      isCancelled = true
      cancel?.()
    }
  }

  /** RFC 7858, RFC 8484: all queries go through the pool. */
  get #isEncrypted(): boolean {
    return this.server.scheme !== 'dns'
  }

  #send(transport: 'udp' | 'tcp', query: Buffer, timeoutMs: number, done: Done): Cancel {
    const options = { timeoutMs, source: this.#settings.source }
    return transport === 'udp'
      ? askByDatagram(this.server, query, options, done)
      : this.pool.ask(query, options, done)
  }
}

function isCut(answer: RelayedAnswer | null): boolean {
  return answer !== null && (answer.flags & FLAG.TC) !== 0
}

function knowsNoEdns({ rcode, hasEdns }: RelayedAnswer): boolean {
  return !hasEdns && (rcode === RCODE.FORMERR || rcode === RCODE.NOTIMP)
}
