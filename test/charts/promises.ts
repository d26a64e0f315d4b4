/**
 * The names that projects promise to their users, in documentation, in the notes after an installation or in
 * their own configuration, and what a cluster answers to them. The manifests are beside this file, a folder
 * each, as `helm template` prints them.
 */

export type Expected =
  /** The one address that the service gets. */
  | { readonly kind: 'cluster-ip' }
  /** The addresses of so many pods. */
  | { readonly kind: 'pods'; readonly count: number }
  /** The port, and the owners of addresses that it is at: names below svc.cluster.local. */
  | { readonly kind: 'srv'; readonly port: number; readonly targets: readonly string[] }

export interface Promised {
  /** As it is written down. */
  readonly name: string
  /** The namespace of the pod that asks. */
  readonly from: string
  /** What it means, below svc.cluster.local. */
  readonly at: string
  readonly type: 'A' | 'SRV'
  readonly expect: Expected
}

export interface Chart {
  /** The folder's name. */
  readonly chart: string
  /** Of the release; objects without a namespace are in it. */
  readonly namespace: string
  readonly names: readonly Promised[]
}

/** Names of one chart, most of them asked for from within its namespace. */
class Names {
  readonly #namespace: string

  constructor(namespace: string) {
    this.#namespace = namespace
  }

  clusterIp(name: string, at: string, from = this.#namespace): Promised {
    return { name, from, at, type: 'A', expect: { kind: 'cluster-ip' } }
  }

  pods(count: number, name: string, at: string, from = this.#namespace): Promised {
    return { name, from, at, type: 'A', expect: { kind: 'pods', count } }
  }

  srv(port: number, targets: readonly string[], name: string, at: string, from = this.#namespace): Promised {
    return { name, from, at, type: 'SRV', expect: { kind: 'srv', port, targets } }
  }
}

function chart(name: string, namespace: string, promised: (names: Names) => readonly Promised[]): Chart {
  return { chart: name, namespace, names: promised(new Names(namespace)) }
}

/** `prefix-0` to `prefix-(count - 1)`, below their headless service. */
function ordinals(count: number, prefix: string, service: string): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}-${i}.${service}`)
}

const REDIS_PODS: readonly string[] = [
  'redis-master-0.redis-headless.default',
  ...ordinals(3, 'redis-replicas', 'redis-headless.default'),
]
const POSTGRESQL = 'pg-postgresql-ha-postgresql'
const POSTGRESQL_PODS = ordinals(3, POSTGRESQL, `${POSTGRESQL}-headless.databases`)
const KAFKA_PODS = ordinals(3, 'kafka', 'kafka-headless.streaming')
const ZOOKEEPER_POD = 'kafka-zookeeper-0.kafka-zookeeper-headless.streaming'
const RABBITMQ_PODS = ordinals(3, 'rabbitmq', 'rabbitmq-headless.messaging')
const PROMETHEUS_PODS = ordinals(
  2,
  'prometheus-monitoring-kube-prometheus-prometheus',
  'prometheus-operated.monitoring',
)
const ALERTMANAGER = 'alertmanager-monitoring-kube-prometheus-alertmanager'
const ALERTMANAGER_PODS = ordinals(3, ALERTMANAGER, 'alertmanager-operated.monitoring')
const SENTINEL_PODS = ordinals(3, 'argocd-redis-ha-server', 'argocd-redis-ha.argocd')

export const CHARTS: readonly Chart[] = [
  chart('redis', 'default', (names) => [
    names.clusterIp('redis-master.default.svc.cluster.local', 'redis-master.default'),
    names.clusterIp('redis-replicas.default.svc.cluster.local', 'redis-replicas.default'),
    names.clusterIp('redis-master', 'redis-master.default'),
    names.clusterIp('redis-master.default', 'redis-master.default', 'shop'),
    names.pods(4, 'redis-headless', 'redis-headless.default'),
    names.pods(
      1,
      'redis-master-0.redis-headless.default.svc.cluster.local',
      'redis-master-0.redis-headless.default',
    ),
    names.pods(1, 'redis-replicas-2.redis-headless', 'redis-replicas-2.redis-headless.default'),
    names.srv(
      6379,
      ['redis-master.default'],
      '_tcp-redis._tcp.redis-master',
      '_tcp-redis._tcp.redis-master.default',
    ),
    names.srv(6379, REDIS_PODS, '_tcp-redis._tcp.redis-headless', '_tcp-redis._tcp.redis-headless.default'),
  ]),
  chart('postgresql-ha', 'databases', (names) => [
    names.clusterIp(
      'pg-postgresql-ha-pgpool.databases.svc.cluster.local',
      'pg-postgresql-ha-pgpool.databases',
    ),
    names.clusterIp('pg-postgresql-ha-pgpool', 'pg-postgresql-ha-pgpool.databases'),
    names.clusterIp('pg-postgresql-ha-pgpool.databases', 'pg-postgresql-ha-pgpool.databases', 'shop'),
    names.clusterIp(POSTGRESQL, `${POSTGRESQL}.databases`),
    names.pods(3, `${POSTGRESQL}-headless`, `${POSTGRESQL}-headless.databases`),
    names.pods(
      1,
      `${POSTGRESQL}-0.${POSTGRESQL}-headless`,
      `${POSTGRESQL}-0.${POSTGRESQL}-headless.databases`,
    ),
    names.pods(
      1,
      `${POSTGRESQL}-2.${POSTGRESQL}-headless.databases.svc.cluster.local`,
      `${POSTGRESQL}-2.${POSTGRESQL}-headless.databases`,
    ),
    names.srv(
      5432,
      ['pg-postgresql-ha-pgpool.databases'],
      '_postgresql._tcp.pg-postgresql-ha-pgpool',
      '_postgresql._tcp.pg-postgresql-ha-pgpool.databases',
    ),
    names.srv(
      5432,
      POSTGRESQL_PODS,
      `_postgresql._tcp.${POSTGRESQL}-headless`,
      `_postgresql._tcp.${POSTGRESQL}-headless.databases`,
    ),
  ]),
  chart('kafka', 'streaming', (names) => [
    names.clusterIp('kafka.streaming.svc.cluster.local', 'kafka.streaming'),
    names.clusterIp('kafka', 'kafka.streaming'),
    names.clusterIp('kafka.streaming', 'kafka.streaming', 'shop'),
    names.clusterIp('kafka-zookeeper', 'kafka-zookeeper.streaming'),
    names.pods(3, 'kafka-headless', 'kafka-headless.streaming'),
    names.pods(1, 'kafka-0.kafka-headless', 'kafka-0.kafka-headless.streaming'),
    names.pods(
      1,
      'kafka-2.kafka-headless.streaming.svc.cluster.local',
      'kafka-2.kafka-headless.streaming',
      'shop',
    ),
    names.pods(1, 'kafka-zookeeper-0.kafka-zookeeper-headless', ZOOKEEPER_POD),
    names.srv(
      9093,
      KAFKA_PODS,
      '_tcp-internal._tcp.kafka-headless',
      '_tcp-internal._tcp.kafka-headless.streaming',
    ),
    names.srv(
      3888,
      [ZOOKEEPER_POD],
      '_tcp-election._tcp.kafka-zookeeper-headless',
      '_tcp-election._tcp.kafka-zookeeper-headless.streaming',
    ),
  ]),
  chart('rabbitmq', 'messaging', (names) => [
    names.clusterIp('rabbitmq.messaging.svc', 'rabbitmq.messaging'),
    names.clusterIp('rabbitmq', 'rabbitmq.messaging'),
    names.clusterIp('rabbitmq.messaging', 'rabbitmq.messaging', 'shop'),
    names.pods(3, 'rabbitmq-headless', 'rabbitmq-headless.messaging'),
    names.pods(
      1,
      'rabbitmq-0.rabbitmq-headless.messaging.svc.cluster.local',
      'rabbitmq-0.rabbitmq-headless.messaging',
    ),
    names.pods(1, 'rabbitmq-1.rabbitmq-headless', 'rabbitmq-1.rabbitmq-headless.messaging'),
    names.srv(5672, ['rabbitmq.messaging'], '_amqp._tcp.rabbitmq', '_amqp._tcp.rabbitmq.messaging'),
    names.srv(4369, RABBITMQ_PODS, '_epmd._tcp.rabbitmq-headless', '_epmd._tcp.rabbitmq-headless.messaging'),
    names.srv(
      15672,
      RABBITMQ_PODS,
      '_http-stats._tcp.rabbitmq-headless',
      '_http-stats._tcp.rabbitmq-headless.messaging',
    ),
  ]),
  chart('kube-prometheus-stack', 'monitoring', (names) => [
    names.clusterIp(
      'monitoring-kube-prometheus-prometheus.monitoring',
      'monitoring-kube-prometheus-prometheus.monitoring',
    ),
    names.clusterIp(
      'monitoring-kube-prometheus-alertmanager.monitoring',
      'monitoring-kube-prometheus-alertmanager.monitoring',
    ),
    names.clusterIp('monitoring-grafana', 'monitoring-grafana.monitoring'),
    names.clusterIp('monitoring-grafana.monitoring.svc', 'monitoring-grafana.monitoring', 'shop'),
    names.clusterIp('monitoring-kube-state-metrics', 'monitoring-kube-state-metrics.monitoring'),
    names.clusterIp('monitoring-prometheus-node-exporter', 'monitoring-prometheus-node-exporter.monitoring'),
    names.clusterIp(
      'monitoring-kube-prometheus-operator.monitoring.svc',
      'monitoring-kube-prometheus-operator.monitoring',
    ),
    // The Deployment's two, without the pod of the chart's own test.
    names.pods(2, 'monitoring-grafana-headless', 'monitoring-grafana-headless.monitoring'),
    names.pods(2, 'prometheus-operated.monitoring.svc', 'prometheus-operated.monitoring', 'shop'),
    names.pods(3, 'alertmanager-operated', 'alertmanager-operated.monitoring'),
    names.pods(
      1,
      `${ALERTMANAGER}-0.alertmanager-operated`,
      `${ALERTMANAGER}-0.alertmanager-operated.monitoring`,
    ),
    names.pods(
      2,
      'monitoring-kube-prometheus-kubelet.kube-system',
      'monitoring-kube-prometheus-kubelet.kube-system',
    ),
    names.srv(
      9090,
      PROMETHEUS_PODS,
      '_http-web._tcp.prometheus-operated.monitoring.svc',
      '_http-web._tcp.prometheus-operated.monitoring',
    ),
    names.srv(
      9094,
      ALERTMANAGER_PODS,
      '_udp-mesh._udp.alertmanager-operated.monitoring.svc',
      '_udp-mesh._udp.alertmanager-operated.monitoring',
    ),
    names.srv(
      80,
      ['monitoring-grafana.monitoring'],
      '_http-web._tcp.monitoring-grafana',
      '_http-web._tcp.monitoring-grafana.monitoring',
    ),
  ]),
  chart('ingress-nginx', 'ingress-nginx', (names) => [
    names.clusterIp('ingress-nginx-controller', 'ingress-nginx-controller.ingress-nginx'),
    names.clusterIp(
      'ingress-nginx-controller.ingress-nginx.svc.cluster.local',
      'ingress-nginx-controller.ingress-nginx',
      'shop',
    ),
    names.clusterIp(
      'ingress-nginx-controller-admission.ingress-nginx.svc',
      'ingress-nginx-controller-admission.ingress-nginx',
    ),
    names.clusterIp(
      'ingress-nginx-controller-metrics.ingress-nginx',
      'ingress-nginx-controller-metrics.ingress-nginx',
      'monitoring',
    ),
    names.srv(
      443,
      ['ingress-nginx-controller.ingress-nginx'],
      '_https._tcp.ingress-nginx-controller',
      '_https._tcp.ingress-nginx-controller.ingress-nginx',
    ),
    names.srv(
      443,
      ['ingress-nginx-controller-admission.ingress-nginx'],
      '_https-webhook._tcp.ingress-nginx-controller-admission',
      '_https-webhook._tcp.ingress-nginx-controller-admission.ingress-nginx',
    ),
  ]),
  chart('istio', 'istio-system', (names) => [
    names.clusterIp('istiod.istio-system.svc', 'istiod.istio-system', 'shop'),
    names.clusterIp('istiod.istio-system.svc.cluster.local', 'istiod.istio-system', 'shop'),
    names.clusterIp('istiod', 'istiod.istio-system'),
    names.clusterIp(
      'istio-ingressgateway.istio-system.svc.cluster.local',
      'istio-ingressgateway.istio-system',
      'shop',
    ),
    names.clusterIp('istio-ingressgateway.istio-system', 'istio-ingressgateway.istio-system', 'shop'),
    names.srv(
      15012,
      ['istiod.istio-system'],
      '_https-dns._tcp.istiod.istio-system.svc',
      '_https-dns._tcp.istiod.istio-system',
    ),
    // The service's port, not the 15017 behind it.
    names.srv(
      443,
      ['istiod.istio-system'],
      '_https-webhook._tcp.istiod',
      '_https-webhook._tcp.istiod.istio-system',
    ),
    names.srv(
      80,
      ['istio-ingressgateway.istio-system'],
      '_http2._tcp.istio-ingressgateway',
      '_http2._tcp.istio-ingressgateway.istio-system',
    ),
  ]),
  chart('online-boutique', 'boutique', (names) => [
    ...[
      'frontend',
      'frontend-external',
      'adservice',
      'cartservice',
      'checkoutservice',
      'currencyservice',
      'emailservice',
      'paymentservice',
      'productcatalogservice',
      'recommendationservice',
      'shippingservice',
      'redis-cart',
    ].map((service) => names.clusterIp(service, `${service}.boutique`)),
    names.clusterIp('frontend.boutique', 'frontend.boutique', 'shop'),
    names.srv(80, ['frontend.boutique'], '_http._tcp.frontend', '_http._tcp.frontend.boutique'),
    names.srv(7070, ['cartservice.boutique'], '_grpc._tcp.cartservice', '_grpc._tcp.cartservice.boutique'),
    names.srv(5000, ['emailservice.boutique'], '_grpc._tcp.emailservice', '_grpc._tcp.emailservice.boutique'),
    names.srv(
      6379,
      ['redis-cart.boutique'],
      '_tcp-redis._tcp.redis-cart',
      '_tcp-redis._tcp.redis-cart.boutique',
    ),
  ]),
  chart('argo-cd', 'argocd', (names) => [
    names.clusterIp('argocd-server', 'argocd-server.argocd'),
    names.clusterIp('argocd-server.argocd.svc.cluster.local', 'argocd-server.argocd', 'ingress-nginx'),
    names.clusterIp('argocd-repo-server', 'argocd-repo-server.argocd'),
    names.clusterIp('argocd-dex-server', 'argocd-dex-server.argocd'),
    names.clusterIp('argocd-redis-ha-haproxy', 'argocd-redis-ha-haproxy.argocd'),
    names.clusterIp('argocd-redis-ha-announce-1', 'argocd-redis-ha-announce-1.argocd'),
    // The StatefulSet's three, without the two pods of the chart's own tests.
    names.pods(3, 'argocd-redis-ha', 'argocd-redis-ha.argocd'),
    names.pods(
      1,
      'argocd-redis-ha-server-0.argocd-redis-ha',
      'argocd-redis-ha-server-0.argocd-redis-ha.argocd',
    ),
    names.srv(
      26379,
      SENTINEL_PODS,
      '_tcp-sentinel._tcp.argocd-redis-ha',
      '_tcp-sentinel._tcp.argocd-redis-ha.argocd',
    ),
    names.srv(
      443,
      ['argocd-server.argocd'],
      '_https._tcp.argocd-server.argocd',
      '_https._tcp.argocd-server.argocd',
      'shop',
    ),
    names.srv(
      5557,
      ['argocd-dex-server.argocd'],
      '_grpc._tcp.argocd-dex-server',
      '_grpc._tcp.argocd-dex-server.argocd',
    ),
  ]),
]
