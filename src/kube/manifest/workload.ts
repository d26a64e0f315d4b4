/**
 * Reads workloads of all kinds. A number of replicas above the limit of kubezone is reported and bounded.
 */

import { isLabel } from '../model/kube-names.ts'
import type { BuiltInForm, PodShape, Workload } from '../model/objects.ts'
import { readChoice } from './choices.ts'
import type { Field } from './fields.ts'
import { judgeSelector } from './label-selector.ts'
import { judgeAnnotations, type Metadata, readLabels } from './metadata.ts'
import { readReasonForNoPods } from './no-pods.ts'
import { readCount } from './numbers.ts'
import { notePlaces } from './placed-fields.ts'
import { isHook, readOwner, readPodShape } from './pod-shape.ts'
import type { PodRules } from './pod-spec.ts'
import { readEndedIndexes, readPodCount } from './workload-status.ts'
import { judgeStrategy } from './workload-strategy.ts'

/** A larger workload is most likely a typing error; the largest clusters have 150,000 pods in all. */
export const MAX_REPLICAS = 10_000
/** A Job labels its pods with its name, and the value of a label has at most 63 characters. */
const MAX_JOB_NAME = 63

const COMPLETION_MODES = ['NonIndexed', 'Indexed'] as const

/**
 * `isJudged`: the object is one of Kubernetes itself, whose rules are known; the same kind of another group
 * can have others.
 */
export function readWorkload(
  form: BuiltInForm,
  isJudged = true,
): (root: Field, metadata: Metadata) => Workload {
  return (root, metadata) => {
    const spec = root.section('spec')
    const template = readTemplate(spec, isJudged ? rulesOf(form) : null, isHook(root))
    if (isJudged) {
      if (template !== null) judgeSelector(spec, template.labels, form)
      judgeStrategy(spec, form)
    }
    const firstOrdinal =
      form === 'StatefulSet'
        ? (readCount(spec.section('ordinals').get('start'), 'KZ_WORKLOAD_REPLICAS') ?? 0)
        : 0
    const running = readPodCount(root, form)
    notePlaces(metadata.location, {
      labels: spec.get('template').get('metadata').get('labels'),
      replicas: spec.get('replicas'),
      serviceName: spec.get('serviceName'),
    })
    const workload: Workload = {
      kind: 'Workload',
      form,
      ...metadata,
      replicas: readPods(spec, form, template, running),
      noPods: readReasonForNoPods(root, form, metadata.name, running),
      endedIndexes: form === 'Job' ? readEndedIndexes(root.get('status')) : '',
      firstOrdinal,
      serviceName: form === 'StatefulSet' ? readServiceName(spec.get('serviceName')) : '',
      owner: readOwner(root),
      template,
    }
    if (form === 'Job') judgeJobName(root, workload, spec)
    return workload
  }
}

/** Judges the specification of a Job that a CronJob makes. */
export function judgeJobSpec(spec: Field): void {
  const template = readTemplate(spec, rulesOf('Job'), false)
  if (template !== null) judgeSelector(spec, template.labels, 'Job')
  judgeStrategy(spec, 'Job')
  readParallelism(spec, template)
}

/** `null`: the manifest states no number. */
function readPods(
  spec: Field,
  form: BuiltInForm,
  template: PodShape | null,
  running: number | null,
): number | null {
  if (form === 'DaemonSet') return running
  if (form !== 'Job') return readReplicas(spec.get('replicas'))
  const parallelism = readParallelism(spec, template)
  return Math.min(parallelism, running ?? parallelism)
}

/** `null`: the number is missing, or was reported. */
export function readReplicas(field: Field): number | null {
  const count = readCount(field, 'KZ_WORKLOAD_REPLICAS')
  if (count === null || count <= MAX_REPLICAS) return count
  field.report('KZ_WORKLOAD_MANY', `is ${count}, expected at most ${MAX_REPLICAS}, which is used instead`)
  return MAX_REPLICAS
}

function readTemplate(spec: Field, rules: PodRules | null, isWorkloadHook: boolean): PodShape | null {
  const template = spec.section('template')
  if (!template.isPresent) {
    spec.report('KZ_WORKLOAD_TEMPLATE', 'has no template, so the workload has no pods')
    return null
  }
  const metadata = template.section('metadata')
  const labels = readLabels(metadata.get('labels'))
  judgeAnnotations(metadata.get('annotations'))
  const shape = readPodShape(template, labels, rules)
  return isWorkloadHook ? { ...shape, isHook: true } : shape
}

function rulesOf(form: BuiltInForm): PodRules {
  return {
    restartPolicies: form === 'Job' ? ['OnFailure', 'Never'] : ['Always'],
    isIdentityOverwritten: form === 'StatefulSet',
  }
}

/** The pods have names below this Service, whose name is one label. */
function readServiceName(field: Field): string {
  const name = field.text()
  if (name === '' || isLabel(name)) return name
  field.reportValue('KZ_OBJECT_FIELD', 'the name of a Service: at most 63 lower-case letters, digits and "-"')
  return ''
}

/**
 * The number of a Job's pods that have names in DNS: 0, unless it is an Indexed Job whose pods have a
 * subdomain.
 */
function readParallelism(spec: Field, template: PodShape | null): number {
  const stated = readReplicas(spec.get('parallelism'))
  const parallelism = stated ?? 1
  const completions = readCount(spec.get('completions'), 'KZ_WORKLOAD_REPLICAS')
  const isSuspended = spec.get('suspend').flag()
  const mode = spec.get('completionMode')
  if (mode.value === '') mode.reportValue('KZ_OBJECT_FIELD', COMPLETION_MODES.join(' or '))
  const isIndexed = readChoice(mode, COMPLETION_MODES, 'NonIndexed') === 'Indexed'
  // Without both numbers, a Job runs one pod.
  if (isIndexed && stated !== null && !spec.get('completions').isPresent) spec.noteMissing('completions')
  if (!isIndexed || template === null || template.subdomain === '' || isSuspended) return 0
  return Math.min(parallelism, completions ?? parallelism)
}

function judgeJobName(root: Field, { name }: Workload, spec: Field): void {
  const field = root.get('metadata').get('name')
  const { value: completions } = spec.get('completions')
  if (name.length > MAX_JOB_NAME) {
    field.report(
      'KZ_OBJECT_NAME',
      `has ${name.length} characters, expected at most ${MAX_JOB_NAME} for a Job`,
    )
  } else if (spec.get('completionMode').value === 'Indexed') {
    const last = Math.max(1, typeof completions === 'number' ? completions : 1) - 1
    if (isLabel(`${name}-${last}`)) return
    field.report(
      'KZ_OBJECT_NAME',
      `is too long or has dots: "${name}-${last}", the host name of a pod, is no label`,
    )
  }
}
