/**
 * Which pod has an address, found in constant time whatever is being changed. Changes are staged; `publish` shows all of them
 * at once, in constant time; `settle` then moves them, in steps, to where the others are, which shows in no answer.
 *
 * Of several pods that state one address, the first by key has it. The address of a node belongs to no pod, and a pod that has
 * finished has no address.
 */
import { assert, present } from '../../report/assert.ts'
import { parseAddress } from '../../wire/address.ts'
import type { Steps } from '../../zone/steps.ts'
import { podKey } from '../model/keys.ts'
import type { Pod } from '../model/objects.ts'

type Changes = Map<string, Pod | null>

/** As published: queries ask it. It answers rightly until what is published next has been settled. */
export class PodsByAddress {
  readonly #settled: ReadonlyMap<string, Pod>
  readonly #changes: ReadonlyMap<string, Pod | null>

  constructor(settled: ReadonlyMap<string, Pod>, changes: ReadonlyMap<string, Pod | null>) {
    this.#settled = settled
    this.#changes = changes
  }

  /** The pod that has an address (octets); `null`: no pod has it. */
  at(octets: string): Pod | null {
    const changed = this.#changes.get(octets)
    return changed === undefined ? (this.#settled.get(octets) ?? null) : changed
  }
}

export class PodAddresses {
  readonly #settled = new Map<string, Pod>()
  #staged: Changes = new Map()
  /** What has been published and not yet settled. */
  #settling: Changes = new Map()
  #current = new PodsByAddress(this.#settled, this.#settling)
  /** All pods that state an address, where there are several. */
  readonly #claimants = new Map<string, Set<Pod>>()
  /** The addresses whose claimants have changed. */
  #disputed = new Set<string>()

  /** What has been published last. */
  get current(): PodsByAddress {
    return this.#current
  }

  add(pod: Pod): void {
    for (const octets of addressesOf(pod)) {
      const claimants = this.#claimants.get(octets)
      const holder = this.#holder(octets)
      if (claimants === undefined && holder === null) {
        this.#staged.set(octets, pod)
        continue
      }
      if (claimants !== undefined) claimants.add(pod)
      else if (holder !== null) this.#claimants.set(octets, new Set([holder, pod]))
      this.#disputed.add(octets)
    }
  }

  delete(pod: Pod): void {
    for (const octets of addressesOf(pod)) {
      const claimants = this.#claimants.get(octets)
      if (claimants === undefined) {
        this.#staged.set(octets, null)
        continue
      }
      claimants.delete(pod)
      this.#disputed.add(octets)
    }
  }

  /** Decides who has the addresses that several pods state. */
  *decide(): Steps<void> {
    for (const octets of this.#disputed) {
      let first: Pod | null = null
      const claimants = present(this.#claimants.get(octets), 'an address in dispute has claimants')
      for (const pod of claimants) {
        yield
        if (first === null || podKey(pod) < podKey(first)) first = pod
      }
      if (this.#holder(octets) !== first) this.#staged.set(octets, first)
      if (claimants.size < 2) this.#claimants.delete(octets)
    }
    this.#disputed = new Set()
  }

  /** Makes visible what has been staged and decided; what was published before is settled. */
  publish(): PodsByAddress {
    assert(this.#settling.size === 0, 'pods are published after what was published before has been settled')
    if (this.#staged.size === 0) return this.#current
    this.#settling = this.#staged
    this.#staged = new Map()
    this.#current = new PodsByAddress(this.#settled, this.#settling)
    return this.#current
  }

  *settle(): Steps<void> {
    for (const [octets, pod] of this.#settling) {
      yield
      if (pod === null) this.#settled.delete(octets)
      else this.#settled.set(octets, pod)
    }
    this.#settling.clear()
  }

  /** Who has an address once what is staged is published. */
  #holder(octets: string): Pod | null {
    const staged = this.#staged.get(octets)
    return staged === undefined ? this.#current.at(octets) : staged
  }
}

function addressesOf({ hostNetwork, finished, podIPs }: Pod): Iterable<string> {
  if (hostNetwork || finished) return []
  const addresses = podIPs.flatMap((address) => parseAddress(address) ?? [])
  return addresses.length > 1 ? new Set(addresses) : addresses
}
