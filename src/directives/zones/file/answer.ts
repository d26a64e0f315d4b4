/** Answers from an authored zone: one of a zone file, or of a primary (RFC 1034 §4.3.2). */
import { MAX_LOOKUPS, type Query } from '../../../chain/query.ts'
import { type Answer, REFUSED } from '../../../wire/answer.ts'
import { isTransfer, RCODE, TYPE } from '../../../wire/constants.ts'
import { decodeAnswer } from '../../../wire/decode.ts'
import { isWithin, type NameKey, parentOf } from '../../../wire/name.ts'
import { DS } from '../../../wire/types/ds.ts'
import type { AuthoredZone } from '../../../zone/authored-zone.ts'
import { SERVERS_REQUIRED } from '../../../zone/apex-servers.ts'
import { Referral } from '../../../zone/cuts.ts'
import { FINDING } from '../../../zone/finding.ts'
import type { SuffixTable } from '../../../zone/suffix-table.ts'
import { SignedAnswers } from './signed-answer.ts'
import { AliasChain, askForTarget, without } from '../../../block/alias-chain.ts'
import type { KeptAnswers } from '../../../chain/kept-answers.ts'

/** The source of an authored zone: a file or a primary. */
export interface AuthoredSource {
  readonly origin: NameKey
  /** `null` before the first zone, and after the zone has expired. */
  readonly zone: AuthoredZone | null
  /** The answer while there is no zone: SERVFAIL with the reason. */
  readonly absence: Answer
}

/**
 * The entry for the longest suffix of the query's name. RFC 4035 §3.1.4.1: for DS at an apex it is that of
 * the zone above, if that is a zone of the same directive and its parent.
 */
export function findEntry<Entry>(
  entries: SuffixTable<Entry>,
  query: Query,
  sourceOf: (entry: Entry) => AuthoredSource,
): Entry | undefined {
  const own = entries.find(query.hashedName)
  if (query.type !== DS.number || own === undefined || sourceOf(own).origin !== query.name) return own
  const parent = parentOf(query.name)
  const above = parent === null ? undefined : entries.find(parent)
  const zone = above === undefined ? null : sourceOf(above).zone
  return zone !== null && knows(zone, query.name) ? above : own
}

/** Whether a zone delegates a name, or has it all the same, and no other zone is between the two. */
function knows({ zone, cuts }: AuthoredZone, name: NameKey): boolean {
  const cut = cuts.above(name, TYPE.NS)
  return cut === null ? zone.find(name, DS.number).kind !== FINDING.NXDOMAIN : cut.owner === name
}

/** The answers that a directive keeps, of all its zones. */
export type KeptOfZones = KeptAnswers<AuthoredZone>

export function answerFromSource(
  source: AuthoredSource,
  query: Query,
  kept: KeptOfZones,
): Answer | Promise<Answer> {
  if (source.zone === null) return source.absence
  if (isTransfer(query.type)) return REFUSED
  const { denial } = source.zone
  if (denial !== null && query.request.dnssecOk) return new SignedAnswers(source.zone, denial).answer(query)
  return answerFrom(source.zone, query, kept)
}

/** Whether the name does not exist and passes to the next plugin. */
export function fallsThrough(found: Answer, query: Query, zones: SuffixTable<NameKey>): boolean {
  return (
    found.rcode === RCODE.NXDOMAIN && found.answer.count === 0 && zones.find(query.hashedName) !== undefined
  )
}

function answerFrom(authored: AuthoredZone, query: Query, kept: KeptOfZones): Answer | Promise<Answer> {
  const { zone, servers, cuts } = authored
  const { name, type } = query
  const cut = cuts.above(name, type)
  if (cut instanceof Referral) return cut
  if (cut === null) {
    const finding = zone.find(name, type)
    if (finding.kind === FINDING.ANSWER && servers.areFor(name, type)) return servers.beside(finding, name)
    if (finding.kind !== FINDING.ALIAS) return finding
  }
  return kept.find(authored, query) ?? followAliases(authored, query, kept)
}

/**
 * Follows aliases as long as their targets are in the zone, then asks the whole server. Keeps answers from
 * the zone alone.
 */
function followAliases(authored: AuthoredZone, query: Query, kept: KeptOfZones): Answer | Promise<Answer> {
  const { zone, servers, cuts } = authored
  const keep = (answer: Answer): Answer => kept.keep(authored, query, answer)
  // Every suffix of the question is one that names of the reply may end in.
  const chain = new AliasChain(query.name, query.name, [])
  let { name } = query
  for (let step = 0; step <= MAX_LOOKUPS; step++) {
    const cut = cuts.above(name, query.type)
    // The delegated zone may be one of this server.
    if (cut instanceof Referral) return answerOfTarget(query, name, chain)
    const finding = zone.find(name, query.type)
    if (cut !== null) {
      const alias = cut.aliasOf(name)
      // RFC 6672 §2.2: the new name is too long to exist.
      if (alias === null) return keep(chain.end(RCODE.YXDOMAIN, { answer: [cut.record] }))
      chain.add([...without(chain.records, [cut.record]), alias])
      // RFC 1034 §4.3.2, step 3a: a query for CNAME gets the alias alone.
      if (query.type === TYPE.CNAME || cut.isLoop) break
    } else if (finding.kind === FINDING.ALIAS) {
      chain.add(decodeAnswer(finding, name).answer)
    } else {
      const found = decodeAnswer(finding, name)
      if (finding.kind !== FINDING.ANSWER || !servers.areFor(name, query.type))
        return keep(chain.end(finding.rcode, found))
      const all = [...chain.records, ...found.answer]
      if (found.additional.length === 0) {
        const whole = servers.behind(chain.end(finding.rcode, { answer: found.answer }).answer, all)
        if (whole !== null) return keep(whole)
      }
      const { authority, additional } = servers.records(all, found.additional)
      const records = { answer: found.answer, authority, additional }
      return keep(chain.end(finding.rcode, records, SERVERS_REQUIRED))
    }
    const target = chain.nextTarget()
    if (target === null) break
    if (!isWithin(target, zone.origin)) return answerOfTarget(query, target, chain)
    name = target
  }
  return keep(chain.end(RCODE.NOERROR))
}

/** Ends a chain with what the whole server says of `target`, referrals included. */
function answerOfTarget(query: Query, target: NameKey, chain: AliasChain): Answer | Promise<Answer> {
  return askForTarget(query, target, query.type, (found) => {
    if (found === null) return chain.end(RCODE.NOERROR)
    const { answer, authority, additional } = decodeAnswer(found, target)
    const records = { answer: without(chain.records, answer), authority, additional }
    return chain.end(found.rcode, records, found.required)
  })
}
