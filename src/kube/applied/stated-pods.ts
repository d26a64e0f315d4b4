/** The pods of the manifests that count, by `namespace/name`, and the addresses that they say they have. */
import { parseAddress } from '../../wire/address.ts'
import type { AddressPool } from './address-pool.ts'
import type { Pod } from '../model/objects.ts'
import { podKey } from '../inventory/pod-index.ts'

export class StatedPods {
  readonly #pools: readonly AddressPool[]
  readonly #includesHooks: boolean
  readonly #byKey = new Map<string, Pod>()

  constructor(pools: readonly AddressPool[], includesHooks: boolean) {
    this.#pools = pools
    this.#includesHooks = includesHooks
  }

  get size(): number {
    return this.#byKey.size
  }

  /** Pods of Helm's hooks come and go with an installation. */
  counts(pod: Pod): boolean {
    return !pod.isHook || this.#includesHooks
  }

  has(key: string): boolean {
    return this.#byKey.has(key)
  }

  get(key: string): Pod | undefined {
    return this.#byKey.get(key)
  }

  entries(): Iterable<[string, Pod]> {
    return this.#byKey.entries()
  }

  delete(pod: Pod): void {
    this.#byKey.delete(podKey(pod))
    this.#eachAddress(pod, (pool, octets) => {
      pool.unreserve(octets)
    })
  }

  /** Returns the keys of those that had been given an address which this pod says is its own; they have it no more. */
  add(pod: Pod): string[] {
    this.#byKey.set(podKey(pod), pod)
    const displaced: string[] = []
    this.#eachAddress(pod, (pool, octets) => {
      const holder = pool.reserve(octets)
      if (holder === null) return
      pool.release(holder)
      displaced.push(holder)
    })
    return displaced
  }

  #eachAddress(pod: Pod, visit: (pool: AddressPool, octets: string) => void): void {
    // A node's address is many pods' address.
    if (pod.hostNetwork) return
    for (const address of pod.podIPs) {
      const octets = parseAddress(address)
      if (octets !== null) for (const pool of this.#pools) visit(pool, octets)
    }
  }
}

/** What a pod's address is made from: `namespace/Pod/name`. */
export function addressKeyOf(key: string): string {
  const slash = key.indexOf('/')
  return `${key.slice(0, slash)}/Pod${key.slice(slash)}`
}

/** A pod that no cluster has said anything of. */
export function needsAddress(pod: Pod): boolean {
  return pod.podIPs.length === 0 && !pod.hasStatus && !pod.finished && !pod.hostNetwork
}
