/**
 * The verdict over a walk through a search list: of all its questions, the one that says most about what the
 * user meant. A name that exists and lacks something says more than one that does not exist, and a name
 * within a known namespace more than one outside the cluster.
 */
import type { Reason } from '../../report/reason.ts'
import type { Step } from './step.ts'

export interface Verdict {
  readonly step: Step | null
  readonly reason: Reason
}

/** The step that decides; `null`: no question was asked. */
export function decidingStep(steps: readonly Step[], meant: string | null): Step | null {
  const found = steps.find(({ outcome }) => outcome === 'found')
  if (found !== undefined) return found
  let best: Step | null = null
  let bestWeight = -1
  for (const step of steps) {
    const weight = weightOf(step) + (step.name === meant ? MEANT : 0)
    if (weight <= bestWeight) continue
    best = step
    bestWeight = weight
  }
  return best
}

/** The bonus of the name that was meant by the number of its labels: it decides between equals. */
const MEANT = 0.6

function weightOf({ outcome, reasons, decidedBy }: Step): number {
  const [reason] = reasons
  if (reason === undefined) return 0
  if (reasons.some(({ code }) => code === 'KZ_WHY_SHADOWED')) return 6
  const says = WEIGHTS[reason.code]
  if (says !== undefined) return says + (reason.hint === undefined ? 0 : HINTED)
  if (outcome === 'no data' || outcome === 'failed' || outcome === 'no reply') return 5
  if (decidedBy === null) return 1
  return reason.hint === undefined ? 2 : 2 + HINTED
}

const HINTED = 1

/** Reasons that say less, or more, than the outcome of their step. */
const WEIGHTS: Partial<Record<Reason['code'], number>> = {
  KZ_WHY_NO_ZONE: 1,
  KZ_WHY_END_OF_BLOCK: 1,
  KZ_WHY_NO_SERVICE: 2,
  KZ_WHY_TEMPLATE: 4,
  KZ_WHY_TEMPLATE_PATTERN: 4,
  KZ_WHY_HOSTS_MISSING: 4,
  KZ_WHY_ACL: 4,
}
