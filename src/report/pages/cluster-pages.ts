/** The pages of the codes about objects taken together, as if applied. One subject: a table. */
import type { CodePages } from './page-type.ts'

export const CLUSTER_PAGES: CodePages = {
  KZ_SERVICE_ADDRESS_SHARED: {
    meaning: 'Services share one cluster IP',
  },
  KZ_SERVICE_ADDRESS_RANGE: {
    meaning:
      'a cluster IP is outside the range, for example because it comes from another cluster; it is kept',
  },
  KZ_SERVICE_ADDRESS_EXCLUDED: {
    meaning:
      'a cluster IP is the first address of the range, or the last for IPv4, which no service can have: queries for its name get SERVFAIL',
  },
  KZ_SERVICE_ADDRESS_MOVED: {
    meaning: 'a Service gets another address, because another Service states its address',
  },
  KZ_SERVICE_RANGE_FULL: {
    meaning: 'no address is left for a Service: queries for its name get SERVFAIL',
  },
  KZ_SERVICE_FAMILY: {
    meaning: 'a Service requests an address family that has no range',
  },
  KZ_SERVICE_ENDPOINTS: {
    meaning:
      'a Service gets no endpoints, because those of all services would be too many; a headless one is SERVFAIL',
  },
  KZ_SERVICE_OVERRIDE: {
    meaning: 'the host of `kubezone.dev/cluster-ip` or `cluster_ip` has no address',
  },
  KZ_SERVICE_OVERRIDE_UNUSED: {
    meaning: 'the command line or the Corefile gives an address to a Service that does not exist',
  },
  KZ_SERVICE_SELECTOR: {
    meaning: 'a selector matches no pod; the hint names a similar label, if there is one',
  },
  KZ_SERVICE_NO_PODS: {
    meaning:
      'a selector matches no pod, and the message names the reason: a workload with `replicas: 0`, a Job, a hook of Helm, a custom resource, pods that the cluster itself runs',
  },
  KZ_STATEFULSET_SERVICE: {
    meaning: 'the Service of a StatefulSet does not exist, or is not headless',
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
  },
  KZ_POD_LIMIT: {
    meaning: 'a workload gets no pods, because the [limit](limits.md) of pods is reached',
  },
  KZ_POD_MANY: {
    meaning: 'there are so many pods that new ones are likely to change the addresses of others',
  },
  KZ_SERVICES_ELSEWHERE: {
    meaning:
      'resources of GitOps tools or operators stand for services that no manifest has; the message names ways to serve them',
  },
  KZ_NAMESPACE_DELIVERED: {
    meaning:
      'a resource of Flux or Argo CD puts the objects of a folder into a namespace, and kubezone has them in that of objects without one',
  },
  KZ_OPERATOR_SERVED: {
    meaning: 'a custom resource is served as if its operator ran; the message names the services',
  },
  KZ_LOCK: {
    meaning: 'the lock file cannot be read or written, or a line is not an entry',
  },
  KZ_SERIALS: {
    meaning:
      'the file of serials beside the lock file cannot be read or written, or has a line that is none; see [transfer](directives/transfer.md#serials)',
  },
}
