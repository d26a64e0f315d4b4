/** Workloads to which a cluster gives no pods, whatever number of them their spec states. */
import type { WorkloadForm } from '../model/objects.ts'
import type { Field } from './fields.ts'
import { reasonInName } from './stateful-set-name.ts'

/**
 * The reason, as the end of a sentence; empty: the workload gets its pods. `running` is the number of pods in
 * its cluster; `null`: it does not come from one.
 */
export function readReasonForNoPods(
  root: Field,
  form: WorkloadForm,
  name: string,
  running: number | null,
): string {
  const reason = form === 'StatefulSet' ? reasonInName(root, name) : ''
  if (reason !== '') return reason
  if (running === 0) return 'has no pods in its cluster, as its status says'
  const isPaused = form === 'Deployment' && root.get('spec').get('paused').value === true
  return isPaused && running === null ? 'is paused, so that it gets no ReplicaSet' : ''
}
