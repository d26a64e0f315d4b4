/** Why a name of a multicluster zone is as it is (KEP-1645): it has imported services alone. */
import type { Reason } from '../../report/reason.ts'
import { serviceKey } from '../model/keys.ts'
import type { SeenFacts } from './facts.ts'
import { missingNamespace } from './missing-service.ts'

/** `service`: empty for the name of a namespace. */
export function importedReason(
  facts: SeenFacts,
  namespace: string,
  service: string,
  isFound: boolean,
): Reason {
  const hidden = missingNamespace(facts, namespace, '')
  if (hidden !== null) return hidden
  const { imports, services } = facts.inventory
  const key = serviceKey(namespace, service)
  const imported = imports.get(key)
  const title = `ServiceImport ${service} in ${namespace}`
  if (imported === undefined) {
    const sentence = `no ${title}: a multicluster zone has imported services only`
    const own = services.get(key)
    const hint = `Service ${service} is in the cluster's own zone`
    const code = 'KZ_WHY_NO_SERVICE'
    return own === undefined ? { code, sentence } : { code, sentence, hint, hintPlace: own.location.place }
  }
  const { place } = imported.location
  if (isFound) return { code: 'KZ_WHY_FOUND', sentence: `${title} has the name`, place }
  const sentence = imported.headless
    ? `${title} has no such endpoint that is ready`
    : `${title} has no such port or record`
  return { code: 'KZ_WHY_NO_ENDPOINT', sentence, place }
}
