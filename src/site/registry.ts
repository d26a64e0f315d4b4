/**
 * All directives, in the order in which a query passes them. The order in the Corefile has no effect. The
 * order is part of the meaning: errors and log see the answers of all plugins after them, loadbalance
 * shuffles the answers of the sources after it, and the first source that holds a name answers. It is
 * CoreDNS's order, except that `cache` comes after all local sources: an edit is visible at once, even for a
 * name that an upstream server has denied before. `left-out.ts` lists the directives of CoreDNS that kubezone
 * leaves out.
 */
import { autopath } from '../directives/cluster/autopath/autopath.ts'
import { search } from '../directives/cluster/search.ts'
import { acl } from '../directives/shape/acl/acl.ts'
import { any } from '../directives/shape/any.ts'
import { bind } from '../directives/listen/bind.ts'
import { bufsize } from '../directives/shape/bufsize.ts'
import { cache } from '../directives/upstream/cache/cache.ts'
import { chaos } from '../directives/observe/chaos.ts'
import { debug } from '../directives/observe/debug.ts'
import type { PluginDefinition } from '../block/definition.ts'
import { dns64 } from '../directives/shape/dns64/dns64.ts'
import { explain } from '../directives/observe/explain.ts'
import { errors } from '../directives/observe/errors.ts'
import { auto } from '../directives/zones/auto/auto.ts'
import { file } from '../directives/zones/file/file.ts'
import { forward } from '../directives/upstream/forward/forward.ts'
import { proxy } from '../directives/upstream/forward/proxy.ts'
import { header } from '../directives/shape/header.ts'
import { health } from '../directives/observe/health.ts'
import { hosts } from '../directives/upstream/hosts/hosts.ts'
import { https } from '../directives/listen/https.ts'
import { k8sExternal } from '../directives/cluster/k8s-external.ts'
import { kubernetes } from '../directives/cluster/kubernetes/kubernetes.ts'
import { loadbalance } from '../directives/shape/loadbalance/loadbalance.ts'
import { local } from '../directives/shape/local.ts'
import { log } from '../directives/observe/log/log.ts'
import { loop } from '../directives/upstream/loop/loop.ts'
import { metadata } from '../directives/observe/metadata.ts'
import { minimal } from '../directives/shape/minimal.ts'
import { multisocket } from '../directives/listen/multisocket.ts'
import { nsid } from '../directives/observe/nsid.ts'
import { prometheus } from '../directives/observe/prometheus/prometheus.ts'
import { ready } from '../directives/observe/ready.ts'
import { reload } from '../directives/listen/reload.ts'
import { rewrite } from '../directives/shape/rewrite/rewrite.ts'
import { root } from '../directives/listen/root.ts'
import { rrl } from '../directives/shape/rrl/rrl.ts'
import { secondary } from '../directives/zones/secondary/secondary.ts'
import { template } from '../directives/shape/template/template.ts'
import { tls } from '../directives/listen/tls/tls.ts'
import { timeouts } from '../directives/listen/timeouts.ts'
import { view } from '../directives/shape/view/view.ts'
import { transfer } from '../directives/zones/transfer/transfer.ts'
import { tsig } from '../directives/zones/tsig/tsig.ts'
import { whoami } from '../directives/observe/whoami.ts'

export const REGISTRY: readonly PluginDefinition[] = [
  root,
  metadata,
  https,
  timeouts,
  multisocket,
  reload,
  nsid,
  bufsize,
  bind,
  debug,
  ready,
  health,
  prometheus,
  explain,
  errors,
  log,
  rrl,
  local,
  dns64,
  any,
  chaos,
  loadbalance,
  tsig,
  rewrite,
  autopath,
  search,
  acl,
  header,
  tls,
  minimal,
  template,
  transfer,
  hosts,
  k8sExternal,
  kubernetes,
  file,
  auto,
  secondary,
  loop,
  cache,
  forward,
  proxy,
  whoami,
  view,
]

/** The directives that a Corefile may use, in the order of the registry. */
export const DIRECTIVES = REGISTRY.map(({ name }) => name)
