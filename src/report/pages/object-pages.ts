/** The pages of the codes about single objects of Kubernetes. One subject: a table. */
import type { CodePages } from './page-type.ts'

export const OBJECT_PAGES: CodePages = {
  KZ_OBJECT_NAME: {
    meaning: 'an object has no name, or one that Kubernetes does not allow',
    detail: 'An API server refuses the object, so it is not served.',
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: My_Web}
spec: {ports: [{port: 80}]}
`,
      },
    },
    remedy: 'write lower-case letters, digits and hyphens.',
  },
  KZ_OBJECT_KIND: {
    meaning: 'a kind of Kubernetes is misspelt, or missing',
    detail: 'An API server knows no such kind, and refuses the object.',
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Serivce
metadata: {name: web}
spec: {ports: [{port: 80}]}
`,
      },
    },
    remedy: 'write the kind that the hint names.',
  },
  KZ_OBJECT_API_VERSION: {
    meaning: 'a known kind has no apiVersion; the usual one is assumed',
    detail: 'kubectl refuses an object without `apiVersion`. kubezone serves it with the usual one.',
    example: {
      files: {
        'web.yaml': `kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
`,
      },
    },
    remedy: 'add the line that the message names.',
  },
  KZ_OBJECT_VERSION: {
    meaning:
      'a kind has an apiVersion in which Kubernetes does not have it, or not any more; in a dump of a cluster, former beta versions are read',
    detail: 'An API server refuses the object, because it has no such version of the kind.',
    example: {
      files: {
        'web.yaml': `apiVersion: extensions/v1beta1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web}]}
`,
      },
    },
    remedy: 'write the version that the message expects; the fields may have changed, too.',
  },
  KZ_OBJECT_MISSING: {
    meaning:
      'an object lacks fields that an API server requires; kubezone serves it, and the hint says what kubectl answers',
    detail:
      'Fragments, as books print them, often lack fields that an API server requires. DNS does not need them, so the object is served.',
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {}
`,
      },
    },
    remedy: 'add the field before the manifest is applied to a cluster.',
  },
  KZ_OBJECT_CONFLICT: {
    meaning: 'two fields of an object contradict each other, such as `clusterIP` and `clusterIPs`',
    detail: 'An API server refuses an object that contradicts itself.',
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  clusterIP: 10.96.7.1
  clusterIPs: [10.96.7.2]
  ports: [{port: 80}]
`,
      },
    },
    remedy: 'keep one of the two.',
  },
  KZ_OBJECT_FIELD: {
    meaning: 'a field is not of its type, or has a value that Kubernetes does not have',
    detail: 'An API server refuses the object.',
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: web
  ports: [{port: 80}]
`,
      },
    },
    remedy: 'the message tells what is expected.',
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
    detail:
      'A label has at most 63 letters, digits, hyphens, underscores and dots; its key may have a domain and a slash before it.',
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web, labels: {"a b": c}}
spec: {ports: [{port: 80}]}
`,
      },
    },
    remedy: 'correct the key or the value.',
  },
  KZ_OBJECT_HOSTNAME: {
    meaning: 'a host name is not a DNS label',
    detail: 'The `hostname` and `subdomain` of a pod become labels of its name in DNS.',
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {hostname: Web_1, containers: [{name: web, image: web}]}
`,
      },
    },
    remedy: 'write at most 63 lower-case letters, digits and hyphens.',
  },
  KZ_PORT_VALUE: {
    meaning: 'a port, target port, port name or protocol is not valid',
    detail: 'An API server refuses the object.',
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 99999}]}
`,
      },
    },
    remedy: 'the message tells what is expected.',
  },
  KZ_PORT_NAME: {
    meaning: 'one of several ports has no name',
    detail:
      'An API server requires names for all ports of a Service that has several. SRV records have the name in them, so a port without one has no SRV record.',
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}, {port: 443}]}
`,
      },
    },
    remedy: 'give each port a name.',
  },
  KZ_PORT_REPEATED: {
    meaning: 'two ports have the same name, the same number and protocol, or the same node port',
    detail: 'An API server refuses the Service: its ports must differ.',
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{name: a, port: 80}, {name: b, port: 80}]}
`,
      },
    },
    remedy: 'remove one, or give it another number or protocol.',
  },
  KZ_SERVICE_AFFINITY: {
    meaning: 'a headless Service has a sessionAffinity, which has no effect',
    detail:
      'Session affinity is the work of what translates the cluster IP. The name of a headless Service is the addresses of its pods: the client chooses one of them at each connection.',
    example: {
      files: {
        'shop.yaml': `apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec:
  clusterIP: None
  sessionAffinity: ClientIP
  ports: [{port: 5432}]
`,
      },
    },
    remedy: 'Leave sessionAffinity out, or give the Service a cluster IP.',
  },
  KZ_PORT_TARGET: {
    meaning: 'a port of a headless Service has another number than the port of its pods',
    detail:
      'The names of a headless Service are the addresses of its pods, and nothing translates ports on the way. A client that connects to the port of the Service gets a refusal. SRV records have the target port.',
    example: {
      files: {
        'shop.yaml': `apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec:
  clusterIP: None
  selector: {app: db}
  ports: [{name: sql, port: 80, targetPort: 5432}]
---
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: shop, labels: {app: db}}
spec: {containers: [{name: db, image: db}]}
`,
      },
    },
    remedy: 'Give the port the number of the target port.',
  },
  KZ_SERVICE_TYPE: {
    meaning: 'the type, IP family or family policy of a Service is not one that Kubernetes has',
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: Clusterip, ports: [{port: 80}]}
`,
      },
    },
    remedy: 'the message names what Kubernetes has.',
  },
  KZ_SERVICE_CLUSTER_IP: {
    meaning: 'a cluster IP is not an address, or an IPv4-mapped one',
    detail: 'A cluster IP is an address, `None` for a headless Service, or left out.',
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {clusterIP: none, ports: [{port: 80}]}
`,
      },
    },
    remedy: 'write an address or `None`, or remove the field.',
  },
  KZ_SERVICE_EXTERNAL_IP: {
    meaning:
      'an external IP is not an address to which other machines can connect, or a source range is none',
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {externalIPs: [127.0.0.1], ports: [{port: 80}]}
`,
      },
    },
    remedy: 'name an address of a machine that forwards to the cluster.',
  },
  KZ_SERVICE_LOAD_BALANCER_IP: {
    meaning: '`loadBalancerIP` is not an address, and is not used',
    detail: 'The field is deprecated, and read where it is an address.',
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: LoadBalancer, loadBalancerIP: lb.example.org, ports: [{port: 80}]}
`,
      },
    },
    remedy: 'write an address, or remove the field.',
  },
  KZ_SERVICE_EXTERNAL_NAME: {
    meaning: 'an external name is missing, or is not a domain name in lower case',
    detail:
      'The name becomes the target of a CNAME record, so it must be a domain name: no scheme, no port, no path.',
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: ExternalName, externalName: "https://www.example.org"}
`,
      },
    },
    remedy: 'write the host name alone.',
  },
  KZ_SERVICE_EXTERNAL_ADDRESS: {
    meaning: 'an external name is an IP address, which cannot be the target of a CNAME',
    detail: 'The target of a CNAME is a name, and no resolver looks up `192.0.2.1.` as an address.',
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: ExternalName, externalName: 192.0.2.1}
`,
      },
    },
    remedy: 'use a headless Service without a selector, and an EndpointSlice with the address.',
  },
  KZ_SERVICE_IMPORT_IP: {
    meaning: 'an IP of a ServiceImport is not an address',
    example: {
      files: {
        'web.yaml': `apiVersion: multicluster.x-k8s.io/v1alpha1
kind: ServiceImport
metadata: {name: web}
spec: {type: ClusterSetIP, ips: [nowhere], ports: [{port: 80}]}
`,
      },
    },
    remedy: 'write an address.',
  },
  KZ_ENDPOINT_ADDRESS: {
    meaning:
      "an endpoint has no address, one that is not an IP address of its slice's family, or one to which other machines cannot connect, such as 127.0.0.1",
    detail:
      'An API server refuses loopback and link-local addresses, names, and addresses of another family than that of the slice.',
    example: {
      files: {
        'web.yaml': `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-1, labels: {kubernetes.io/service-name: web}}
addressType: IPv4
endpoints: [{addresses: [127.0.0.1]}]
ports: [{port: 80}]
`,
      },
    },
    remedy: 'write an address to which other machines can connect.',
  },
  KZ_ENDPOINT_FQDN: {
    meaning: 'an EndpointSlice has host names as endpoints, which kubezone does not serve',
    detail: 'Slices of the type FQDN are deprecated, and DNS has never answered with their names.',
    example: {
      files: {
        'web.yaml': `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-1, labels: {kubernetes.io/service-name: web}}
addressType: FQDN
endpoints: [{addresses: [www.example.org]}]
ports: [{port: 80}]
`,
      },
    },
    remedy: 'use a Service of the type ExternalName.',
  },
  KZ_ENDPOINT_MANY: {
    meaning: 'an EndpointSlice or Endpoints object has too many addresses and ports together',
    detail: 'Each address has a record for each port, so the product is bounded; see [limits](limits.md).',
    remedy: 'divide the endpoints into several slices.',
  },
  KZ_ENDPOINT_PORT: {
    meaning: 'a port of an EndpointSlice is no number of 16 bits, and is left out',
    detail: 'The port is left out, and with it its SRV records.',
    example: {
      files: {
        'web.yaml': `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-1, labels: {kubernetes.io/service-name: web}}
addressType: IPv4
endpoints: [{addresses: [192.0.2.1]}]
ports: [{port: 99999}]
`,
      },
    },
    remedy: 'write a number from 1 to 65535.',
  },
  KZ_ENDPOINTS_UNUSED: {
    meaning:
      'an Endpoints object is not used: its Service has EndpointSlices or a selector, it has no Service, or a label keeps it out of DNS',
    detail: 'A cluster replaces or ignores the object, and so does kubezone; the message tells why.',
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Endpoints
metadata: {name: web}
subsets: [{addresses: [{ip: 192.0.2.1}], ports: [{port: 80}]}]
`,
      },
    },
    remedy: 'remove the selector of the Service, or the Endpoints object.',
  },
  KZ_ENDPOINTS_DEPRECATED: {
    meaning: 'an Endpoints object, which Kubernetes deprecates since 1.33; EndpointSlices replace them',
    detail:
      'A cluster copies the object into EndpointSlices, up to 1000 addresses, and `kubectl apply` warns of it. kubezone serves it as a cluster does. Objects that come from a cluster are not reported.',
    example: {
      files: {
        'shop.yaml': `apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {ports: [{port: 5432}]}
---
apiVersion: v1
kind: Endpoints
metadata: {name: db, namespace: shop}
subsets: [{addresses: [{ip: 192.0.2.7}], ports: [{port: 5432}]}]
`,
      },
    },
    remedy: 'Write an EndpointSlice with the label `kubernetes.io/service-name`.',
  },
  KZ_POD_ADDRESS: {
    meaning: "a pod's IP is not an address",
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: web}]}
status: {phase: Running, podIP: nowhere}
`,
      },
    },
    remedy: 'remove the status, and kubezone gives the pod an address.',
  },
  KZ_OBJECT_DUPLICATE: {
    meaning:
      'two documents define the same object, and DNS would answer differently for each; the message names the one in force. A pair of files is one diagnostic',
    detail:
      'A cluster would have the definition that is applied last. kubezone takes the last one, by path and by place in the file.',
    example: {
      files: {
        'a.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
`,
        'b.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {clusterIP: None, ports: [{port: 80}]}
`,
      },
    },
    remedy: 'remove one of the two, or serve only one of the folders.',
  },
  KZ_NODE_ADDRESS: {
    meaning: "a Node's internal address is not an IP address, and is not used",
    example: {
      files: {
        'node.yaml': `apiVersion: v1
kind: Node
metadata: {name: one}
status: {addresses: [{type: InternalIP, address: one.example.org}]}
`,
      },
    },
    remedy: 'write an address.',
  },
  KZ_WORKLOAD_TEMPLATE: {
    meaning: 'a workload has no template, and so no pods',
    detail:
      'An API server requires a template. Without one the workload has no pods, and its services no endpoints.',
    example: {
      files: {
        'web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {selector: {matchLabels: {app: web}}}
`,
      },
    },
    remedy: 'add the template.',
  },
  KZ_WORKLOAD_REPLICAS: {
    meaning: 'a number of replicas is not valid',
    example: {
      files: {
        'web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: -1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web}]}
`,
      },
    },
    remedy: 'write a number from 0.',
  },
  KZ_WORKLOAD_MANY: {
    meaning: 'a number of replicas is above 10,000; 10,000 are served',
    detail: 'A number that large is most often a typing error, and each pod takes memory.',
    example: {
      files: {
        'web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 20000
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web}]}
`,
      },
    },
    remedy: 'lower the number.',
  },
  KZ_WORKLOAD_SELECTOR: {
    meaning: 'the selector of a workload is empty, malformed, or does not match the labels of its template',
    detail: 'An API server refuses a workload whose selector does not match its own pods.',
    example: {
      files: {
        'web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: web, image: web}]}
`,
      },
    },
    remedy: 'give the template the labels of the selector.',
  },
  KZ_WORKLOAD_NAME: {
    meaning: 'the name of a StatefulSet is too long for the labels of its pods',
    detail:
      'The pods get labels with the name in them, and a label has at most 63 characters. The controller cannot create them.',
    example: {
      files: {
        'web.yaml': `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: a-name-that-leaves-no-room-for-the-number-of-a-revision}
spec:
  serviceName: web
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web}]}
`,
      },
    },
    remedy: 'shorten the name.',
  },
}
