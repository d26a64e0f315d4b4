/**
 * `10-1-2-3.NAMESPACE.pod.ZONE`: the address of a pod, dashed. Where pods are verified, the names that exist are those of
 * the pods that do; a name stays as long as one pod has the address.
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

/** The canonical spelling of a pod label. Unlike an endpoint's it is never padded: clients make it from the address. */
export function podLabel(address: string): string {
  return address.replace(/[.:]/g, '-')
}

/** The address that a pod label means (4 or 16 octets); `null` if it means none. */
export function addressOfPodLabel(label: string): string | null {
  const isIPv4 = label.split('-').length === 4 && !label.includes('--')
  return parseAddress(label.replaceAll('-', isIPv4 ? '.' : ':'))
}

export class PodNames {
  readonly #byPod = new Map<PodKey, readonly PodName[]>()
  readonly #owners = new Map<string, number>()
  readonly #appeared = new Map<string, PodName>()
  readonly #vanished = new Map<string, PodName>()

  /** From now on this pod has these addresses; `null`: it is gone, or nobody may see it. */
  set(key: PodKey, pod: Pod | null): void {
    for (const name of this.#byPod.get(key) ?? []) this.#release(name)
    const names = pod === null ? [] : namesOfPod(pod)
    for (const name of names) this.#claim(name)
    if (names.length === 0) this.#byPod.delete(key)
    else this.#byPod.set(key, names)
  }

  /** Names that came and went since the last call. */
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
