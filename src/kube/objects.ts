/**
 * The Kubernetes objects that DNS needs, reduced to the fields that DNS reads, with everything decided that an API server
 * would have decided: defaults are filled in, addresses are canonical text, names are as written. Only what a record or a
 * diagnostic comes from belongs here; a field that nobody reads costs memory ten thousand times over.
 */
import type { Place } from '../report/diagnostic.ts'
import { flat } from '../wire/name.ts'

/** `null` where an object has no labels: most of a large folder's objects share nothing worth a map. */
export type Labels = Readonly<Record<string, string>> | null

interface Identity {
  readonly namespace: string
  readonly name: string
  readonly labels: Labels
  /** Where the object begins: its document, or its item in a List. */
  readonly place: Place
}

export interface ServicePort {
  /** Empty for an unnamed port. */
  readonly name: string
  /** Upper case: TCP, UDP or SCTP. */
  readonly protocol: string
  /** 1 to 65535. */
  readonly port: number
  /** A number, or the name of a container port; the port itself where the manifest says nothing. */
  readonly targetPort: number | string
}

export interface Service extends Identity {
  readonly kind: 'Service'
  readonly type: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName'
  /** Canonical addresses in the manifest's order; empty for headless services, ExternalName and those never applied. */
  readonly clusterIPs: readonly string[]
  readonly headless: boolean
  /** As written, without a final dot; empty unless the type is ExternalName. */
  readonly externalName: string
  readonly ports: readonly ServicePort[]
  /** `null`: no selector, so endpoints are somebody else's business. */
  readonly selector: Labels
  /** `spec.ipFamilies`; empty where the manifest leaves the choice to the cluster. */
  readonly ipFamilies: readonly ('IPv4' | 'IPv6')[]
  readonly publishNotReadyAddresses: boolean
  /** `spec.externalIPs`, then each `status.loadBalancer.ingress` entry's `ip` or else its `hostname`. */
  readonly externalAddresses: readonly string[]
}

export interface EndpointPort {
  readonly name: string
  readonly protocol: string
  /** `null`: the slice leaves it open ("all ports"). */
  readonly port: number | null
}

export interface Endpoint {
  /** Canonical addresses, at least one. */
  readonly addresses: readonly string[]
  /** Unknown counts as ready, as in discovery.k8s.io/v1. */
  readonly ready: boolean
  /** Empty: none. */
  readonly hostname: string
  /** `targetRef.name` where the target is a Pod; empty otherwise. */
  readonly podName: string
  /** Topology zone; empty: unknown. */
  readonly zone: string
}

/** Endpoints that share their ports. */
export interface EndpointSubset {
  readonly endpoints: readonly Endpoint[]
  readonly ports: readonly EndpointPort[]
}

/** An EndpointSlice (one subset), or a v1 Endpoints object in the same shape (its not-ready addresses left out). */
export interface EndpointSlice extends Identity {
  readonly kind: 'EndpointSlice'
  /** `endpoints`: a v1 Endpoints object, which gives way to slices of the same service. */
  readonly form: 'slice' | 'endpoints'
  /** `kubernetes.io/service-name`, or the Endpoints object's own name; empty: belongs to no service. */
  readonly service: string
  /** `multicluster.kubernetes.io/service-name`; empty: none. */
  readonly importedService: string
  /** `multicluster.kubernetes.io/source-cluster`; empty: none. */
  readonly cluster: string
  readonly subsets: readonly EndpointSubset[]
}

export interface Pod extends Identity {
  readonly kind: 'Pod'
  /** Its name was made here, from `generateName`. */
  readonly isNameGenerated?: true
  /** Every entry of `status.podIPs`, else `status.podIP`; canonical. */
  readonly podIPs: readonly string[]
  /** Succeeded or Failed: it will not run again, and owns no name. */
  readonly finished: boolean
  /** Condition Ready is True, and the pod is not being deleted. */
  readonly ready: boolean
  readonly terminating: boolean
  readonly hostname: string
  readonly subdomain: string
  readonly hostNetwork: boolean
  readonly nodeName: string
  /** Named ports of its containers and sidecar init containers. */
  readonly ports: readonly {
    readonly name: string
    readonly protocol: string
    readonly containerPort: number
  }[]
}

export interface Namespace {
  readonly kind: 'Namespace'
  /** Always empty: a namespace lives in none. */
  readonly namespace: ''
  readonly name: string
  readonly labels: Labels
  readonly place: Place
}

/** multicluster.x-k8s.io ServiceImport (KEP-1645). */
export interface ServiceImport extends Identity {
  readonly kind: 'ServiceImport'
  readonly headless: boolean
  readonly ips: readonly string[]
  readonly ports: readonly ServicePort[]
}

export type KubeObject = Service | EndpointSlice | Pod | Namespace | ServiceImport

/** What makes two objects the same one: `Kind/namespace/name`. The namespace may be another than its own. */
export function objectKey(object: KubeObject, namespace = object.namespace): string {
  const kind = object.kind === 'EndpointSlice' && object.form === 'endpoints' ? 'Endpoints' : object.kind
  return flat(`${kind}/${namespace}/${object.name}`)
}
