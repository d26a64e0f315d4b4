/**
 * systemd-resolved, with the search list of the asker as the domains of its link (systemd-resolved(8),
 * resolved.conf(5)). It completes names of one label, and never asks a name server for them as they are;
 * other names it asks for as they are only. `ndots` has no effect. Names that end in `local`, outside the
 * domains of the link, are for multicast DNS.
 */
import { RCODE } from '../../wire/constants.ts'
import { keyOf, labelsOf, nameText, parseName } from '../../wire/name.ts'
import {
  askTypes,
  completedNames,
  dotsOf,
  type StubAsk,
  type StubRequest,
  type StubStep,
  type StubWalk,
} from './stub.ts'

export async function walkSystemd(request: StubRequest, ask: StubAsk): Promise<StubWalk> {
  const { name, types } = request
  const text = nameText(name).slice(0, -1)
  const isSingle = dotsOf(request) === 0
  const remarks: string[] = []
  const steps: StubStep[] = []
  const end = (found: string | null, reports: string): StubWalk => ({
    resolver: 'systemd',
    steps,
    found,
    reports,
    remarks,
  })
  if (isSingle) remarks.push(`systemd-resolved asks no name server for ${text} as it is`)
  else remarks.push('systemd-resolved uses the search list for names of one label only')
  if (isMulticast(request)) {
    remarks.push(`systemd-resolved resolves ${text} by multicast DNS`)
    return end(null, `Name '${text}' not found`)
  }
  for (const one of isSingle ? (request.isAbsolute ? [] : completedNames(request)) : [name]) {
    const here = await askTypes(one, types, ask, () => 1)
    steps.push(...here)
    if (here.some(({ reply }) => reply?.hasData === true)) return end(one, '')
    if (here.some(({ reply }) => reply?.rcode === RCODE.NOERROR)) {
      return end(null, `Name '${text}' does not have any RR of the requested type`)
    }
  }
  return end(null, `Name '${text}' not found`)
}

function isMulticast({ name, search }: StubRequest): boolean {
  const key = keyOf(name)
  if (labelsOf(key).length < 2 || labelsOf(key).at(-1) !== 'local') return false
  return !search.some((domain) => {
    const own = parseName(domain)
    return own !== null && key.endsWith(own)
  })
}
