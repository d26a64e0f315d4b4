/**
 * Reasons: why an answer is as it is. A reason is one fact, with the place where a file states it and, where
 * one change would give another answer, that change. `explain` prints reasons, and replies carry them as
 * extended errors (RFC 8914). The codes are stable.
 */
import type { Place } from './diagnostic.ts'

type ReasonCode =
  // --- Services and pods ---
  /** No Service has the name. */
  | 'KZ_WHY_NO_SERVICE'
  /** No namespace has the name. */
  | 'KZ_WHY_NO_NAMESPACE'
  /** An option of `kubernetes` leaves the object out. */
  | 'KZ_WHY_HIDDEN'
  /** No Service has the name, and a workload has it. */
  | 'KZ_WHY_WORKLOAD_WITHOUT_SERVICE'
  /** The manifest of the Service has an error. */
  | 'KZ_WHY_REFUSED'
  /** A custom resource stands for the service or its pods. */
  | 'KZ_WHY_OPERATOR'
  /** The name has too many or too few labels. */
  | 'KZ_WHY_DEPTH'
  /** The endpoints of a Service are not ready. */
  | 'KZ_WHY_NOT_READY'
  /** A Service without a selector has no endpoints. */
  | 'KZ_WHY_NO_SELECTOR'
  /** The selector of a Service selects no pod. */
  | 'KZ_WHY_SELECTOR'
  /** The workload that a Service selects runs no pods. */
  | 'KZ_WHY_NO_REPLICAS'
  /** A Service has no endpoint of that name. */
  | 'KZ_WHY_NO_ENDPOINT'
  /** A pod has no host name below the Service. */
  | 'KZ_WHY_NO_HOSTNAME'
  /** A StatefulSet has no pod of that number. */
  | 'KZ_WHY_ORDINAL'
  /** A StatefulSet names its pods below another Service. */
  | 'KZ_WHY_SERVICE_NAME'
  /** A Service has no port of that name. */
  | 'KZ_WHY_NO_PORT'
  /** The port of a Service has no name. */
  | 'KZ_WHY_PORT_UNNAMED'
  /** No container has the target port of a Service. */
  | 'KZ_WHY_TARGET_PORT'
  /** An alias leads nowhere. */
  | 'KZ_WHY_EXTERNAL_NAME'
  /** The name has no records of the type. */
  | 'KZ_WHY_TYPE'
  /** The Service has no address of the family. */
  | 'KZ_WHY_FAMILY'
  /** The Service has no address, because a range is full. */
  | 'KZ_WHY_RANGE_FULL'
  /** The name of a pod by its address does not exist. */
  | 'KZ_WHY_POD_NAME'
  /** Neither a Service nor an endpoint has the address. */
  | 'KZ_WHY_NO_ADDRESS'
  /** The name exists. */
  | 'KZ_WHY_FOUND'
  /** Where the cluster IP comes from. */
  | 'KZ_WHY_ALLOCATED'
  /** Which endpoints a Service has, and why those. */
  | 'KZ_WHY_ENDPOINTS'
  /** What answers at a cluster IP. */
  | 'KZ_WHY_VIRTUAL'
  /** A wildcard in the name of a service or namespace. */
  | 'KZ_WHY_WILDCARD'
  /** The Services of the namespace. */
  | 'KZ_WHY_AROUND'
  /** A part of a file is not read. */
  | 'KZ_WHY_UNREAD'
  /** What an alias does not change. */
  | 'KZ_WHY_ALIAS'
  // --- The asker, and connections to what resolves ---
  /** The asker does not ask the cluster's DNS, because of its dnsPolicy. */
  | 'KZ_WHY_DNS_POLICY'
  /** The search list of the asker lacks the cluster's domains, or is not followed. */
  | 'KZ_WHY_SEARCH_LIST'
  /** The /etc/hosts of the asker has the name. */
  | 'KZ_WHY_HOST_ALIAS'
  /** A NetworkPolicy keeps the asker from the cluster's DNS. */
  | 'KZ_WHY_POLICY_DNS'
  /** A NetworkPolicy keeps connections from the target. */
  | 'KZ_WHY_POLICY_INGRESS'
  /** A NetworkPolicy keeps the asker from the target. */
  | 'KZ_WHY_POLICY_EGRESS'
  /** A Service reaches endpoints of the same node only. */
  | 'KZ_WHY_LOCAL'
  /** No endpoint of such a Service is on the node of the asker. */
  | 'KZ_WHY_NO_LOCAL_ENDPOINT'
  /** A Service selects pods of several workloads, of which some do not listen. */
  | 'KZ_WHY_MIXED_PODS'
  /** The cluster runs no DNS. */
  | 'KZ_WHY_NO_DNS'
  /** The asker's cluster domain is not a zone of the server. */
  | 'KZ_WHY_CLUSTER_DOMAIN'
  // --- The way of a question through a Corefile ---
  /** No server block has a zone for the name. */
  | 'KZ_WHY_NO_ZONE'
  /** The views of all blocks for the name decline the question. */
  | 'KZ_WHY_VIEW'
  /** No directive of the block answers. */
  | 'KZ_WHY_END_OF_BLOCK'
  /** `acl` refuses, filters or drops the question. */
  | 'KZ_WHY_ACL'
  /** `template` answers. */
  | 'KZ_WHY_TEMPLATE'
  /** `template` takes the question, and no pattern of it matches. */
  | 'KZ_WHY_TEMPLATE_PATTERN'
  /** `rewrite` changes the question or the answer. */
  | 'KZ_WHY_REWRITE'
  /** `hosts` has the name. */
  | 'KZ_WHY_HOSTS'
  /** `hosts` has the zone, and not the name. */
  | 'KZ_WHY_HOSTS_MISSING'
  /** An upstream answers, or does not. */
  | 'KZ_WHY_UPSTREAM'
  /** The cache has an answer of an upstream. */
  | 'KZ_WHY_CACHE'
  /** A zone file, or the zone of a primary, has or has not the name. */
  | 'KZ_WHY_ZONE_FILE'
  /** `k8s_external` has or has not the name. */
  | 'KZ_WHY_EXTERNAL'
  /** The block does not hand out its zone. */
  | 'KZ_WHY_TRANSFER'
  /** `kubernetes` would answer with records, if the question came to it. */
  | 'KZ_WHY_SHADOWED'
  /** The stub resolver gives up, and another one finds the name. */
  | 'KZ_WHY_CLIENT'
  /** A directive comes before `kubernetes`, in the fixed order of directives. */
  | 'KZ_WHY_ORDER'
  /** A block without `kubernetes` takes the name. */
  | 'KZ_WHY_BLOCK_TAKES'
  /** A directive answers, and says no more. */
  | 'KZ_WHY_DIRECTIVE'
  /** A directive cannot answer. */
  | 'KZ_WHY_DIRECTIVE_FAILED'
  /** A directive asks another question in place of the client's. */
  | 'KZ_WHY_QUESTION_CHANGED'
  /** A directive turns the answer of another one into something else. */
  | 'KZ_WHY_ANSWER_CHANGED'

export interface Reason {
  readonly code: ReasonCode
  /** One sentence without a full stop. */
  readonly sentence: string
  /** Where the fact is written; left out if no file states it. */
  readonly place?: Place
  /** One change, or the name that was meant: "did you mean db.shop?"; left out if nothing is near. */
  readonly hint?: string
  /** Where the thing that the hint names is written. */
  readonly hintPlace?: Place
}
