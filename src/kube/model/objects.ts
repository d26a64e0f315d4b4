/**
 * The Kubernetes objects that DNS needs, reduced to the fields that DNS reads. Defaults are filled in, as an
 * API server would; addresses are canonical text; names are as written. A field belongs here only if a
 * record, a diagnostic or a reason uses it: an unused field costs memory in each of ten thousand objects.
 * One subject: the vocabulary of all that follows.
 */
import type { Place } from '../../report/diagnostic.ts'
import type { Plain, ResourceForm } from './custom-resource.ts'
import type { FieldPlaces } from './field-places.ts'
import type { LabelQuery, PolicyRule } from './network-policy.ts'
import type { Placement, Taint } from './placement.ts'

/** `null`: the object has no labels. An empty map for each such object would cost memory. */
export type Labels = Readonly<Record<string, string>> | null

export type Family = 'IPv4' | 'IPv6'

/**
 * The location of an object's definition. Objects that are made from it, such as the pods of a workload,
 * share the instance. When lines move in a file, `place` is replaced, and these objects stay unchanged.
 */
export interface Location {
  /** The beginning of the object: of its document, or of its item in a List. */
  place: Place
  /** The places of its fields in the same file; left out if no field is kept. */
  fields?: FieldPlaces
}

interface Identity {
  readonly namespace: string
  readonly name: string
  readonly labels: Labels
  readonly location: Location
  /** kubezone generated the name from `generateName`. */
  readonly isNameGenerated?: true
}

export interface ServicePort {
  /** Empty for an unnamed port. */
  readonly name: string
  /** Upper case: TCP, UDP or SCTP. */
  readonly protocol: string
  /** 1 to 65535. */
  readonly port: number
  /** A number, or the name of a container port; equal to `port` if the manifest sets none. */
  readonly targetPort: number | string
}

export interface Service extends Identity {
  readonly kind: 'Service'
  readonly type: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName'
  /**
   * Canonical addresses in the manifest's order; empty for headless Services, ExternalName and manifests
   * never applied.
   */
  readonly clusterIPs: readonly string[]
  readonly headless: boolean
  /** The name as written, without a final dot; empty unless the type is ExternalName. */
  readonly externalName: string
  readonly ports: readonly ServicePort[]
  /** `null`: no selector, so kubezone makes no endpoints for it. */
  readonly selector: Labels
  /** `spec.ipFamilies`; empty: the cluster chooses. */
  readonly ipFamilies: readonly Family[]
  /** The families that the service has in the cluster, the first one first; empty in a manifest. */
  readonly families: readonly Family[]
  /**
   * The cluster IPs and families stand as they are, and no second one is added: they come from a cluster, or
   * from an override.
   */
  readonly isAllocated: boolean
  /** `null`: not set, as SingleStack. */
  readonly ipFamilyPolicy: 'SingleStack' | 'PreferDualStack' | 'RequireDualStack' | null
  readonly publishNotReadyAddresses: boolean
  /** `internalTrafficPolicy: Local`: connections reach endpoints of the client's own node only. */
  readonly isLocal?: true
  /**
   * `spec.externalIPs`, then of each `status.loadBalancer.ingress` entry the `ip` or else the `hostname`. If
   * the status of a LoadBalancer has no entry, `spec.loadBalancerIP`.
   */
  readonly externalAddresses: readonly string[]
  /** The type is LoadBalancer, and the manifest states no address of the load balancer. */
  readonly needsExternalAddress: boolean
  /**
   * `kubezone.dev/cluster-ip`: addresses, or host names to resolve, used instead of those above; empty: none.
   */
  readonly overrides: readonly string[]
  /** False: `kubezone.dev/ready: "false"`, so all its endpoints are not ready. */
  readonly isReady: boolean
  /** The reason why a required cluster IP is missing; empty: no cluster IP is missing. */
  readonly addressProblem: string
  /** The reason why a required external address is missing; empty: no external address is missing. */
  readonly externalProblem: string
}

export interface EndpointPort {
  readonly name: string
  readonly protocol: string
  /** `null`: the slice has no port number, which means all ports. */
  readonly port: number | null
}

export interface Endpoint {
  /** Canonical addresses, at least one. */
  readonly addresses: readonly string[]
  /** An unknown condition counts as ready, as in discovery.k8s.io/v1. */
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

/**
 * An EndpointSlice (one subset), or a v1 Endpoints object in the same shape, without its `notReadyAddresses`.
 */
export interface EndpointSlice extends Identity {
  readonly kind: 'EndpointSlice'
  /** `endpoints`: a v1 Endpoints object. */
  readonly form: 'slice' | 'endpoints'
  /**
   * What a controller of the cluster has to do with it. `pods`: the EndpointSlice controller made the slice
   * from pods. `mirror`: a slice that the mirroring controller made from an Endpoints object. `unmirrored`:
   * an Endpoints object of which that controller makes no slice. `null`: none of these.
   */
  readonly control: 'pods' | 'mirror' | 'unmirrored' | null
  /** An API server has stored the object: it comes from a cluster. */
  readonly isFromCluster: boolean
  /** `kubernetes.io/service-name`, or the name of the Endpoints object; empty: no service. */
  readonly service: string
  /** `multicluster.kubernetes.io/service-name`; empty: none. */
  readonly importedService: string
  /** `multicluster.kubernetes.io/source-cluster`; empty: none. */
  readonly cluster: string
  readonly subsets: readonly EndpointSubset[]
}

/** The fields of a pod that do not depend on its name and address. */
export interface PodShape {
  readonly labels: Labels
  readonly hostname: string
  readonly subdomain: string
  readonly hostNetwork: boolean
  readonly nodeName: string
  /** `null`: the pod may run on any node without taints. */
  readonly placement: Placement | null
  /** `kubezone.dev/ready`; `null`: the status decides. */
  readonly readyOverride: boolean | null
  /** The pod has a `helm.sh/hook` annotation: it runs only while Helm installs or tests a chart. */
  readonly isHook: boolean
  /** Named ports of its containers and sidecar init containers. */
  readonly ports: readonly ContainerPort[]
  /** The ports without a name that its containers list, as `80/TCP`; left out: there are none. */
  readonly listedPorts?: readonly string[]
  /** What its resolver is told beyond the cluster's defaults; left out: nothing. */
  readonly dns?: PodDns
}

/** How a pod resolves names, as far as its specification says. */
export interface PodDns {
  readonly policy: 'ClusterFirst' | 'ClusterFirstWithHostNet' | 'Default' | 'None'
  readonly nameservers: readonly string[]
  readonly searches: readonly string[]
  /** `ndots:2`, `single-request`. */
  readonly options: readonly string[]
  /** `hostAliases`: names in the pod's /etc/hosts. */
  readonly hosts: readonly { readonly address: string; readonly names: readonly string[] }[]
}

export interface ContainerPort {
  readonly name: string
  readonly protocol: string
  readonly containerPort: number
}

export interface Pod extends Identity, PodShape {
  readonly kind: 'Pod'
  /** Every entry of `status.podIPs`, or else `status.podIP`; canonical. */
  readonly podIPs: readonly string[]
  /** The manifest has a `status.phase` from a cluster, so kubezone allocates no address. */
  readonly hasStatus: boolean
  /** The phase is Succeeded or Failed: the pod does not run again, and has no name. */
  readonly finished: boolean
  /** The condition Ready is True, and the pod is not being deleted. */
  readonly ready: boolean
  readonly terminating: boolean
  /**
   * What the status of a pod that is not ready says of it: `Unschedulable: 0/3 nodes are available`. Left out
   * where the status says nothing, as of pods that are ready.
   */
  readonly trouble?: string
  /** The controlling owner, as `Kind/name`; empty: none. */
  readonly owner: string
  /** The topology zone of its node; empty: unknown, and in a manifest. */
  readonly zone: string
}

/**
 * `Kind.group` of a custom resource with a pod template, such as `Rollout.argoproj.io`. It runs pods as a
 * Deployment does.
 */
export type CustomForm = `${string}.${string}`

export type WorkloadForm = BuiltInForm | CustomForm

/** The workloads of Kubernetes itself. */
export type BuiltInForm =
  | 'Deployment'
  | 'ReplicaSet'
  | 'ReplicationController'
  | 'StatefulSet'
  | 'DaemonSet'
  | 'Job'

/** A workload: an object that makes pods. */
export interface Workload extends Identity {
  readonly kind: 'Workload'
  readonly form: WorkloadForm
  /**
   * `null`: the manifest states no number. Of a Job, the number of pods that have a name in DNS. Of a
   * DaemonSet, the number of its pods in its cluster.
   */
  readonly replicas: number | null
  /** The reason why a cluster gives it no pods, whatever `replicas` says; empty: it gives it pods. */
  readonly noPods: string
  /** The indexes of an Indexed Job whose pods have ended, as its status lists them: `0-2,5`; empty: none. */
  readonly endedIndexes: string
  /** The ordinal of a StatefulSet's first pod (`spec.ordinals.start`). */
  readonly firstOrdinal: number
  /**
   * `spec.serviceName` of a StatefulSet, the Service under which its pods have names; empty for other
   * workloads.
   */
  readonly serviceName: string
  /** The controlling owner, as `Kind/name`; empty: none. */
  readonly owner: string
  /** `null`: no template, so the workload makes no pods. */
  readonly template: PodShape | null
}

export interface HorizontalPodAutoscaler extends Identity {
  readonly kind: 'HorizontalPodAutoscaler'
  /** The scaled workload, as `Kind/name`. */
  readonly target: string
  readonly minReplicas: number
}

export interface Node {
  readonly kind: 'Node'
  /** Always empty: a Node is cluster-scoped. */
  readonly namespace: ''
  readonly name: string
  readonly labels: Labels
  readonly location: Location
  /** The addresses of type InternalIP; canonical. */
  readonly addresses: readonly string[]
  /** The taints that keep pods away. */
  readonly taints: readonly Taint[]
}

export interface Namespace {
  readonly kind: 'Namespace'
  /** Always empty: a Namespace is cluster-scoped. */
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

/** A custom resource that stands for services. It has no names itself. */
export interface CustomResource extends Identity {
  readonly kind: 'CustomResource'
  readonly form: ResourceForm
  /** The fields of `spec` that the services depend on. */
  readonly spec: Readonly<Record<string, Plain>>
  /** It has a status, so an operator has made its services already. */
  readonly isFromCluster: boolean
}

/** It has no names itself. */
export interface NetworkPolicy extends Identity {
  readonly kind: 'NetworkPolicy'
  /** The pods that it applies to. */
  readonly pods: LabelQuery
  /** The traffic to the pods that it allows; `null`: it does not limit that. */
  readonly ingress: readonly PolicyRule[] | null
  /** The traffic from the pods that it allows; `null`: it does not limit that. */
  readonly egress: readonly PolicyRule[] | null
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
  | CustomResource
  | NetworkPolicy

/** The kind in Kubernetes. */
export function kindOf(object: KubeObject): string {
  if (object.kind === 'Workload' || object.kind === 'CustomResource') return object.form
  return object.kind === 'EndpointSlice' && object.form === 'endpoints' ? 'Endpoints' : object.kind
}

/** Whether an object never has a name in DNS, nor changes one: it serves to explain. */
export function isNameless({ kind }: KubeObject): boolean {
  return kind === 'CustomResource' || kind === 'NetworkPolicy'
}
