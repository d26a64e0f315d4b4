/** The nodes that pods run on: the Node objects of the manifests, or else as many as the options state. */
import { present } from '../../report/assert.ts'
import { addressText, parseAddress } from '../../wire/address.ts'
import type { ApplyOptions } from './apply-options.ts'
import type { Node } from '../model/objects.ts'

export class ClusterNodes {
  readonly #options: ApplyOptions
  readonly #byName = new Map<string, Node>()
  /** By name; `null`: to be sorted again. */
  #sorted: readonly Node[] | null = []

  constructor(options: ApplyOptions) {
    this.#options = options
  }

  change(before: Node | null, after: Node | null): void {
    if (before !== null) this.#byName.delete(before.name)
    if (after !== null) this.#byName.set(after.name, after)
    this.#sorted = null
  }

  get count(): number {
    return this.#byName.size > 0 ? this.#byName.size : this.#options.nodes
  }

  /** The addresses of the node of that name, or else of node number `turn` modulo the count of nodes. */
  addressesOf(name: string, turn: number): readonly string[] {
    this.#sorted ??= [...this.#byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
    const named = this.#byName.get(name)
    const index = named === undefined ? turn % this.count : this.#sorted.indexOf(named)
    const known = this.#sorted[index]?.addresses ?? []
    if (known.length > 0) return known
    const first = present(parseAddress(this.#options.nodeAddress), "the first node's address is one")
    return [addressText(later(first, index))]
  }
}

/** The address that is `steps` after another. */
function later(octets: string, steps: number): string {
  let rest = steps
  let text = ''
  for (let i = octets.length - 1; i >= 0; i--) {
    const sum = octets.charCodeAt(i) + rest
    text = String.fromCharCode(sum & 0xff) + text
    rest = sum >> 8
  }
  return text
}
