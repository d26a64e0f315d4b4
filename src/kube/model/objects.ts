/**
 * The Kubernetes objects that DNS needs, reduced to the fields that DNS reads, with everything decided that an API server
 * would have decided: defaults are filled in, addresses are canonical text, names are as written. Only what a record or a
 * diagnostic comes from belongs here; a field that nobody reads costs memory ten thousand times over.
 */
import type { Place } from '../../report/diagnostic.ts'

/** `null` where an object has no labels: most of a large folder's objects share nothing worth a map. */
export type Labels = Readonly<Record<string, string>> | null

export type Family = 'IPv4' | 'IPv6'

/**
 * Where an object stands. The object shares it with what is made from it, such as the pods of a workload: `place` is replaced
 * when lines move in a file, and nothing that is made from the object changes by that.
 */
export interface Location {
  /** Where the object begins: its document, or its item in a List. */
  place: Place
}

interface Identity {
  readonly namespace: string
  readonly name: string
  readonly labels: Labels
  readonly location: Location
  /** Its name was made here, from `generateName`. */
  readonly isNameGenerated?: true
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
  readonly ipFamilies: readonly Family[]
  /** `null`: one family, as in most clusters. */
  readonly ipFamilyPolicy: 'SingleStack' | 'PreferDualStack' | 'RequireDualStack' | null
  readonly publishNotReadyAddresses: boolean
  /**
   * `spec.externalIPs`, then each `status.loadBalancer.ingress` entry's `ip` or else its `hostname`; of a load balancer
   * that reports nothing, `spec.loadBalancerIP`.
   */
  readonly externalAddresses: readonly string[]
  /** A load balancer of which nobody has said where it is. */
  readonly needsExternalAddress: boolean
  /** `kubezone.dev/cluster-ip`: addresses, or names that are looked up, instead of those above; empty: none. */
  readonly overrides: readonly string[]
  /** `kubezone.dev/ready: "false"`: none of its endpoints is ready. */
  readonly isReady: boolean
  /** Why it has no cluster IP although it should have one; empty: it has, or needs none. */
  readonly addressProblem: string
  /** The same of an external address. */
  readonly externalProblem: string
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

/** What a pod is like, whichever name and address it gets. */
export interface PodShape {
  readonly labels: Labels
  readonly hostname: string
  readonly subdomain: string
  readonly hostNetwork: boolean
  readonly nodeName: string
  /** `kubezone.dev/ready`; `null`: it is as ready as its status says. */
  readonly readyOverride: boolean | null
  /** It runs only while Helm installs or tests something. */
  readonly isHook: boolean
  /** Named ports of its containers and sidecar init containers. */
  readonly ports: readonly ContainerPort[]
}

export interface ContainerPort {
  readonly name: string
  readonly protocol: string
  readonly containerPort: number
}

export interface Pod extends Identity, PodShape {
  readonly kind: 'Pod'
  /** Every entry of `status.podIPs`, else `status.podIP`; canonical. */
  readonly podIPs: readonly string[]
  /** A cluster has said something of it, so that nothing need be made up. */
  readonly hasStatus: boolean
  /** Succeeded or Failed: it will not run again, and owns no name. */
  readonly finished: boolean
  /** Condition Ready is True, and the pod is not being deleted. */
  readonly ready: boolean
  readonly terminating: boolean
  /** The object that controls it, as `Kind/name`; empty: none. */
  readonly owner: string
}

export type WorkloadForm =
  | 'Deployment'
  | 'ReplicaSet'
  | 'ReplicationController'
  | 'StatefulSet'
  | 'DaemonSet'
  | 'Job'

/** An object that makes pods. */
export interface Workload extends Identity {
  readonly kind: 'Workload'
  readonly form: WorkloadForm
  /** `null`: the manifest leaves it open. Of a Job, how many of its pods can be found by name. */
  readonly replicas: number | null
  /** Of the first pod of a StatefulSet. */
  readonly firstOrdinal: number
  /** The service that a StatefulSet's pods are known below. */
  readonly serviceName: string
  /** The object that controls it, as `Kind/name`; empty: none. */
  readonly owner: string
  /** `null`: it has no template, and makes nothing. */
  readonly template: PodShape | null
}

export interface HorizontalPodAutoscaler extends Identity {
  readonly kind: 'HorizontalPodAutoscaler'
  /** What it scales, as `Kind/name`. */
  readonly target: string
  readonly minReplicas: number
}

export interface Node {
  readonly kind: 'Node'
  /** Always empty: a node lives in no namespace. */
  readonly namespace: ''
  readonly name: string
  readonly labels: Labels
  readonly location: Location
  /** Those of type InternalIP; canonical. */
  readonly addresses: readonly string[]
}

export interface Namespace {
  readonly kind: 'Namespace'
  /** Always empty: a namespace lives in none. */
  readonly namespace: ''
  readonly name: string
  readonly labels: Labels
  readonly location: Location
}

/** multicluster.x-k8s.io ServiceImport (KEP-1645). */
export interface ServiceImport extends Identity {
  readonly kind: 'ServiceImport'
  readonly headless: boolean
  readonly ips: readonly string[]
  readonly ports: readonly ServicePort[]
}

export type KubeObject =
  | Service
  | EndpointSlice
  | Pod
  | Workload
  | HorizontalPodAutoscaler
  | Node
  | Namespace
  | ServiceImport

/** The kind as Kubernetes knows it. */
export function kindOf(object: KubeObject): string {
  if (object.kind === 'Workload') return object.form
  return object.kind === 'EndpointSlice' && object.form === 'endpoints' ? 'Endpoints' : object.kind
}
