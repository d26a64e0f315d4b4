/** The pages of the codes about objects taken together, as if applied. One subject: a table. */
import type { CodePages } from './page-type.ts'

export const CLUSTER_PAGES: CodePages = {
  KZ_SERVICE_ADDRESS_SHARED: {
    meaning: 'Services share one cluster IP',
    detail:
      'An API server allocates each address once. Both names are served; PTR answers with the first one.',
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: a}
spec: {clusterIP: 10.96.7.1, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: b}
spec: {clusterIP: 10.96.7.1, ports: [{port: 80}]}
`,
      },
    },
    remedy: 'remove the address from one of the two.',
  },
  KZ_SERVICE_ADDRESS_RANGE: {
    meaning:
      'a cluster IP is outside the range, for example because it comes from another cluster; it is kept',
    detail: "A manifest that was dumped from a cluster states an address of that cluster's range.",
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {clusterIP: 172.30.0.7, ports: [{port: 80}]}
`,
      },
    },
    remedy: 'give kubezone the range with `--service-cidr` or `--profile`, or remove the address.',
  },
  KZ_SERVICE_ADDRESS_EXCLUDED: {
    meaning:
      'a cluster IP is the first address of the range, or the last for IPv4, which no service can have: queries for its name get SERVFAIL',
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {clusterIP: 10.96.0.0, ports: [{port: 80}]}
`,
      },
    },
    remedy: 'take another address of the range.',
  },
  KZ_SERVICE_ADDRESS_MOVED: {
    meaning: 'a Service gets another address, because another Service states its address',
    detail: 'A stated address goes before an allocated one, in whatever order the files come.',
    remedy: 'keep allocated addresses with `--lock`, or state those that others rely on.',
  },
  KZ_SERVICE_RANGE_FULL: {
    meaning: 'no address is left for a Service: queries for its name get SERVFAIL',
    detail: 'The range of this example has two addresses for three services.',
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: a}
spec: {ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: b}
spec: {ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: c}
spec: {ports: [{port: 80}]}
`,
      },
      words: ['.', '--service-cidr=10.0.0.0/30'],
    },
    remedy: 'take a larger range.',
  },
  KZ_SERVICE_FAMILY: {
    meaning: 'a Service requests an address family that has no range',
    detail: 'The cluster has ranges of one family, and the Service requires the other.',
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ipFamilies: [IPv6], ports: [{port: 80}]}
`,
      },
      words: ['.', '--service-cidr=10.0.0.0/16'],
    },
    remedy: 'give the cluster a range of the family, or the Service another family.',
  },
  KZ_SERVICE_ENDPOINTS: {
    meaning:
      'a Service gets no endpoints, because those of all services would be too many; a headless one is SERVFAIL',
    detail:
      'All endpoints of all services together have a [limit](limits.md), because one small selector can select every pod.',
    remedy: 'make selectors narrower.',
  },
  KZ_SERVICE_OVERRIDE: {
    meaning: 'the host of `kubezone.dev/cluster-ip` or `cluster_ip` has no address',
    detail:
      'The annotation takes an address, or a host whose addresses the Service gets. `check` looks the host up only with `--lookups`.',
    remedy: 'correct the host, or write an address.',
  },
  KZ_SERVICE_OVERRIDE_UNUSED: {
    meaning: 'the command line or the Corefile gives an address to a Service that does not exist',
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
`,
      },
      words: ['.', '--cluster-ip=default/wbe=10.96.7.1'],
    },
    remedy: 'write the service that the hint names.',
    isIgnoredByOptionOnly: true,
  },
  KZ_SERVICE_SELECTOR: {
    meaning: 'a selector matches no pod; the hint names a similar label, if there is one',
    detail:
      'A Service without pods has no endpoints: a headless one has no addresses, and connections to any other are refused. Most often a label differs by a letter, or the pods are in another namespace.',
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: wbe}, ports: [{port: 80}]}
---
apiVersion: apps/v1
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
    remedy: 'make the selector and the labels of the template equal.',
  },
  KZ_SERVICE_NO_PODS: {
    meaning:
      'a selector matches no pod, and the message names the reason: a workload with `replicas: 0`, a Job, a hook of Helm, a custom resource, pods that the cluster itself runs',
    detail: 'Nothing is wrong with the Service: its pods are not meant to run, or come from elsewhere.',
    example: {
      files: {
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 0
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web}]}
`,
      },
    },
    remedy: 'nothing, or raise the number of replicas.',
  },
  KZ_STATEFULSET_SERVICE: {
    meaning: 'the Service of a StatefulSet does not exist, or is not headless',
    detail:
      'The pods of a StatefulSet have names below its headless Service, such as `db-0.db.default.svc.cluster.local`. Without that Service these names do not exist.',
    example: {
      files: {
        'db.yaml': `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: db}]}
`,
      },
    },
    remedy: 'add a Service of that name with `clusterIP: None`.',
  },
  KZ_POD_SUBDOMAIN: {
    meaning: 'the subdomain of a pod names no Service, or one that is not headless',
    detail:
      'The name `HOSTNAME.SUBDOMAIN` of a pod is that of an endpoint, below a headless Service whose name is the subdomain. Without that Service the name does not exist.',
    example: {
      files: {
        'shop.yaml': `apiVersion: v1
kind: Pod
metadata: {name: db, namespace: shop, labels: {app: db}}
spec:
  hostname: db-1
  subdomain: dbs
  containers: [{name: db, image: db}]
`,
      },
    },
    remedy: 'Add a headless Service of that name which selects the pods.',
  },
  KZ_POD_HOSTNAME: {
    meaning: 'all pods of a workload share the host name of their template',
    detail:
      'The name has an address for each pod. In a StatefulSet, each pod has its own name in place of the host name.',
    example: {
      files: {
        'shop.yaml': `apiVersion: v1
kind: Service
metadata: {name: dbs, namespace: shop}
spec: {clusterIP: None, selector: {app: db}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: db, namespace: shop}
spec:
  replicas: 3
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      hostname: db
      subdomain: dbs
      containers: [{name: db, image: db}]
`,
      },
    },
    remedy: 'Use a StatefulSet, or ask for the name of the Service.',
  },
  KZ_SERVICE_ANSWER: {
    meaning: 'the addresses of a headless Service do not fit into one reply over UDP',
    detail:
      'Clients take replies of 1232 octets over UDP. For more, the server sets the flag TC, and the client asks again over TCP: each look-up takes longer, and clients without TCP see a part of the addresses.',
    example: {
      files: {
        'shop.yaml': `apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {clusterIP: None, selector: {app: db}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec:
  serviceName: db
  replicas: 100
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: db}]}
`,
      },
    },
    remedy: 'Let clients ask for the names of single pods, or give the Service a cluster IP.',
  },
  KZ_NAMESPACE_DOMAIN: {
    meaning: 'the name of a namespace is a top-level domain, so its Services hide hosts outside',
    detail:
      'Pods complete names with few dots by their search list first: with a Service `yahoo` in the namespace `com`, the name `yahoo.com` is that Service for every pod.',
    example: {
      files: {
        'shop.yaml': `apiVersion: v1
kind: Service
metadata: {name: example, namespace: com}
spec: {ports: [{port: 80}]}
`,
      },
    },
    remedy: 'Name the namespace otherwise.',
  },
  KZ_REFERENCE_SERVICE: {
    meaning:
      'a variable, argument, route or webhook names a Service that does not exist, in a namespace that has others',
    detail:
      'kubezone looks for full names (`db.shop.svc`, `http://db.shop:8080/`) in the variables, commands and arguments of containers, for the backends of Ingresses and of the routes of the Gateway API, and for the services of webhooks. Bare words are never reported. It is silent where Services may be elsewhere: in a namespace without Services here, or with custom resources, and in a folder with charts, kustomizations, GitOps resources or files that cannot be read.',
    example: {
      files: {
        'shop.yaml': `apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec:
  containers:
  - name: web
    image: web
    env: [{name: DB_HOST, value: db.shop.svc}]
`,
      },
    },
    remedy: 'Correct the name, or add the Service.',
  },
  KZ_REFERENCE_PORT: {
    meaning: 'a variable, argument, route or webhook names a port that its Service does not have',
    detail:
      'A cluster IP passes on the ports of its Service only: a connection to another port gets no reply. A client names the port of the Service, never the port of the container. Headless Services do not bind the ports of those who ask for their names.',
    example: {
      files: {
        'shop.yaml': `apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, image: web}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: shop}
spec: {defaultBackend: {service: {name: web, port: {number: 8080}}}}
`,
      },
    },
    remedy: 'Name a port of the Service, or add the port to it.',
  },
  KZ_POD_RANGE_FULL: {
    meaning: 'no address is left for pods',
    example: {
      files: {
        'web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 9
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web}]}
`,
      },
      words: ['.', '--pod-cidr=10.244.0.0/30'],
    },
    remedy: 'take a larger range.',
  },
  KZ_POD_LIMIT: {
    meaning: 'a workload gets no pods, because the [limit](limits.md) of pods is reached',
    detail: 'All workloads together have a limit, so that no manifest can fill the memory.',
    example: {
      files: {
        'web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 9000
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  replicas: 9000
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: api, image: api}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: job}
spec:
  replicas: 9000
  selector: {matchLabels: {app: job}}
  template:
    metadata: {labels: {app: job}}
    spec: {containers: [{name: job, image: job}]}
`,
      },
    },
    remedy: 'lower the numbers of replicas.',
  },
  KZ_POD_MANY: {
    meaning: 'there are so many pods that new ones are likely to change the addresses of others',
    detail:
      'Addresses follow from the names of the pods. With more than 20,000 pods two names often want the same address, and the order in which they come decides.',
    example: {
      files: {
        'web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 10000
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  replicas: 10000
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: api, image: api}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: job}
spec:
  replicas: 100
  selector: {matchLabels: {app: job}}
  template:
    metadata: {labels: {app: job}}
    spec: {containers: [{name: job, image: job}]}
`,
      },
    },
    remedy: 'take a larger range with `--pod-cidr`.',
  },
  KZ_SERVICES_ELSEWHERE: {
    meaning:
      'resources of GitOps tools or operators stand for services that no manifest has; the message names ways to serve them',
    detail: 'The services come out of a chart or an operator, which kubezone does not run.',
    example: {
      files: {
        'release.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: redis}
spec: {chart: {spec: {chart: redis}}}
`,
      },
    },
    remedy: 'serve the rendered chart beside the manifests; see [GitOps](../howto/gitops.md).',
  },
  KZ_NAMESPACE_DELIVERED: {
    meaning:
      'a resource of Flux or Argo CD puts the objects of a folder into a namespace, and kubezone has them in that of objects without one',
    detail: 'Flux and Argo CD give objects without a namespace that of their own resource.',
    example: {
      files: {
        'apps.yaml': `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: shop, namespace: flux-system}
spec:
  sourceRef: {kind: GitRepository, name: shop}
  path: ./shop
  targetNamespace: shop
`,
        'shop/web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
`,
      },
    },
    remedy: 'name the namespace of the folder in `kubezone.yaml`.',
  },
  KZ_OPERATOR_SERVED: {
    meaning: 'a custom resource is served as if its operator ran; the message names the services',
    example: {
      files: {
        'redis.yaml': `apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: {name: db}
spec: {instances: 3}
`,
      },
      words: ['.', '--operators'],
    },
    remedy: 'nothing; without `--operators` the services are left out.',
  },
  KZ_LOCK: {
    meaning: 'the lock file cannot be read or written, or a line is not an entry',
    example: {
      files: {
        'kubezone.lock': `this is not an entry
`,
        'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
`,
      },
      words: ['.', '--lock=kubezone.lock'],
    },
    remedy: 'correct the line, or remove the file: addresses are allocated anew then.',
    isIgnoredByOptionOnly: true,
  },
  KZ_SERIALS: {
    meaning:
      'the file of serials beside the lock file cannot be read or written, or has a line that is none; see [transfer](directives/transfer.md#serials)',
    detail:
      'Without the serials of the last run, secondaries may not notice a change until the serial has caught up.',
    remedy: 'correct the permissions of the file, or remove it.',
    isIgnoredByOptionOnly: true,
  },
}
