/**
 * Diagnostics about objects that several documents define differently: the later definition overrides the
 * others, as with `kubectl apply` of a folder. A pair of files is one diagnostic, whatever number of objects
 * they share, and definitions that are equal for DNS are none.
 */
import { type Diagnostic, diagnostic, formatPlace } from '../../report/diagnostic.ts'
import { Remarks } from '../../report/remarks.ts'
import type { Inventory } from '../inventory/inventory.ts'
import type { ObjectKey } from '../model/keys.ts'
import { kindOf, type KubeObject } from '../model/objects.ts'
import type { ManifestSet } from '../stated/manifest-set.ts'
import { areEqualForDns, type Selected, selectedBy } from './equal-definitions.ts'

/** A definition, and the one of the same object that overrides it. */
interface Override {
  readonly other: KubeObject
  readonly winner: KubeObject
}

export class DuplicateInspector {
  readonly #manifests: ManifestSet
  readonly #inventory: Inventory
  /** The reported definitions of each object that has several. */
  readonly #reported = new Map<ObjectKey, ReadonlySet<string>>()

  constructor(manifests: ManifestSet, inventory: Inventory) {
    this.#manifests = manifests
    this.#inventory = inventory
  }

  /** The diagnostics that become true with a change of these objects. */
  inspect(contested: Iterable<ObjectKey>): readonly Diagnostic[] {
    const pairs = new Map<string, [Override, ...Override[]]>()
    const selections = new Map<string, Selected>()
    const selectedIn = (namespace: string): Selected => {
      const selected = selections.get(namespace) ?? this.#selectedIn(namespace)
      selections.set(namespace, selected)
      return selected
    }
    for (const key of new Set([...this.#reported.keys(), ...contested])) {
      for (const one of this.#newOverrides(key, selectedIn)) {
        const pair = `${one.other.location.place.file}\0${one.winner.location.place.file}`
        const others = pairs.get(pair)
        if (others === undefined) pairs.set(pair, [one])
        else others.push(one)
      }
    }
    const remarks = new Remarks()
    for (const overrides of pairs.values()) remarks.add(describe(overrides))
    return remarks.take()
  }

  /** The definitions of an object that its last definition overrides, and that were not reported before. */
  #newOverrides(key: ObjectKey, selectedIn: (namespace: string) => Selected): Override[] {
    const definitions = this.#manifests.definitionsOf(key)
    const winner = definitions.at(-1)
    if (winner === undefined || definitions.length < 2) {
      this.#reported.delete(key)
      return []
    }
    const known = this.#reported.get(key)
    const reported = new Set<string>()
    const counts = new Map<string, number>()
    const found: Override[] = []
    for (const other of definitions.slice(0, -1)) {
      // The identity of a definition is its position among the file's definitions of the object: line
      // numbers change when other documents of the file are edited.
      const { file } = other.location.place
      const count = (counts.get(file) ?? 0) + 1
      counts.set(file, count)
      if (areEqualForDns(other, winner, () => selectedIn(winner.namespace))) continue
      const definition = `${file}\0${count}`
      reported.add(definition)
      if (known?.has(definition) !== true) found.push({ other, winner })
    }
    if (reported.size > 0) this.#reported.set(key, reported)
    else this.#reported.delete(key)
    return found
  }

  #selectedIn(namespace: string): Selected {
    return selectedBy([...this.#inventory.services.values()].filter((one) => one.namespace === namespace))
  }
}

function describe([{ other, winner }, ...others]: readonly [Override, ...Override[]]): Diagnostic {
  const more = others.length
  const at = formatPlace(winner.location.place)
  const message =
    more === 0
      ? `${titleOf(other)} is also defined at ${at}, which overrides this definition`
      : `${titleOf(other)} and ${more} more ${more === 1 ? 'object' : 'objects'} of this file are also defined in ${winner.location.place.file}, which overrides these definitions, the first at ${at}`
  return diagnostic('KZ_OBJECT_DUPLICATE', other.location.place, message, { hint: hintFor(other, winner) })
}

function hintFor(other: KubeObject, winner: KubeObject): string {
  const isGenerated = [other, winner].every((one) => 'isNameGenerated' in one)
  return isGenerated
    ? 'the same generateName generates the same names in every file: give one of the two a metadata.name'
    : 'remove one of the two: the later path wins, and within one file the later document'
}

function titleOf(object: KubeObject): string {
  return `${kindOf(object)} ${object.namespace === '' ? '' : `${object.namespace}/`}${object.name}`
}
