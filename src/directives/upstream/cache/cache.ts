/**
 * `cache [TTL] [ZONE…] { … }`: caches the answers of other servers for as long as their TTLs allow. The
 * server's own zones precede the cache in the chain, so that an edit is visible at once. Equal queries that
 * arrive while one is in flight share its answer.
 */
import type { Handler, Metric, Plugin } from '../../../chain/plugin.ts'
import type { Query } from '../../../chain/query.ts'
import { readOnce } from '../../../config/occurrences.ts'
import type { Answer } from '../../../wire/answer.ts'
import type { Reason } from '../../../report/reason.ts'
import { nameText } from '../../../wire/name.ts'
import { EXTENDED_ERROR, FLAG, isTransfer, RCODE, rcodeName } from '../../../wire/constants.ts'
import { upstreamOptions } from '../../../wire/edns-options.ts'
import { RelayedAnswer } from '../../../wire/relayed-answer.ts'
import type { Block, Occurrences, PluginDefinition } from '../../../block/definition.ts'
import { questionKey } from '../question-key.ts'
import { type CacheCounts, cacheMetrics } from './metrics.ts'
import { type CacheOptions, type Kind, OPTIONS, readCache, type Stale } from './options.ts'
import { type Entry, Store } from './store.ts'

function setup(occurrences: Occurrences, block: Block): Plugin | null {
  const options = readOnce(occurrences, block.report, (directive) => readCache(directive, block))
  return options === null ? null : new CachePlugin(options, block.labels)
}

export const cache: PluginDefinition = { name: 'cache', options: OPTIONS, setup }

const SECOND_MS = 1000

interface Found {
  readonly store: Store
  readonly entry: Entry
}

export class CachePlugin implements Plugin, CacheCounts {
  readonly name = 'cache'
  readonly takesAllClasses = true
  readonly stores: Readonly<Record<Kind, Store>>
  misses = 0
  prefetches = 0
  staleAnswers = 0
  readonly #options: CacheOptions
  /** Queries in flight. */
  readonly #flights = new Map<string, Promise<Answer>>()
  readonly #labels: Block['labels']
  readonly metrics = (): readonly Metric[] => {
    return cacheMetrics(this, { ...this.#labels(), zones: this.#options.zoneNames })
  }

  constructor(options: CacheOptions, labels: Block['labels']) {
    this.#options = options
    this.#labels = labels
    this.stores = {
      success: new Store(options.limits.success.capacity),
      denial: new Store(options.limits.denial.capacity),
    }
  }

  readonly explain = (query: Query, answer: Answer): Reason | null => {
    if (this.#find(questionKey(query), performance.now())?.entry === undefined) return null
    const what = answer.rcode === RCODE.NOERROR ? 'an answer' : rcodeName(answer.rcode)
    return {
      code: 'KZ_WHY_CACHE',
      sentence: `the cache holds ${what} of an upstream for ${nameText(query.name)}`,
    }
  }

  readonly attach = (next: Handler): Handler => {
    return (query) => {
      if (this.#options.zones.find(query.hashedName) === undefined || isTransfer(query.type))
        return next(query)
      // An answer to a query with options that the upstream sees is for that client alone.
      if (upstreamOptions(query.request).length > 0) return next(query)
      const key = questionKey(query)
      const now = performance.now()
      const found = this.#find(key, now)
      if (found === null) return this.#join(key, query, next)
      const { entry, store } = found
      const { stale } = this.#options
      if (stale !== null && now >= entry.expiresAt) return this.#refresh(key, query, next, entry, stale)
      store.touch(key, entry)
      store.hits++
      this.#prefetch(key, query, next, entry)
      return this.#aged(entry, now)
    }
  }

  /** The entry that is current, or expired but may be served. Deletes older ones. */
  #find(key: string, now: number): Found | null {
    const { stale } = this.#options
    for (const store of [this.stores.success, this.stores.denial]) {
      const entry = store.get(key)
      if (entry === undefined) continue
      const usableMs = isFailure(entry.answer) ? 0 : (stale?.forMs ?? 0)
      if (now < entry.expiresAt + usableMs) return { store, entry }
      store.delete(key)
    }
    return null
  }

  /** Shares the answer of an equal query in flight, else asks `next`. */
  #join(key: string, query: Query, next: Handler): Answer | Promise<Answer> {
    const flight = this.#flights.get(key)
    if (flight === undefined) return this.#ask(key, query, next, null)
    this.misses++
    return flight.then((answer) => (isForAll(answer) ? answer : next(query)))
  }

  /** Asks `next` and caches its answer. `old`: the cached answer that the new one replaces. */
  #ask(key: string, query: Query, next: Handler, old: Entry | null): Answer | Promise<Answer> {
    const result = next(query)
    if (!(result instanceof Promise)) return result
    this.misses++
    const flight = result
      .then((answer) => (answer instanceof RelayedAnswer ? this.#keep(key, query, answer, old) : answer))
      .finally(() => {
        this.#flights.delete(key)
      })
    this.#flights.set(key, flight)
    return flight
  }

  /** Caches an answer, and returns it with the TTLs of the cached one. */
  #keep(key: string, query: Query, answer: RelayedAnswer, old: Entry | null): Answer {
    const { limits, disabled, failureMs } = this.#options
    const kind = kindOf(answer)
    const now = performance.now()
    if (kind === 'failure') {
      if (failureMs > 0 && old === null) {
        const entry = newEntry(
          answer.withTtls((ttl) => ttl),
          now,
          now + failureMs,
        )
        this.stores.denial.set(key, entry)
      }
      return answer
    }
    // RFC 8767 §4: a new answer replaces the cached one, even if the new one itself is not cached.
    if (!isFailure(answer)) for (const store of [this.stores.success, this.stores.denial]) store.delete(key)
    if (kind === null || disabled[kind].find(query.hashedName) !== undefined) return answer
    const { minTtl, maxTtl } = limits[kind]
    const most = kind === 'denial' ? Math.min(maxTtl, answer.denialTtl ?? 0) : maxTtl
    const limited = answer.withTtls((ttl) => Math.max(minTtl, Math.min(most, ttl)))
    const lifetime = limited.leastTtl ?? 0
    if (lifetime > 0) this.stores[kind].set(key, newEntry(limited, now, now + lifetime * SECOND_MS))
    return limited
  }

  /**
   * RFC 8767 §5: answers with a fresh answer if it arrives within `stale.waitMs`, else with the expired one.
   */
  #refresh(key: string, query: Query, next: Handler, entry: Entry, stale: Stale): Answer | Promise<Answer> {
    if (performance.now() < entry.nextTryAt) return this.#stale(entry, stale)
    if (stale.waitMs === 0) {
      this.#askBehind(key, query, next, entry, stale)
      return this.#stale(entry, stale)
    }
    const flight = this.#flights.get(key)
    const fresh = flight ?? this.#ask(key, query, next, entry)
    if (!(fresh instanceof Promise)) return fresh
    return new Promise<Answer>((resolve) => {
      let isSettled = false
      const settle = (answer: Answer | null): void => {
        if (isSettled) return
        isSettled = true
        clearTimeout(timer)
        if (answer === null) entry.nextTryAt = performance.now() + stale.recheckMs
        resolve(answer ?? this.#stale(entry, stale))
      }
      const timer = setTimeout(settle, stale.waitMs, null)
      fresh.then(
        (answer) => {
          settle(isFailure(answer) ? null : answer)
        },
        (problem) => {
          query.reportBehind(query, problem)
          settle(null)
        },
      )
    })
  }

  #stale(entry: Entry, { ttl }: Stale): Answer {
    this.staleAnswers++
    const code = entry.answer.rcode === RCODE.NXDOMAIN ? EXTENDED_ERROR.STALE_NXDOMAIN : EXTENDED_ERROR.STALE
    return entry.answer.withTtls(() => ttl, FLAG.AA, { code, text: '' })
  }

  /** Renews an answer that is queried often, shortly before it expires. */
  #prefetch(key: string, query: Query, next: Handler, entry: Entry): void {
    const { prefetch } = this.#options
    if (prefetch === null) return
    const now = performance.now()
    entry.hits = now - entry.lastHitAt <= prefetch.gapMs ? entry.hits + 1 : 1
    entry.lastHitAt = now
    const isLate = entry.expiresAt - now <= prefetch.fraction * (entry.expiresAt - entry.storedAt)
    if (!isLate || entry.hits < prefetch.hits || now < entry.nextTryAt) return
    this.prefetches++
    this.#askBehind(key, query, next, entry, { recheckMs: entry.expiresAt - now })
  }

  /** Asks `next` in the background: the client has its answer, and the transport may reuse its query. */
  #askBehind(
    key: string,
    query: Query,
    next: Handler,
    entry: Entry,
    { recheckMs }: Pick<Stale, 'recheckMs'>,
  ): void {
    if (this.#flights.has(key)) return
    entry.nextTryAt = performance.now() + recheckMs
    const behind = query.detach()
    // The cached answer stays. The next query that has to wait for a fresh answer gets the failure.
    const report = (problem: unknown): void => {
      behind.reportBehind(behind, problem)
    }
    try {
      const fresh = this.#ask(key, behind, next, entry)
      if (fresh instanceof Promise) fresh.catch(report)
    } catch (problem) {
      report(problem)
    }
  }

  #aged(entry: Entry, now: number): Answer {
    const seconds = this.#options.keepsTtl ? 0 : Math.floor((now - entry.storedAt) / SECOND_MS)
    if (entry.aged?.seconds !== seconds) {
      // RFC 1035 §4.1.1: a cached answer is not authoritative.
      entry.aged = { seconds, answer: entry.answer.withTtls((ttl) => Math.max(0, ttl - seconds), FLAG.AA) }
    }
    return entry.aged.answer
  }
}

/** RFC 8767 §4: only NOERROR and NXDOMAIN refresh cached data. */
function isFailure({ rcode }: Answer): boolean {
  return rcode !== RCODE.NOERROR && rcode !== RCODE.NXDOMAIN
}

/** Whether other clients may share the answer: it came whole from an upstream. */
function isForAll(answer: Answer): boolean {
  return answer instanceof RelayedAnswer && (answer.flags & FLAG.TC) === 0
}

/** `null` if the answer is not cached. */
function kindOf(answer: RelayedAnswer): Kind | 'failure' | null {
  if ((answer.flags & FLAG.TC) !== 0) return null
  if (answer.rcode === RCODE.SERVFAIL || answer.rcode === RCODE.NOTIMP) return 'failure'
  if (isFailure(answer)) return null
  // RFC 2308 §5: a negative answer without an SOA record has no TTL, and is not cached.
  if (answer.denialTtl !== null) return 'denial'
  return answer.rcode === RCODE.NOERROR && answer.answerCount > 0 ? 'success' : null
}

function newEntry(answer: RelayedAnswer, storedAt: number, expiresAt: number): Entry {
  return { answer, storedAt, expiresAt, hits: 0, lastHitAt: storedAt, nextTryAt: 0, aged: null }
}
