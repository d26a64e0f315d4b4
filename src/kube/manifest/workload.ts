/**
 * Reads workloads of all kinds, HorizontalPodAutoscalers and Nodes. A number of replicas above the limit is
 * reported and bounded.
 */
import { readAddress } from './addresses.ts'
import { exactList } from './exact-list.ts'
import type { Field } from './fields.ts'
import { MAX_LABEL_OCTETS } from '../../wire/constants.ts'
import { type Metadata, readLabels } from './metadata.ts'
import type { HorizontalPodAutoscaler, Node, PodShape, Workload, WorkloadForm } from '../model/objects.ts'
import { readReasonForNoPods } from './no-pods.ts'
import { readTaints } from './placement.ts'
import { isHook, readOwner, readPodShape, readReference } from './pod-shape.ts'
import { readPodCount } from './workload-status.ts'

/** A larger workload is most likely a typing error; the largest clusters have 150,000 pods in all. */
export const MAX_REPLICAS = 10_000
const MAX_ORDINAL = 2 ** 31 - 1

export function readWorkload(form: WorkloadForm): (root: Field, metadata: Metadata) => Workload {
  return (root, metadata) => {
    const spec = root.section('spec')
    const template = readTemplate(spec, isHook(root))
    const firstOrdinal =
      form === 'StatefulSet' ? (readCount(spec.section('ordinals').get('start'), MAX_ORDINAL) ?? 0) : 0
    const running = readPodCount(root, form)
    const workload: Workload = {
      kind: 'Workload',
      form,
      ...metadata,
      replicas: readReplicas(spec, form, template, running),
      noPods: readReasonForNoPods(root, form, metadata.name, running),
      firstOrdinal,
      serviceName: form === 'StatefulSet' ? spec.get('serviceName').text() : '',
      owner: readOwner(root),
      template,
    }
    if (form === 'Job' && workload.replicas !== 0) reportLongHostname(root, workload)
    return workload
  }
}

function readReplicas(
  spec: Field,
  form: WorkloadForm,
  template: PodShape | null,
  running: number | null,
): number | null {
  if (form === 'DaemonSet') return running
  if (form !== 'Job') return readCount(spec.get('replicas'), MAX_REPLICAS)
  const parallelism = readParallelism(spec, template)
  return Math.min(parallelism, running ?? parallelism)
}

export function readAutoscaler(root: Field, metadata: Metadata): HorizontalPodAutoscaler {
  const spec = root.section('spec')
  const target = spec.section('scaleTargetRef')
  const minimum = readCount(spec.get('minReplicas'), MAX_REPLICAS)
  return {
    kind: 'HorizontalPodAutoscaler',
    ...metadata,
    target: readReference(target),
    minReplicas: minimum ?? 1,
  }
}

export function readNode(root: Field, metadata: Metadata): Node {
  const { name, labels, location } = metadata
  const addresses = root
    .section('status')
    .get('addresses')
    .sections()
    .filter((item) => item.get('type').value === 'InternalIP')
    .flatMap((item) => readAddress(item.get('address'), 'KZ_NODE_ADDRESS') ?? [])
  const taints = readTaints(root.get('spec'))
  return { kind: 'Node', namespace: '', name, labels, location, addresses: exactList(addresses), taints }
}

function readTemplate(spec: Field, isWorkloadHook: boolean): PodShape | null {
  const template = spec.section('template')
  if (!template.isPresent) {
    spec.report('KZ_WORKLOAD_TEMPLATE', 'has no template, so the workload has no pods')
    return null
  }
  const shape = readPodShape(template, readLabels(template.section('metadata').get('labels')))
  return isWorkloadHook ? { ...shape, isHook: true } : shape
}

/**
 * The number of a Job's pods that have names in DNS: 0, unless it is an Indexed Job whose pods have a
 * subdomain.
 */
function readParallelism(spec: Field, template: PodShape | null): number {
  const parallelism = readCount(spec.get('parallelism'), MAX_REPLICAS) ?? 1
  const completions = readCount(spec.get('completions'), MAX_ORDINAL)
  const isIndexed = spec.get('completionMode').value === 'Indexed'
  if (!isIndexed || template === null || template.subdomain === '' || spec.get('suspend').flag()) return 0
  return Math.min(parallelism, completions ?? parallelism)
}

/** `null`: the number is missing, or was reported; a number above `most` reads as `most`. */
function readCount(field: Field, most: number): number | null {
  if (!field.isPresent) return null
  const { value } = field
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    const isQuoted = typeof value === 'string' && /^\d+$/.test(value)
    const hint = isQuoted ? 'write it without quotes' : undefined
    field.reportValue('KZ_WORKLOAD_REPLICAS', `a whole number from 0 to ${most}`, hint)
    return null
  }
  if (value <= most) return value
  field.report('KZ_WORKLOAD_REPLICAS', `is ${value}, expected at most ${most}, which is used instead`)
  return most
}

/** Reports a name from which no valid host names follow: NAME-ORDINAL must be one label. */
function reportLongHostname(root: Field, { name, replicas, firstOrdinal }: Workload): void {
  const last = firstOrdinal + Math.max(1, replicas ?? 1) - 1
  if (`${name}-${last}`.length <= MAX_LABEL_OCTETS && !name.includes('.')) return
  const reason = name.includes('.')
    ? 'has dots, so the host names of its pods are not DNS labels, and these pods have no names in DNS'
    : `is too long for host names: "${name}-${last}" has more than ${MAX_LABEL_OCTETS} octets`
  root.section('metadata').get('name').report('KZ_WORKLOAD_NAME', reason)
}
