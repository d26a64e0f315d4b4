/**
 * All directives, in the order in which a query passes them, whatever the order in the Corefile: the order is the meaning
 * (errors and log see what everybody else answers; loadbalance shuffles what the sources behind it give; the first source
 * that holds a name answers). It is CoreDNS's order, but for `cache`: it stands behind all that is known here, so that an edit
 * is visible at once, also of a name that an upstream has denied before. Directives of
 * CoreDNS's that are left out are in left-out.ts.
 */
import { autopath } from './autopath/autopath.ts'
import { search } from './autopath/search.ts'
import { acl } from './acl.ts'
import { any } from './any.ts'
import { bind } from './bind.ts'
import { bufsize } from './bufsize.ts'
import { cache } from './cache/cache.ts'
import { chaos } from './chaos.ts'
import { debug } from './debug.ts'
import type { PluginDefinition } from './definition.ts'
import { dns64 } from './dns64/dns64.ts'
import { errors } from './errors.ts'
import { auto } from './file/auto.ts'
import { file } from './file/file.ts'
import { forward } from './forward/forward.ts'
import { proxy } from './forward/proxy.ts'
import { header } from './header.ts'
import { health } from './health.ts'
import { hosts } from './hosts.ts'
import { https } from './https.ts'
import { k8sExternal } from './k8s-external.ts'
import { kubernetes } from './kubernetes/kubernetes.ts'
import { loadbalance } from './loadbalance.ts'
import { local } from './local.ts'
import { log } from './log.ts'
import { loop } from './loop.ts'
import { metadata } from './metadata.ts'
import { minimal } from './minimal.ts'
import { multisocket } from './multisocket.ts'
import { nsid } from './nsid.ts'
import { prometheus } from './prometheus/prometheus.ts'
import { ready } from './ready.ts'
import { reload } from './reload.ts'
import { rewrite } from './rewrite/rewrite.ts'
import { root } from './root.ts'
import { secondary } from './secondary/secondary.ts'
import { template } from './template/template.ts'
import { tls } from './tls/tls.ts'
import { timeouts } from './timeouts.ts'
import { view } from './view/view.ts'
import { transfer } from './transfer/transfer.ts'
import { tsig } from './tsig/tsig.ts'
import { whoami } from './whoami.ts'

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
  errors,
  log,
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
