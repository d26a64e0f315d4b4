/** The walk of a stub resolver over the site: its questions, each with what became of it. */
import type { Question } from '../../client/message.ts'
import type { ResolverName } from '../../client/stub/resolver-name.ts'
import { STUB_RESOLVERS } from '../../client/stub/resolvers.ts'
import type { StubRequest } from '../../client/stub/stub.ts'
import { nameText } from '../../wire/name.ts'
import { shadowOf } from './shadow.ts'
import { type Step, stepOf } from './step.ts'
import type { Tracer } from './tracer.ts'

export interface Walk {
  /** In the order of the questions, without repetitions after an error. */
  readonly steps: readonly Step[]
  /** The step whose records the program gets; `null`: an error. */
  readonly found: Step | null
  readonly reports: string
  readonly remarks: readonly string[]
}

export async function walkOf(tracer: Tracer, request: StubRequest, resolver: ResolverName): Promise<Walk> {
  const stepsByQuestion = new Map<string, Step>()
  const walk = STUB_RESOLVERS[resolver]
  const { steps, found, reports, remarks } = await walk(request, async (question) => {
    const { step, rcode } = await askOne(tracer, question)
    stepsByQuestion.set(`${question.name} ${question.type}`, step)
    const { outcome } = step
    return outcome === 'no reply' ? null : { rcode, hasData: outcome === 'found' }
  })
  const told = steps.flatMap(({ question: { name, type } }) => stepsByQuestion.get(`${name} ${type}`) ?? [])
  const end = found === null ? null : nameText(found)
  return {
    steps: told,
    found: told.find(({ name, outcome }) => name === end && outcome === 'found') ?? null,
    reports,
    remarks,
  }
}

/** Every name with every type, whatever the replies are. */
export async function askAll(
  tracer: Tracer,
  names: readonly string[],
  types: readonly number[],
): Promise<Step[]> {
  const questions = names.flatMap((name) => types.map((type) => ({ name, type })))
  return (await Promise.all(questions.map((question) => askOne(tracer, question)))).map(({ step }) => step)
}

async function askOne(tracer: Tracer, question: Question): Promise<{ step: Step; rcode: number }> {
  const visit = await tracer.ask(question)
  return { step: stepOf(visit, await shadowOf(visit, tracer)), rcode: visit.answer.rcode }
}
