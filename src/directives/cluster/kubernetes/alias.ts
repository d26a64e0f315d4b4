/**
 * Follows the alias of an ExternalName service (RFC 1034 §3.6.2). For every type, the answer has the CNAME
 * and then the records of its target. The cluster's zones answer for targets within them; the whole chain is
 * queried, once, for a target outside. RFC 6604 §2.1: the last name decides the rcode. A target that this
 * server does not know leaves the CNAME alone in the answer.
 */
import { MAX_LOOKUPS, type Query } from '../../../chain/query.ts'
import type { Answer } from '../../../wire/answer.ts'
import { RCODE } from '../../../wire/constants.ts'
import { decodeAnswer } from '../../../wire/decode.ts'
import type { ServedZones } from '../../../kube/records/served-zones.ts'
import { type Finding, FINDING } from '../../../zone/finding.ts'
import type { Zone } from '../../../zone/zone.ts'
import { AliasChain, lookOutside } from '../../../block/alias-chain.ts'
import { KeptAnswers } from '../../../chain/kept-answers.ts'
import type { Resolver } from './resolver.ts'

export class AliasFollower {
  readonly #resolver: Resolver
  /** Answers from the zones alone. */
  readonly #kept = new KeptAnswers<ServedZones>()

  constructor(resolver: Resolver) {
    this.#resolver = resolver
  }

  /** `alias` is a finding in `zone`, one of `zones`. */
  follow(query: Query, alias: Finding, zone: Zone, zones: ServedZones): Answer | Promise<Answer> {
    const kept = this.#kept.find(zones, query)
    if (kept !== undefined) return kept
    const chain = new AliasChain(query.name, zone.origin, decodeAnswer(alias, query.name).answer)
    for (let step = 0; step < MAX_LOOKUPS; step++) {
      const target = chain.nextTarget()
      // A loop, or an alias of itself: the answer is the chain so far.
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
        return this.#kept.keep(zones, query, answer)
      }
      chain.add(found.answer)
    }
    return this.#kept.keep(zones, query, chain.end(RCODE.NOERROR))
  }
}
