/**
 * The additional section of answers from an authored zone: addresses of the targets of its records, as far as
 * the zone has them (RFC 1034 §4.3.2 step 6).
 */
import { TYPE } from '../wire/constants.ts'
import { isWildcard, isWithin, keyOf, type NameKey, parentOf, ROOT, wildcardBelow } from '../wire/name.ts'
import type { ResourceRecord } from '../wire/section.ts'
import { AFSDB } from '../wire/types/afsdb.ts'
import { HTTPS } from '../wire/types/https.ts'
import { KX } from '../wire/types/kx.ts'
import { RT } from '../wire/types/rt.ts'
import { SVCB } from '../wire/types/svcb.ts'
import type { Steps } from './steps.ts'
import { ZONE_LIMITS } from './zone-limits.ts'

export type RecordsByType = ReadonlyMap<number, readonly ResourceRecord[]>

/** The records of a zone by owner name and type. */
export type RecordsByName = ReadonlyMap<NameKey, RecordsByType>

const ADDRESSES: readonly number[] = [TYPE.A, TYPE.AAAA]

/**
 * The types of the additional records for a type (RFC 1035 §3.3.9, §3.3.11; RFC 1183 §1, §3.3; RFC 2230 §3;
 * RFC 2782; RFC 9460 §4.1).
 */
const ADDITIONAL: ReadonlyMap<number, readonly number[]> = new Map([
  [TYPE.NS, ADDRESSES],
  [TYPE.MX, ADDRESSES],
  [TYPE.SRV, ADDRESSES],
  [AFSDB.number, ADDRESSES],
  [RT.number, ADDRESSES],
  [KX.number, ADDRESSES],
  [SVCB.number, [...ADDRESSES, SVCB.number]],
  [HTTPS.number, [...ADDRESSES, HTTPS.number]],
])

/** More than a message has room for: names that share a target with many addresses would multiply them. */
const MAX_ADDITIONAL = 4096

export class TargetAddresses {
  readonly #names: RecordsByName
  readonly #origin: NameKey
  /** All names that exist, with the empty non-terminals; `null` in a zone without wildcards. */
  readonly #existing: ReadonlySet<NameKey> | null

  private constructor(names: RecordsByName, origin: NameKey, existing: ReadonlySet<NameKey> | null) {
    this.#names = names
    this.#origin = origin
    this.#existing = existing
  }

  /** `names` are those of the zone. */
  static *in(names: RecordsByName, origin: NameKey): Steps<TargetAddresses> {
    let hasWildcards = false
    for (const name of names.keys()) {
      yield
      hasWildcards ||= isWildcard(name)
    }
    return new TargetAddresses(names, origin, hasWildcards ? yield* existingNames(names, origin) : null)
  }

  /** The additional records for an RRset, each once. Owner names have the spelling of the targets. */
  of(records: readonly ResourceRecord[]): readonly ResourceRecord[] {
    const [first] = records
    const types = first === undefined ? undefined : ADDITIONAL.get(first.type)
    if (first === undefined || types === undefined) return []
    const targets = new Map(records.flatMap(targetsOf).map((target) => [keyOf(target), target]))
    const additional: ResourceRecord[] = []
    for (const [key, target] of targets) {
      const owner = this.#ownerOf(key, first.type === TYPE.NS)
      // A service binding may name its own owner, whose bindings are the answer.
      const others = key === keyOf(first.name) ? types.filter((type) => type !== first.type) : types
      for (const type of others) {
        const room = MAX_ADDITIONAL - additional.length
        for (const one of (owner?.get(type) ?? []).slice(0, room)) additional.push({ ...one, name: target })
      }
    }
    return additional
  }

  /** Only a referral may hold glue (RFC 2181 §5.4.1): other answers get authoritative addresses. */
  #ownerOf(target: NameKey, hasGlue: boolean): RecordsByType | undefined {
    if (!isWithin(target, this.#origin) || (!hasGlue && this.#isDelegated(target))) return undefined
    return this.#names.get(target) ?? this.#wildcardFor(target)
  }

  /** Whether a name is at or below a delegation. */
  #isDelegated(target: NameKey): boolean {
    for (let name: NameKey | null = target; name !== null && name !== this.#origin; name = parentOf(name)) {
      if (this.#names.get(name)?.has(TYPE.NS) === true) return true
    }
    return false
  }

  /** RFC 4592 §3.3.1: the wildcard child of the closest encloser is the source of synthesis. */
  #wildcardFor(target: NameKey): RecordsByType | undefined {
    const existing = this.#existing
    if (existing === null || existing.has(target)) return undefined
    let encloser = parentOf(target)
    while (encloser !== null && !existing.has(encloser)) encloser = parentOf(encloser)
    return encloser === null ? undefined : this.#names.get(wildcardBelow(encloser))
  }
}

/** The names in the data of a record. */
function targetsOf({ name, type, rdata }: ResourceRecord): string[] {
  const targets = rdata.flatMap((part) => (typeof part === 'string' ? [] : part.name))
  if (type !== SVCB.number && type !== HTTPS.number) return targets
  // RFC 9460 §2.5: in the place of a target, the root is the owner. That of a wildcard is known to queries
  // only.
  return targets.flatMap((target) => (target !== ROOT ? target : isWildcard(keyOf(name)) ? [] : name))
}

function* existingNames(names: RecordsByName, origin: NameKey): Steps<Set<NameKey>> {
  const existing = new Set<NameKey>([origin])
  for (const owner of names.keys()) {
    yield
    for (let name: NameKey | null = owner; name !== null && !existing.has(name); name = parentOf(name)) {
      existing.add(name)
    }
    // The zone is too large to be compiled.
    if (existing.size > ZONE_LIMITS.names) break
  }
  return existing
}
