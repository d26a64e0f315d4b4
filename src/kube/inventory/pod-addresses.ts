/**
 * Finds the pod of an address in constant time, also during a change. Changes are staged. `publish` shows all
 * of them at once, in constant time. `settle` then merges them into the settled map in steps, which changes
 * no result.
 *
 * If several pods state an address, the first by key has it. The address of a node belongs to no pod, and a
 * pod that has finished has no address.
 */
import { assert, present } from '../../report/assert.ts'
import { parseAddress } from '../../wire/address.ts'
import type { Steps } from '../../zone/steps.ts'
import { podKey } from '../model/keys.ts'
import type { Pod } from '../model/objects.ts'

/** The pod that has an address (octets) from now on; `null`: no pod. */
type Changes = Map<string, Pod | null>

/** A published state, which queries read. It is valid until `settle` has merged the next published state. */
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
  /** Changes that are published and not yet settled. */
  #settling: Changes = new Map()
  #current = new PodsByAddress(this.#settled, this.#settling)
  /** All pods that state an address, for addresses that several pods state. */
  readonly #claimants = new Map<string, Set<Pod>>()
  /** The addresses whose claimants have changed since the last `decide`. */
  #disputed = new Set<string>()

  /** The last published state. */
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

  /** Decides which pod has an address that several pods state. */
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

  /** Publishes the staged changes. The changes published before must be settled. */
  publish(): PodsByAddress {
    assert(this.#settling.size === 0, 'pods are published after what was published before has been settled')
    if (this.#staged.size === 0) return this.#current
    this.#settling = this.#staged
    this.#staged = new Map()
    this.#current = new PodsByAddress(this.#settled, this.#settling)
    return this.#current
  }

  /** Merges the published changes into the settled map. */
  *settle(): Steps<void> {
    for (const [octets, pod] of this.#settling) {
      yield
      if (pod === null) this.#settled.delete(octets)
      else this.#settled.set(octets, pod)
    }
    this.#settling.clear()
  }

  /** The pod that has an address once the staged changes are published. */
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
