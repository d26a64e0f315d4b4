/** Why a name finds no service: there is none, it is elsewhere, it is refused, or the block hides it. */
import type { Reason } from '../../report/reason.ts'
import { serviceKey } from '../model/keys.ts'
import { kindOf } from '../model/objects.ts'
import type { Candidates } from './candidates.ts'
import { listed, type SeenFacts, workloadsIn } from './facts.ts'

/** Why no name of a namespace exists; `null`: the namespace exists, and has names. */
export function missingNamespace(
  { inventory, options }: SeenFacts,
  candidates: Candidates,
  namespace: string,
  service: string,
): Reason | null {
  if (inventory.hasNamespace(namespace)) {
    const { namespaces, namespaceLabels } = options
    if (namespaces !== null && !namespaces.has(namespace)) {
      const sentence = `the option 'namespaces' of kubernetes leaves the namespace ${namespace} out`
      return { code: 'KZ_WHY_HIDDEN', sentence }
    }
    const labels = inventory.namespace(namespace)?.labels ?? null
    if (namespaceLabels === null || namespaceLabels(labels)) return null
    const sentence = `the option 'namespace_labels' of kubernetes leaves the namespace ${namespace} out`
    return { code: 'KZ_WHY_HIDDEN', sentence }
  }
  const sentence = `no namespace ${namespace}`
  const hint = meantNamespace(candidates, namespace, service)
  return { code: 'KZ_WHY_NO_NAMESPACE', sentence, ...(hint !== null && { hint }) }
}

function meantNamespace(candidates: Candidates, namespace: string, service: string): string | null {
  if (service === '') return null
  // `shop.db` for `db.shop`.
  if (candidates.namespacesWith(namespace).includes(service)) return `did you mean ${namespace}.${service}?`
  const near = candidates.nearNamespace(namespace)
  const holders = candidates.namespacesWith(service)
  if (near !== null && holders.includes(near)) return `did you mean ${service}.${near}?`
  if (near !== null) {
    const nearService = candidates.nearService(near, service)
    return `did you mean ${nearService ?? service}.${near}?`
  }
  return holders.length === 0 ? null : elsewhere(service, holders)
}

/** Why a service is not there; the namespace is. `isBrief`: without a walk through all objects. */
export function missingService(
  facts: SeenFacts,
  candidates: Candidates,
  namespace: string,
  service: string,
  isBrief: boolean,
): Reason {
  const { inventory, options } = facts
  const hidden = inventory.services.get(serviceKey(namespace, service))
  if (hidden !== undefined && options.labels !== null) {
    const sentence = `the option 'labels' of kubernetes leaves Service ${service} in ${namespace} out`
    return { code: 'KZ_WHY_HIDDEN', sentence, place: hidden.location.place }
  }
  const sentence = `no Service ${service} in ${namespace}`
  const code = 'KZ_WHY_NO_SERVICE'
  if (!isBrief) {
    const workload = workloadsIn(facts, namespace).find(({ name }) => name === service)
    if (workload !== undefined) {
      const place = workload.location.place
      const kind = kindOf(workload)
      return {
        code: 'KZ_WHY_WORKLOAD_WITHOUT_SERVICE',
        sentence: `${sentence}, and ${kind} ${service} is there: pods have no name until a Service selects them`,
        place,
        hint: `add a Service ${service} that selects the pods of the ${kind}`,
      }
    }
  }
  const holders = candidates.namespacesWith(service).filter((one) => one !== namespace)
  if (holders.length > 0)
    return { code, sentence, ...hintPlaceOf(facts, service, holders), hint: elsewhere(service, holders) }
  const near = candidates.nearService(namespace, service)
  if (near !== null)
    return { code, sentence, ...hintPlaceOf(facts, near, [namespace]), hint: `did you mean ${near}?` }
  const stands = isBrief ? null : standIn(facts, namespace, service)
  return stands ?? { code, sentence }
}

function elsewhere(service: string, [first = '', ...others]: readonly string[]): string {
  const more = others.length === 0 ? '' : ` It is also in ${listed(others)}.`
  return `did you mean ${service}.${first}?${more}`
}

function hintPlaceOf({ inventory }: SeenFacts, service: string, [namespace = '']: readonly string[]) {
  const there = inventory.services.get(serviceKey(namespace, service))
  return there === undefined ? {} : { hintPlace: there.location.place }
}

/** The error for which a service is not served; `null`: it has none. */
export function refusalOf({ refusals }: SeenFacts, namespace: string, service: string): Reason | null {
  for (const { kind, namespace: own, name, errors } of refusals()) {
    if (kind !== 'Service' || name !== service || (own !== null && own !== namespace)) continue
    const [error] = errors
    if (error === undefined) continue
    const { file, line, column, message } = error
    return {
      code: 'KZ_WHY_REFUSED',
      sentence: `Service ${service} in ${namespace} is not served, because an API server would refuse it: ${message}`,
      place: { file, line, column },
      ...(error.hint !== undefined && { hint: error.hint }),
    }
  }
  return null
}

/** A resource whose operator makes the service; `null`: none has the name. */
function standIn({ stated }: SeenFacts, namespace: string, service: string): Reason | null {
  for (const object of stated()) {
    if (object.kind !== 'CustomResource' || object.namespace !== namespace) continue
    const isOwn = service === object.name || service.startsWith(`${object.name}-`)
    if (!isOwn || object.isFromCluster) continue
    const kind = object.form.slice(0, object.form.indexOf('.'))
    return {
      code: 'KZ_WHY_OPERATOR',
      sentence: `no Service ${service} in ${namespace}: ${kind} ${object.name} stands for services that its operator makes`,
      place: object.location.place,
      hint: "serve them with --operators, or 'operators on' in kubernetes",
    }
  }
  return null
}

/** A name without `svc` or `pod` where one of them has to be. */
export function wrongDepth(
  { inventory }: SeenFacts,
  candidates: Candidates,
  labels: readonly string[],
): Reason {
  const name = labels.join('.')
  const [service = '', namespace = ''] = labels.slice(-2)
  const sentence = `${name} has neither svc nor pod in front of the cluster's zone`
  const code = 'KZ_WHY_DEPTH'
  if (labels.length === 1) {
    const holders = candidates.namespacesWith(name)
    return { code, sentence, ...(holders.length > 0 && { hint: `did you mean ${name}.${holders[0]}.svc?` }) }
  }
  const there = inventory.services.get(serviceKey(namespace, service))
  if (there !== undefined)
    return { code, sentence, hint: `did you mean ${name}.svc?`, hintPlace: there.location.place }
  return { code, sentence }
}
