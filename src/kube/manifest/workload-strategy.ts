/**
 * Judges how a workload replaces its pods. DNS does not read this, but an API server refuses the workload if
 * it is wrong, so that no pod would exist.
 */
import { readChoice } from './choices.ts'
import type { Field } from './fields.ts'
import type { BuiltInForm } from '../model/objects.ts'
import { readCount } from './numbers.ts'
import { WORKLOAD_SPEC } from './pod-types.ts'
import { judgeTypes } from './value-types.ts'

/** The field that states the strategy of each form, and the strategies that it has; others have none. */
const STRATEGIES: Partial<
  Record<BuiltInForm, { readonly field: string; readonly types: readonly string[] }>
> = {
  Deployment: { field: 'strategy', types: ['RollingUpdate', 'Recreate'] },
  StatefulSet: { field: 'updateStrategy', types: ['RollingUpdate', 'OnDelete'] },
  DaemonSet: { field: 'updateStrategy', types: ['RollingUpdate', 'OnDelete'] },
}
const COUNTS: Readonly<Record<BuiltInForm, readonly string[]>> = {
  Deployment: ['minReadySeconds', 'revisionHistoryLimit', 'progressDeadlineSeconds'],
  ReplicaSet: ['minReadySeconds'],
  ReplicationController: ['minReadySeconds'],
  StatefulSet: ['minReadySeconds', 'revisionHistoryLimit'],
  DaemonSet: ['minReadySeconds', 'revisionHistoryLimit'],
  Job: ['backoffLimit', 'ttlSecondsAfterFinished', 'activeDeadlineSeconds', 'backoffLimitPerIndex'],
}
const REPLACEMENTS = ['TerminatingOrFailed', 'Failed'] as const
const POD_MANAGEMENT = ['OrderedReady', 'Parallel'] as const
/** A Deployment gives up after this time, if it does not say otherwise. */
const DEFAULT_DEADLINE_SECONDS = 600
/** A whole number, or a share of the pods. */
const PERCENT = /^(?:100|[1-9]?\d)%$/
const SURGE_PERCENT = /^\d+%$/

export function judgeStrategy(spec: Field, form: BuiltInForm): void {
  for (const key of COUNTS[form]) readCount(spec.get(key))
  if (form === 'Deployment') judgeDeadline(spec)
  judgeTypes(spec, WORKLOAD_SPEC)
  if (form === 'StatefulSet') readChoice(spec.get('podManagementPolicy'), POD_MANAGEMENT, null)
  if (form === 'Job') judgeJob(spec)
  const rule = STRATEGIES[form]
  if (rule === undefined) return
  const strategy = spec.section(rule.field)
  const type = readChoice(strategy.get('type'), rule.types, 'RollingUpdate')
  const rolling = strategy.section('rollingUpdate')
  if (!rolling.isPresent) return
  if (type !== 'RollingUpdate' && form !== 'DaemonSet') {
    rolling.report('KZ_OBJECT_CONFLICT', `is set, but the strategy is ${type}`)
    return
  }
  readCount(rolling.get('partition'))
  const unavailable = judgeShare(rolling.get('maxUnavailable'), PERCENT)
  const surge = judgeShare(rolling.get('maxSurge'), SURGE_PERCENT)
  if (form === 'Deployment' && unavailable === 0 && surge === 0) {
    rolling.report(
      'KZ_OBJECT_CONFLICT',
      'allows neither more nor fewer pods: maxSurge and maxUnavailable are both 0',
    )
  }
}

function judgeJob(spec: Field): void {
  readChoice(spec.get('podReplacementPolicy'), REPLACEMENTS, null)
  if (spec.get('completionMode').value === 'Indexed') return
  for (const key of ['backoffLimitPerIndex', 'maxFailedIndexes', 'successPolicy']) {
    const field = spec.get(key)
    if (field.isPresent) field.report('KZ_OBJECT_CONFLICT', 'is set, but completionMode is not Indexed')
  }
}

function judgeDeadline(spec: Field): void {
  const deadline = spec.get('progressDeadlineSeconds')
  const limit = typeof deadline.value === 'number' ? deadline.value : DEFAULT_DEADLINE_SECONDS
  const { value: least } = spec.get('minReadySeconds')
  const seconds = typeof least === 'number' ? least : 0
  if (limit > seconds || limit < 0) return
  const field = deadline.isPresent ? deadline : spec.get('minReadySeconds')
  field.report(
    'KZ_OBJECT_CONFLICT',
    `is wrong: progressDeadlineSeconds ${limit} is not above minReadySeconds ${seconds}`,
  )
}

/** The number, or that of a share in percent; `null`: it is missing, or was reported. */
function judgeShare(field: Field, form: RegExp): number | null {
  if (!field.isPresent) return null
  const { value } = field
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value
  if (typeof value === 'string' && form.test(value)) return Number.parseInt(value, 10)
  field.reportValue('KZ_OBJECT_FIELD', 'a whole number, or a share such as "25%"')
  return null
}
