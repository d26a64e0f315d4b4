/** Workloads by namespace, by name, and by the Service of a StatefulSet; and their autoscalers. */
import { controllerKey, type ServiceKey, serviceKey, type WorkloadKey, workloadKey } from '../model/keys.ts'
import type { HorizontalPodAutoscaler, Workload } from '../model/objects.ts'

const NONE: ReadonlySet<never> = new Set<never>()

export class WorkloadIndex {
  readonly #byNamespace = new Map<string, Set<Workload>>()
  /** By namespace and name, of all kinds. */
  readonly #byName = new Map<string, Set<Workload>>()
  /** StatefulSets by the Service of their `serviceName`. */
  readonly #byService = new Map<ServiceKey, Set<Workload>>()
  readonly #autoscalers = new Map<WorkloadKey, Set<HorizontalPodAutoscaler>>()

  /** The workloads of a namespace. */
  inNamespace(namespace: string): ReadonlySet<Workload> {
    return this.#byNamespace.get(namespace) ?? NONE
  }

  /** The workloads of a name, of any kind. */
  named(namespace: string, name: string): ReadonlySet<Workload> {
    return this.#byName.get(`${namespace}/${name}`) ?? NONE
  }

  /** The StatefulSets whose `serviceName` is this Service, which need not exist. */
  governedBy(key: ServiceKey): ReadonlySet<Workload> {
    return this.#byService.get(key) ?? NONE
  }

  autoscalersOf(workload: Workload): ReadonlySet<HorizontalPodAutoscaler> {
    return this.#autoscalers.get(workloadKey(workload)) ?? NONE
  }

  add(workload: Workload): void {
    const { namespace, name, serviceName } = workload
    addTo(this.#byNamespace, namespace, workload)
    addTo(this.#byName, `${namespace}/${name}`, workload)
    if (serviceName !== '') addTo(this.#byService, serviceKey(namespace, serviceName), workload)
  }

  delete(workload: Workload): void {
    const { namespace, name, serviceName } = workload
    deleteFrom(this.#byNamespace, namespace, workload)
    deleteFrom(this.#byName, `${namespace}/${name}`, workload)
    if (serviceName !== '') deleteFrom(this.#byService, serviceKey(namespace, serviceName), workload)
  }

  addAutoscaler(autoscaler: HorizontalPodAutoscaler): void {
    addTo(this.#autoscalers, controllerKey(autoscaler.namespace, autoscaler.target), autoscaler)
  }

  deleteAutoscaler(autoscaler: HorizontalPodAutoscaler): void {
    deleteFrom(this.#autoscalers, controllerKey(autoscaler.namespace, autoscaler.target), autoscaler)
  }
}

function addTo<Key, Item>(index: Map<Key, Set<Item>>, key: Key, item: Item): void {
  const there = index.get(key)
  if (there === undefined) index.set(key, new Set([item]))
  else there.add(item)
}

function deleteFrom<Key, Item>(index: Map<Key, Set<Item>>, key: Key, item: Item): void {
  const there = index.get(key)
  if (there?.delete(item) === true && there.size === 0) index.delete(key)
}
