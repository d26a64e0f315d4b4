/**
 * `cache [TTL] [ZONE…] { success CAPACITY [TTL [MINTTL]]; denial CAPACITY [TTL [MINTTL]]; servfail DURATION;
 * prefetch AMOUNT [DURATION [PERCENTAGE%]]; serve_stale [DURATION] [immediate|verify …]; disable success|denial [ZONE…];
 * keepttl }`, read.
 */
import { readOptions } from '../../../config/options.ts'
import type { Directive } from '../../../config/server-block.ts'
import { readChoice, readDuration, readInteger, readSeconds, readZones } from '../../../config/settings.ts'
import { atToken, quote, type Report, type Token } from '../../../config/token.ts'
import { type NameKey, nameText } from '../../../wire/name.ts'
import { SuffixTable } from '../../../zone/suffix-table.ts'
import type { Block } from '../../../block/definition.ts'

const KINDS = ['success', 'denial'] as const
/** Answers, and answers that say that there is nothing; failures are kept with these. */
export type Kind = (typeof KINDS)[number]

export interface Limits {
  /** Entries. */
  readonly capacity: number
  /** Seconds: TTLs are raised and lowered to these. */
  readonly minTtl: number
  readonly maxTtl: number
}

export interface Prefetch {
  readonly hits: number
  /** The longest pause between two of them. */
  readonly gapMs: number
  /** Of the lifetime, what is left of it. */
  readonly fraction: number
}

/** RFC 8767 §5. */
export interface Stale {
  readonly forMs: number
  /** How long a client waits for a fresh answer. */
  readonly waitMs: number
  /** Seconds. */
  readonly ttl: number
  /** How long after a failure the upstream is not asked again. */
  readonly recheckMs: number
}

export interface CacheOptions {
  readonly zones: SuffixTable<true>
  /** The same as text. */
  readonly zoneNames: string
  readonly limits: Readonly<Record<Kind, Limits>>
  readonly disabled: Readonly<Record<Kind, SuffixTable<true>>>
  readonly failureMs: number
  readonly prefetch: Prefetch | null
  readonly stale: Stale | null
  readonly keepsTtl: boolean
}

/** RFC 8767 §4: nobody should keep anything for longer than a week. */
const MAX_TTL = { minimum: 1, maximum: 604_800 }
const MIN_TTL = { minimum: 0, maximum: 3600 }
const CAPACITY = { minimum: 1, maximum: 1_000_000 }
const DEFAULT_CAPACITY = 9984
const SECOND_MS = 1000
const DAY_MS = 86_400_000
/** RFC 8767 §5: the client response timer, the TTL of stale records, and the failure recheck timer. */
const STALE: Stale = { forMs: 3_600_000, waitMs: 1800, ttl: 30, recheckMs: 30_000 }

type Mutable<Options> = { -readonly [Key in keyof Options]: Options[Key] }

export function readCache(directive: Directive, block: Block): CacheOptions {
  const { report } = block
  const [first, ...others] = directive.args
  const hasTtl = first !== undefined && /^-?\d+$/.test(first.text)
  const ttl = hasTtl ? readSeconds(first, MAX_TTL, report) : null
  const zoneWords = hasTtl ? others : directive.args
  const zones = zoneWords.length === 0 ? block.zones : (readZones(zoneWords, report) ?? [])
  const limits: Record<Kind, Limits> = {
    success: { capacity: DEFAULT_CAPACITY, minTtl: 0, maxTtl: ttl ?? 3600 },
    denial: { capacity: DEFAULT_CAPACITY, minTtl: 0, maxTtl: ttl ?? 1800 },
  }
  const disabled: Record<Kind, NameKey[]> = { success: [], denial: [] }
  const options: Mutable<Pick<CacheOptions, 'failureMs' | 'prefetch' | 'stale' | 'keepsTtl'>> = {
    failureMs: 5 * SECOND_MS,
    prefetch: null,
    stale: null,
    keepsTtl: false,
  }
  const limit = (kind: Kind) => ({
    once: true,
    args: [1, 3] as const,
    read: (words: readonly Token[]) => {
      limits[kind] = readLimits(words, limits[kind], report)
    },
  })
  readOptions(
    directive,
    {
      success: limit('success'),
      denial: limit('denial'),
      servfail: {
        once: true,
        args: 1,
        read: ([word]) => {
          if (word === undefined) return
          options.failureMs =
            readDuration(word, { minimum: 0, maximum: 300_000 }, report) ?? options.failureMs
        },
      },
      prefetch: {
        once: true,
        args: [1, 3],
        read: (words) => {
          options.prefetch = readPrefetch(words, report)
        },
      },
      serve_stale: {
        once: true,
        args: [0, 5],
        read: (words) => {
          options.stale = readStale(words, report)
        },
      },
      serve_stale_policy: {
        once: true,
        args: 1,
        read: ([word], { tokens: [name] }) => {
          if (word === undefined || readChoice(word, ['prefer_positive'], report) === null) return
          const message = `${quote(name.text)} has no effect: a failure never takes the place of an answer`
          report(atToken('KZ_COREFILE_IGNORED', name, message))
        },
      },
      disable: {
        args: [1, Infinity],
        read: ([word, ...names]) => {
          const kind = word === undefined ? null : readChoice(word, KINDS, report)
          if (kind === null) return
          disabled[kind].push(...(names.length === 0 ? block.zones : (readZones(names, report) ?? [])))
        },
      },
      keepttl: {
        args: 0,
        read: () => {
          options.keepsTtl = true
        },
      },
    },
    report,
  )
  const disabledIn = { success: tableOf(disabled.success), denial: tableOf(disabled.denial) }
  return {
    ...options,
    zones: tableOf(zones),
    zoneNames: zones.map(nameText).join(','),
    limits,
    disabled: disabledIn,
  }
}

function tableOf(zones: readonly NameKey[]): SuffixTable<true> {
  return new SuffixTable(zones.map((zone) => [zone, true] as const))
}

function readLimits([size, max, min]: readonly Token[], given: Limits, report: Report): Limits {
  const capacity = (size && readInteger(size, CAPACITY, report)) ?? given.capacity
  const maxTtl = (max && readSeconds(max, MAX_TTL, report)) ?? given.maxTtl
  const minTtl = (min && readSeconds(min, MIN_TTL, report)) ?? given.minTtl
  if (min !== undefined && minTtl > maxTtl) {
    report(
      atToken('KZ_COREFILE_VALUE', min, `found ${minTtl}, expected at most the TTL before it, ${maxTtl}`),
    )
  }
  return { capacity, minTtl, maxTtl }
}

function readPrefetch([amount, gap, share]: readonly Token[], report: Report): Prefetch | null {
  const hits = amount && readInteger(amount, { minimum: 0, maximum: 1_000_000 }, report)
  const gapMs = (gap && readDuration(gap, { minimum: SECOND_MS, maximum: DAY_MS }, report)) ?? 60_000
  const percentage = /^(\d{1,3})%$/.exec(share?.text ?? '10%')?.[1]
  const fraction = Number(percentage) / 100
  if (share !== undefined && !(fraction >= 0.1 && fraction <= 0.9)) {
    report(atToken('KZ_COREFILE_VALUE', share, `found ${quote(share.text)}, expected 10% to 90%`))
  }
  return hits === undefined || hits === null || hits === 0 ? null : { hits, gapMs, fraction }
}

/** `[DURATION] [immediate [TTL [RECHECK]] | verify [TIMEOUT [TTL [RECHECK]]]]`. */
function readStale(words: readonly Token[], report: Report): Stale {
  const rest = [...words]
  const time = (given: number, minimum = 0): number => {
    const word = rest.shift()
    return (word && readDuration(word, { minimum, maximum: 7 * DAY_MS }, report)) ?? given
  }
  const forMs = /^\d/.test(rest[0]?.text ?? '') ? time(STALE.forMs, SECOND_MS) : STALE.forMs
  const word = rest.shift()
  const mode = word === undefined ? 'verify' : readChoice(word, ['immediate', 'verify'], report)
  const waitMs = mode === 'immediate' ? 0 : time(STALE.waitMs)
  const ttl = Math.round(time(STALE.ttl * SECOND_MS) / SECOND_MS)
  const recheckMs = time(STALE.recheckMs)
  for (const surplus of rest) {
    report(atToken('KZ_COREFILE_ARGUMENTS', surplus, `${quote(surplus.text)} is one word too many`))
  }
  return { forMs, waitMs, ttl, recheckMs }
}
