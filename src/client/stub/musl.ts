/**
 * getaddrinfo of musl 1.2.3. A name with `ndots` dots is asked as it is only. NXDOMAIN for A or AAAA goes on
 * with the next name, whatever the other type has; NODATA ends the search; any rcode but NOERROR and NXDOMAIN
 * counts as no reply, and ends it too.
 */
import { RCODE } from '../../wire/constants.ts'
import { labelsOf, parseSpelledName } from '../../wire/name.ts'
import type { StubAsk, StubOutcome, StubRequest, StubStep, StubWalk } from './stub.ts'

const NO_NAME: StubOutcome = {
  kind: 'no name',
  addresses: [],
  message: 'EAI_NONAME: Name does not resolve',
}

export async function walkMusl(request: StubRequest, ask: StubAsk): Promise<StubWalk> {
  const steps: StubStep[] = []
  for (const name of namesOf(request)) {
    const here = await Promise.all(
      request.types.map(async (type) => ({ question: { name, type }, reply: await ask({ name, type }) })),
    )
    steps.push(...here)
    const outcome = outcomeOf(here)
    if (outcome !== null) return { steps, outcome }
  }
  return { steps, outcome: NO_NAME }
}

function namesOf({ name, search, ndots }: StubRequest): string[] {
  const wire = parseSpelledName(name)
  if (wire === null) return []
  if (name.endsWith('.') || labelsOf(wire).length - 1 >= ndots) return [wire]
  return [...search.flatMap((domain) => parseSpelledName(`${name}.${domain}`) ?? []), wire]
}

/** `null`: the search goes on. */
function outcomeOf(steps: readonly StubStep[]): StubOutcome | null {
  for (const { reply } of steps) {
    if (reply?.rcode === RCODE.NXDOMAIN) return null
    if (reply?.rcode !== RCODE.NOERROR)
      return { kind: 'timeout', addresses: [], message: 'EAI_AGAIN: Try again' }
  }
  const addresses = steps.flatMap(({ reply }) => reply?.addresses ?? [])
  if (addresses.length > 0) return { kind: 'found', addresses, message: '' }
  return { ...NO_NAME, kind: 'no data' }
}
