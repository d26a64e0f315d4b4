/**
 * Reads Pods. The status of a Pod from a cluster states whether it is ready. A Pod without a status counts as
 * running and ready, as it would be in a healthy cluster.
 */
import { readAddress } from './addresses.ts'
import type { Field } from './fields.ts'
import type { Metadata } from './metadata.ts'
import type { Pod } from '../model/objects.ts'
import { readOwner, readPodShape } from './pod-shape.ts'
import { ANY_POD } from './pod-spec.ts'

export function readPod(root: Field, metadata: Metadata): Pod {
  const status = root.section('status')
  const terminating = root.get('metadata').get('deletionTimestamp').isPresent
  const phase = status.get('phase').text()
  const shape = readPodShape(root, metadata.labels, ANY_POD)
  return {
    kind: 'Pod',
    ...metadata,
    ...shape,
    podIPs: readPodAddresses(status),
    hasStatus: phase !== '',
    finished: phase === 'Succeeded' || phase === 'Failed',
    ready: shape.readyOverride ?? (!terminating && isReady(status, phase)),
    terminating,
    owner: readOwner(root),
    zone: '',
  }
}

/** `podIPs` if it has entries, as `podIP` repeats its first entry; or else `podIP`. */
function readPodAddresses(status: Field): string[] {
  const several = status
    .get('podIPs')
    .sections()
    .flatMap((item) => readAddress(item.get('ip'), 'KZ_POD_ADDRESS') ?? [])
  if (several.length > 0) return several
  const address = readAddress(status.get('podIP'), 'KZ_POD_ADDRESS')
  return address === null ? [] : [address]
}

function isReady(status: Field, phase: string): boolean {
  const conditions = status.get('conditions').sections()
  const ready = conditions.find((condition) => condition.get('type').value === 'Ready')
  if (ready !== undefined) return ready.get('status').value === 'True'
  // Conditions without Ready: the cluster has not scheduled the pod yet.
  return conditions.length === 0 && (phase === '' || phase === 'Running')
}
