/**
 * The applied objects of a cluster by kind, namespace, label and address. `follow` returns the services,
 * namespaces and pods whose records may change. One subject: what an object of each kind adds to the indexes
 * stands beside what it takes away.
 */
import type { Steps } from '../../zone/steps.ts'
import { type ServiceKey, serviceKey, type WorkloadKey, workloadKey } from '../model/keys.ts'
import type {
  EndpointSlice,
  KubeObject,
  Labels,
  Namespace,
  Node,
  Pod,
  Service,
  ServiceImport,
  Workload,
} from '../model/objects.ts'
import type { Residents, Transition } from '../stated/manifest-set.ts'
import { LabelIndex, type Labelled } from './label-index.ts'
import { NameIndex } from './name-index.ts'
import { NamespaceCounts } from './namespace-counts.ts'
import { PodAddresses } from './pod-addresses.ts'
import { SelectedEndpoints } from './selected-endpoints.ts'
import { SelectorIndex } from './selector-index.ts'
import { SliceIndex } from './slice-index.ts'
import { WorkloadIndex } from './workload-index.ts'

/** Namespaces that every cluster has. */
const ALWAYS = ['default', 'kube-system', 'kube-public', 'kube-node-lease']

/** The objects whose records must be built again after a change. */
export interface InventoryChange {
  readonly services: ReadonlySet<ServiceKey>
  readonly imports: ReadonlySet<ServiceKey>
  /** Namespaces that appeared, went away or changed their labels. */
  readonly namespaces: ReadonlySet<string>
  /** Old and new states of changed pods. */
  readonly pods: readonly Pod[]
}

export class Inventory {
  readonly services = new Map<ServiceKey, Service>()
  /** Services by cluster IP (canonical text). */
  readonly #byAddress = new Map<string, Service[]>()
  readonly #selectors = new SelectorIndex()
  readonly imports = new Map<ServiceKey, ServiceImport>()
  readonly pods = new LabelIndex<Pod>()
  readonly nodes = new Map<string, Node>()
  readonly workloads = new WorkloadIndex()
  #names: NameIndex | null = null
  /** The labels that workloads give their pods, also of workloads that run no pods. */
  readonly #templates = new LabelIndex()
  readonly #templateOf = new Map<WorkloadKey, Labelled>()
  /** The only part that queries read. It shows a change only when the change is published. */
  readonly podAddresses = new PodAddresses()
  /** The services whose selected pods are too many for endpoints. */
  readonly selected = new SelectedEndpoints()
  readonly #namespaces = new Map<string, Namespace>()
  /** Slices by their service, and by their imported service. */
  readonly #slices = new SliceIndex()
  readonly #importedSlices = new SliceIndex()
  /** Counts the objects in each namespace, without the Namespace object itself. */
  readonly #namespaceCounts = new NamespaceCounts()

  slicesOf(key: ServiceKey): readonly EndpointSlice[] {
    return this.#slices.of(key)
  }

  importedSlicesOf(key: ServiceKey): readonly EndpointSlice[] {
    return this.#importedSlices.of(key)
  }

  /** The names of services, made at the first use, as only explanations need them. */
  get names(): NameIndex {
    this.#names ??= NameIndex.of(this.services.values())
    return this.#names
  }

  /** The services that select a pod, or the pods of a template. */
  servicesSelectingOne(pod: Labelled): Set<Service> {
    return this.#selectors.selecting([pod])
  }

  /** The services that have slices; a service itself need not exist. */
  *sliceKeys(): Iterable<ServiceKey> {
    yield* this.#slices.keys()
  }

  /** Namespaces with a Namespace object or any other object in them, and those that every cluster has. */
  namespaceNames(): Set<string> {
    return new Set([...ALWAYS, ...this.#namespaces.keys(), ...this.#namespaceCounts.names()])
  }

  hasNamespace(name: string): boolean {
    return ALWAYS.includes(name) || this.#namespaces.has(name) || this.#namespaceCounts.has(name)
  }

  namespace(name: string): Namespace | undefined {
    return this.#namespaces.get(name)
  }

  /**
   * Applies transitions of objects, and the namespaces of objects that manifests have and the inventory does
   * not keep.
   */
  *follow(transitions: readonly Transition[], residents: readonly Residents[] = []): Steps<InventoryChange> {
    const namespaces = new Set<string>()
    for (const one of residents) {
      for (const namespace of this.#namespaceCounts.follow(one.file, one.namespaces))
        namespaces.add(namespace)
    }
    const change: MutableChange = {
      services: new Set(),
      imports: new Set(),
      namespaces,
      pods: [],
      templates: [],
    }
    for (const { before, after } of transitions) {
      yield
      if (before !== null) this.#remove(before, change)
      if (after !== null) this.#insert(after, change)
    }
    // Whether a service uses its Endpoints object depends on the workloads that it selects, too.
    for (const { namespace, name } of this.#selectors.selecting(change.templates)) {
      const key = serviceKey(namespace, name)
      if (this.#slices.has(key)) change.services.add(key)
    }
    const affected = [...change.services, ...this.servicesSelecting(change.pods)]
    const turned = this.selected.settle(affected, (key) => this.#countSelected(key), this.services.size)
    for (const key of turned) change.services.add(key)
    yield* this.podAddresses.decide()
    return change
  }

  /** The services that select any of these pods. */
  servicesSelecting(pods: readonly Pod[]): Set<ServiceKey> {
    const services = this.#selectors.selecting(pods)
    return new Set(Array.from(services, ({ namespace, name }) => serviceKey(namespace, name)))
  }

  /** The services that have a cluster IP (canonical text). */
  servicesAt(address: string): readonly Service[] {
    return this.#byAddress.get(address) ?? []
  }

  /** Whether a selector matches any pod of a namespace, or the pod template of any workload. */
  selectsAny(namespace: string, selector: NonNullable<Labels>): boolean {
    return this.pods.hasMatch(namespace, selector) || this.#templates.hasMatch(namespace, selector)
  }

  /** How many endpoints a service has of the pods that it selects, each once for each port. */
  #countSelected(key: ServiceKey): number {
    const service = this.services.get(key)
    if (service === undefined || service.selector === null || service.type === 'ExternalName') return 0
    const isListed = this.slicesOf(key).some(({ control }) => control === 'pods')
    const count = isListed ? 0 : this.pods.count(service.namespace, service.selector)
    return count * Math.max(1, service.ports.length)
  }

  // --- Indexes ---

  #remove(object: KubeObject, change: MutableChange): void {
    note(object, change)
    const key = serviceKey(object.namespace, object.name)
    switch (object.kind) {
      case 'Namespace':
        this.#namespaces.delete(object.name)
        return
      case 'Node':
        this.nodes.delete(object.name)
        return
      case 'CustomResource':
        return
      case 'Service':
        this.services.delete(key)
        this.#names?.delete(object)
        this.#selectors.delete(object)
        for (const address of object.clusterIPs) {
          const rest = this.servicesAt(address).filter((other) => other !== object)
          if (rest.length === 0) this.#byAddress.delete(address)
          else this.#byAddress.set(address, rest)
        }
        break
      case 'ServiceImport':
        this.imports.delete(key)
        break
      case 'EndpointSlice':
        this.#slices.delete(object, object.service)
        this.#importedSlices.delete(object, object.importedService)
        break
      case 'Pod':
        this.pods.delete(object)
        this.podAddresses.delete(object)
        break
      case 'Workload':
        this.#removeTemplate(object, change)
        this.workloads.delete(object)
        break
      case 'HorizontalPodAutoscaler':
        this.workloads.deleteAutoscaler(object)
        break
      case 'NetworkPolicy':
        break
    }
    if (this.#namespaceCounts.remove(object.namespace)) change.namespaces.add(object.namespace)
  }

  #insert(object: KubeObject, change: MutableChange): void {
    note(object, change)
    const key = serviceKey(object.namespace, object.name)
    switch (object.kind) {
      case 'Namespace':
        this.#namespaces.set(object.name, object)
        return
      case 'Node':
        this.nodes.set(object.name, object)
        return
      case 'CustomResource':
        return
      case 'Service':
        this.services.set(key, object)
        this.#names?.add(object)
        this.#selectors.add(object)
        for (const address of object.clusterIPs) {
          this.#byAddress.set(address, [...this.servicesAt(address), object])
        }
        break
      case 'ServiceImport':
        this.imports.set(key, object)
        break
      case 'EndpointSlice':
        this.#slices.add(object, object.service)
        this.#importedSlices.add(object, object.importedService)
        break
      case 'Pod':
        this.pods.add(object)
        this.podAddresses.add(object)
        break
      case 'Workload':
        this.#addTemplate(object, change)
        this.workloads.add(object)
        break
      case 'HorizontalPodAutoscaler':
        this.workloads.addAutoscaler(object)
        break
      case 'NetworkPolicy':
        break
    }
    if (this.#namespaceCounts.add(object.namespace)) change.namespaces.add(object.namespace)
  }

  #addTemplate(workload: Workload, change: MutableChange): void {
    const { namespace, name, template } = workload
    if (template === null || template.isHook) return
    const item = { namespace, name, labels: template.labels }
    this.#templateOf.set(workloadKey(workload), item)
    this.#templates.add(item)
    change.templates.push(item)
  }

  #removeTemplate(workload: Workload, change: MutableChange): void {
    const key = workloadKey(workload)
    const item = this.#templateOf.get(key)
    if (item === undefined) return
    this.#templateOf.delete(key)
    this.#templates.delete(item)
    change.templates.push(item)
  }
}

interface MutableChange {
  readonly services: Set<ServiceKey>
  readonly imports: Set<ServiceKey>
  readonly namespaces: Set<string>
  readonly pods: Pod[]
  /** Old and new pod templates of changed workloads. */
  readonly templates: Labelled[]
}

function note(object: KubeObject, change: MutableChange): void {
  switch (object.kind) {
    case 'Namespace':
      change.namespaces.add(object.name)
      break
    case 'Service':
      change.services.add(serviceKey(object.namespace, object.name))
      break
    case 'ServiceImport':
      change.imports.add(serviceKey(object.namespace, object.name))
      break
    case 'EndpointSlice':
      if (object.service !== '') change.services.add(serviceKey(object.namespace, object.service))
      if (object.importedService !== '') {
        change.imports.add(serviceKey(object.namespace, object.importedService))
      }
      break
    case 'Pod':
      change.pods.push(object)
      break
    case 'Node':
    case 'CustomResource':
    case 'Workload':
    case 'HorizontalPodAutoscaler':
    case 'NetworkPolicy':
      break
  }
}
