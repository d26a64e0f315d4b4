/**
 * A namespace exists if anything lives in it, also what DNS does not read: a ConfigMap, a Deployment. Of such an object only
 * its namespace is kept, once for each file.
 */
import type { Field } from './fields.ts'
import { isLabel } from '../model/kube-names.ts'
import { sharedText } from './shared-text.ts'

/** Kinds of Kubernetes that live in no namespace; an API server takes no notice of one that is written there. */
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
 * The namespace that an object of a kind which is not read lives in. `null` where it names none: it may be one of those
 * that have none, so the default one says nothing; and `null` of what is no object that could be applied.
 */
export function inhabitedNamespace(root: Field, kind: string, apiVersion: string): string | null {
  const metadata = root.get('metadata')
  const { value: namespace } = metadata.get('namespace')
  const isObject = apiVersion !== '' && (isText(metadata.get('name')) || isText(metadata.get('generateName')))
  if (!isObject || typeof namespace !== 'string' || !isLabel(namespace)) return null
  return CLUSTER_SCOPED.has(kind) ? null : sharedText(namespace)
}

function isText({ value }: Field): boolean {
  return typeof value === 'string' && value !== ''
}
