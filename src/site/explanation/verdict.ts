/**
 * The verdict over a walk through a search list: of all its questions, the one that says most about what the
 * user meant. A name that exists and lacks something says more than one that does not exist, and a name
 * within a known namespace more than one outside the cluster.
 */
import type { Reason } from '../../report/reason.ts'
import type { Step } from './step.ts'

/**
 * The step that decides; `null`: no question was asked. `meant` is the name that was meant by the number of
 * its labels; `null`: no guess.
 */
export function decidingStep(steps: readonly Step[], meant: string | null): Step | null {
  const found = steps.find(({ outcome }) => outcome === 'found')
  if (found !== undefined) return found
  const likely = isOutside(steps, meant) ? (steps.at(-1)?.name ?? null) : meant
  let best: Step | null = null
  let bestWeight = -1
  for (const step of steps) {
    const weight = weightOf(step) + (step.name === likely ? MEANT : 0)
    if (weight <= bestWeight) continue
    best = step
    bestWeight = weight
  }
  return best
}

/** The last labels of most names outside a cluster; few namespaces have these names. */
const OUTSIDE = new Set(['com', 'org', 'net', 'edu', 'gov', 'io', 'dev', 'app', 'cloud', 'ai', 'co', 'info'])

/**
 * Whether the name seems to be one outside the cluster: its last label is no namespace, and near none, and it
 * is either the end of many names, or has too many labels for the name of a service.
 */
function isOutside(steps: readonly Step[], meant: string | null): boolean {
  const reason = steps.find(({ name }) => name === meant)?.reasons[0]
  const last = steps.at(-1)?.name.split('.').slice(0, -1) ?? []
  if (reason?.code !== 'KZ_WHY_NO_NAMESPACE' || reason.hint !== undefined) return false
  return OUTSIDE.has(last.at(-1) ?? '') || last.length > 2
}

/** The bonus of the name that was meant. */
const MEANT = 1.8
/** A hint names what was meant. */
const HINTED = 2

function weightOf({ outcome, reasons }: Step): number {
  const [reason] = reasons
  if (reason === undefined) return 0
  if (reasons.some(({ code }) => code === 'KZ_WHY_SHADOWED')) return 9
  // A hint to configure the server is no name that was meant.
  const isNear = reason.hint !== undefined && outcome === 'no name'
  return (WEIGHTS[reason.code] ?? 3) + (isNear ? HINTED : 0)
}

/** What says less, or more, than that a service exists and something of it does not. */
const WEIGHTS: Partial<Record<Reason['code'], number>> = {
  KZ_WHY_DEPTH: -1.5,
  KZ_WHY_NO_NAMESPACE: 0.5,
  KZ_WHY_NO_ZONE: 1,
  KZ_WHY_END_OF_BLOCK: 1,
  KZ_WHY_UPSTREAM: 1.5,
  KZ_WHY_NO_SERVICE: 2,
  KZ_WHY_RANGE_FULL: 6,
  KZ_WHY_REFUSED: 6,
}
