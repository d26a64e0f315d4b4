/**
 * All directives, in the order in which a query passes them, whatever the order in the Corefile: the order is the meaning
 * (errors and log see what everybody else answers; loadbalance shuffles what the sources behind it give; the first source
 * that holds a name answers). It is CoreDNS's order. A name alone is a directive of CoreDNS's that kubezone does not have yet.
 */
import { bind } from './bind.ts'
import { debug } from './debug.ts'
import type { PluginDefinition } from './definition.ts'
import { errors } from './errors.ts'
import { forward } from './forward/forward.ts'
import { kubernetes } from './kubernetes/kubernetes.ts'
import { loadbalance } from './loadbalance.ts'
import { log } from './log.ts'
import { loop } from './loop.ts'
import { root } from './root.ts'
import { whoami } from './whoami.ts'

export const REGISTRY: readonly (PluginDefinition | string)[] = [
  root,
  'metadata',
  'geoip',
  'cancel',
  'proxyproto',
  'quic',
  'grpc_server',
  'https',
  'https3',
  'timeouts',
  'multisocket',
  'reload',
  'nsid',
  'bufsize',
  bind,
  debug,
  'trace',
  'ready',
  'health',
  'pprof',
  'shed',
  'prometheus',
  errors,
  log,
  'dnstap',
  'local',
  'dns64',
  'any',
  'chaos',
  loadbalance,
  'tsig',
  'rewrite',
  'autopath',
  'acl',
  'cache',
  'header',
  'dnssec',
  'tls',
  'minimal',
  'template',
  'transfer',
  'hosts',
  'route53',
  'azure',
  'clouddns',
  'k8s_external',
  kubernetes,
  'file',
  'auto',
  'secondary',
  'etcd',
  loop,
  forward,
  'grpc',
  'erratic',
  whoami,
  'on',
  'sign',
  'view',
  'nomad',
  // Gone from CoreDNS, but still in the files of old clusters.
  'proxy',
  'federation',
]

/** The directives that a Corefile may use, in the order of the registry. */
export const DIRECTIVES = REGISTRY.flatMap((entry) => (typeof entry === 'string' ? [] : [entry.name]))
