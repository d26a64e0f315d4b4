/**
 * Judges the selector of a workload. An API server refuses a workload that does not select the pods of its
 * own template.
 */
import { readChoice } from './choices.ts'
import { type Field, isMapping } from './fields.ts'
import { isLabelKey, isLabelValue } from '../model/kube-names.ts'
import { readLabels } from './metadata.ts'
import type { Labels, BuiltInForm } from '../model/objects.ts'
import { matchesAll } from '../model/selector.ts'

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'] as const
/** The label by which the controller of Jobs selects; a dump of a cluster has it. */
const JOB_LABELS = ['batch.kubernetes.io/controller-uid', 'controller-uid']

type Requirement = (labels: Labels) => boolean

/** `labels` are those of the template. */
export function judgeSelector(spec: Field, labels: Labels, form: BuiltInForm): void {
  const field = spec.get('selector')
  if (form === 'ReplicationController') {
    judgeMap(spec, field, labels)
    return
  }
  if (form === 'Job' && !isManual(spec, field)) return
  if (!field.isPresent) {
    spec.noteMissing('selector')
    return
  }
  if (!isMapping(field.value)) {
    field.reportType('a mapping')
    return
  }
  const requirements = readRequirements(field)
  if (requirements === null) return
  if (requirements.length === 0) {
    const hint = Object.keys(field.value).length > 0 ? 'write the labels below matchLabels' : undefined
    field.report('KZ_WORKLOAD_SELECTOR', 'is empty, expected matchLabels or matchExpressions', hint)
  } else if (!requirements.every((matches) => matches(labels))) reportMismatch(field)
}

/** Whether a Job has a selector of its own making; else its controller makes one. */
function isManual(spec: Field, selector: Field): boolean {
  if (spec.get('manualSelector').flag()) return true
  const matchLabels = selector.get('matchLabels')
  const stated = isMapping(matchLabels.value) ? Object.keys(matchLabels.value) : []
  if (stated.length > 0 && !stated.some((key) => JOB_LABELS.includes(key))) {
    const fact = 'is set, but the selector of a Job without manualSelector is made by its controller'
    selector.report('KZ_WORKLOAD_SELECTOR', fact, 'remove it')
  }
  return false
}

/** The selector of a ReplicationController is a map of labels, by default those of its template. */
function judgeMap(spec: Field, field: Field, labels: Labels): void {
  const selector = readLabels(field)
  if (selector === null) {
    if (labels === null && !isUnreadable(field)) spec.noteMissing('selector')
  } else if (!matchesAll(selector, labels)) reportMismatch(field)
}

function isUnreadable(field: Field): boolean {
  return field.isPresent && !isMapping(field.value)
}

function reportMismatch(field: Field): void {
  field.report(
    'KZ_WORKLOAD_SELECTOR',
    'does not match the labels of the template, expected labels that its pods have',
  )
}

/** `null` after a report. */
function readRequirements(field: Field): Requirement[] | null {
  const requirements: (Requirement | null)[] = []
  const labels = readLabels(field.get('matchLabels'))
  if (labels !== null) requirements.push((there) => matchesAll(labels, there))
  for (const item of field.get('matchExpressions').sections()) requirements.push(readExpression(item))
  const valid = requirements.filter((one) => one !== null)
  return valid.length === requirements.length ? valid : null
}

/** `null` after a report. */
function readExpression(item: Field): Requirement | null {
  const key = item.get('key')
  const operator = readOperator(item.get('operator'))
  if (typeof key.value !== 'string' || !isLabelKey(key.value)) {
    key.reportValue('KZ_OBJECT_LABEL', 'the key of a label')
    return null
  }
  const values = item.get('values').items()
  for (const value of values) {
    if (typeof value.value === 'string' && isLabelValue(value.value)) continue
    value.reportValue('KZ_OBJECT_LABEL', 'the value of a label')
  }
  if (operator === null) return null
  const needsValues = operator === 'In' || operator === 'NotIn'
  if (needsValues !== values.length > 0) {
    const fact = needsValues ? 'has no values, but needs some with' : 'has values, but may have none with'
    item.report('KZ_WORKLOAD_SELECTOR', `${fact} the operator ${operator}`)
    return null
  }
  const texts = new Set(values.map(({ value }) => value))
  return requirement(operator, key.value, texts)
}

function readOperator(field: Field): (typeof OPERATORS)[number] | null {
  if (!field.isPresent || field.value === '') field.reportValue('KZ_OBJECT_FIELD', OPERATORS.join(', '))
  return readChoice(field, OPERATORS, null)
}

function requirement(
  operator: (typeof OPERATORS)[number],
  key: string,
  values: ReadonlySet<unknown>,
): Requirement {
  if (operator === 'In') return (labels) => values.has(labels?.[key] ?? null)
  if (operator === 'NotIn') return (labels) => !values.has(labels?.[key] ?? null)
  return (labels) => (labels?.[key] !== undefined) === (operator === 'Exists')
}
