/**
 * getaddrinfo of glibc 2.36, and res_search for types other than A and AAAA. An address of either family ends
 * the search; NXDOMAIN, NODATA and SERVFAIL go on with the next name. Where both types get another rcode, or
 * no reply, it leaves the rest of the search list out. It asks again where neither type got NOERROR or
 * NXDOMAIN.
 */
import { RCODE, rcodeName } from '../../wire/constants.ts'
import { nameText } from '../../wire/name.ts'
import {
  asksAddresses,
  askTypes,
  completedNames,
  dotsOf,
  isFinal,
  type StubAsk,
  type StubRequest,
  type StubStep,
  type StubWalk,
} from './stub.ts'

export async function walkGlibc(request: StubRequest, ask: StubAsk): Promise<StubWalk> {
  const { name, types } = request
  const names = glibcNames(request)
  const steps: StubStep[] = []
  const remarks: string[] = []
  const ends: End[] = []
  let isSearchOver = false
  for (const one of names) {
    if (isSearchOver && one !== name) continue
    const here = await askTypes(one, types, ask, (_, all) => (all.some(isFinal) ? 1 : 2))
    steps.push(...here)
    if (here.some(({ reply }) => reply?.hasData === true))
      return { resolver: 'glibc', steps, found: one, reports: '', remarks }
    const end = endOf(here)
    ends.push(end)
    const reply = here.at(-1)?.reply ?? null
    if (one === name || end !== 'failed' || reply?.rcode === RCODE.SERVFAIL) continue
    isSearchOver = true
    const got = reply === null ? 'no reply' : rcodeName(reply.rcode)
    remarks.push(`glibc leaves the rest of the search list out, because ${nameText(one)} got ${got}`)
  }
  const end =
    names[0] === name ? ends[0] : isSearchOver ? ends.at(-1) : WORST.find((kind) => ends.includes(kind))
  return {
    resolver: 'glibc',
    steps,
    found: null,
    reports: (asksAddresses(request) ? ADDRESS_REPORTS : RECORD_REPORTS)[end ?? 'no name'],
    remarks,
  }
}

/** The names of a walk in which no name has records, in wire form and in their order (resolv.conf(5)). */
export function glibcNames(request: StubRequest): string[] {
  if (request.isAbsolute) return [request.name]
  const completed = completedNames(request)
  return dotsOf(request) >= request.ndots ? [request.name, ...completed] : [...completed, request.name]
}

type End = 'no name' | 'no data' | 'failed'

/** Of several names, the first of these that one of them has is the end. */
const WORST: readonly End[] = ['no data', 'failed']

/** Of gai_strerror. */
const ADDRESS_REPORTS: Readonly<Record<End, string>> = {
  'no name': 'Name or service not known',
  'no data': 'No address associated with hostname',
  failed: 'Temporary failure in name resolution',
}

/** Of hstrerror. */
const RECORD_REPORTS: Readonly<Record<End, string>> = {
  'no name': 'Unknown host',
  'no data': 'No address associated with name',
  failed: 'Host name lookup failure',
}

function endOf(steps: readonly StubStep[]): End {
  const rcodes = steps.map(({ reply }) => reply?.rcode)
  if (rcodes.includes(RCODE.NXDOMAIN)) return 'no name'
  return rcodes.includes(RCODE.NOERROR) ? 'no data' : 'failed'
}
