/**
 * Follows the alias of an ExternalName (RFC 1034 §3.6.2): whatever type is asked, the CNAME is in the answer, and behind it
 * what its target has. Targets in the cluster's zones are found there; others are asked of the whole server, once. The last
 * name decides the rcode (RFC 6604 §2.1); one that this server knows nothing of leaves the alias alone.
 */
import { onAnswer } from '../../chain/plugin.ts'
import { MAX_LOOKUPS, type Query } from '../../chain/query.ts'
import { type Answer, EMPTY_ANSWER, withRecords } from '../../wire/answer.ts'
import { FLAG, RCODE } from '../../wire/constants.ts'
import { decodeSection } from '../../wire/decode.ts'
import { type NameKey, keyOf } from '../../wire/name.ts'
import type { ResourceRecord } from '../../wire/section.ts'
import type { SuffixTable } from '../../zone/suffix-table.ts'
import { type Finding, FINDING, type Zone } from '../../zone/zone.ts'
import type { ClusterResolver } from './resolver.ts'

export function followAlias(
  query: Query,
  zone: Zone,
  alias: Finding,
  zones: SuffixTable<Zone>,
  resolver: ClusterResolver,
): Answer | Promise<Answer> {
  const chain: ResourceRecord[] = decodeSection(alias.answer, query.spelledName)
  const seen = new Set<NameKey>([query.name])
  const finish = (
    rcode: number,
    authority: readonly ResourceRecord[] = [],
    additional: readonly ResourceRecord[] = [],
  ) =>
    withRecords(
      { ...EMPTY_ANSWER, rcode, flags: FLAG.AA },
      { answer: chain, authority, additional },
      query.name,
      zone.origin,
    )
  for (let step = 0; step < MAX_LOOKUPS; step++) {
    const target = targetOf(chain.at(-1))
    // A loop, or an alias of itself: what there is of it is the answer.
    if (target === null || seen.has(target)) return finish(RCODE.NOERROR)
    seen.add(target)
    const targetZone = zones.find(target)
    if (targetZone === undefined) return lookOutside(query, target, chain, finish)
    const finding = resolver.find(targetZone, target, query.type)
    chain.push(...decodeSection(finding.answer, target))
    if (finding.kind !== FINDING.ALIAS) {
      return finish(
        finding.rcode,
        decodeSection(finding.authority, target),
        decodeSection(finding.additional, target, finding.answer),
      )
    }
  }
  return finish(RCODE.NOERROR)
}

function targetOf(alias: ResourceRecord | undefined): NameKey | null {
  const target = alias?.rdata[0]
  return target === undefined || typeof target === 'string' ? null : keyOf(target.name)
}

function lookOutside(
  query: Query,
  target: NameKey,
  chain: ResourceRecord[],
  finish: (rcode: number, authority?: readonly ResourceRecord[]) => Answer,
): Answer | Promise<Answer> {
  const derived = query.derive(target)
  if (derived === null) return finish(RCODE.NOERROR)
  return onAnswer(query.lookup(derived), (answer) => {
    if (answer.rcode === RCODE.REFUSED) return finish(RCODE.NOERROR)
    chain.push(...decodeSection(answer.answer, target))
    return finish(answer.rcode, answer.answer.count > 0 ? [] : decodeSection(answer.authority, target))
  })
}
