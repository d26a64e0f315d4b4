/**
 * Reads custom resources that run pods from a template in `spec.template`, as a Deployment does: OpenShift's
 * DeploymentConfig, the Rollout of Argo, the CloneSet of OpenKruise. The API server checks them by schemas
 * that are not known here, so that only what is plainly readable is read, and nothing of them is reported but
 * a number of replicas that the operator of a well-known resource refuses.
 */
import type { CustomForm, Workload } from '../model/objects.ts'
import { DEPLOYMENT_CONFIG, formOf, isCustomForm, isJob, ROLLOUT } from '../model/reference.ts'
import { type Field, isMapping } from './fields.ts'
import { type Metadata, readLabels } from './metadata.ts'
import { readReasonForNoPods } from './no-pods.ts'
import { isHook, readOwner, readPodShape } from './pod-shape.ts'
import { MAX_REPLICAS, readReplicas } from './workload.ts'
import { readPodCount } from './workload-status.ts'

/** Resources whose operators refuse a number of replicas that is negative or has a fraction. */
const COUNTED: readonly CustomForm[] = [DEPLOYMENT_CONFIG, ROLLOUT, 'CloneSet.apps.kruise.io']

/** The form of a custom resource with a pod template; `null`: the object is none. */
export function customForm(root: Field, kind: string, apiVersion: string): CustomForm | null {
  const form = formOf(kind, apiVersion)
  return isCustomForm(form) && hasPodTemplate(root) ? form : null
}

/** Whether a custom resource plainly has the template of pods in `spec.template`. */
export function hasPodTemplate(root: Field): boolean {
  const containers = root.get('spec').get('template').get('spec').get('containers').value
  return Array.isArray(containers) && containers.length > 0 && containers.every(isMapping)
}

export function readCustomWorkload(form: CustomForm): (root: Field, metadata: Metadata) => Workload {
  return (root, metadata) => {
    const template = root.get('spec').get('template')
    const shape = readPodShape(template, readLabels(template.get('metadata').get('labels')), null)
    return {
      kind: 'Workload',
      form,
      ...metadata,
      replicas: isJob(form) ? 0 : readCustomReplicas(root.get('spec').get('replicas'), form),
      noPods: readReasonForNoPods(root, form, metadata.name, readPodCount(root, form)),
      endedIndexes: '',
      firstOrdinal: 0,
      serviceName: '',
      owner: readOwner(root),
      template: isHook(root) ? { ...shape, isHook: true } : shape,
    }
  }
}

/** `null`: the resource states no number, or one that was reported. */
function readCustomReplicas(field: Field, form: CustomForm): number | null {
  if (COUNTED.includes(form) && typeof field.value === 'number') return readReplicas(field)
  const { value } = field
  const isCount = typeof value === 'number' && Number.isInteger(value) && value >= 0
  return isCount ? Math.min(value, MAX_REPLICAS) : null
}
