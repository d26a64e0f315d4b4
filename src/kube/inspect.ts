/** What is odd about objects taken together: said in the log when they change, and by `kubezone check`. */
import { type Diagnostic, diagnostic, formatPlace } from '../report/diagnostic.ts'
import type { Inventory } from './inventory.ts'
import type { KubeObject, Service } from './objects.ts'

/** Looks at some services (`namespace/name`), or at all of them. */
export function inspectServices(inventory: Inventory, keys: Iterable<string>): Diagnostic[] {
  const found: Diagnostic[] = []
  for (const key of keys) {
    const service = inventory.services.get(key)
    if (service === undefined) continue
    const isUnaddressed =
      service.type !== 'ExternalName' && !service.headless && service.clusterIPs.length === 0
    if (isUnaddressed) {
      const message = `Service ${key} has no clusterIP, so its name exists without an address`
      const hint = 'give it spec.clusterIP, or None to make it headless'
      found.push(diagnostic('KZ_SERVICE_NO_ADDRESS', service.place, message, { hint }))
    }
    found.push(...sharedAddresses(inventory, key, service))
  }
  return found
}

/** Services that claim an address which another one has as well. */
function sharedAddresses(inventory: Inventory, key: string, service: Service): Diagnostic[] {
  return service.clusterIPs.flatMap((address) => {
    const others = inventory.servicesAt(address).filter((other) => other !== service)
    return others.map((other) => {
      const message = `Service ${key} has the clusterIP ${address}, as has ${other.namespace}/${other.name} at ${formatPlace(other.place)}`
      const hint = 'both names answer with it; PTR names the first by namespace and name'
      return diagnostic('KZ_SERVICE_ADDRESS_SHARED', service.place, message, { hint })
    })
  })
}

/** Objects that are claimed more than once, by their keys; each claim that is not in force gets a diagnostic with both places. */
export function inspectClaims(inventory: Inventory, keys: Iterable<string>): Diagnostic[] {
  const found: Diagnostic[] = []
  for (const key of keys) {
    const claims = inventory.claimsTo(key)
    const winner = claims.at(-1)
    if (winner === undefined) continue
    for (const loser of claims.slice(0, -1)) {
      const message = `${titleOf(loser)} is also at ${formatPlace(winner.place)}, and that one is in force`
      const hint = 'the later file wins by path, and in one file the later document'
      found.push(diagnostic('KZ_OBJECT_DUPLICATE', loser.place, message, { hint }))
    }
  }
  return found
}

function titleOf(object: KubeObject): string {
  return `${object.kind} ${object.namespace === '' ? '' : `${object.namespace}/`}${object.name}`
}
