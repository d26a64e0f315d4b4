/**
 * The cuts of an authored zone: the names at which its authority ends. A cut is a delegation (RFC 1034
 * §4.3.2), or a DNAME, which redirects all names below it (RFC 6672).
 */
import { MAX_NAME_OCTETS, RCODE, TYPE } from '../wire/constants.ts'
import type { RequiredRecords } from '../wire/answer.ts'
import { encodeSections } from '../wire/encode.ts'
import { isWithin, keyOf, type NameKey, parentOf } from '../wire/name.ts'
import { rdataOctets, targetData } from '../wire/rdata.ts'
import { RecordStore } from '../wire/record-store.ts'
import { record, type ResourceRecord } from '../wire/section.ts'
import { storeAuthority, StoredAnswer } from '../wire/stored-answer.ts'
import { DNAME } from '../wire/types/dname.ts'
import { DS } from '../wire/types/ds.ts'
import type { RecordsByType, TargetAddresses } from './target-addresses.ts'

/** The initial size of the store of referrals. */
const STORE_OCTETS = 1024

export type Cut = Referral | Redirection

/** RFC 1034 §4.3.2, step 3b: the answer to questions at or below a delegation. */
export class Referral extends StoredAnswer {
  readonly rcode = RCODE.NOERROR
  readonly owner: NameKey
  readonly #required: RequiredRecords

  /** `inDomainGlue` is the number of addresses of name servers below the cut, which are the first. */
  constructor(owner: NameKey, store: RecordStore, at: number, inDomainGlue: number) {
    super(store, at)
    this.owner = owner
    this.#required = { authority: true, additional: inDomainGlue }
  }

  /** RFC 9471 §3.1: the glue of in-domain name servers is in the reply, or TC is set. */
  override get required(): RequiredRecords {
    return this.#required
  }

  override get flags(): number {
    return 0
  }
}

/** Names below `owner` are redirected to names below `target` (wire form). */
export class Redirection {
  readonly owner: NameKey
  readonly record: ResourceRecord
  readonly target: string

  constructor(owner: NameKey, dname: ResourceRecord) {
    this.owner = owner
    this.record = dname
    this.target = rdataOctets(dname.rdata)
  }

  /**
   * Whether the target is at or below the owner, so that every redirection leads to a longer name or back.
   */
  get isLoop(): boolean {
    return isWithin(keyOf(this.target), this.owner)
  }

  /** RFC 6672 §3.1: the CNAME for a name below the owner; `null` if its target is too long. */
  aliasOf(name: NameKey): ResourceRecord | null {
    const target = name.slice(0, -this.owner.length) + this.target
    return target.length > MAX_NAME_OCTETS
      ? null
      : record(name, TYPE.CNAME, this.record.ttl, targetData(target))
  }
}

export class Cuts {
  readonly #origin: NameKey
  readonly #cuts = new Map<NameKey, Cut>()
  /** The referrals. */
  readonly #store = new RecordStore(STORE_OCTETS)

  constructor(origin: NameKey) {
    this.#origin = origin
  }

  /** The memory of the referrals. */
  get octets(): number {
    return this.#store.end
  }

  /**
   * The cut nearest to the apex that a lookup of `name`, a name of the zone, meets; `null` if it meets no
   * cut.
   */
  above(name: NameKey, type: number): Cut | null {
    if (this.#cuts.size === 0) return null
    let found: Cut | null = null
    for (let above: NameKey | null = name; above !== null; above = parentOf(above)) {
      const cut = this.#cuts.get(above)
      // RFC 6672 §2.3: the owner of a DNAME keeps its own records. RFC 4035 §3.1.4.1: the parent zone answers
      // for DS.
      const isOwn = above === name && (cut instanceof Redirection || type === DS.number)
      if (cut !== undefined && !isOwn) found = cut
      if (above === this.#origin) break
    }
    return found
  }

  /** Adds the cut at a name, if its records make one. */
  add(owner: NameKey, types: RecordsByType, addresses: TargetAddresses): void {
    const servers = types.get(TYPE.NS) ?? []
    const [dname] = types.get(DNAME.number) ?? []
    if (servers.length > 0 && owner !== this.#origin) {
      this.#cuts.set(owner, this.#referral(owner, servers, addresses.of(servers)))
    } else if (dname !== undefined) this.#cuts.set(owner, new Redirection(owner, dname))
  }

  #referral(owner: NameKey, authority: readonly ResourceRecord[], glue: readonly ResourceRecord[]): Referral {
    const isInDomain = ({ name }: ResourceRecord): boolean => isWithin(keyOf(name), owner)
    const inDomain = glue.filter(isInDomain)
    const additional = [...inDomain, ...glue.filter((one) => !isInDomain(one))]
    // The question is a placeholder: links to the owner are valid behind all names at and below it.
    const sections = encodeSections({ authority, additional }, `\0${owner}` as NameKey, owner)
    const at = storeAuthority(this.#store, sections.authority, sections.additional)
    return new Referral(owner, this.#store, at, inDomain.length)
  }
}
