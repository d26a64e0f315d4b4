/**
 * Reads `cache [TTL] [ZONE…] { success CAPACITY [TTL [MINTTL]]; denial CAPACITY [TTL [MINTTL]];
 * servfail DURATION; prefetch AMOUNT [DURATION [PERCENTAGE%]]; serve_stale [DURATION] [immediate|verify …];
 * disable success|denial [ZONE…]; keepttl }`.
 */
import { duration, flag, lines, reportIgnored, words } from '../../../config/option-kinds.ts'
import { readOptions, type Reporting } from '../../../config/options.ts'
import { reject } from '../../../config/reject.ts'
import type { Directive } from '../../../config/server-block.ts'
import { readChoice, readDuration, readInteger, readSeconds } from '../../../config/settings.ts'
import { atToken, quote, type Report, type Token } from '../../../config/token.ts'
import { type NameKey, nameText } from '../../../wire/name.ts'
import { SuffixTable } from '../../../zone/suffix-table.ts'
import { zonesOr } from '../../../block/block-zones.ts'
import type { Block } from '../../../block/definition.ts'

const KINDS = ['success', 'denial'] as const
/** Positive answers, and negative ones (NXDOMAIN and NODATA). Failures are stored with the negative ones. */
export type Kind = (typeof KINDS)[number]

export interface Limits {
  /** Entries. */
  readonly capacity: number
  /** Seconds: bounds of the TTLs of cached answers. */
  readonly minTtl: number
  readonly maxTtl: number
}

export interface Prefetch {
  readonly hits: number
  /** The longest pause between two hits that count together. */
  readonly gapMs: number
  /** The part of the lifetime, at its end, in which an answer is renewed. */
  readonly fraction: number
}

/** RFC 8767 §5: how expired answers are served. */
export interface Stale {
  /** How long after its expiry an answer is served. */
  readonly forMs: number
  /** How long a client waits for a fresh answer. */
  readonly waitMs: number
  /** Seconds: the TTL of records in an expired answer. */
  readonly ttl: number
  /** The pause after a failure before the next query to the upstream. */
  readonly recheckMs: number
}

export interface CacheOptions {
  readonly zones: SuffixTable<NameKey>
  /** The zones as text, for the labels of metrics. */
  readonly zoneNames: string
  readonly limits: Readonly<Record<Kind, Limits>>
  readonly disabled: Readonly<Record<Kind, SuffixTable<NameKey>>>
  readonly failureMs: number
  readonly prefetch: Prefetch | null
  readonly stale: Stale | null
  readonly keepsTtl: boolean
}

/** RFC 8767 §4: a cache should not keep a record for more than a week. */
const MAX_TTL = { min: 1, max: 604_800 }
const MIN_TTL = { min: 0, max: 3600 }
const CAPACITY = { min: 1, max: 1_000_000 }
const DEFAULT_CAPACITY = 9984
const SECOND_MS = 1000
const DAY_MS = 86_400_000
/** RFC 8767 §5: `waitMs` is the client response timer, `recheckMs` the failure recheck timer. */
const STALE: Stale = { forMs: 3_600_000, waitMs: 1800, ttl: 30, recheckMs: 30_000 }

/** The context of the readers. `limits` are the defaults of `success` and `denial`. */
interface Surroundings extends Pick<Block, 'zones' | 'report'> {
  readonly limits: Readonly<Record<Kind, Limits>>
}

export const OPTIONS = {
  success: words([1, 3], (tokens, context: Surroundings) => readLimits(tokens, 'success', context), null),
  denial: words([1, 3], (tokens, context: Surroundings) => readLimits(tokens, 'denial', context), null),
  servfail: duration({ min: 0, max: 300_000, or: 5 * SECOND_MS }),
  prefetch: words([1, 3], readPrefetch, null),
  serve_stale: words([0, 5], readStale, null),
  serve_stale_policy: words(1, readStalePolicy, null),
  disable: lines([1, Infinity], readDisabled),
  keepttl: flag(),
}

export function readCache(directive: Directive, block: Block): CacheOptions {
  const { report } = block
  const [first, ...others] = directive.args
  const hasTtl = first !== undefined && /^-?\d+$/.test(first.text)
  const ttl = hasTtl ? readSeconds(first, MAX_TTL, report) : null
  const zones = zonesOr(hasTtl ? others : directive.args, block) ?? []
  const limits: Record<Kind, Limits> = {
    success: { capacity: DEFAULT_CAPACITY, minTtl: 0, maxTtl: ttl ?? 3600 },
    denial: { capacity: DEFAULT_CAPACITY, minTtl: 0, maxTtl: ttl ?? 1800 },
  }
  const found = readOptions(directive, OPTIONS, { zones: block.zones, report, limits })
  const disabledOf = (kind: Kind) =>
    SuffixTable.ofZones(found.disable.flatMap((one) => (one.kind === kind ? one.zones : [])))
  return {
    zones: SuffixTable.ofZones(zones),
    zoneNames: zones.map(nameText).join(','),
    limits: { success: found.success ?? limits.success, denial: found.denial ?? limits.denial },
    disabled: { success: disabledOf('success'), denial: disabledOf('denial') },
    failureMs: found.servfail,
    prefetch: found.prefetch === null || found.prefetch.hits === 0 ? null : found.prefetch,
    stale: found.serve_stale,
    keepsTtl: found.keepttl,
  }
}

function readLimits(
  [size, max, min]: readonly [Token, ...Token[]],
  kind: Kind,
  { limits, report }: Surroundings,
): Limits | null {
  const capacity = readInteger(size, CAPACITY, report)
  const maxTtl = max === undefined ? limits[kind].maxTtl : readSeconds(max, MAX_TTL, report)
  const minTtl = min === undefined ? limits[kind].minTtl : readSeconds(min, MIN_TTL, report)
  const most = maxTtl ?? limits[kind].maxTtl
  if (min !== undefined && minTtl !== null && minTtl > most) {
    return reject(min, `at most the TTL before it, ${most}`, report)
  }
  return capacity === null || maxTtl === null || minTtl === null ? null : { capacity, minTtl, maxTtl }
}

function readPrefetch(
  [amount, gap, share]: readonly [Token, ...Token[]],
  { report }: Reporting,
): Prefetch | null {
  const hits = readInteger(amount, { min: 0, max: 1_000_000 }, report)
  const gapMs = gap === undefined ? 60_000 : readDuration(gap, { min: SECOND_MS, max: DAY_MS }, report)
  const fraction = share === undefined ? 0.1 : readShare(share, report)
  return hits === null || gapMs === null || fraction === null ? null : { hits, gapMs, fraction }
}

function readShare(token: Token, report: Report): number | null {
  const fraction = Number(/^(\d{1,3})%$/.exec(token.text)?.[1]) / 100
  return fraction >= 0.1 && fraction <= 0.9 ? fraction : reject(token, '10% to 90%', report)
}

/** `[DURATION] [immediate [TTL [RECHECK]] | verify [TIMEOUT [TTL [RECHECK]]]]`. */
function readStale(tokens: readonly Token[], { report }: Reporting): Stale {
  const rest = [...tokens]
  const time = (given: number, min = 0): number => {
    const token = rest.shift()
    return token === undefined ? given : (readDuration(token, { min, max: 7 * DAY_MS }, report) ?? given)
  }
  const hasPeriod = rest[0] !== undefined && /^\d/.test(rest[0].text)
  const forMs = hasPeriod ? time(STALE.forMs, SECOND_MS) : STALE.forMs
  const mode = rest.shift()
  const isImmediate = mode !== undefined && readChoice(mode, ['immediate', 'verify'], report) === 'immediate'
  const waitMs = isImmediate ? 0 : time(STALE.waitMs)
  const ttl = Math.round(time(STALE.ttl * SECOND_MS) / SECOND_MS)
  const recheckMs = time(STALE.recheckMs)
  for (const surplus of rest) {
    report(
      atToken('KZ_COREFILE_ARGUMENTS', surplus, `found ${quote(surplus.text)}, expected the end of the line`),
    )
  }
  return { forMs, waitMs, ttl, recheckMs }
}

function readStalePolicy([policy]: readonly [Token], { report }: Reporting, name: Token): true | null {
  if (readChoice(policy, ['prefer_positive'], report) === null) return null
  reportIgnored(name, 'a failure never replaces a cached answer', report)
  return true
}

interface Disabled {
  readonly kind: Kind
  readonly zones: readonly NameKey[]
}

function readDisabled(
  [what, ...names]: readonly [Token, ...Token[]],
  context: Surroundings,
): Disabled | null {
  const kind = readChoice(what, KINDS, context.report)
  const zones = kind === null ? null : zonesOr(names, context)
  return kind === null || zones === null ? null : { kind, zones }
}
