/**
 * A namespace exists if it has any object, also one of a kind that DNS does not read, such as a ConfigMap. Of
 * such objects only the namespace is kept, once for each file.
 */
import type { Field } from './fields.ts'
import { isLabel } from '../model/kube-names.ts'
import { sharedText } from './shared-text.ts'

/** Cluster-scoped kinds of Kubernetes; an API server ignores a namespace in such an object. */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  'APIService',
  'CSIDriver',
  'CSINode',
  'CertificateSigningRequest',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'FlowSchema',
  'GatewayClass',
  'IngressClass',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'MutatingWebhookConfiguration',
  'Node',
  'PersistentVolume',
  'PodSecurityPolicy',
  'PriorityClass',
  'PriorityLevelConfiguration',
  'RuntimeClass',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'VolumeAttachment',
])

/**
 * The namespace of an object of a kind that DNS does not read. `null` if the object names no namespace: its
 * kind may be cluster-scoped, so the default namespace would be a guess. `null` also if an API server would
 * refuse the object.
 */
export function inhabitedNamespace(root: Field, kind: string, apiVersion: string): string | null {
  const metadata = root.get('metadata')
  const { value: namespace } = metadata.get('namespace')
  const isObject = apiVersion !== '' && (isText(metadata.get('name')) || isText(metadata.get('generateName')))
  if (!isObject || typeof namespace !== 'string' || !isLabel(namespace)) return null
  return CLUSTER_SCOPED.has(kind) ? null : sharedText(namespace)
}

/** Of kinds of Kubernetes. */
export function isClusterScoped(kind: string): boolean {
  return CLUSTER_SCOPED.has(kind)
}

function isText({ value }: Field): boolean {
  return typeof value === 'string' && value !== ''
}
