/**
 * The workload whose pods a selector without a match was most likely meant for. It needs evidence: a value
 * that is misspelt or abbreviated, a label under another key, all labels but one, or the Service's own name.
 * Two workloads with as much evidence are no answer, and a suggestion of pods that were not meant misleads.
 */
import type { Place } from '../../report/diagnostic.ts'
import type { Inventory } from '../inventory/inventory.ts'
import { nearestName } from '../inventory/name-index.ts'
import { placeOf } from '../model/field-places.ts'
import type { Labels, Service, Workload } from '../model/objects.ts'
import { isJob } from '../model/reference.ts'
import { pairsOf } from '../model/selector.ts'

export interface NearWorkload {
  readonly workload: Workload
  /** The labels of its pods, `key=value`, in place of those of the selector that they do not have. */
  readonly labels: readonly string[]
  /** The labels of the selector that its pods have no key for. */
  readonly lacking: readonly string[]
  /** How many pods of the namespace have its labels. */
  readonly count: number
  /** Of the labels in its template. */
  readonly place: Place
}

/** A namespace with more workloads has no suggestions. */
const MAX_WORKLOADS = 1000

/** `null`: no workload is near, or several are. */
export function nearestWorkload(inventory: Inventory, service: Service): NearWorkload | null {
  const { namespace, selector } = service
  const workloads = [...inventory.workloads.inNamespace(namespace)].filter(
    ({ template, form, owner }) =>
      template !== null && template.labels !== null && !isJob(form) && owner === '',
  )
  if (selector === null || workloads.length > MAX_WORKLOADS) return null
  const all = workloads.map((workload) => compare(workload, service, selector, inventory))
  const common = commonPairs(workloads)
  let best: Comparison | null = null
  let bestScore = 0
  let isTie = false
  for (const one of all) {
    const score = scoreOf(one, common)
    if (score === 0 || score < bestScore) continue
    isTie = score === bestScore && best !== null && !hasSameLabels(best.workload, one.workload)
    best = one
    bestScore = score
  }
  if (best === null || isTie) return null
  const { workload, substitutes, lacking } = best
  return {
    workload,
    labels: substitutes,
    lacking,
    count: inventory.pods.count(namespace, workload.template?.labels ?? {}),
    place: placeOf(workload.location, 'labels'),
  }
}

interface Comparison {
  readonly workload: Workload
  readonly equal: readonly string[]
  /** The labels that stand for labels of the selector. */
  readonly substitutes: readonly string[]
  readonly lacking: readonly string[]
  readonly isMisspelt: boolean
  readonly isMoved: boolean
  readonly isNamesake: boolean
  readonly isAbbreviated: boolean
  /** No Service selects its pods. */
  readonly isOrphan: boolean
}

function compare(
  workload: Workload,
  service: Service,
  selector: NonNullable<Labels>,
  inventory: Inventory,
): Comparison {
  const labels = workload.template?.labels ?? {}
  const equal: string[] = []
  const substitutes: string[] = []
  const lacking: string[] = []
  let [isMisspelt, isMoved, isAbbreviated] = [false, false, false]
  for (const [key, value] of Object.entries(selector)) {
    const own = Object.hasOwn(labels, key) ? labels[key] : undefined
    if (own === value) {
      equal.push(`${key}=${value}`)
      continue
    }
    const moved = movedKey(key, value, labels)
    if (moved !== null) {
      isMoved = true
      substitutes.push(`${moved}=${value}`)
    } else if (own === undefined) {
      const near = nearestName(key, Object.keys(labels))
      if (near === null || labels[near] !== value) lacking.push(`${key}=${value}`)
      else {
        isMisspelt = true
        substitutes.push(`${near}=${value}`)
      }
    } else {
      isMisspelt ||= nearestName(value, [own]) !== null || value.toLowerCase() === own.toLowerCase()
      isAbbreviated ||= abbreviates(value, own) || abbreviates(own, value)
      substitutes.push(`${key}=${own}`)
    }
  }
  const { namespace, name } = workload
  const isOrphan = inventory.servicesSelectingOne({ namespace, name, labels }).size === 0
  const isNamesake = name === service.name
  return { workload, equal, substitutes, lacking, isMisspelt, isMoved, isNamesake, isAbbreviated, isOrphan }
}

function scoreOf(one: Comparison, common: ReadonlyMap<string, number>): number {
  const wrong = one.substitutes.length + one.lacking.length
  const isAlmost = wrong === 1 && one.equal.some((pair) => common.get(pair) === 1)
  const evidence =
    (one.isMisspelt ? 4 : 0) +
    (one.isNamesake ? 4 : 0) +
    (one.isMoved ? 3 : 0) +
    (isAlmost ? 3 : 0) +
    (one.isAbbreviated && one.isOrphan ? 1 : 0)
  if (evidence === 0) return 0
  return evidence * 10 + one.equal.length * 2 + (one.isOrphan ? 1 : 0)
}

/** How many workloads have each label. */
function commonPairs(workloads: readonly Workload[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { template } of workloads) {
    for (const pair of pairsOf(template?.labels ?? null)) counts.set(pair, (counts.get(pair) ?? 0) + 1)
  }
  return counts
}

/** The last parts of keys that name what runs in a pod. */
const IDENTITY = new Set([
  'app',
  'name',
  'instance',
  'component',
  'k8s-app',
  'run',
  'service',
  'tier',
  'role',
])

/** Another key of the same meaning, under which the labels have the value; `null`: there is none. */
function movedKey(key: string, value: string, labels: NonNullable<Labels>): string | null {
  if (!isIdentity(key)) return null
  for (const other in labels) if (other !== key && labels[other] === value && isIdentity(other)) return other
  return null
}

function isIdentity(key: string): boolean {
  return IDENTITY.has(key.slice(key.lastIndexOf('/') + 1))
}

/** `db` for `database`, `redis` for `redis-master`. */
function abbreviates(short: string, long: string): boolean {
  if (short.length < 2 || short.length >= long.length) return false
  if (long.startsWith(`${short}-`) || long.endsWith(`-${short}`)) return true
  if (/[aeiouy]/.test(short) || short.length > 4 || long.includes('-') || short[0] !== long[0]) return false
  let next = 0
  for (const letter of long) if (letter === short[next]) next++
  return next === short.length
}

function hasSameLabels(a: Workload, b: Workload): boolean {
  return pairsOf(a.template?.labels ?? null).join() === pairsOf(b.template?.labels ?? null).join()
}
