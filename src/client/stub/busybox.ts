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
  type StubRequest,
  type StubStep,
  type StubWalk,
} from './stub.ts'

export async function walkBusybox(request: StubRequest, ask: StubAsk): Promise<StubWalk> {
  const { name, isAbsolute, search, types } = request
  const isCompleted = !isAbsolute && dotsOf(request) === 0 && search.length > 0
  const names = isCompleted ? completedNames(request) : [name]
  const questions = types.flatMap((type) => names.map((one) => ({ name: one, type })))
  const steps: StubStep[] = await Promise.all(
    questions.map(async (question) => ({ question, reply: await ask(question), times: 1 })),
  )
  const found = steps.find(({ reply }) => reply?.hasData === true)?.question.name ?? null
  const failures = steps.filter(({ reply }) => reply?.hasData !== true).map(failureOf)
  const remarks: string[] = []
  if (isCompleted) {
    remarks.push('busybox nslookup asks for every name of the search list, and never for the name as it is')
    const [failure] = failures
    if (found !== null && failure !== undefined) remarks.push(`busybox nslookup also prints "${failure}"`)
  } else if (!isAbsolute && search.length > 0) {
    remarks.push('busybox nslookup uses the search list for names without dots only')
  }
  const reports = found === null ? (failures[0] ?? '') : ''
  return { resolver: 'busybox', steps, found, reports, remarks }
}

function failureOf({ question, reply }: StubStep): string {
  const name = nameText(question.name).slice(0, -1)
  if (reply === null) return `can't find ${name}: no reply`
  return reply.rcode === RCODE.NOERROR
    ? `Can't find ${name}: No answer`
    : `can't find ${name}: ${rcodeName(reply.rcode)}`
}
