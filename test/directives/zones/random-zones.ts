/**
 * Random zones in which names, wildcards, delegations and aliases meet, as NSD and Knot load them: a zone, a
 * child zone and a zone elsewhere, all served by one server. Names have few different labels, so that most
 * targets and questions hit or nearly hit something.
 */
import * as fc from 'fast-check'

/** The records of a zone below its SOA record, by relative owner name. */
export interface RandomZone {
  /** With its final dot. */
  readonly origin: string
  readonly records: readonly RandomRecord[]
}

export interface RandomRecord {
  readonly owner: string
  readonly type: string
  readonly data: string
}

export const TYPES = ['A', 'AAAA', 'TXT', 'MX', 'SRV', 'NS', 'CNAME', 'DNAME', 'DS', 'SOA'] as const

const LABELS = fc.constantFrom('a', 'b', 'ns', 'www', '*')
/** Labels below an origin; empty: the apex. */
const PATHS = fc.array(LABELS, { maxLength: 3 })

type Path = readonly string[]

/** An intended record, with its target as a path below one of the zones. */
interface Draft {
  readonly path: Path
  readonly type: (typeof TYPES)[number]
  readonly zone: number
  readonly target: Path
}

const DRAFTS: fc.Arbitrary<Draft> = fc.record({
  path: PATHS,
  type: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('A' as const, 'AAAA' as const) },
    { weight: 3, arbitrary: fc.constant('NS' as const) },
    { weight: 3, arbitrary: fc.constant('CNAME' as const) },
    { weight: 2, arbitrary: fc.constant('DNAME' as const) },
    { weight: 3, arbitrary: fc.constantFrom('MX' as const, 'SRV' as const, 'TXT' as const, 'DS' as const) },
  ),
  zone: fc.constantFrom(0, 0, 0, 1, 2, 3),
  target: PATHS,
})

/** Groups of zones below a suffix, which has a final dot. */
export const ZONE_GROUPS = fc
  .record({
    child: fc.array(fc.constantFrom('a', 'b', 'www', 'sub'), { minLength: 1, maxLength: 2 }),
    drafts: fc.tuple(...[10, 5, 5].map((maxLength) => fc.array(DRAFTS, { minLength: 1, maxLength }))),
    isDelegated: fc.boolean(),
  })
  .map(({ child, drafts, isDelegated }) => (suffix: string): readonly RandomZone[] => {
    const served = [`zone.${suffix}`, `${child.join('.')}.zone.${suffix}`, `other.${suffix}`]
    const origins = [...served, `nowhere.${suffix}`]
    const delegation: Draft = { path: child, type: 'NS', zone: 1, target: ['ns'] }
    return served.map((origin, i) => {
      const apex: Draft = { path: [], type: 'NS', zone: i, target: ['ns'] }
      const first = i === 0 && isDelegated ? [apex, delegation] : [apex]
      const others = (drafts[i] ?? []).filter(({ path }) => i > 0 || !isBelow(path, child))
      return { origin, records: sound([...first, ...others], origins, i === 0 ? child : null) }
    })
  })

/** In the place of a type: the name is another zone's apex. */
const ANOTHER_ZONE = 'another zone'

/** NSD has all zones in one tree: a zone's records below the apex of another count as that one's. */
function isBelow(path: Path, child: Path): boolean {
  return path.length > child.length && path.slice(-child.length).join('.') === child.join('.')
}

/**
 * The drafts as records, without those beside which NSD or Knot would refuse the zone, or the zone at
 * `child`.
 */
function sound(
  drafts: readonly Draft[],
  origins: readonly string[],
  child: Path | null,
): readonly RandomRecord[] {
  const types = new Map<string, Set<string>>()
  if (child !== null) types.set(child.join('.'), new Set([ANOTHER_ZONE]))
  const records: RandomRecord[] = []
  for (const draft of drafts) {
    const owner = draft.path.join('.')
    const own = types.get(owner) ?? new Set()
    if (!isAllowed(draft, own, types)) continue
    types.set(owner, own.add(draft.type))
    records.push({ owner, type: draft.type, data: dataOf(draft, origins) })
  }
  return records
}

function isAllowed(
  { path, type }: Draft,
  own: ReadonlySet<string>,
  types: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  const isApex = path.length === 0
  const above = path.map((_, i) => path.slice(i + 1).join('.'))
  // RFC 6672 §2.4: no records below a DNAME, and one DNAME only, not beside a delegation.
  if (above.some((name) => types.get(name)?.has('DNAME') === true)) return false
  if (type === 'CNAME') return !isApex && own.size === 0
  if (own.has('CNAME')) return false
  if (type === 'DNAME') {
    const suffix = isApex ? '' : `.${path.join('.')}`
    const hasNamesBelow = [...types.keys()].some((name) => name !== '' && name.endsWith(suffix))
    return !hasNamesBelow && !own.has('DNAME') && !own.has(ANOTHER_ZONE) && (isApex || !own.has('NS'))
  }
  // RFC 4592 §4.2: the meaning of a wildcard's NS records is not defined.
  if (type === 'NS') return isApex || !(own.has('DNAME') || path[0] === '*')
  return type !== 'DS' || !isApex
}

function dataOf({ type, zone, target, path }: Draft, origins: readonly string[]): string {
  const name = [...target, origins[zone] ?? ''].join('.')
  const octet = 1 + path.length * 16 + target.length
  const texts: Readonly<Record<string, string>> = {
    A: `192.0.2.${octet}`,
    AAAA: `2001:db8::${octet}`,
    TXT: `"${path.length} ${target.length}"`,
    MX: `${octet} ${name}`,
    SRV: `0 ${octet} 80 ${name}`,
    DS: `${octet} 8 2 ${'00'.repeat(32)}`,
  }
  return texts[type] ?? name
}

/** A zone file. */
export function textOf({ origin, records }: RandomZone): string {
  const lines = records.map(({ owner, type, data }) => `${owner === '' ? '@' : owner} ${type} ${data}\n`)
  return `$ORIGIN ${origin}\n$TTL 300\n@ SOA ns hostmaster 1 7200 900 86400 60\n${lines.join('')}`
}

/** Names at, above, below and beside the owners and targets of a zone. */
export function namesOf({ origin, records }: RandomZone): readonly string[] {
  const names = new Set([origin, `nope.${origin}`])
  const add = (name: string): void => {
    for (const one of [name, `a.${name}`, `x.y.${name}`, name.replace(/^[^.]+/, 'z')]) names.add(one)
    const above = name.slice(name.indexOf('.') + 1)
    if (above.endsWith(origin)) names.add(above)
  }
  for (const { owner, data } of records) {
    add(owner === '' ? origin : `${owner}.${origin}`)
    const target = data.split(' ').at(-1) ?? ''
    if (target.endsWith(`.${origin}`)) add(target)
  }
  return [...names]
}
