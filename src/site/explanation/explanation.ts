/**
 * Explains a name: walks the search list of the asker as its resolver would, asks the site each question,
 * and ends with one verdict. The explanation is data, which `cli/` prints.
 */
import type { SocketAddress } from '../../chain/query.ts'
import type { Reason } from '../../report/reason.ts'
import type { Site } from '../site.ts'
import { decidingStep } from './verdict.ts'
import { type Step, stepOf } from './step.ts'
import { Tracer } from './tracer.ts'

export interface Asked {
  /** As written. */
  readonly name: string
  readonly types: readonly number[]
  /** Wire names in the order of the questions. */
  readonly names: readonly string[]
  /** The name of the walk that was meant, by the number of its labels; `null`: no guess. */
  readonly meant: string | null
  readonly client: SocketAddress
}

export interface Explanation {
  readonly question: string
  readonly steps: readonly Step[]
  readonly verdict: Reason
  /** How the verdict comes to be, and what the asker meets next. */
  readonly facts: readonly Reason[]
}

export async function explain(site: Site, asked: Asked): Promise<Explanation> {
  const tracer = tracerOf(site, asked)
  const steps: Step[] = []
  for (const name of asked.names) {
    const visits = await Promise.all(asked.types.map(async (type) => tracer.ask({ name, type })))
    const here = visits.map(stepOf)
    steps.push(...here)
    if (here.some(({ outcome }) => outcome === 'found')) break
  }
  const step = decidingStep(steps, asked.meant)
  const [verdict, ...facts] = step?.reasons ?? []
  return {
    question: asked.name,
    steps,
    verdict: verdict ?? { code: 'KZ_WHY_DIRECTIVE', sentence: 'no question was asked' },
    facts,
  }
}

function tracerOf(site: Site, { client }: Asked): Tracer {
  const [plan] = site.listeners
  if (plan === undefined) throw new Error('the configuration listens nowhere')
  return new Tracer(plan.routes, client, plan)
}
