/**
 * Finds the chain of NSEC or NSEC3 records in a zone, and keeps the names of NSEC3 records out of answers.
 */
import type { NameKey } from '../wire/name.ts'
import { rdataOctets } from '../wire/rdata.ts'
import type { ResourceRecord } from '../wire/section.ts'
import { NSEC } from '../wire/types/nsec.ts'
import { NSEC3 } from '../wire/types/nsec3.ts'
import { NSEC3PARAM } from '../wire/types/nsec3param.ts'
import { RRSIG } from '../wire/types/rrsig.ts'
import { type Denial, NO_DENIAL, NsecDenial } from './denial.ts'
import { Nsec3Denial, type Nsec3Parameters } from './nsec3-denial.ts'
import type { Steps } from './steps.ts'
import type { RecordsByName, RecordsByType } from './target-addresses.ts'

/** `null` if the zone is not signed: its apex has no RRSIG record. */
export function* denialOf(names: RecordsByName, origin: NameKey): Steps<Denial | null> {
  const apex = names.get(origin)
  if (apex?.has(RRSIG.number) !== true) return null
  // RFC 5155 §4: a chain is complete if NSEC3PARAM states its parameters.
  for (const one of apex.get(NSEC3PARAM.number) ?? []) {
    const parameters = parametersOf(one, NSEC3PARAM)
    if (parameters === null) continue
    const owners = yield* ownersOf(names, NSEC3.number, (other) => hasParameters(other, parameters))
    if (owners.length > 0) return yield* Nsec3Denial.of(origin, parameters, owners)
  }
  const owners = yield* ownersOf(names, NSEC.number, () => true)
  return owners.length > 0 ? yield* NsecDenial.of(owners) : NO_DENIAL
}

function* ownersOf(
  names: RecordsByName,
  type: number,
  isWanted: (one: ResourceRecord) => boolean,
): Steps<readonly NameKey[]> {
  const owners: NameKey[] = []
  for (const [name, types] of names) {
    yield
    if (types.get(type)?.some(isWanted) === true) owners.push(name)
  }
  return owners
}

/**
 * The parameters in a record of type NSEC3 or NSEC3PARAM; `null` if its data is malformed, which a transfer
 * does not check.
 */
export function parametersOf(
  { rdata }: ResourceRecord,
  type: typeof NSEC3 | typeof NSEC3PARAM,
): Nsec3Parameters | null {
  return type.read(rdataOctets(rdata)) === null ? null : type.values(rdata)
}

function hasParameters(one: ResourceRecord, { iterations, salt }: Nsec3Parameters): boolean {
  const own = parametersOf(one, NSEC3)
  return own?.iterations === iterations && own.salt === salt
}

/**
 * The records of a name that queries can ask for. RFC 5155 §7.2.8: the owner of an NSEC3 record does not
 * exist on that account.
 */
export function withoutHashedDenial(types: RecordsByType): RecordsByType {
  if (!types.has(NSEC3.number)) return types
  const left = new Map<number, readonly ResourceRecord[]>()
  for (const [type, records] of types) {
    const kept = type === RRSIG.number ? records.filter((one) => coveredBy(one) !== NSEC3.number) : records
    if (type !== NSEC3.number && kept.length > 0) left.set(type, kept)
  }
  return left
}

/** The type that an RRSIG record signs: the first field of its data. */
export function coveredBy({ rdata }: ResourceRecord): number {
  const octets = rdataOctets(rdata)
  return octets.charCodeAt(0) * 256 + octets.charCodeAt(1)
}
