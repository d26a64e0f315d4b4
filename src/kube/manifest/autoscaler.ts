/** Reads HorizontalPodAutoscalers. */
import type { Field } from './fields.ts'
import type { Metadata } from './metadata.ts'
import type { HorizontalPodAutoscaler } from '../model/objects.ts'
import { readCount } from './numbers.ts'
import { readReference } from './pod-shape.ts'
import { readReplicas } from './workload.ts'

export function readAutoscaler(root: Field, metadata: Metadata): HorizontalPodAutoscaler {
  const spec = root.section('spec')
  const target = spec.section('scaleTargetRef')
  for (const key of ['kind', 'name', 'apiVersion']) if (target.get(key).text() === '') target.noteMissing(key)
  const minimum = readReplicas(spec.get('minReplicas')) ?? 1
  const maximum = spec.get('maxReplicas')
  const most = readCount(maximum, 'KZ_WORKLOAD_REPLICAS', 1)
  if (!maximum.isPresent) spec.noteMissing('maxReplicas')
  if (most !== null && most < minimum) {
    maximum.report('KZ_OBJECT_CONFLICT', `is ${most}, less than minReplicas, which is ${minimum}`)
  }
  return {
    kind: 'HorizontalPodAutoscaler',
    ...metadata,
    target: readReference(target),
    minReplicas: minimum,
  }
}
