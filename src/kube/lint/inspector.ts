/**
 * Diagnostics about several objects together: Services that share an address, an object that two documents
 * define, references that match no object. `inspect` reports each once, when it becomes true, and again only
 * after it was corrected. A mistake that many objects share is one diagnostic, not one for each pair.
 */
import { type Diagnostic, diagnostic, formatPlace } from '../../report/diagnostic.ts'
import type { Inventory, InventoryChange } from '../inventory/inventory.ts'
import { type ServiceKey, serviceKey } from '../model/keys.ts'
import { AnswerSizeInspector } from './answer-size.ts'
import { DanglingInspector } from './dangling.ts'
import { DuplicateInspector } from './duplicates.ts'
import { EndpointLimitInspector } from './endpoint-limit.ts'
import { NamespaceDomainInspector } from './namespace-domains.ts'
import { PodNameInspector } from './pod-names.ts'
import { ReferenceInspector } from './references.ts'
import { SelectorInspector } from './selectors.ts'
import type { ManifestSet, SetChange } from '../stated/manifest-set.ts'
import type { Service } from '../model/objects.ts'

/** How many other Services a diagnostic about a shared address names. */
const MAX_NAMED = 3

export class Inspector {
  readonly #inventory: Inventory
  readonly #duplicates: DuplicateInspector
  readonly #references: ReferenceInspector
  readonly #selectors: SelectorInspector
  readonly #dangling: DanglingInspector
  readonly #podNames: PodNameInspector
  readonly #answerSize: AnswerSizeInspector
  readonly #domains: NamespaceDomainInspector
  readonly #endpointLimit: EndpointLimitInspector
  /** Addresses with a reported sharing, and the Services that had the address at the last inspection. */
  readonly #shared = new Map<string, ReadonlySet<ServiceKey>>()

  constructor(manifests: ManifestSet, inventory: Inventory) {
    this.#inventory = inventory
    this.#duplicates = new DuplicateInspector(manifests, inventory)
    this.#references = new ReferenceInspector(inventory)
    this.#selectors = new SelectorInspector(inventory)
    this.#dangling = new DanglingInspector(manifests, inventory)
    this.#podNames = new PodNameInspector(inventory)
    this.#answerSize = new AnswerSizeInspector(inventory)
    this.#domains = new NamespaceDomainInspector(inventory)
    this.#endpointLimit = new EndpointLimitInspector(inventory)
  }

  /** The diagnostics that become true with a change. */
  inspect(stated: SetChange, change: InventoryChange): Diagnostic[] {
    return [
      ...this.#inspectSharing(change.services),
      ...this.#duplicates.inspect(stated.contested),
      ...this.#references.inspect(stated.transitions, change),
      ...this.#selectors.inspect(stated.transitions, change),
      ...this.#dangling.inspect(stated, change),
      ...this.#podNames.inspect(stated.transitions, change),
      ...this.#answerSize.inspect(change),
      ...this.#domains.inspect(change),
      ...this.#endpointLimit.inspect(change),
    ]
  }

  /** One diagnostic for each shared address that a further Service has since the last inspection. */
  #inspectSharing(keys: Iterable<ServiceKey>): Diagnostic[] {
    const addresses = new Set(this.#shared.keys())
    for (const key of keys) {
      for (const address of this.#inventory.services.get(key)?.clusterIPs ?? []) addresses.add(address)
    }
    const found: Diagnostic[] = []
    for (const address of addresses) {
      const holders = new Map(this.#inventory.servicesAt(address).map((one) => [keyOf(one), one]))
      const known = this.#shared.get(address)
      if (holders.size < 2) {
        this.#shared.delete(address)
        continue
      }
      const sorted = [...holders.keys()].sort()
      this.#shared.set(address, new Set(sorted))
      // The first Service by name keeps the address, so the second is reported; later, each newcomer is.
      const newcomer = known === undefined ? sorted[1] : sorted.find((key) => !known.has(key))
      const service = newcomer === undefined ? undefined : holders.get(newcomer)
      if (service === undefined) continue
      const others = [...sorted].filter((key) => key !== newcomer).flatMap((key) => holders.get(key) ?? [])
      found.push(sharedAddress(address, service, others))
    }
    return found
  }
}

function sharedAddress(address: string, service: Service, others: readonly Service[]): Diagnostic {
  const named = others.slice(0, MAX_NAMED).map((one) => `${keyOf(one)} at ${formatPlace(one.location.place)}`)
  const rest = others.length - named.length
  const list = rest > 0 ? `${named.join(', ')} and ${rest} more` : named.join(', ')
  const message = `Service ${keyOf(service)} shares the clusterIP ${address} with ${list}`
  const hint = 'give each Service its own clusterIP: PTR returns only the first name by namespace and name'
  return diagnostic('KZ_SERVICE_ADDRESS_SHARED', service.location.place, message, { hint })
}

function keyOf({ namespace, name }: Service): ServiceKey {
  return serviceKey(namespace, name)
}
