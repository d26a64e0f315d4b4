/**
 * Reads the status of workloads from a cluster. A controller sets `observedGeneration`; a status without it
 * was printed by a tool for an object that was never applied. A Job has other fields.
 */
import type { WorkloadForm } from '../model/objects.ts'
import type { Field } from './fields.ts'

/** `0-2,5` */
const INDEXES = /^\d{1,10}(?:-\d{1,10})?(?:,\d{1,10}(?:-\d{1,10})?)*$/
/** The fields that the status of a Job has from its first pod on. */
const JOB_FIELDS = ['startTime', 'completionTime', 'conditions', 'active', 'succeeded', 'failed']

/**
 * The number of pods that a workload has in its cluster, by its status. `null`: it does not come from a
 * cluster, or its controller has not seen the latest change of its spec. A count of 0 can be missing.
 */
export function readPodCount(root: Field, form: WorkloadForm): number | null {
  const status = root.get('status')
  if (form === 'Job') {
    const isFromCluster = JOB_FIELDS.some((key) => status.get(key).isPresent)
    return isFromCluster ? countOf(status.get('active')) : null
  }
  // Argo Rollouts write the number as text.
  const observed = Number(status.get('observedGeneration').value ?? 0)
  const generation = root.get('metadata').get('generation').value
  if (!(observed > 0) || (typeof generation === 'number' && observed < generation)) return null
  if (form !== 'DaemonSet') return countOf(status.get('replicas'))
  return countOf(status.get('currentNumberScheduled')) + countOf(status.get('numberMisscheduled'))
}

/** The indexes of an Indexed Job that have succeeded or failed, as ranges between commas. */
export function readEndedIndexes(status: Field): string {
  const lists = [status.get('completedIndexes').value, status.get('failedIndexes').value]
  return lists.filter((one) => typeof one === 'string' && INDEXES.test(one)).join(',')
}

function countOf({ value }: Field): number {
  return typeof value === 'number' && value > 0 ? value : 0
}
