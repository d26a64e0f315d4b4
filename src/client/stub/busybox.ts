/**
 * nslookup of busybox 1.35. It completes a name without dots with the search list, never asks for it as it
 * is, and asks for every completed name, whatever the replies: all of one type before those of the next. It
 * asks for a name with dots as it is only.
 */
import { RCODE, rcodeName } from '../../wire/constants.ts'
import { nameText } from '../../wire/name.ts'
import {
  completedNames,
  dotsOf,
  type StubAsk,
  type StubReply,
  type StubRequest,
  type StubStep,
  type StubWalk,
} from './stub.ts'

export async function walkBusybox(request: StubRequest, ask: StubAsk): Promise<StubWalk> {
  const { name, isAbsolute, search, types } = request
  const isCompleted = !isAbsolute && dotsOf(request) === 0 && search.length > 0
  const names = isCompleted ? completedNames(request) : [name]
  const questions = types.flatMap((type) => names.map((one) => ({ name: one, type })))
  const replies = await Promise.all(
    questions.map(async (question) => ({ question, reply: await ask(question) })),
  )
  const servfails = replies.filter(({ reply }) => reply?.rcode === RCODE.SERVFAIL).length
  const steps: StubStep[] = replies.map(({ question, reply }) => ({
    question,
    reply,
    times: timesOf(reply, questions.length, servfails),
  }))
  const found = steps.find(({ reply }) => reply?.hasData === true)?.question.name ?? null
  const failures = steps.flatMap((step) => failureOf(step, isAbsolute) ?? [])
  const remarks: string[] = []
  if (isCompleted) {
    remarks.push('busybox nslookup asks for every name of the search list, and never for the name as it is')
    const [failure] = failures
    if (found !== null && failure !== undefined) remarks.push(`busybox nslookup also prints "${failure}"`)
  } else if (!isAbsolute && search.length > 0) {
    remarks.push('busybox nslookup uses the search list for names without dots only')
  }
  const reports = found === null ? (failures[0] ?? 'no address') : ''
  return { resolver: 'busybox', steps, found, reports, remarks }
}

/** What it prints of a question; `null`: nothing, also of NODATA. */
function failureOf({ question, reply }: StubStep, isAbsolute: boolean): string | null {
  const name = nameText(question.name).slice(0, isAbsolute ? undefined : -1)
  if (reply === null) return `can't resolve '${name}'`
  return reply.rcode === RCODE.NOERROR ? null : `can't find ${name}: ${rcodeName(reply.rcode)}`
}

/** It repeats questions that get SERVFAIL at once, together twice as often as it has questions. */
function timesOf(reply: StubReply | null, questions: number, servfails: number): number {
  if (reply === null) return 2
  return reply.rcode === RCODE.SERVFAIL ? 1 + Math.round((2 * questions) / servfails) : 1
}
