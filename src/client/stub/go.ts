/**
 * The resolver of Go 1.26 (`netgo`). An address of either family ends the search, and any error goes on with
 * the next name. It reports the error of the name as it is. It never asks for names below `onion` (RFC 7686).
 */
import { nameText } from '../../wire/name.ts'
import { glibcNames } from './glibc.ts'
import {
  askTypes,
  isFinal,
  isOnion,
  type StubAsk,
  type StubReply,
  type StubRequest,
  type StubStep,
  type StubWalk,
} from './stub.ts'

export async function walkGo(request: StubRequest, ask: StubAsk): Promise<StubWalk> {
  const text = nameText(request.name).slice(0, request.isAbsolute ? undefined : -1)
  const names = glibcNames(request)
  const asked = names.filter((one) => !isOnion(one))
  const remarks = asked.length === names.length ? [] : [`Go asks no name server for ${text} as it is`]
  const steps: StubStep[] = []
  let problem: string | null = null
  for (const one of asked) {
    const here = await askTypes(one, request.types, ask, (one) => (isFinal(one) ? 1 : 2))
    steps.push(...here)
    if (here.some(({ reply }) => reply?.hasData === true)) {
      return { resolver: 'go', steps, found: one, reports: '', remarks }
    }
    for (const { reply } of here) if (problem === null || one === request.name) problem = problemOf(reply)
  }
  return { resolver: 'go', steps, found: null, reports: `lookup ${text}: ${problem ?? NO_NAME}`, remarks }
}

const NO_NAME = 'no such host'

function problemOf(reply: StubReply | null): string {
  if (reply === null) return 'i/o timeout'
  return isFinal({ reply }) ? NO_NAME : 'server misbehaving'
}
