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
  const ready = shape.readyOverride ?? (!terminating && isReady(status, phase))
  const trouble = ready || phase === 'Succeeded' ? '' : troubleOf(status, phase)
  return {
    kind: 'Pod',
    ...metadata,
    ...shape,
    podIPs: readPodAddresses(status),
    hasStatus: phase !== '',
    finished: phase === 'Succeeded' || phase === 'Failed',
    ready,
    terminating,
    ...(trouble !== '' && { trouble }),
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

/** In characters: messages of the kubelet repeat long names. */
const MAX_TROUBLE = 160

/** What the status says of a pod that is not ready; empty: nothing. */
function troubleOf(status: Field, phase: string): string {
  const waiting = ['initContainerStatuses', 'containerStatuses'].flatMap((list) =>
    status
      .get(list)
      .sections()
      .flatMap((container) => {
        const state = container.get('state').get('waiting')
        const reason = textIn(state.get('reason'))
        return reason === '' ? [] : [`container ${textIn(container.get('name'))} waits: ${reason}`]
      }),
  )
  const [first] = waiting
  if (first !== undefined) return first
  const conditions = status.get('conditions').sections()
  const unmet = conditions
    .filter((condition) => condition.get('status').value === 'False')
    .sort((a, b) => rankOf(a) - rankOf(b))
  const [condition] = unmet
  if (condition === undefined) return phase === 'Pending' ? 'its phase is Pending' : ''
  const [type, reason, message] = ['type', 'reason', 'message'].map((name) => textIn(condition.get(name)))
  const what = reason === '' ? `${type} is False` : `${reason}`
  return `${what}${message === '' ? '' : `: ${message}`}`.slice(0, MAX_TROUBLE)
}

/** The condition that comes first in the life of a pod says most. */
const RANKS = ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready']

function rankOf(condition: Field): number {
  const rank = RANKS.indexOf(textIn(condition.get('type')))
  return rank === -1 ? RANKS.length : rank
}

function textIn({ value }: Field): string {
  return typeof value === 'string' ? value : ''
}
