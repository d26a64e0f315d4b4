/**
 * Names of pods: `10-1-2-3.NAMESPACE.pod.ZONE`, the address of a pod with dashes. With `pods verified`, a
 * name exists as long as any pod of the namespace has the address.
 */
import { present } from '../../report/assert.ts'
import { parseAddress } from '../../wire/address.ts'
import type { PodKey } from '../model/keys.ts'
import type { Pod } from '../model/objects.ts'

/** The namespace and the label of a pod's name, and its address (4 or 16 octets). */
export interface PodName {
  readonly namespace: string
  readonly label: string
  readonly octets: string
}

/**
 * The canonical pod label. Unlike an endpoint's label it is never padded with a zero: clients make it from
 * the address.
 */
export function podLabel(address: string): string {
  return address.replace(/[.:]/g, '-')
}

/** The address of a pod label (4 or 16 octets); `null` if the label is not an address. */
export function addressOfPodLabel(label: string): string | null {
  const isIPv4 = label.split('-').length === 4 && !label.includes('--')
  return parseAddress(label.replaceAll('-', isIPv4 ? '.' : ':'))
}

export class PodNames {
  readonly #byPod = new Map<PodKey, readonly PodName[]>()
  readonly #owners = new Map<string, number>()
  readonly #appeared = new Map<string, PodName>()
  readonly #vanished = new Map<string, PodName>()

  /** Sets the names of a pod by its addresses; `null`: the pod is gone, or not exposed. */
  set(key: PodKey, pod: Pod | null): void {
    for (const name of this.#byPod.get(key) ?? []) this.#release(name)
    const names = pod === null ? [] : namesOfPod(pod)
    for (const name of names) this.#claim(name)
    if (names.length === 0) this.#byPod.delete(key)
    else this.#byPod.set(key, names)
  }

  /** The names that appeared and vanished since the last call. */
  takeChanges(): { readonly appeared: readonly PodName[]; readonly vanished: readonly PodName[] } {
    const changes = { appeared: [...this.#appeared.values()], vanished: [...this.#vanished.values()] }
    this.#appeared.clear()
    this.#vanished.clear()
    return changes
  }

  #claim(name: PodName): void {
    const key = nameId(name)
    const owners = this.#owners.get(key) ?? 0
    this.#owners.set(key, owners + 1)
    if (owners === 0 && !this.#vanished.delete(key)) this.#appeared.set(key, name)
  }

  #release(name: PodName): void {
    const key = nameId(name)
    const owners = present(this.#owners.get(key), 'a name that a pod gives up has been counted') - 1
    if (owners > 0) {
      this.#owners.set(key, owners)
      return
    }
    this.#owners.delete(key)
    if (!this.#appeared.delete(key)) this.#vanished.set(key, name)
  }
}

function nameId(name: PodName): string {
  return `${name.label}.${name.namespace}`
}

function namesOfPod(pod: Pod): PodName[] {
  if (pod.finished) return []
  return pod.podIPs.flatMap((address) => {
    const octets = parseAddress(address)
    return octets === null ? [] : [{ namespace: pod.namespace, label: podLabel(address), octets }]
  })
}
