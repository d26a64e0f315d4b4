/**
 * Pods from manifests. A pod that has been in a cluster says whether it is ready; one that has not, having no status, is
 * taken for running and ready, as it would be in a healthy cluster.
 */
import { readAddress } from './addresses.ts'
import type { Field } from './fields.ts'
import type { Metadata } from './metadata.ts'
import type { Pod } from '../model/objects.ts'
import { readOwner, readPodShape } from './pod-shape.ts'

export function readPod(root: Field, metadata: Metadata): Pod {
  const status = root.section('status')
  const terminating = root.get('metadata').get('deletionTimestamp').isPresent
  const phase = status.get('phase').text()
  const shape = readPodShape(root, metadata.labels)
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
  }
}

/** `podIPs` where it is filled in, since `podIP` only repeats its first entry. */
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
  // Other conditions without this one are how a cluster describes a pod that has not been placed yet.
  return conditions.length === 0 && (phase === '' || phase === 'Running')
}
