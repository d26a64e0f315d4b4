/**
 * One server that is asked: how long it takes, whether it answers at all, and how a question is put to it: over UDP, over TCP
 * where the reply was cut or garbled, over TLS or HTTPS where its address says so; without EDNS where it does not know that
 * (RFC 6891 §7).
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
  /** `null`: the system's choice. */
  readonly source: string | null
  /** It is down after more failed checks than that; 0: it never is, and is not checked. */
  readonly maxFails: number
  readonly checkIntervalMs: number
  readonly checkRecursion: boolean
  readonly checkDomain: NameKey
  /** Of questions that no client has asked. */
  readonly ownTransport: 'udp' | 'tcp'
}

export interface UpstreamEvents {
  readonly changed: (isDown: boolean) => void
  /** It does not prove that it is the server that was meant; said once, until it answers. */
  readonly distrusted: (reason: string) => void
}

/** Answers by how long they took: below each of `DURATION_BOUNDS`, and above them all. */
export interface Durations {
  readonly counts: number[]
  seconds: number
}

const CHECK_TIMEOUT_MS = 1000
const MIN_HEDGE_MS = 50
/** For an upstream that has never answered yet. */
const FIRST_HEDGE_MS = 100
/** An upstream that let others answer for it is asked last so long, and longer each time. */
const SUSPICION_MS = 2000
const MAX_SUSPICIONS = 5

export class Upstream {
  readonly server: UpstreamAddress
  readonly name: string
  /** `true`: it is this server. It is not asked. */
  readonly isOwn: boolean
  readonly pool: UpstreamPool
  /** Finds out whether it leads back here; `null`: nobody looks. */
  probe: LoopProbe | null = null
  /** How often and how fast it has answered with which rcode. */
  readonly answers = new Map<string, Durations>()
  checkFailures = 0
  tcpRetries = 0
  readonly #settings: UpstreamSettings
  readonly #events: UpstreamEvents
  #fails = 0
  #suspicions = 0
  #suspectUntil = 0
  /** Smoothed time to an answer. */
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

  /** Asking it would be asking ourselves. */
  get leadsBack(): boolean {
    return this.isOwn || this.probe?.loops === true
  }

  get isDown(): boolean {
    const { maxFails } = this.#settings
    return maxFails > 0 && this.#fails > maxFails
  }

  /** It has just left others to answer for it. */
  get isSuspect(): boolean {
    return performance.now() < this.#suspectUntil
  }

  /** How long to wait before another one is asked as well. */
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

  /** Somebody else has answered in its place. */
  missed(): void {
    this.#suspicions = Math.min(this.#suspicions + 1, MAX_SUSPICIONS)
    this.#suspectUntil = performance.now() + this.#suspicions * SUSPICION_MS
    this.startChecks()
  }

  /** Asks on our own behalf, which says nothing about how it answers clients. */
  readonly inquire: Inquire = (question, timeoutMs, done) =>
    this.#exchange(question, this.#settings.ownTransport, timeoutMs, done)

  /** Asks until it answers, beginning at once. */
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

  /** The exchanges that one question may take, one after the other. */
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
          // Where TCP leads nowhere, what was cut is better than nothing: the client sees that it was.
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

  /** RFC 7858, RFC 8484: the pool is the only way. */
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
