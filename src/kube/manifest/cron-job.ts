/**
 * Judges CronJobs. Their pods have no names in DNS, so no object is kept of them, but a CronJob that an API
 * server refuses does not make its namespace exist.
 */
import { readChoice } from './choices.ts'
import { isSchedule } from './cron-schedule.ts'
import type { Field } from './fields.ts'
import { readLabels } from './metadata.ts'
import { readCount } from './numbers.ts'
import { judgeJobSpec } from './workload.ts'

const CONCURRENCY = ['Allow', 'Forbid', 'Replace'] as const
const COUNTS = ['startingDeadlineSeconds', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit']
/** The names of its Jobs are 11 characters longer, and at most a label. */
const MAX_NAME = 52

export function judgeCronJob(root: Field): null {
  const name = root.get('metadata').get('name')
  if (typeof name.value === 'string' && name.value.length > MAX_NAME) {
    name.report(
      'KZ_OBJECT_NAME',
      `has ${name.value.length} characters, expected at most ${MAX_NAME} for a CronJob`,
    )
  }
  const spec = root.section('spec')
  judgeSchedule(spec)
  judgeTimeZone(spec.get('timeZone'))
  readChoice(spec.get('concurrencyPolicy'), CONCURRENCY, null)
  spec.get('suspend').flag()
  for (const key of COUNTS) readCount(spec.get(key))
  const template = spec.section('jobTemplate')
  readLabels(template.section('metadata').get('labels'))
  judgeJobSpec(template.section('spec'))
  return null
}

function judgeSchedule(spec: Field): void {
  const field = spec.get('schedule')
  if (!field.isPresent || field.value === '') spec.noteMissing('schedule')
  else if (typeof field.value !== 'string' || !isSchedule(field.value)) {
    field.reportValue('KZ_OBJECT_FIELD', 'a schedule of five fields, such as "*/5 * * * *", or "@hourly"')
  }
}

function judgeTimeZone(field: Field): void {
  if (!field.isPresent || (typeof field.value === 'string' && isTimeZone(field.value))) return
  field.reportValue('KZ_OBJECT_FIELD', 'the name of a time zone, such as Europe/Berlin')
}

function isTimeZone(name: string): boolean {
  if (name === '' || name.toLowerCase() === 'local') return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
