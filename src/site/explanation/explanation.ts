/**
 * Explains a name: walks the search list of the asker as its resolver would, asks the site each question,
 * and ends with one verdict. The explanation is data, which `cli/` prints.
 */
import type { SocketAddress } from '../../chain/query.ts'
import type { Reason } from '../../report/reason.ts'
import type { Site } from '../site.ts'
import { parseAddress, reverseName } from '../../wire/address.ts'
import { TYPE } from '../../wire/constants.ts'
import { keyOf, labelsOf, nameText, parseSpelledName } from '../../wire/name.ts'
import type { ManifestLibrary } from '../manifests/manifest-library.ts'
import type { ExplainRequest } from './request.ts'
import { decidingStep } from './verdict.ts'
import { type Step, stepOf } from './step.ts'
import { shadowOf } from './shadow.ts'
import { Tracer } from './tracer.ts'

const VERSION = 1

export interface Explanation {
  /** The schema of the data; it grows when a field changes its meaning or goes. */
  readonly version: typeof VERSION
  readonly question: string
  readonly steps: readonly Step[]
  readonly verdict: Reason
  /** How the verdict comes to be, and what the asker meets next. */
  readonly facts: readonly Reason[]
}

/** Whether a value of another process has the form of this version. */
export function isExplanation(value: unknown): value is Explanation {
  return typeof value === 'object' && value !== null && 'version' in value && value.version === VERSION
}

/** A text says what is wrong with the request. */
export async function explain(
  site: Site,
  manifests: ManifestLibrary,
  request: ExplainRequest,
): Promise<Explanation | string> {
  const { name, type, namespace } = request
  const octets = parseAddress(name)
  const spelled = octets === null ? parseSpelledName(name) : reverseName(octets)
  if (spelled === null || name === '') return `'${name}' is not a domain name`
  const domain = request.clusterDomain ?? 'cluster.local'
  const search =
    octets !== null || name.endsWith('.') ? [] : [`${namespace}.svc.${domain}`, `svc.${domain}`, domain]
  const names = [
    ...search.flatMap((one) => parseSpelledName(`${nameText(spelled).slice(0, -1)}.${one}`) ?? []),
    spelled,
  ]
  const types = octets === null ? (type === null ? [TYPE.A, TYPE.AAAA] : [type]) : [TYPE.PTR]
  const tracer = tracerOf(site, { address: '127.0.0.1', port: 0 })
  const steps: Step[] = []
  for (const one of names) {
    const visits = await Promise.all(types.map(async (each) => tracer.ask({ name: one, type: each })))
    const here = await Promise.all(visits.map(async (visit) => stepOf(visit, await shadowOf(visit, tracer))))
    steps.push(...here)
    if (here.some(({ outcome }) => outcome === 'found')) break
  }
  const meant = names[meantIndex(labelsOf(keyOf(spelled)), search.length)]
  const step = decidingStep(steps, meant === undefined ? null : nameText(meant))
  const [verdict, ...facts] = step?.reasons ?? []
  void manifests
  return {
    version: VERSION,
    question: name,
    steps,
    verdict: verdict ?? { code: 'KZ_WHY_DIRECTIVE', sentence: 'no question was asked' },
    facts,
  }
}

/** Which name of the walk was meant, by the labels: `web`, `web.shop`, `web-0.web.shop`, `web.shop.svc`. */
function meantIndex(labels: readonly string[], domains: number): number {
  const plain = labels.filter((label) => !label.startsWith('_'))
  if (domains === 0 || plain.length > 3) return domains
  if (plain.at(-1) === 'svc') return domains - 1
  return plain.length === 1 ? 0 : Math.min(1, domains)
}

function tracerOf(site: Site, client: SocketAddress): Tracer {
  const [plan] = site.listeners
  if (plan === undefined) throw new Error('the configuration listens nowhere')
  return new Tracer(plan.routes, client, plan)
}
