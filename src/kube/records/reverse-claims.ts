/**
 * The PTR records of reverse names (K8s DNS §2.3.3, §2.4.3). A claim is a possible PTR record of a service at
 * an address. A service's cluster IP precedes endpoints. Two services with the same cluster IP are a mistake:
 * the first by name wins. Each endpoint name that has the address gets a PTR record.
 */
import { present } from '../../report/assert.ts'
import { TYPE } from '../../wire/constants.ts'
import { parseAddress, reverseName } from '../../wire/address.ts'
import { joinName, type NameKey } from '../../wire/name.ts'
import { targetData } from '../../wire/rdata.ts'
import type { RRset } from '../../zone/draft.ts'
import type { Steps } from '../../zone/steps.ts'
import type { ZoneSet } from '../../zone/zone-set.ts'
import { isReverseZone } from './cluster-options.ts'
import type { ServiceKey } from '../model/keys.ts'
import type { ReadyAddress } from './endpoints.ts'

/** A CLUSTER_IP claim excludes all others. NAMED and UNNAMED claims are all published, NAMED first. */
export const RANK = { CLUSTER_IP: 0, NAMED: 1, UNNAMED: 2 } as const

export interface ReverseClaim {
  /** The address, 4 or 16 octets. */
  readonly octets: string
  readonly target: NameKey
  readonly rank: (typeof RANK)[keyof typeof RANK]
}

/** A claim to each of these addresses. */
export function claimsOf(
  addresses: readonly string[],
  target: NameKey,
  rank: ReverseClaim['rank'],
): ReverseClaim[] {
  return addresses.flatMap((address) => {
    const octets = parseAddress(address)
    return octets === null ? [] : [{ octets, target, rank }]
  })
}

/**
 * A claim without its address, to save memory: the map has the address as its key, and one claim for each
 * endpoint.
 */
interface OwnedClaim {
  readonly owner: ServiceKey
  readonly target: NameKey
  readonly rank: ReverseClaim['rank']
}

export class ReverseClaims {
  readonly #byName = new Map<NameKey, OwnedClaim[]>()
  readonly #byOwner = new Map<ServiceKey, readonly NameKey[]>()
  readonly #dirty = new Set<NameKey>()
  readonly #ttl: number

  constructor(ttl: number) {
    this.#ttl = ttl
  }

  /** Replaces the claims of a service. */
  set(owner: ServiceKey, claims: readonly ReverseClaim[]): void {
    for (const name of this.#byOwner.get(owner) ?? []) {
      const known = present(this.#byName.get(name), 'a claim is kept by its name as well as by its owner')
      const rest = known.filter((claim) => claim.owner !== owner)
      if (rest.length === 0) this.#byName.delete(name)
      else this.#byName.set(name, rest)
      this.#dirty.add(name)
    }
    const names = new Set<NameKey>()
    for (const { octets, target, rank } of claims) {
      const name = reverseName(octets)
      const owned = { owner, target, rank }
      const others = this.#byName.get(name)
      if (others === undefined) this.#byName.set(name, [owned])
      else others.push(owned)
      names.add(name)
      this.#dirty.add(name)
    }
    if (names.size === 0) this.#byOwner.delete(owner)
    else this.#byOwner.set(owner, [...names])
  }

  /** Builds the drafts of the reverse zones among `zones`, with the changes since the last call. */
  *build(zones: ZoneSet): Steps<void> {
    yield* zones.draftEach(this.#takeChanges(), ([name, rrset]) => {
      const zone = zones.current.find(name)
      if (zone === undefined || !isReverseZone(zone.origin)) return
      if (rrset === null) zones.draft(zone.origin).remove(name)
      else zones.draft(zone.origin).put(name, [rrset])
    })
  }

  /** The reverse names that may have changed, with their RRset; `null`: the name has no records now. */
  *#takeChanges(): Iterable<readonly [NameKey, RRset | null]> {
    for (const name of this.#dirty) {
      const targets = targetsOf(this.#byName.get(name) ?? [])
      const rdatas = targets.map((target) => targetData(target))
      yield [name, rdatas.length === 0 ? null : { type: TYPE.PTR, ttl: this.#ttl, rdatas }]
    }
    this.#dirty.clear()
  }
}

/**
 * By rank, then by service and target, so that the order is the same everywhere and a host name comes first.
 */
function targetsOf(claims: readonly OwnedClaim[]): NameKey[] {
  const sorted = [...claims].sort(
    (a, b) => a.rank - b.rank || compare(a.owner, b.owner) || compare(a.target, b.target),
  )
  const first = sorted[0]
  if (first === undefined) return []
  if (first.rank === RANK.CLUSTER_IP) return [first.target]
  return [...new Set(sorted.map(({ target }) => target))]
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/**
 * The claims of a service: its name for its cluster IPs, and the names of its endpoints, which need only a
 * slice.
 */
export function reverseClaimsOf(
  name: NameKey,
  clusterIPs: readonly string[],
  addresses: readonly ReadyAddress[],
): ReverseClaim[] {
  const own = claimsOf(clusterIPs, name, RANK.CLUSTER_IP)
  const endpoints = addresses.flatMap(({ octets, label, hasHostname }) => {
    const target = joinName([label], name)
    const rank = hasHostname ? RANK.NAMED : RANK.UNNAMED
    return target === null ? [] : [{ octets, target, rank }]
  })
  return [...own, ...endpoints]
}
