/**
 * Follows the alias of an ExternalName (RFC 1034 §3.6.2): whatever type is asked, the CNAME is in the answer, and behind it
 * what its target has. Targets in the cluster's zones are found there; others are asked of the whole server, once. The last
 * name decides the rcode (RFC 6604 §2.1); one that this server knows nothing of leaves the alias alone.
 */
import { MAX_LOOKUPS, type Query } from '../../../chain/query.ts'
import type { Answer } from '../../../wire/answer.ts'
import { RCODE } from '../../../wire/constants.ts'
import { decodeAnswer } from '../../../wire/decode.ts'
import type { ServedZones } from '../../../kube/records/served-zones.ts'
import { type Finding, FINDING } from '../../../zone/finding.ts'
import type { Zone } from '../../../zone/zone.ts'
import { AliasChain, lookOutside } from '../../../block/alias-chain.ts'
import type { Resolver } from './resolver.ts'

/** So many answers are kept: each may hold a message's worth of records. */
const MAX_KEPT = 256

export class AliasFollower {
  readonly #resolver: Resolver
  /** Answers found without leaving the zones, which stay true as long as these do. */
  readonly #kept = new Map<string, Answer>()
  #zones: ServedZones | null = null

  constructor(resolver: Resolver) {
    this.#resolver = resolver
  }

  /** The alias was found in `zone`, one of `zones`. */
  follow(query: Query, alias: Finding, zone: Zone, zones: ServedZones): Answer | Promise<Answer> {
    if (this.#zones !== zones || this.#kept.size >= MAX_KEPT) this.#kept.clear()
    this.#zones = zones
    const key = `${query.type} ${query.name}`
    const kept = this.#kept.get(key)
    if (kept !== undefined) return kept
    const chain = new AliasChain(query.name, zone.origin, decodeAnswer(alias, query.name).answer)
    for (let step = 0; step < MAX_LOOKUPS; step++) {
      const target = chain.nextTarget()
      // A loop, or an alias of itself: what there is of it is the answer.
      if (target === null) break
      const targetZone = zones.table.find(target)
      if (targetZone === undefined) return lookOutside(query, target, chain)
      const finding = this.#resolver.find(targetZone, target, query.type)
      const found = decodeAnswer(finding, target)
      if (finding.kind !== FINDING.ALIAS) {
        const failed = finding.kind === FINDING.ANSWER ? null : zones.failureAt(target)
        const answer =
          failed === null
            ? chain.end(finding.rcode, found)
            : { ...chain.end(failed.rcode), extendedError: failed.extendedError }
        return this.#keep(key, answer)
      }
      chain.add(found.answer)
    }
    return this.#keep(key, chain.end(RCODE.NOERROR))
  }

  #keep(key: string, answer: Answer): Answer {
    this.#kept.set(key, answer)
    return answer
  }
}
