/**
 * Turns the objects that manifests state into the objects of a healthy cluster: with addresses, running pods
 * and the built-in services. Objects that are complete pass through unchanged.
 */
import { present } from '../../report/assert.ts'
import type { Diagnostic } from '../../report/diagnostic.ts'
import type { Steps } from '../../zone/steps.ts'
import { type ServiceKey, serviceKey, workloadKey } from '../model/keys.ts'
import type { EndpointSlice, Service } from '../model/objects.ts'
import { ofKind, type Transition } from '../stated/manifest-set.ts'
import type { AddressLock } from './address-lock.ts'
import type { AddressOrigin } from './address-origin.ts'
import type { ApplyOptions } from './apply-options.ts'
import { apiServerSlice, BUILT_IN_SERVICES, DNS_WORKLOAD } from './built-in.ts'
import { OperatorObjects } from './operators/operator-objects.ts'
import { RunningPods } from './running-pods.ts'
import { type HostAddresses, ServiceAddresses } from './service-addresses.ts'

const BUILT_IN = new Map(
  BUILT_IN_SERVICES.map(({ service }) => [serviceKey(service.namespace, service.name), service] as const),
)
const NONE: ReadonlySet<string> = new Set()
const API_SERVICE = serviceKey('default', 'kubernetes')
const DNS_SERVICE = serviceKey('kube-system', 'kube-dns')
const DNS_PODS = workloadKey(DNS_WORKLOAD)

export class AppliedCluster {
  readonly #services: ServiceAddresses
  readonly #pods: RunningPods
  /** The built-in services that no manifest states. */
  readonly #builtIn = new Set<ServiceKey>()
  readonly #hasBuiltIns: boolean
  /** `null`: no operators run. */
  readonly #operators: OperatorObjects | null
  #isNew = true
  #statesDnsPods = false
  #apiSlice: EndpointSlice | null = null
  /** How many EndpointSlices of the manifests belong to the API server's service. */
  #apiEndpoints = 0
  #runsDns = false

  constructor(options: ApplyOptions, lock: AddressLock | null) {
    this.#services = new ServiceAddresses(options, lock)
    this.#pods = new RunningPods(options, lock)
    this.#hasBuiltIns = options.hasBuiltInServices
    this.#operators = options.runsOperators ? new OperatorObjects() : null
  }

  /** The diagnostics since the last call. */
  takeDiagnostics(): readonly Diagnostic[] {
    const operators = this.#operators?.takeDiagnostics() ?? []
    return [...this.#services.takeDiagnostics(), ...this.#pods.takeDiagnostics(), ...operators]
  }

  /** The host names that overrides of cluster IPs name in changed services. */
  hostnamesOf(transitions: readonly Transition[]): readonly string[] {
    return transitions.flatMap((one) => {
      const service = ofKind(one, 'Service')?.after ?? null
      return service === null ? [] : this.#services.hostnamesOf(service)
    })
  }

  /** The host names that overrides of cluster IPs name in all services. */
  get hostnames(): ReadonlySet<string> {
    return this.#services.hostnames
  }

  /** Where the first cluster IP of a service comes from; `null`: it has none. */
  originOf(key: ServiceKey): AddressOrigin | null {
    return this.#services.originOf(key)
  }

  /**
   * Turns transitions of stated objects into transitions of applied objects. `hostnames` are the host names
   * whose addresses have changed; their services are applied again.
   */
  *follow(
    transitions: readonly Transition[],
    hostAddresses: HostAddresses,
    hostnames: ReadonlySet<string> = NONE,
  ): Steps<Transition[]> {
    const services = new Map<ServiceKey, Service | null>()
    for (const one of this.#services.withOverrideHosts(hostnames))
      services.set(serviceKey(one.namespace, one.name), one)
    const running: Transition[] = []
    const result: Transition[] = []
    for (const transition of this.#operated(transitions)) {
      yield
      const service = ofKind(transition, 'Service')
      if (service !== null) {
        const { namespace, name } = present(
          service.after ?? service.before,
          'a transition of a Service has one',
        )
        services.set(serviceKey(namespace, name), service.after)
        continue
      }
      if (ofKind(transition, 'Pod') === null) result.push(transition)
      this.#countApiEndpoints(transition)
      running.push(transition)
      this.#noteDnsPods(transition)
    }
    if (this.#hasBuiltIns) this.#followBuiltIns(services, running)
    const pods = yield* this.#pods.follow(running)
    this.#followApiServer(result)
    this.#isNew = false
    return result.concat(yield* this.#services.follow(services, hostAddresses), pods)
  }

  /** The transitions without those of custom resources, and with those of what their operators make. */
  #operated(transitions: readonly Transition[]): readonly Transition[] {
    if (this.#operators !== null) return this.#operators.follow(transitions)
    return transitions.filter((one) => ofKind(one, 'CustomResource') === null)
  }

  #countApiEndpoints({ before, after }: Transition): void {
    for (const [object, step] of [
      [before, -1],
      [after, 1],
    ] as const) {
      if (object?.kind !== 'EndpointSlice') continue
      if (serviceKey(object.namespace, object.service) === API_SERVICE) this.#apiEndpoints += step
    }
  }

  #noteDnsPods(transition: Transition): void {
    const change = ofKind(transition, 'Workload')
    const workload = change?.after ?? change?.before ?? null
    if (workload !== null && workloadKey(workload) === DNS_PODS) this.#statesDnsPods = change?.after !== null
  }

  /** Adds the built-in services that no manifest states, and removes those that a manifest states. */
  #followBuiltIns(services: Map<ServiceKey, Service | null>, running: Transition[]): void {
    for (const [key, builtIn] of BUILT_IN) {
      const isStated = services.get(key) !== undefined && services.get(key) !== null
      if (isStated) this.#builtIn.delete(key)
      else if (this.#isNew || services.has(key)) {
        this.#builtIn.add(key)
        services.set(key, builtIn)
      }
    }
    const runsDns = this.#builtIn.has(DNS_SERVICE) && !this.#statesDnsPods
    if (runsDns === this.#runsDns) return
    this.#runsDns = runsDns
    // A manifest's workload of the same name appears after DNS_WORKLOAD goes, and goes before DNS_WORKLOAD
    // appears.
    if (runsDns) running.push({ before: null, after: DNS_WORKLOAD })
    else running.unshift({ before: DNS_WORKLOAD, after: null })
  }

  #followApiServer(result: Transition[]): void {
    const before = this.#apiSlice
    const isSynthesized = this.#builtIn.has(API_SERVICE) && this.#apiEndpoints === 0
    const addresses = isSynthesized ? this.#pods.firstNode : []
    const known = before?.subsets[0]?.endpoints[0]?.addresses ?? []
    if (addresses.join() === known.join()) return
    this.#apiSlice = addresses.length === 0 ? null : apiServerSlice(addresses)
    result.push({ before, after: this.#apiSlice })
  }
}
