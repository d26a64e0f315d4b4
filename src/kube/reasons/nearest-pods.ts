/** The pods that a selector without a match may have meant: by their labels, or in another namespace. */
import type { Place } from '../../report/diagnostic.ts'
import type { Inventory } from '../inventory/inventory.ts'
import { nearestValue } from '../lint/selectors.ts'
import type { Labels, Pod } from '../model/objects.ts'
import { pairsOf } from '../model/selector.ts'

export interface NearestPods {
  /** The labels of the selector that no pod of the namespace has. */
  readonly missing: readonly string[]
  /** The label (`key=value`) that was meant instead of a missing one; `null`: none is near. */
  readonly near: PodGroup | null
  /** The pods that have all labels of the selector but the missing ones; `null`: there are none. */
  readonly withOthers: PodGroup | null
  /** The namespaces whose pods the selector would match, sorted. */
  readonly elsewhere: readonly (PodGroup & { readonly namespace: string })[]
}

export interface PodGroup {
  /** `key=value`, joined by commas. */
  readonly labels: string
  readonly count: number
  /** Of the first of the pods, or of the workload that makes it. */
  readonly place: Place
}

export function nearestPods(
  { pods, namespaceNames }: { pods: Inventory['pods']; namespaceNames: () => Iterable<string> },
  namespace: string,
  selector: NonNullable<Labels>,
): NearestPods {
  const pairs = pairsOf(selector)
  const missing = pairs.filter((pair) => !pods.hasLabel(namespace, pair))
  const group = (where: string, labels: readonly string[]): PodGroup | null => {
    const found = pods.select(where, labelsOf(labels))
    const [first] = found
    return first === undefined
      ? null
      : { labels: labels.join(','), count: found.length, place: placeOf(first) }
  }
  const others = pairs.filter((pair) => !missing.includes(pair))
  const [label] = missing
  const value = label === undefined ? null : nearestValue(label, pods.labelsIn(namespace))
  const elsewhere = [...namespaceNames()].sort().flatMap((one) => {
    const there = one === namespace ? null : group(one, pairs)
    return there === null ? [] : [{ ...there, namespace: one }]
  })
  return {
    missing,
    near:
      value === null || label === undefined
        ? null
        : group(namespace, [`${label.slice(0, label.indexOf('=') + 1)}${value}`]),
    withOthers: missing.length === 0 || others.length === 0 ? null : group(namespace, others),
    elsewhere,
  }
}

function labelsOf(pairs: readonly string[]): NonNullable<Labels> {
  return Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  )
}

function placeOf({ location }: Pod): Place {
  return location.place
}
