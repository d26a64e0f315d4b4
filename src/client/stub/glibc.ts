/**
 * getaddrinfo of glibc 2.36. An address of either family ends the search; NXDOMAIN, NODATA and SERVFAIL go on
 * with the next name. Where both types get another rcode, the rest of the search list is left out.
 */
import { RCODE } from '../../wire/constants.ts'
import { labelsOf, parseSpelledName } from '../../wire/name.ts'
import type { StubAsk, StubRequest, StubStep, StubWalk } from './stub.ts'

export async function walkGlibc(request: StubRequest, ask: StubAsk): Promise<StubWalk> {
  const { name, search, ndots, types } = request
  const wire = parseSpelledName(name)
  const steps: StubStep[] = []
  if (wire === null) return { steps, outcome: OUTCOMES['no name'] }
  const isAbsolute = name.endsWith('.')
  const isFirst = isAbsolute || labelsOf(wire).length - 1 >= ndots
  const searched = isAbsolute ? [] : search.flatMap((domain) => parseSpelledName(`${name}.${domain}`) ?? [])
  const names = isFirst ? [wire, ...searched] : [...searched, wire]
  const kinds: Kind[] = []
  let isSearchOver = false
  for (const one of names) {
    if (isSearchOver && one !== wire) continue
    const here = await Promise.all(
      types.map(async (type) => ({ question: { name: one, type }, reply: await ask({ name: one, type }) })),
    )
    steps.push(...here)
    const addresses = here.flatMap(({ reply }) => reply?.addresses ?? [])
    if (addresses.length > 0) return { steps, outcome: { kind: 'found', addresses, message: '' } }
    kinds.push(kindOf(here))
    const rcode = here.at(-1)?.reply?.rcode
    isSearchOver ||= one !== wire && kinds.at(-1) === 'failed' && rcode !== RCODE.SERVFAIL
  }
  const end = isFirst ? kinds[0] : (['no data', 'failed'] as const).find((kind) => kinds.includes(kind))
  return { steps, outcome: OUTCOMES[isSearchOver && !isFirst ? (kinds.at(-1) ?? 'no name') : (end ?? 'no name')] }
}

type Kind = 'no name' | 'no data' | 'failed'

const OUTCOMES = {
  'no name': { kind: 'no name', addresses: [], message: 'EAI_NONAME: Name or service not known' },
  'no data': { kind: 'no data', addresses: [], message: 'EAI_NODATA: No address associated with hostname' },
  failed: { kind: 'failed', addresses: [], message: 'EAI_AGAIN: Temporary failure in name resolution' },
} as const

function kindOf(steps: readonly StubStep[]): Kind {
  const rcodes = steps.map(({ reply }) => reply?.rcode)
  if (rcodes.includes(RCODE.NXDOMAIN)) return 'no name'
  return rcodes.includes(RCODE.NOERROR) ? 'no data' : 'failed'
}
