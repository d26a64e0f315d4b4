/** References from one object to another that makes its pods, such as an entry of `ownerReferences`. */
import type { CustomForm } from './objects.ts'

/**
 * The kind of a reference as `form` of the workload: the kind alone in the groups of Kubernetes itself, which
 * have no dot, and `Kind.group` in others. OpenShift once had its DeploymentConfig in the core group.
 */
export function formOf(kind: string, apiVersion: string): string {
  if (kind === 'DeploymentConfig') return DEPLOYMENT_CONFIG
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
  return group.includes('.') ? `${kind}.${group}` : kind
}

export const DEPLOYMENT_CONFIG: CustomForm = 'DeploymentConfig.apps.openshift.io'
export const ROLLOUT: CustomForm = 'Rollout.argoproj.io'

/** Whether the pods of a workload end with their work, as those of a Job or a BroadcastJob do. */
export function isJob(form: string): boolean {
  return form === 'Job' || form.includes('Job.')
}

/** Whether a form is that of a custom resource. No kind has a dot. */
export function isCustomForm(form: string): form is CustomForm {
  return form.includes('.')
}
