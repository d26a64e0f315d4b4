/** Why a name finds no service: there is none, it is elsewhere, it is refused, or the block hides it. */
import type { Reason } from '../../report/reason.ts'
import { describeOperated } from '../applied/operators/operators.ts'
import { deliveryOf } from '../lint/deliveries.ts'
import { headlessServiceOf } from '../lint/references.ts'
import { placeOf } from '../model/field-places.ts'
import { serviceKey } from '../model/keys.ts'
import type { Workload } from '../model/objects.ts'
import { addressOfPodLabel } from '../records/pod-names.ts'
import { type ClusterFacts, counted, listed, pendingResources, type SeenFacts, titleOf } from './facts.ts'
import { elsewhere, holdersOf, inNearNamespace, meant, nearby } from './meant.ts'

/** Why no name of a namespace exists; `null`: the namespace exists, and has names. */
export function missingNamespace(facts: SeenFacts, namespace: string, service: string): Reason | null {
  const { inventory, options } = facts
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
  if (isWildcard(namespace)) return noWildcards(namespace)
  const sentence = `no namespace ${namespace}`
  const near = service === '' ? null : inNearNamespace(facts, namespace, service)
  return { code: 'KZ_WHY_NO_NAMESPACE', sentence, ...near }
}

/** Why a service is not there; the namespace is. */
export function missingService(
  facts: SeenFacts,
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
  if (isWildcard(service)) return noWildcards(service)
  const plain: Reason = { code: 'KZ_WHY_NO_SERVICE', sentence: `no Service ${service} in ${namespace}` }
  const governed = [...inventory.workloads.governedBy(serviceKey(namespace, service))][0]
  if (governed !== undefined) return governingMissing(facts, governed, plain)
  return (
    workloadOfName(facts, namespace, service, plain) ??
    (isBrief ? null : standIn(facts, namespace, service, plain)) ??
    otherName(facts, namespace, service, plain)
  )
}

/** Another service or pod that may have been meant. */
function otherName(facts: SeenFacts, namespace: string, service: string, plain: Reason): Reason {
  const { inventory } = facts
  const set = numbered(service)
  const [owner] =
    set === null
      ? []
      : [...inventory.workloads.named(namespace, set)].filter(({ form }) => form === 'StatefulSet')
  if (owner !== undefined && owner.serviceName !== '') {
    const hint = `did you mean ${service}.${owner.serviceName}.${namespace}?`
    const sentence = `${plain.sentence}: pods of StatefulSet ${owner.name} have names below its Service`
    return { code: 'KZ_WHY_DEPTH', sentence, place: owner.location.place, hint }
  }
  const found = elsewhere(facts, service, namespace) ?? nearby(facts, namespace, service)
  if (found !== null) return { ...plain, ...found }
  // `shop.db` for `db.shop`, where both are namespaces.
  if (inventory.names.namespacesOf(namespace).has(service))
    return { ...plain, ...meant(facts, service, namespace, `did you mean ${namespace}.${service}?`) }
  if (facts.options.pods !== 'disabled' && addressOfPodLabel(service) !== null)
    return { ...plain, hint: `did you mean ${service}.${namespace}.pod?` }
  return plain
}

/** The facts besides: what is there, and what is not read. */
export function aroundMissing(facts: SeenFacts, namespace: string): Reason[] {
  const names = [...facts.inventory.names.namesIn(namespace)].sort()
  const there = names.length === 0 ? `${namespace} has no Service` : `${namespace} has ${listed(names, 6)}`
  const sentence = names.length === 0 ? there : `${there}: ${counted(names.length, 'Service')}`
  return [{ code: 'KZ_WHY_AROUND', sentence }, ...unreadParts(facts)]
}

/** The most faults that are worth telling beside a missing name. */
const MAX_FAULTS = 3

/** The faults of files for which a service may be missing. */
function unreadParts({ unread }: SeenFacts): Reason[] {
  return unread()
    .slice(0, MAX_FAULTS)
    .map(({ file, line, column, message }) => ({
      code: 'KZ_WHY_UNREAD',
      sentence: `a part of ${file} is not read, and may have it: ${message}`,
      place: { file, line, column },
    }))
}

// --- Workloads ---

/** A StatefulSet names the service, which does not exist. */
function governingMissing(facts: SeenFacts, set: Workload, plain: Reason): Reason {
  const likely = headlessServiceOf(facts.inventory, set)
  const hint =
    likely === null
      ? `add a headless Service ${set.serviceName}`
      : `did you mean ${likely}? Set serviceName: ${likely}`
  return {
    code: 'KZ_WHY_SERVICE_NAME',
    sentence: `${plain.sentence}, which StatefulSet ${set.name} has as its serviceName`,
    place: placeOf(set.location, 'serviceName'),
    hint,
  }
}

/** A workload of the service's name; `null`: there is none. */
function workloadOfName(facts: SeenFacts, namespace: string, service: string, plain: Reason): Reason | null {
  const { inventory } = facts
  const [workload] = [...inventory.workloads.named(namespace, service)].sort((a, b) =>
    a.form < b.form ? -1 : 1,
  )
  if (workload === undefined || workload.template === null) return null
  const title = titleOf(workload)
  const [selecting] = [
    ...inventory.servicesSelectingOne({ namespace, name: service, labels: workload.template.labels }),
  ].sort((a, b) => (a.name < b.name ? -1 : 1))
  const { place } = workload.location
  const code = 'KZ_WHY_WORKLOAD_WITHOUT_SERVICE'
  if (selecting !== undefined) {
    const sentence = `${plain.sentence}; the Service of ${title} is ${selecting.name}`
    return {
      code,
      sentence,
      place,
      ...meant(facts, namespace, selecting.name, `did you mean ${selecting.name}?`),
    }
  }
  const sentence = `${plain.sentence}, and ${title} is there: its pods have no name without a Service`
  return { code, sentence, place, hint: `add a Service ${service} that selects its pods` }
}

/** The name without its number: `db` of `db-0`; `null`: it has none. */
export function numbered(pod: string): string | null {
  return /^(.+)-\d+$/.exec(pod)?.[1] ?? null
}

// --- Errors and resources ---

/** The error for which an object is not served as its manifest has it; `null`: it has none. */
export function refusalOf(
  { refusals }: ClusterFacts,
  kinds: (kind: string) => boolean,
  namespace: string,
  name: string,
): Pick<Reason, 'place' | 'hint' | 'sentence'> | null {
  for (const { kind, namespace: own, name: refused, errors } of refusals()) {
    if (kind === null || !kinds(kind) || refused !== name || (own !== null && own !== namespace)) continue
    const [error] = errors
    if (error === undefined) continue
    const { file, line, column, message, hint } = error
    return { sentence: message, place: { file, line, column }, ...(hint !== undefined && { hint }) }
  }
  return null
}

/** The service is refused, and has no last good version. */
export function refusedService(facts: SeenFacts, namespace: string, service: string): Reason | null {
  const refusal = refusalOf(facts, (kind) => kind === 'Service', namespace, service)
  if (refusal === null) return null
  const sentence = `Service ${service} in ${namespace} is not served, because an API server would refuse it: ${refusal.sentence}`
  return { code: 'KZ_WHY_REFUSED', ...refusal, sentence }
}

/** A resource whose operator or tool makes the service; `null`: none has the name. */
function standIn(facts: SeenFacts, namespace: string, service: string, plain: Reason): Reason | null {
  for (const resource of pendingResources(facts, namespace)) {
    const { name, form, location } = resource
    const { place } = location
    const kind = form.slice(0, form.indexOf('.'))
    const operated = describeOperated(resource)
    if (operated?.services.includes(service) === true) {
      const sentence = `${plain.sentence}: it is one of those that the operator of ${kind} ${name} makes`
      const hint = "serve them with --operators, or 'operators on' in kubernetes"
      return { code: 'KZ_WHY_OPERATOR', sentence, place, ...(operated.isServed && { hint }) }
    }
    const delivery = deliveryOf(resource)
    if (delivery === undefined || (service !== name && !service.startsWith(`${name}-`))) continue
    const sentence = `${plain.sentence}: ${delivery.title} ${name} stands for services that are not here`
    return { code: 'KZ_WHY_OPERATOR', sentence, place, hint: `render it (${delivery.command})` }
  }
  return null
}

// --- Names of another form ---

/** CoreDNS had wildcards up to its version 1.8. */
function isWildcard(label: string): boolean {
  return label === '*' || label === 'any'
}

function noWildcards(label: string): Reason {
  const sentence = `a wildcard (${label}) in the name of a service or namespace has no answer since CoreDNS 1.9`
  return { code: 'KZ_WHY_WILDCARD', sentence }
}

/** A name without `svc` or `pod` where one of them has to be. */
export function wrongDepth(facts: SeenFacts, labels: readonly string[]): Reason {
  const name = labels.join('.')
  const [service = '', namespace = ''] = labels.slice(-2)
  const sentence = `${name} has neither svc nor pod in front of the cluster's zone`
  const code = 'KZ_WHY_DEPTH'
  if (labels.length === 1) {
    const [holder] = holdersOf(facts, name)
    return holder === undefined
      ? { code, sentence }
      : { code, sentence, ...meant(facts, holder, name, `did you mean ${name}.${holder}.svc?`) }
  }
  const { services, names } = facts.inventory
  if (services.has(serviceKey(namespace, service)))
    return { code, sentence, ...meant(facts, namespace, service, `did you mean ${name}.svc?`) }
  if (labels.length === 2 && names.namespacesOf(namespace).has(service))
    return {
      code,
      sentence,
      ...meant(facts, service, namespace, `did you mean ${namespace}.${service}.svc?`),
    }
  return { code, sentence }
}
