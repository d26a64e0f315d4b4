/**
 * Diagnostics about selectors that match no pod, the most common cause of a name that does not resolve. A
 * selector whose pods exist elsewhere, or are not meant to run, is an info that names the reason.
 */
import { type Diagnostic, diagnostic, formatPlace } from '../../report/diagnostic.ts'
import { Remarks } from '../../report/remarks.ts'
import { suggest } from '../../report/suggestion.ts'
import { isBuiltIn } from '../applied/built-in.ts'
import { endpointSources } from '../inventory/endpoint-sources.ts'
import type { Inventory, InventoryChange } from '../inventory/inventory.ts'
import { quote } from '../manifest/fields.ts'
import { namespaceOf, type ServiceKey } from '../model/keys.ts'
import { type CustomResource, kindOf, type Labels, type Service, type Workload } from '../model/objects.ts'
import { isJob } from '../model/reference.ts'
import { mayRunOn } from '../model/node-fit.ts'
import { matchesAll, pairsOf } from '../model/selector.ts'
import { ofKind, type Transition } from '../stated/manifest-set.ts'

/** A label key with more values than this identifies objects; a misspelt value is unlikely. */
const MAX_COMPARED = 1000

/** The labels of pods that every cluster of kubeadm runs in kube-system, without a manifest of the user. */
const CLUSTER_PODS: readonly NonNullable<Labels>[] = [
  ...['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'].map((component) => ({
    component,
    tier: 'control-plane',
  })),
  { 'k8s-app': 'kube-dns' },
  { 'k8s-app': 'kube-proxy' },
]

export class SelectorInspector {
  readonly #inventory: Inventory
  readonly #remarks = new Remarks()
  /** By namespace: the Services whose selector matches no pod. */
  readonly #unmatched = new Map<string, Set<ServiceKey>>()
  /** Namespaces that had pods at the last inspection. */
  readonly #populated = new Set<string>()
  /**
   * By namespace: the workloads that may run no pods, because they state it or the Nodes of the manifests
   * decide it; and the custom resources.
   */
  readonly #causes = new Map<string, Set<Workload | CustomResource>>()

  /** The unmatched Services with a reported reason. */
  readonly #explained = new Set<ServiceKey>()

  constructor(inventory: Inventory) {
    this.#inventory = inventory
  }

  /** The diagnostics that become true with a change. */
  inspect(transitions: readonly Transition[], change: InventoryChange): readonly Diagnostic[] {
    const keys = new Set([...change.services, ...this.#inventory.servicesSelecting(change.pods)])
    for (const namespace of this.#followCauses(transitions)) {
      for (const key of this.#unmatched.get(namespace) ?? []) keys.add(key)
    }
    const touched = new Set(change.pods.map(({ namespace }) => namespace))
    for (const key of keys) {
      const namespace = namespaceOf(key)
      touched.add(namespace)
      const unmatched = this.#unmatched.get(namespace) ?? new Set()
      if (this.#isUnmatched(key)) unmatched.add(key)
      else {
        unmatched.delete(key)
        this.#explained.delete(key)
        this.#remarks.forget(key)
      }
      if (unmatched.size === 0) this.#unmatched.delete(namespace)
      else this.#unmatched.set(namespace, unmatched)
    }
    for (const namespace of touched) this.#remark(namespace, keys)
    return this.#remarks.take()
  }

  /** The namespaces whose workloads that may run no pods, or custom resources, changed. */
  #followCauses(transitions: readonly Transition[]): Set<string> {
    const touched = new Set<string>()
    for (const transition of transitions) {
      const { before, after } =
        ofKind(transition, 'Workload') ?? ofKind(transition, 'CustomResource') ?? NO_TRANSITION
      if (before !== null && this.#causes.get(before.namespace)?.delete(before) === true) {
        touched.add(before.namespace)
      }
      if (after === null || !mayExplain(after)) continue
      const causes = this.#causes.get(after.namespace) ?? new Set()
      this.#causes.set(after.namespace, causes.add(after))
      touched.add(after.namespace)
    }
    return touched
  }

  #isUnmatched(key: ServiceKey): boolean {
    const service = this.#inventory.services.get(key)
    if (service === undefined || service.selector === null || service.type === 'ExternalName') return false
    if (isBuiltIn(service) || this.#inventory.pods.hasMatch(service.namespace, service.selector)) return false
    return endpointSources(this.#inventory, key).slices.length === 0
  }

  /** A namespace without pods gets one diagnostic, not one for each Service. */
  #remark(namespace: string, changed: ReadonlySet<ServiceKey>): void {
    const isEmpty = !this.#inventory.pods.hasAny(namespace)
    // Until its first pod, a namespace has one diagnostic for all Services; from then on each has its own.
    const isFirst = !isEmpty && !this.#populated.has(namespace)
    if (isEmpty) this.#populated.delete(namespace)
    else this.#populated.add(namespace)
    const unexplained: Service[] = []
    for (const key of this.#unmatched.get(namespace) ?? []) {
      const service = this.#inventory.services.get(key)
      if (service === undefined) continue
      if (changed.has(key)) this.#explain(key, service)
      if (this.#explained.has(key)) continue
      unexplained.push(service)
      if (isEmpty || (!isFirst && !changed.has(key))) continue
      const identity = JSON.stringify(service.selector)
      this.#remarks.setLazily(key, 'KZ_SERVICE_SELECTOR', identity, () => this.#unmatchedLabel(key, service))
    }
    if (isEmpty) this.#remarkNoPods(namespace, unexplained)
    else this.#remarks.forget(namespace)
  }

  #remarkNoPods(namespace: string, [service, ...others]: readonly Service[]): void {
    if (service === undefined) {
      this.#remarks.forget(namespace)
      return
    }
    if (this.#remarks.has(namespace)) return
    const key = `${namespace}/${service.name}`
    const more = others.length === 1 ? '1 more Service' : `${others.length} more Services`
    const subject = others.length === 0 ? `${key} selects` : `${key} and ${more} of the namespace select`
    const message = `Service ${subject} no pods: the namespace has no pods`
    this.#remarks.set(namespace, [diagnostic('KZ_SERVICE_SELECTOR', service.location.place, message)])
  }

  #unmatchedLabel(key: ServiceKey, { selector, location, namespace }: Service): Diagnostic {
    const { pods } = this.#inventory
    const labels = pairsOf(selector)
    const missing = labels.find((label) => !pods.hasLabel(namespace, label))
    const message = `Service ${key} selects no pods: no pod has ${missing ?? `${labels.join(' and ')} together`}`
    const nearest = missing === undefined ? null : nearestValue(missing, pods.labelsIn(namespace))
    const details = nearest === null ? {} : { hint: `did you mean ${quote(nearest)}` }
    return diagnostic('KZ_SERVICE_SELECTOR', location.place, message, details)
  }

  // --- Reasons ---

  /** Reports the reason why the pods that a selector would match are not there, if there is one. */
  #explain(key: ServiceKey, service: Service): void {
    const reason = this.#reasonOf(service)
    if (reason === null) {
      if (this.#explained.delete(key)) this.#remarks.forget(key)
      return
    }
    this.#explained.add(key)
    const identity = typeof reason === 'string' ? reason : `${kindOf(reason)} ${reason.name}`
    this.#remarks.setLazily(key, 'KZ_SERVICE_NO_PODS', identity, () => {
      const text = typeof reason === 'string' ? reason : describeCause(reason)
      return diagnostic(
        'KZ_SERVICE_NO_PODS',
        service.location.place,
        `Service ${key} selects no pods: ${text}`,
      )
    })
  }

  /** Whether none of the Nodes of the manifests runs the pods of a DaemonSet. */
  #hasNoNode({ form, template }: Workload): boolean {
    const nodes = [...this.#inventory.nodes.values()]
    if (form !== 'DaemonSet' || template === null || nodes.length === 0) return false
    return !nodes.some((node) => mayRunOn(node, template.placement, true))
  }

  /** The object whose pods the selector would match, or a reason; `null`: neither. */
  #reasonOf({ namespace, selector }: Service): Workload | CustomResource | string | null {
    if (selector === null) return null
    for (const cause of this.#causes.get(namespace) ?? []) {
      if (cause.kind === 'CustomResource') {
        if (mayMakePods(cause, selector)) return cause
        continue
      }
      const isIdle = idleReason(cause) !== null || this.#hasNoNode(cause)
      if (isIdle && matchesAll(selector, cause.template?.labels ?? null)) return cause
    }
    const isClusters =
      namespace === 'kube-system' && CLUSTER_PODS.some((labels) => matchesAll(selector, labels))
    return isClusters ? 'the cluster itself runs such pods, and the manifests have none of them' : null
  }
}

const NO_TRANSITION = { before: null, after: null }

function mayExplain(object: Workload | CustomResource): boolean {
  return object.kind === 'CustomResource' || object.form === 'DaemonSet' || idleReason(object) !== null
}

/**
 * Whether a selector seems to be for the pods of a custom resource: it has the resource's name as a value, or
 * a key of its API group, such as `strimzi.io/cluster`.
 */
export function mayMakePods({ form, name }: CustomResource, selector: NonNullable<Labels>): boolean {
  const group = `.${form.slice(form.indexOf('.') + 1)}`
  return Object.entries(selector).some(([key, value]) => {
    const [domain = ''] = key.includes('/') ? key.split('/') : []
    return value === name || (domain !== '' && group.endsWith(`.${domain}`))
  })
}

function describeCause(cause: Workload | CustomResource): string {
  const where = `${cause.name} (${formatPlace(cause.location.place)})`
  if (cause.kind === 'Workload')
    return `${kindOf(cause)} ${where} ${idleReason(cause) ?? 'runs on none of the Nodes of the manifests'}`
  return `${cause.form.slice(0, cause.form.indexOf('.'))} ${where} stands for pods that are not in the manifests`
}

/** The reason why a workload runs no pods that last; `null`: it runs pods. */
export function idleReason({ template, form, replicas, noPods }: Workload): string | null {
  if (template === null) return null
  if (noPods !== '') return noPods
  if (template.isHook) return 'runs only while Helm installs or tests the chart'
  if (replicas !== 0) return null
  return isJob(form) ? 'runs pods that end with their work, and are not served' : 'has replicas: 0'
}

/** The value of a pod's label that is similar to that of a label which no pod has; `null` if none is. */
export function nearestValue(label: string, there: Iterable<string>): string | null {
  const prefix = label.slice(0, label.indexOf('=') + 1)
  const values: string[] = []
  for (const one of there) {
    if (one.startsWith(prefix)) values.push(one.slice(prefix.length))
    if (values.length === MAX_COMPARED) break
  }
  return suggest(label.slice(prefix.length), values)
}
