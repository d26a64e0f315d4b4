/**
 * Answers from a signed zone to clients that set DO: with the signatures of all records, and with proof of
 * what does not exist (RFC 4035 §3.1, RFC 5155 §7.2). The records are the zone's own; kubezone signs nothing.
 */
import { MAX_LOOKUPS, type Query } from '../../../chain/query.ts'
import { type Answer, EMPTY_ANSWER, type RequiredRecords, USUALLY_REQUIRED } from '../../../wire/answer.ts'
import { RCODE, TYPE } from '../../../wire/constants.ts'
import { decodeAnswer } from '../../../wire/decode.ts'
import type { Records } from '../../../wire/encode.ts'
import { isWithin, keyOf, type NameKey, parentOf, wildcardBelow } from '../../../wire/name.ts'
import type { ResourceRecord } from '../../../wire/section.ts'
import { DS } from '../../../wire/types/ds.ts'
import { RRSIG } from '../../../wire/types/rrsig.ts'
import { SERVERS_REQUIRED } from '../../../zone/apex-servers.ts'
import type { AuthoredZone } from '../../../zone/authored-zone.ts'
import { Referral } from '../../../zone/cuts.ts'
import type { Denial } from '../../../zone/denial.ts'
import { coveredBy } from '../../../zone/denial-chain.ts'
import { type Finding, FINDING } from '../../../zone/finding.ts'
import type { Zone } from '../../../zone/zone.ts'
import { AliasChain, askForTarget, without } from '../../../block/alias-chain.ts'

/** Records, and names of the zone whose denial records belong to them. */
interface Found {
  readonly records: Required<Records>
  readonly proof: readonly NameKey[]
}

export class SignedAnswers {
  readonly #authored: AuthoredZone
  readonly #denial: Denial

  constructor(authored: AuthoredZone, denial: Denial) {
    this.#authored = authored
    this.#denial = denial
  }

  answer(query: Query): Answer | Promise<Answer> {
    const { zone, cuts } = this.#authored
    const chain = new AliasChain(query.name, query.name, [])
    const proof = new Set<NameKey>()
    let { name } = query
    for (let step = 0; step <= MAX_LOOKUPS; step++) {
      const cut = cuts.above(name, query.type)
      if (cut instanceof Referral) {
        return step === 0 ? this.#refer(cut, chain) : this.#answerOfTarget(query, name, chain, proof)
      }
      if (cut !== null) {
        const alias = cut.aliasOf(name)
        const dname = without(chain.records, this.#signed([cut.record]))
        if (alias === null) return this.#end(chain, RCODE.YXDOMAIN, { answer: dname }, proof)
        chain.add([...dname, alias])
        if (query.type === TYPE.CNAME || cut.isLoop) break
      } else {
        const finding = zone.find(name, query.type)
        const found = this.#found(finding, name, query.type)
        for (const owner of found.proof) proof.add(owner)
        if (finding.kind !== FINDING.ALIAS)
          return this.#endWith(chain, finding, found, name, query.type, proof)
        chain.add(found.records.answer)
      }
      const target = chain.nextTarget()
      if (target === null) break
      if (!isWithin(target, zone.origin)) return this.#answerOfTarget(query, target, chain, proof)
      name = target
    }
    return this.#end(chain, RCODE.NOERROR, {}, proof)
  }

  /** The records of a finding, with their signatures. */
  #found(finding: Finding, name: NameKey, type: number): Found {
    const decoded = decodeAnswer(finding, name)
    const records = {
      answer: this.#signed(decoded.answer),
      authority: this.#signed(decoded.authority),
      additional: this.#signed(decoded.additional),
    }
    return { records, proof: this.#proofOf(finding, name, type) }
  }

  #proofOf({ kind }: Finding, name: NameKey, type: number): readonly NameKey[] {
    const { zone } = this.#authored
    const encloser = closestEncloser(zone, name)
    const isPositive = kind === FINDING.ANSWER || kind === FINDING.ALIAS
    if (encloser === name) {
      const above = (type === DS.number ? parentOf(name) : null) ?? name
      return isPositive ? [] : this.#denial.noData(name, above)
    }
    if (kind === FINDING.NXDOMAIN) return this.#denial.nameError(name, encloser)
    return isPositive
      ? this.#denial.wildcardAnswer(name, encloser)
      : this.#denial.wildcardNoData(name, encloser)
  }

  /** RFC 4035 §3.1.4: DS of the delegated zone, or proof that it has none. */
  #refer(cut: Referral, chain: AliasChain): Answer {
    const { zone } = this.#authored
    const { authority, additional } = decodeAnswer(cut, cut.owner)
    const ds = recordsOf(zone, cut.owner, DS.number, cut.owner)
    const above = parentOf(cut.owner) ?? cut.owner
    const proof = ds.length > 0 ? [] : this.#denial.noData(cut.owner, above)
    const records = {
      authority: [...authority, ...this.#signed(ds), ...this.#denials(proof)],
      additional: this.#signed(additional),
    }
    const { additional: inDomain } = cut.required
    const whole = chain.end(RCODE.NOERROR, records, { authority: true, additional: inDomain })
    return { ...whole, flags: cut.flags }
  }

  #endWith(
    chain: AliasChain,
    finding: Finding,
    { records }: Found,
    name: NameKey,
    type: number,
    proof: ReadonlySet<NameKey>,
  ): Answer {
    const { servers } = this.#authored
    if (finding.kind !== FINDING.ANSWER || !servers.areFor(name, type))
      return this.#end(chain, finding.rcode, records, proof)
    const { answer, additional } = records
    const beside = servers.records([...chain.records, ...answer], additional)
    const all = {
      answer,
      authority: this.#signed(beside.authority),
      additional: this.#signed(beside.additional.filter(({ type: other }) => other !== RRSIG.number)),
    }
    return this.#end(chain, finding.rcode, all, proof, proof.size === 0 ? SERVERS_REQUIRED : USUALLY_REQUIRED)
  }

  #end(
    chain: AliasChain,
    rcode: number,
    records: Records,
    proof: ReadonlySet<NameKey>,
    required?: RequiredRecords,
  ): Answer {
    const authority = [...(records.authority ?? []), ...this.#denials([...proof])]
    return chain.end(rcode, { ...records, authority }, required)
  }

  /** Ends a chain with what the whole server says of `target`. */
  #answerOfTarget(
    query: Query,
    target: NameKey,
    chain: AliasChain,
    proof: ReadonlySet<NameKey>,
  ): Answer | Promise<Answer> {
    return askForTarget(query, target, query.type, (found) => {
      const { answer, authority, additional } = decodeAnswer(found ?? EMPTY_ANSWER, target)
      const records = { answer: without(chain.records, answer), authority, additional }
      const required = proof.size === 0 ? found?.required : USUALLY_REQUIRED
      return this.#end(chain, found?.rcode ?? RCODE.NOERROR, records, proof, required)
    })
  }

  #denials(owners: readonly NameKey[]): readonly ResourceRecord[] {
    const { contents } = this.#authored
    const { type } = this.#denial
    return [...new Set(owners)].flatMap((owner) => {
      const records = recordsOf(contents, owner, type, owner)
      return [...records, ...signaturesOf(contents, owner, type, owner)]
    })
  }

  /** The records, with the signatures of each RRset behind it. */
  #signed(records: readonly ResourceRecord[]): readonly ResourceRecord[] {
    return records.flatMap((one, i) => {
      const next = records[i + 1]
      const isLast = next === undefined || next.type !== one.type || keyOf(next.name) !== keyOf(one.name)
      if (!isLast) return [one]
      const source = sourceOf(this.#authored.zone, keyOf(one.name))
      const signatures = source === null ? [] : signaturesOf(this.#authored.zone, source, one.type, one.name)
      // RFC 4034 §3: the TTL of the SOA record of a denial is lower than the zone's.
      return [
        one,
        ...signatures.map((signature) => ({ ...signature, ttl: Math.min(signature.ttl, one.ttl) })),
      ]
    })
  }
}

/** The nearest name that exists, at or above `name`, a name of the zone. */
function closestEncloser(zone: Zone, name: NameKey): NameKey {
  let encloser = name
  while (!zone.has(encloser)) encloser = parentOf(encloser) ?? zone.origin
  return encloser
}

/** The name whose records a name of the zone has: its own, or a wildcard. */
function sourceOf(zone: Zone, name: NameKey): NameKey | null {
  if (!isWithin(name, zone.origin)) return null
  const encloser = closestEncloser(zone, name)
  return encloser === name ? name : wildcardBelow(encloser)
}

/** The records of a type that `source` owns, as those of `owner`. */
function recordsOf(zone: Zone, source: NameKey, type: number, owner: string): readonly ResourceRecord[] {
  const rrset = zone.nodes.get(source)?.rrsets.find((one) => one.type === type)
  return rrset === undefined ? [] : decodeAnswer(rrset, owner).answer
}

function signaturesOf(zone: Zone, source: NameKey, type: number, owner: string): readonly ResourceRecord[] {
  return recordsOf(zone, source, RRSIG.number, owner).filter((one) => coveredBy(one) === type)
}
