/** The nodes that pods run on: the Node objects of the manifests, or else as many as the options state. */
import { present } from '../../report/assert.ts'
import { addressText, parseAddress } from '../../wire/address.ts'
import type { ApplyOptions } from './apply-options.ts'
import type { Node, PodShape } from '../model/objects.ts'
import { mayRunOn, zoneOf } from '../model/node-fit.ts'

/** What a pod has from its node. */
export interface Place {
  readonly addresses: readonly string[]
  /** Topology zone; empty: unknown. */
  readonly zone: string
}

/** What decides where a pod runs. */
export type Placed = Pick<PodShape, 'nodeName' | 'placement'>

export class ClusterNodes {
  readonly #options: ApplyOptions
  readonly #byName = new Map<string, Node>()
  /** By name; `null`: to be sorted again. */
  #sorted: readonly Node[] | null = []
  /** The index of each node in `#sorted`. */
  #numbers: ReadonlyMap<Node, number> = new Map()
  /** The nodes that a pod or template may run on. */
  #fitting = new WeakMap<Placed, readonly Node[]>()

  constructor(options: ApplyOptions) {
    this.#options = options
  }

  change(before: Node | null, after: Node | null): void {
    if (before !== null) this.#byName.delete(before.name)
    if (after !== null) this.#byName.set(after.name, after)
    this.#sorted = null
    this.#fitting = new WeakMap()
  }

  /** The number of nodes that run a pod of a DaemonSet; `null`: the manifests have no Node objects. */
  countFor(template: Placed): number | null {
    return this.#byName.size === 0 ? null : this.#nodesFor(template, true).length
  }

  /** The number of nodes without Node objects. */
  get count(): number {
    return this.#byName.size > 0 ? this.#byName.size : this.#options.nodes
  }

  /** The addresses of the first node. */
  get first(): readonly string[] {
    return this.#addressesOf(this.#all[0], 0)
  }

  /**
   * The place of a pod: the node that it names, or else number `turn` of the nodes that it may run on, modulo
   * their count. A pod that may run on none of them has a place among all nodes.
   */
  placeOf(pod: Placed, turn: number, isDaemon: boolean): Place {
    const fitting = this.#nodesFor(pod, isDaemon)
    const fits = this.#byName.get(pod.nodeName) ?? fitting[turn % fitting.length]
    const node = fits ?? this.#all[turn % this.count]
    const number = node === undefined ? turn % this.count : (this.#numbers.get(node) ?? 0)
    return { addresses: this.#addressesOf(node, number), zone: fits === undefined ? '' : zoneOf(fits) }
  }

  /** The zone of the node of that name; empty: unknown. */
  zoneOf(nodeName: string): string {
    const node = this.#byName.get(nodeName)
    return node === undefined ? '' : zoneOf(node)
  }

  get #all(): readonly Node[] {
    if (this.#sorted !== null) return this.#sorted
    this.#sorted = [...this.#byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
    this.#numbers = new Map(this.#sorted.map((node, i) => [node, i]))
    return this.#sorted
  }

  #nodesFor(pod: Placed, isDaemon: boolean): readonly Node[] {
    const known = this.#fitting.get(pod)
    if (known !== undefined) return known
    const { nodeName, placement } = pod
    const fitting = this.#all.filter(
      (node) => (nodeName === '' || nodeName === node.name) && mayRunOn(node, placement, isDaemon),
    )
    this.#fitting.set(pod, fitting)
    return fitting
  }

  #addressesOf(node: Node | undefined, number: number): readonly string[] {
    if (node !== undefined && node.addresses.length > 0) return node.addresses
    const first = present(parseAddress(this.#options.nodeAddress), "the first node's address is one")
    return [addressText(later(first, number))]
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
