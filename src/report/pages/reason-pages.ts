/** The pages of the codes of reasons (`report/reason.ts`). One subject: a table. */
import type { CodePages } from './page-type.ts'

export const REASON_PAGES: CodePages = {
  KZ_WHY_NO_SERVICE: {
    meaning: 'no Service has the name',
  },
  KZ_WHY_NO_NAMESPACE: {
    meaning: 'no namespace has that name: neither a Namespace nor any other object is in it',
  },
  KZ_WHY_HIDDEN: {
    meaning:
      'an option of `kubernetes` (`namespaces`, `namespace_labels`, `labels`, `noendpoints`) leaves the object out',
  },
  KZ_WHY_WORKLOAD_WITHOUT_SERVICE: {
    meaning: 'no Service has the name, and a workload of that name is there',
  },
  KZ_WHY_REFUSED: {
    meaning: 'the manifest of the Service has an error, for which an API server would refuse it',
  },
  KZ_WHY_OPERATOR: {
    meaning: 'a custom resource stands for the service or its pods, which its operator makes',
  },
  KZ_WHY_DEPTH: {
    meaning: 'the name has too many or too few labels, such as `db.shop.cluster.local` without `svc`',
  },
  KZ_WHY_NOT_READY: {
    meaning: 'the endpoints of the Service are not ready; the sentence has the condition of each pod',
  },
  KZ_WHY_NO_SELECTOR: {
    meaning: 'the Service has no selector, or an empty one, and no EndpointSlice lists its endpoints',
  },
  KZ_WHY_SELECTOR: {
    meaning: 'the selector of the Service selects no pod; the hint has the nearest labels',
  },
  KZ_WHY_NO_REPLICAS: {
    meaning: 'the workload that the Service selects runs no pods, for example with `replicas: 0`',
  },
  KZ_WHY_NO_ENDPOINT: {
    meaning: 'the Service has no endpoint of that name',
  },
  KZ_WHY_NO_HOSTNAME: {
    meaning: 'the pod has no host name and subdomain, so it has no name below the Service',
  },
  KZ_WHY_ORDINAL: {
    meaning: 'the StatefulSet has no pod of that number',
  },
  KZ_WHY_SERVICE_NAME: {
    meaning: 'the pods of the StatefulSet have their names below another Service, that of `serviceName`',
  },
  KZ_WHY_NO_PORT: {
    meaning: 'the Service has no port of that name and protocol',
  },
  KZ_WHY_PORT_UNNAMED: {
    meaning: 'the port of the Service has no name, and SRV records have the names of ports',
  },
  KZ_WHY_TARGET_PORT: {
    meaning: 'no container has the named target port of the Service',
  },
  KZ_WHY_WILDCARD: {
    meaning: 'the name has a wildcard (`*` or `any`), which CoreDNS answers no more since its version 1.9',
  },
  KZ_WHY_AROUND: {
    meaning: 'the Services that the namespace has',
  },
  KZ_WHY_UNREAD: {
    meaning: 'a part of a file is not read because of an error, and may have the Service',
  },
  KZ_WHY_ALIAS: {
    meaning: 'what an ExternalName does not change: the name that a client sends and checks certificates for',
  },
  KZ_WHY_EXTERNAL_NAME: {
    meaning:
      'an alias (ExternalName) is an address, leads to a name that is not there, or leads back to itself',
  },
  KZ_WHY_TYPE: {
    meaning: 'the name exists without records of that type',
  },
  KZ_WHY_FAMILY: {
    meaning: 'the Service has addresses of the other family only',
  },
  KZ_WHY_RANGE_FULL: {
    meaning: 'the Service has no address, because a range is full',
  },
  KZ_WHY_POD_NAME: {
    meaning: 'the name of a pod by its address does not exist: see the option `pods` of `kubernetes`',
  },
  KZ_WHY_NO_ADDRESS: {
    meaning: 'neither a Service nor an endpoint has the address',
  },
  KZ_WHY_FOUND: {
    meaning: 'the name exists; the sentence says what it is',
  },
  KZ_WHY_ALLOCATED: {
    meaning: 'where the cluster IP comes from',
  },
  KZ_WHY_ENDPOINTS: {
    meaning: 'which endpoints the Service has, and why those',
  },
  KZ_WHY_VIRTUAL: {
    meaning: 'what answers at a cluster IP, which is a virtual address',
  },
  KZ_WHY_DNS_POLICY: {
    meaning:
      "the asker does not ask the cluster's DNS, because of its `dnsPolicy`, or of `hostNetwork: true` without `ClusterFirstWithHostNet`",
  },
  KZ_WHY_SEARCH_LIST: {
    meaning: "the search list of the asker lacks the cluster's domains",
  },
  KZ_WHY_HOST_ALIAS: {
    meaning: '`hostAliases` put the name into the /etc/hosts of the asker, whose resolver asks no DNS for it',
  },
  KZ_WHY_POLICY_DNS: {
    meaning:
      "NetworkPolicies keep the asker from the cluster's DNS: together they allow no UDP to port 53 of its pods",
  },
  KZ_WHY_POLICY_INGRESS: {
    meaning: 'a NetworkPolicy keeps connections from the pods behind the Service',
  },
  KZ_WHY_POLICY_EGRESS: {
    meaning: 'a NetworkPolicy keeps the asker from the pods behind the Service',
  },
  KZ_WHY_LOCAL: {
    meaning: "a Service with `internalTrafficPolicy: Local` reaches endpoints of the client's own node only",
  },
  KZ_WHY_NO_LOCAL_ENDPOINT: {
    meaning: 'a Service has `internalTrafficPolicy: Local`, and no endpoint is on the node of the asker',
  },
  KZ_WHY_MIXED_PODS: {
    meaning: 'the Service selects pods of several workloads, of which some do not list its target port',
  },
  KZ_WHY_NO_DNS: {
    meaning: "the workload of the cluster's DNS runs no pods",
  },
  KZ_WHY_CLUSTER_DOMAIN: {
    meaning: "the name, or the asker's search list, ends in another domain than the cluster's zone",
  },
  KZ_WHY_NO_ZONE: {
    meaning: 'no server block has a zone for the name',
  },
  KZ_WHY_VIEW: {
    meaning: 'the views of all blocks for the name decline the question',
  },
  KZ_WHY_END_OF_BLOCK: {
    meaning: 'no directive of the block answers',
  },
  KZ_WHY_ACL: {
    meaning: '`acl` refuses, filters or drops the question',
  },
  KZ_WHY_TEMPLATE: {
    meaning: '`template` answers',
  },
  KZ_WHY_TEMPLATE_PATTERN: {
    meaning: '`template` takes the question, and no pattern of it matches',
  },
  KZ_WHY_REWRITE: {
    meaning: '`rewrite` changes the question or the answer',
  },
  KZ_WHY_HOSTS: {
    meaning: '`hosts` has the name',
  },
  KZ_WHY_HOSTS_MISSING: {
    meaning: '`hosts` has the zone, and not the name',
  },
  KZ_WHY_UPSTREAM: {
    meaning: 'an upstream answers, or does not',
  },
  KZ_WHY_CACHE: {
    meaning: 'the cache has an answer of an upstream',
  },
  KZ_WHY_ZONE_FILE: {
    meaning: 'a zone file, or the zone of a primary, has or has not the name',
  },
  KZ_WHY_EXTERNAL: {
    meaning: '`k8s_external` has a Service with an external address of that name, or has none',
  },
  KZ_WHY_TRANSFER: {
    meaning: 'the block does not hand out its zone',
  },
  KZ_WHY_SHADOWED: {
    meaning: '`kubernetes` has records for the question, and the question does not come to it',
  },
  KZ_WHY_CLIENT: {
    meaning: 'the stub resolver of the asker does not find the name, and the one of glibc does',
  },
  KZ_WHY_ORDER: {
    meaning:
      'a directive comes before `kubernetes` in the fixed order of directives, wherever the Corefile states them',
  },
  KZ_WHY_BLOCK_TAKES: {
    meaning: 'a block without `kubernetes` takes the name, because its zone is the longest',
  },
  KZ_WHY_DIRECTIVE: {
    meaning: 'a directive answers, and says no more',
  },
  KZ_WHY_DIRECTIVE_FAILED: {
    meaning: 'a directive cannot answer',
  },
  KZ_WHY_QUESTION_CHANGED: {
    meaning: "a directive asks another question in place of the client's",
  },
  KZ_WHY_ANSWER_CHANGED: {
    meaning: 'a directive turns the answer of another one into something else',
  },
}
