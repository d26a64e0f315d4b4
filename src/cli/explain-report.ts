/** What `explain` prints: the questions with their answers and reasons, and at the end the verdict. */
import { formatPlace } from '../report/diagnostic.ts'
import type { Reason } from '../report/reason.ts'
import { visible } from '../report/visible.ts'
import type { Explanation } from '../site/explanation/explanation.ts'
import type { Step } from '../site/explanation/step.ts'

export function reportExplanation(explanation: Explanation): string {
  const { steps, client, verdict, facts, pitfalls } = explanation
  const isTrap = pitfalls.some((one) => isSame(one, verdict))
  const others = pitfalls.filter((one) => !isSame(one, verdict))
  const lines = [
    askerLine(explanation),
    ...groupsOf(steps).flatMap((group, i) => groupLines(group, `${String(i + 1).padStart(2)} `)),
    ...(client.reports === '' ? [] : [`${client.resolver} reports: ${client.reports}`]),
    ...client.remarks.map((remark) => `  - ${remark}`),
    '',
    `verdict: ${isTrap ? 'the name resolves, and DNS is not to blame: ' : ''}${reasonText(verdict)}`,
    ...(verdict.hint === undefined ? [] : [`    try: ${hintText(verdict)}`]),
    ...facts.map((fact) => `  - ${withHint(fact)}`),
    ...(others.length === 0 ? [] : ['besides:']),
    ...others.map((one) => `  - ${withHint(one)}`),
  ]
  return lines.map((line) => `${visible(line)}\n`).join('')
}

function isSame(a: Reason, b: Reason): boolean {
  return a.code === b.code && a.sentence === b.sentence
}

/** `db.shop, as Deployment api in web asks (search …, ndots 5) [web.yaml:1:1]`. */
function askerLine({ question, asker }: Explanation): string {
  const { title, namespace, search, ndots, place, nameservers } = asker
  const who = title === '' ? `a pod in ${namespace}` : `${title} in ${namespace}`
  const servers = nameservers.length === 0 ? '' : `name servers ${nameservers.join(' ')}, `
  const list = search.length === 0 ? 'no search list' : `search ${search.join(' ')}`
  const where = place === null ? '' : ` [${formatPlace(place)}]`
  return `${question}, as ${who} asks (${servers}${list}, ndots ${ndots})${where}`
}

function withHint(reason: Reason): string {
  return reason.hint === undefined ? reasonText(reason) : `${reasonText(reason)}: ${hintText(reason)}`
}

/** Questions for one name that differ in their type alone. */
type Group = readonly [Step, ...Step[]]

function groupsOf(steps: readonly Step[]): Group[] {
  const groups: [Step, ...Step[]][] = []
  for (const step of steps) {
    const last = groups.at(-1)
    if (last !== undefined && isAlike(last[0], step)) last.push(step)
    else groups.push([step])
  }
  return groups
}

function isAlike(a: Step, b: Step): boolean {
  if (a.name !== b.name || a.outcome !== b.outcome || a.lookups.length + b.lookups.length > 0) return false
  return a.outcome !== 'found' && reasonOf(a) === reasonOf(b)
}

function reasonOf({ reasons: [reason] }: Step): string {
  return reason === undefined ? '' : reasonText(reason)
}

function groupLines(group: Group, lead: string): string[] {
  const [{ name, outcome, rcode, records, decidedBy, block, reasons, changes, lookups }] = group
  const types = group.map(({ type }) => type).join(' ')
  const what = outcome === 'found' || outcome === 'no data' ? outcome : `${outcome} (${rcode})`
  const by =
    decidedBy !== null
      ? `${decidedBy.directive} at ${formatPlace(decidedBy.place)}`
      : block === null
        ? 'no server block'
        : `the block at ${formatPlace(block)}`
  const [reason] = reasons
  const indent = ' '.repeat(lead.length + 2)
  return [
    `${lead}${name} ${types}: ${what}, by ${by}`,
    ...changes.map((change) => `${indent}${reasonText(change)}`),
    ...records.map((record) => `${indent}${record}`),
    ...(reason === undefined || outcome === 'found' || changes.some(({ code }) => code === reason.code)
      ? []
      : [`${indent}${reasonText(reason)}`]),
    ...lookups.flatMap((lookup) => groupLines([lookup], `${indent}for it `)),
  ]
}

function hintText({ hint = '', hintPlace }: Reason): string {
  return hintPlace === undefined ? hint : `${hint} [${formatPlace(hintPlace)}]`
}

function reasonText({ sentence, place }: Reason): string {
  return place === undefined ? sentence : `${sentence} [${formatPlace(place)}]`
}
