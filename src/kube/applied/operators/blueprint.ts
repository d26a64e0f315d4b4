/** What an operator makes of a custom resource: services and pods, under the names that it gives them. */
import type { Plain } from '../../model/custom-resource.ts'
import type { CustomResource, Labels, Pod, Service, ServicePort } from '../../model/objects.ts'

/** A port of a service: its name, its number, and the name of the container port if it has one. */
export type PortRow = readonly [name: string, port: number, options?: { target?: string; protocol?: 'UDP' }]

export interface Made {
  readonly services: readonly Service[]
  readonly pods: readonly Pod[]
}

interface ServiceTraits {
  readonly headless?: true
  readonly publishesNotReady?: true
}

interface PodTraits {
  /** The headless service under which the pods have names. */
  readonly subdomain?: string
  /** Container ports to which services refer by name. */
  readonly ports?: readonly PortRow[]
}

/** The most pods of one resource; more is most likely a typing error. */
const MAX_PODS = 1000

/** Collects the objects of one resource. All have its place in the manifests. */
export class Blueprint implements Made {
  readonly services: Service[] = []
  readonly pods: Pod[] = []
  readonly #resource: CustomResource

  constructor(resource: CustomResource) {
    this.#resource = resource
  }

  service(name: string, selector: Labels, ports: readonly PortRow[], traits: ServiceTraits = {}): this {
    const { namespace, location } = this.#resource
    this.services.push({
      kind: 'Service',
      namespace,
      name,
      labels: null,
      location,
      type: 'ClusterIP',
      clusterIPs: [],
      headless: traits.headless ?? false,
      externalName: '',
      ports: ports.map(servicePort),
      selector,
      ipFamilies: [],
      families: [],
      isAllocated: false,
      ipFamilyPolicy: null,
      publishNotReadyAddresses: traits.publishesNotReady ?? false,
      externalAddresses: [],
      needsExternalAddress: false,
      overrides: [],
      isReady: true,
      addressProblem: '',
      externalProblem: '',
    })
    return this
  }

  headless(name: string, selector: Labels, ports: readonly PortRow[], traits: ServiceTraits = {}): this {
    return this.service(name, selector, ports, { ...traits, headless: true })
  }

  /** Adds pods `BASE-N`, `count` of them from `first` on; `labelsOf` gets the index of the pod, from 0. */
  numbered(
    base: string,
    { count, first = 0 }: { readonly count: number; readonly first?: number },
    labelsOf: (index: number) => Labels,
    traits: PodTraits = {},
  ): this {
    for (let i = 0; i < Math.min(count, MAX_PODS); i++) {
      this.#pod(`${base}-${first + i}`, labelsOf(i), traits)
    }
    return this
  }

  #pod(name: string, labels: Labels, { subdomain = '', ports = [] }: PodTraits): void {
    const { namespace, location } = this.#resource
    this.pods.push({
      kind: 'Pod',
      namespace,
      name,
      labels,
      location,
      hostname: name,
      subdomain,
      hostNetwork: false,
      nodeName: '',
      placement: null,
      readyOverride: null,
      isHook: false,
      ports: ports.map(([name, containerPort, options]) => {
        return { name, protocol: options?.protocol ?? 'TCP', containerPort }
      }),
      podIPs: [],
      hasStatus: false,
      finished: false,
      ready: true,
      terminating: false,
      owner: '',
      zone: '',
    })
  }
}

function servicePort([name, port, options]: PortRow): ServicePort {
  return { name, protocol: options?.protocol ?? 'TCP', port, targetPort: options?.target ?? port }
}

// --- Fields of a resource ---

/** The value at a path; `undefined`: it is missing. */
export function at(value: Plain | undefined, ...path: readonly string[]): Plain | undefined {
  const [key, ...rest] = path
  if (key === undefined) return value
  return at(isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined, ...rest)
}

export function field(resource: CustomResource, ...path: readonly string[]): Plain | undefined {
  return at(resource.spec, ...path)
}

/** A whole number from 0; `otherwise` for any other value. */
export function countOf(value: Plain | undefined, otherwise: number): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : otherwise
}

export function portOf(value: Plain | undefined, otherwise: number): number {
  const port = countOf(value, otherwise)
  return port >= 1 && port <= 65_535 ? port : otherwise
}

export function textOf(value: Plain | undefined, otherwise = ''): string {
  return typeof value === 'string' && value !== '' ? value : otherwise
}

export function listOf(value: Plain | undefined): readonly Plain[] {
  return Array.isArray(value) ? value : []
}

/** The texts of a mapping, as labels. */
export function labelsOf(value: Plain | undefined): Readonly<Record<string, string>> {
  if (!isRecord(value)) return {}
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (typeof item === 'string' ? [[key, item]] : [])),
  )
}

function isRecord(value: Plain | undefined): value is Readonly<Record<string, Plain>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
