/**
 * Reads what objects of kinds that DNS does not read say about Services: the backends of routes, the names in
 * a ConfigMap, and that an operator may make Services of a custom resource.
 */
import type { AskedName } from '../model/asked-name.ts'
import { isLabel, isSubdomain } from '../model/kube-names.ts'
import { readBackends } from './backends.ts'
import type { Field } from './fields.ts'
import { isFromCluster } from './from-cluster.ts'
import { isClusterScoped } from './inhabited.ts'
import { readAskedByConfig } from './mentions.ts'
import { judgeFields } from './unknown-fields.ts'

/** API groups outside Kubernetes whose operators make no Services that other objects name. */
const WITHOUT_SERVICES = [
  'cert-manager.io',
  'external-secrets.io',
  'bitnami.com',
  'monitoring.coreos.com',
  'istio.io',
  'linkerd.io',
  'traefik.io',
  'traefik.containo.us',
  'keda.sh',
  'kyverno.io',
  'cilium.io',
  'projectcalico.org',
  'gke.io',
  'amazonaws.com',
  'metallb.io',
  'velero.io',
  'argoproj.io',
]

/** Where the findings go. */
interface Found {
  readonly asked: AskedName[]
  readonly possible: Set<string>
}

export function readAside(root: Field, kind: string, apiVersion: string, found: Found): void {
  const metadata = root.get('metadata')
  const { value: name } = metadata.get('name')
  const namespace = isClusterScoped(kind)
    ? ''
    : (metadata.get('namespace').value ?? root.object.document.context.namespace)
  const isNamespace = typeof namespace === 'string' && (namespace === '' || isLabel(namespace))
  if (typeof name !== 'string' || !isSubdomain(name) || !isNamespace) return
  root.object.subject = namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`
  root.object.isStored = isFromCluster(root)
  if (kind === 'ConfigMap' && apiVersion === 'v1') found.asked.push(...readAskedByConfig(root, namespace))
  if (kind === 'Ingress' && apiVersion === 'networking.k8s.io/v1') judgeFields(root, kind, apiVersion)
  found.asked.push(...readBackends(root, kind, apiVersion, namespace))
  if (namespace !== '' && mayMakeServices(kind, apiVersion)) found.possible.add(`${namespace}/*`)
}

function mayMakeServices(kind: string, apiVersion: string): boolean {
  const group = apiVersion.slice(0, Math.max(0, apiVersion.indexOf('/')))
  if (!group.includes('.') || group.endsWith('.k8s.io') || kind.startsWith('Cluster')) return false
  return !WITHOUT_SERVICES.some((one) => group === one || group.endsWith(`.${one}`))
}
