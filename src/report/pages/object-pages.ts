/** The pages of the codes about single objects of Kubernetes. One subject: a table. */
import type { CodePages } from './page-type.ts'

export const OBJECT_PAGES: CodePages = {
  KZ_OBJECT_NAME: {
    meaning: 'an object has no name, or one that Kubernetes does not allow',
  },
  KZ_OBJECT_KIND: {
    meaning: 'a kind of Kubernetes is misspelt, or missing',
  },
  KZ_OBJECT_API_VERSION: {
    meaning: 'a known kind has no apiVersion; the usual one is assumed',
  },
  KZ_OBJECT_VERSION: {
    meaning:
      'a kind has an apiVersion in which Kubernetes does not have it, or not any more; in a dump of a cluster, former beta versions are read',
  },
  KZ_OBJECT_MISSING: {
    meaning:
      'an object lacks fields that an API server requires; kubezone serves it, and the hint says what kubectl answers',
  },
  KZ_OBJECT_CONFLICT: {
    meaning: 'two fields of an object contradict each other, such as `clusterIP` and `clusterIPs`',
  },
  KZ_OBJECT_FIELD: {
    meaning: 'a field is not of its type, or has a value that Kubernetes does not have',
  },
  KZ_OBJECT_UNKNOWN_FIELD: {
    meaning:
      'a field is not one that Kubernetes has, such as `clusterIp`; kubezone ignores it, and kubectl refuses the object',
    detail:
      'An API server tells names apart by their case, and `kubectl apply` asks it to refuse unknown fields. With `--validate=false` it drops them: a Service with `clusterIp: None` then gets an address, as it does here. Fields that Kubernetes has and DNS does not need are not reported, nor are those of objects that come from a cluster, which may be of another version.',
    example: {
      files: {
        'shop.yaml': `apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec:
  clusterIp: None
  selector: {app: db}
  ports: [{name: sql, port: 5432}]
`,
      },
    },
    remedy: 'Write the field as the hint says, or remove it.',
  },
  KZ_OBJECT_LABEL: {
    meaning:
      'the key or value of a label, or the key of an annotation, is too long, or has characters that Kubernetes does not allow',
  },
  KZ_OBJECT_HOSTNAME: {
    meaning: 'a host name is not a DNS label',
  },
  KZ_PORT_VALUE: {
    meaning: 'a port, target port, port name or protocol is not valid',
  },
  KZ_PORT_NAME: {
    meaning: 'one of several ports has no name',
  },
  KZ_PORT_REPEATED: {
    meaning: 'two ports have the same name, the same number and protocol, or the same node port',
  },
  KZ_SERVICE_TYPE: {
    meaning: 'the type, IP family or family policy of a Service is not one that Kubernetes has',
  },
  KZ_SERVICE_CLUSTER_IP: {
    meaning: 'a cluster IP is not an address, or an IPv4-mapped one',
  },
  KZ_SERVICE_EXTERNAL_IP: {
    meaning:
      'an external IP is not an address to which other machines can connect, or a source range is none',
  },
  KZ_SERVICE_LOAD_BALANCER_IP: {
    meaning: '`loadBalancerIP` is not an address, and is not used',
  },
  KZ_SERVICE_EXTERNAL_NAME: {
    meaning: 'an external name is missing, or is not a domain name in lower case',
  },
  KZ_SERVICE_EXTERNAL_ADDRESS: {
    meaning: 'an external name is an IP address, which cannot be the target of a CNAME',
  },
  KZ_SERVICE_IMPORT_IP: {
    meaning: 'an IP of a ServiceImport is not an address',
  },
  KZ_ENDPOINT_ADDRESS: {
    meaning:
      "an endpoint has no address, one that is not an IP address of its slice's family, or one to which other machines cannot connect, such as 127.0.0.1",
  },
  KZ_ENDPOINT_FQDN: {
    meaning: 'an EndpointSlice has host names as endpoints, which kubezone does not serve',
  },
  KZ_ENDPOINT_MANY: {
    meaning: 'an EndpointSlice or Endpoints object has too many addresses and ports together',
  },
  KZ_ENDPOINT_PORT: {
    meaning: 'a port of an EndpointSlice is no number of 16 bits, and is left out',
  },
  KZ_ENDPOINTS_UNUSED: {
    meaning:
      'an Endpoints object is not used: its Service has EndpointSlices or a selector, it has no Service, or a label keeps it out of DNS',
  },
  KZ_POD_ADDRESS: {
    meaning: "a pod's IP is not an address",
  },
  KZ_OBJECT_DUPLICATE: {
    meaning:
      'two documents define the same object, and DNS would answer differently for each; the message names the one in force. A pair of files is one diagnostic',
  },
  KZ_NODE_ADDRESS: {
    meaning: "a Node's internal address is not an IP address, and is not used",
  },
  KZ_WORKLOAD_TEMPLATE: {
    meaning: 'a workload has no template, and so no pods',
  },
  KZ_WORKLOAD_REPLICAS: {
    meaning: 'a number of replicas is not valid',
  },
  KZ_WORKLOAD_MANY: {
    meaning: 'a number of replicas is above 10,000; 10,000 are served',
  },
  KZ_WORKLOAD_SELECTOR: {
    meaning: 'the selector of a workload is empty, malformed, or does not match the labels of its template',
  },
  KZ_WORKLOAD_NAME: {
    meaning: 'the name of a StatefulSet is too long for the labels of its pods',
  },
}
