/** Answers from an authored zone: one of a zone file, or of a primary (RFC 1034 §4.3.2). */
import { MAX_LOOKUPS, type Query } from '../../../chain/query.ts'
import { type Answer, EMPTY_ANSWER, REFUSED, withRecords } from '../../../wire/answer.ts'
import { FLAG, isTransfer, MAX_NAME_OCTETS, RCODE, TYPE } from '../../../wire/constants.ts'
import { decodeAnswer } from '../../../wire/decode.ts'
import { isWithin, type NameKey } from '../../../wire/name.ts'
import { targetData } from '../../../wire/rdata.ts'
import { record, type ResourceRecord } from '../../../wire/section.ts'
import type { AuthoredZone, Cut } from '../../../zone/authored-zone.ts'
import { FINDING } from '../../../zone/finding.ts'
import type { SuffixTable } from '../../../zone/suffix-table.ts'
import { AliasChain, lookOutside } from '../../../block/alias-chain.ts'

/** The source of an authored zone: a file or a primary. */
export interface AuthoredSource {
  readonly origin: NameKey
  /** `null` before the first zone, and after the zone has expired. */
  readonly zone: AuthoredZone | null
  /** The answer while there is no zone: SERVFAIL with the reason. */
  readonly absence: Answer
}

export function answerFromSource(source: AuthoredSource, query: Query): Answer | Promise<Answer> {
  if (source.zone === null) return source.absence
  if (isTransfer(query.type)) return REFUSED
  return answerFrom(source.zone, query)
}

/** Whether the name does not exist and passes to the next plugin. */
export function fallsThrough(found: Answer, query: Query, zones: SuffixTable<NameKey>): boolean {
  return (
    found.rcode === RCODE.NXDOMAIN && found.answer.count === 0 && zones.find(query.hashedName) !== undefined
  )
}

/** Follows aliases as long as their targets are in the zone. */
function answerFrom(authored: AuthoredZone, query: Query): Answer | Promise<Answer> {
  const { zone } = authored
  const chain = new AliasChain(query.name, zone.origin, [])
  let name: NameKey = query.name
  for (let step = 0; step <= MAX_LOOKUPS; step++) {
    const cut = authored.cutAbove(name, query.type)
    if (cut?.kind === 'delegation') return refer(cut, chain, query, zone.origin)
    const finding = zone.find(name, query.type)
    if (cut?.kind === 'dname') {
      const alias = renamed(cut, name)
      // RFC 6672 §2.2: the new name is too long to exist.
      if (alias === null) return chain.end(RCODE.YXDOMAIN, { answer: [cut.record] })
      chain.add([cut.record, alias])
    } else if (finding.kind === FINDING.ALIAS) {
      chain.add(decodeAnswer(finding, name).answer)
    } else {
      const found = decodeAnswer(finding, name)
      const isPositive = finding.kind === FINDING.ANSWER
      if (step === 0 && !isPositive) return finding
      const isOwn = name === zone.origin && query.type === TYPE.NS
      const authority = isPositive && !isOwn ? authored.servers : found.authority
      return chain.end(finding.rcode, { ...found, authority })
    }
    const target = chain.nextTarget()
    if (target === null) break
    if (!isWithin(target, zone.origin)) return lookOutside(query, target, chain)
    name = target
  }
  return chain.end(RCODE.NOERROR)
}

/** RFC 1034 §4.3.2, step 3b: a referral; not authoritative, unless it follows an alias of the zone. */
function refer(
  cut: Extract<Cut, { kind: 'delegation' }>,
  chain: AliasChain,
  query: Query,
  origin: NameKey,
): Answer {
  const records = { answer: chain.records, authority: cut.servers, additional: cut.glue }
  const flags = chain.records.length > 0 ? FLAG.AA : 0
  return withRecords({ ...EMPTY_ANSWER, flags }, records, query.name, origin)
}

/**
 * RFC 6672 §3.1: the CNAME that a DNAME synthesizes for a name below it; `null` if its target is too long.
 */
function renamed(cut: Extract<Cut, { kind: 'dname' }>, name: NameKey): ResourceRecord | null {
  const target = name.slice(0, -cut.owner.length) + cut.target
  return target.length > MAX_NAME_OCTETS ? null : record(name, TYPE.CNAME, cut.record.ttl, targetData(target))
}
