/** What `explain` prints: the questions with their answers and reasons, and at the end the verdict. */
import { formatPlace } from '../report/diagnostic.ts'
import type { Reason } from '../report/reason.ts'
import { visible } from '../report/visible.ts'
import type { Explanation } from '../site/explanation/explanation.ts'
import type { Step } from '../site/explanation/step.ts'

export function reportExplanation({ steps, verdict, facts }: Explanation): string {
  const lines = [
    ...steps.flatMap((step, i) => stepLines(step, i + 1)),
    '',
    `verdict: ${reasonText(verdict)}`,
    ...(verdict.hint === undefined ? [] : [`    try: ${verdict.hint}`]),
    ...facts.map((fact) => `  - ${reasonText(fact)}${fact.hint === undefined ? '' : ` (${fact.hint})`}`),
  ]
  return lines.map((line) => `${visible(line)}\n`).join('')
}

function stepLines(step: Step, number: number): string[] {
  const { name, type, outcome, rcode, records, decidedBy, block, reasons, changes, lookups } = step
  const what = outcome === 'found' || outcome === 'no data' ? outcome : `${outcome} (${rcode})`
  const by =
    decidedBy !== null
      ? `${decidedBy.directive} at ${formatPlace(decidedBy.place)}`
      : block === null
        ? 'no server block'
        : `the block at ${formatPlace(block)}`
  const [reason] = reasons
  return [
    `${String(number).padStart(2)} ${name} ${type}: ${what}, by ${by}`,
    ...changes.map((change) => `     ${reasonText(change)}`),
    ...records.map((record) => `     ${record}`),
    ...(reason === undefined || outcome === 'found' ? [] : [`     ${reasonText(reason)}`]),
    ...lookups.flatMap((lookup) =>
      stepLines(lookup, 0).map((line) => `     ${line.trimStart().replace(/^0 /, 'for it: ')}`),
    ),
  ]
}

function reasonText({ sentence, place }: Reason): string {
  return place === undefined ? sentence : `${sentence} [${formatPlace(place)}]`
}
