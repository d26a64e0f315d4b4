/** The pods of the manifests that run, and the addresses that they state. */
import { assert } from '../../report/assert.ts'
import { parseAddress } from '../../wire/address.ts'
import type { AddressPool } from './address-pool.ts'
import type { Pod } from '../model/objects.ts'
import { nameOf, namespaceOf, type PodKey, podKey, type WorkloadKey, workloadKey } from '../model/keys.ts'

export class StatedPods {
  readonly #pools: readonly AddressPool[]
  readonly #includesHooks: boolean
  readonly #byKey = new Map<PodKey, Pod>()

  constructor(pools: readonly AddressPool[], includesHooks: boolean) {
    this.#pools = pools
    this.#includesHooks = includesHooks
  }

  get size(): number {
    return this.#byKey.size
  }

  /**
   * Whether a pod runs. Pods of Helm hooks run only during an installation, so by default they do not count.
   */
  counts(pod: Pod): boolean {
    return !pod.isHook || this.#includesHooks
  }

  has(key: PodKey): boolean {
    return this.#byKey.has(key)
  }

  get(key: PodKey): Pod | undefined {
    return this.#byKey.get(key)
  }

  entries(): Iterable<[PodKey, Pod]> {
    return this.#byKey.entries()
  }

  delete(pod: Pod): void {
    this.#byKey.delete(podKey(pod))
    this.#eachAddress(pod, (pool, octets) => {
      pool.unreserve(octets)
    })
  }

  /**
   * Adds a pod. Releases the addresses that it states from the keys that they were allocated to, and returns
   * those keys.
   */
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
    // Many pods share the address of a node.
    if (pod.hostNetwork) return
    for (const address of pod.podIPs) {
      const octets = parseAddress(address)
      if (octets !== null) for (const pool of this.#pools) visit(pool, octets)
    }
  }
}

/** The key that a stated pod's address is allocated to, and computed from: `namespace/Pod/name`. */
export function addressKeyOf(key: PodKey): string {
  return `${namespaceOf(key)}/Pod/${nameOf(key)}`
}

/**
 * The object that an address is allocated to: a pod of the manifests, or the workload of a synthesized pod.
 */
export function holderOf(addressKey: string): { pod: PodKey } | { workload: WorkloadKey } {
  const [namespace, kind, name] = addressKey.split('/')
  assert(
    namespace !== undefined && kind !== undefined && name !== undefined,
    'an address of the pod range is held as NAMESPACE/KIND/NAME',
  )
  return kind === 'Pod'
    ? { pod: podKey({ namespace, name }) }
    : { workload: workloadKey({ namespace, form: kind, name }) }
}

/**
 * Whether a pod gets an allocated address: it runs in the pod network and has neither an address nor a
 * status.
 */
export function needsAddress(pod: Pod): boolean {
  return pod.podIPs.length === 0 && !pod.hasStatus && !pod.finished && !pod.hostNetwork
}
