/**
 * getaddrinfo of musl 1.2.3. It asks for a name with `ndots` dots as it is only. NXDOMAIN for A or AAAA goes
 * on with the next name, whatever the other type has; NODATA ends the search. Any rcode but NOERROR and
 * NXDOMAIN counts as no reply, and ends it after the timeout. For other types than A and AAAA it is
 * res_search, which uses no search list.
 */
import { RCODE, rcodeName } from '../../wire/constants.ts'
import { nameText } from '../../wire/name.ts'
import { typeName } from '../../wire/record-types.ts'
import {
  asksAddresses,
  askTypes,
  completedNames,
  dotsOf,
  isFinal,
  type StubAsk,
  type StubExchange,
  type StubRequest,
  type StubStep,
  type StubWalk,
} from './stub.ts'

const NO_NAME = 'Name does not resolve'

export async function walkMusl(request: StubRequest, ask: StubAsk): Promise<StubWalk> {
  const { name, isAbsolute, search, ndots, types } = request
  const isAddress = asksAddresses(request)
  const isAsItIs = isAbsolute || !isAddress || dotsOf(request) >= ndots
  const steps: StubStep[] = []
  const remarks: string[] = []
  const end = (found: string | null, reports: string): StubWalk => ({
    resolver: 'musl',
    steps,
    found,
    reports,
    remarks,
  })
  if (isAsItIs && !isAbsolute && search.length > 0) {
    const why = isAddress ? `the name has ndots (${ndots}) dots` : 'res_search of musl never does'
    remarks.push(`musl uses no search list for ${nameText(name)}, because ${why}`)
  }
  for (const one of isAsItIs ? [name] : [...completedNames(request), name]) {
    const here = await askTypes(one, types, ask, timesOf)
    steps.push(...here)
    const first = here.find(({ reply }) => reply?.rcode !== RCODE.NOERROR)
    const denied = first?.reply?.rcode === RCODE.NXDOMAIN ? first : undefined
    if (first !== undefined && denied === undefined) {
      const got = first.reply === null ? 'no reply' : rcodeName(first.reply.rcode)
      remarks.push(
        `musl waits for its timeout and gives up, because ${nameText(one)} ${typeName(first.question.type)} got ${got}`,
      )
      return end(null, 'Try again')
    }
    const given = here.find(({ reply }) => reply?.hasData === true)
    if (denied === undefined && given !== undefined) return end(one, '')
    if (denied !== undefined && given !== undefined) {
      remarks.push(
        `musl discards ${nameText(one)} ${typeName(given.question.type)}, because ${typeName(denied.question.type)} of the same name got NXDOMAIN`,
      )
    }
    if (denied === undefined) {
      if (one !== name)
        remarks.push(`musl ends the search at ${nameText(one)}, which exists and has no address`)
      return end(null, isAddress ? NO_NAME : 'Address not available')
    }
  }
  return end(null, isAddress ? NO_NAME : 'Host not found')
}

/** Two attempts; each also sends four more questions at once after SERVFAIL, whichever types get it. */
function timesOf({ reply }: StubExchange, all: readonly StubExchange[]): number {
  if (isFinal({ reply })) return 1
  if (reply?.rcode !== RCODE.SERVFAIL) return 2
  const servfails = all.filter((one) => one.reply?.rcode === RCODE.SERVFAIL).length
  return 2 + (4 * all.length) / servfails
}
