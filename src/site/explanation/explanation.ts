/**
 * Explains a name: walks the search list of the asker as its resolver would, asks the site each question,
 * and ends with one verdict. The explanation is data, which `cli/` prints.
 */

import { glibcNames } from '../../client/stub/glibc.ts'
import type { ResolverName } from '../../client/stub/resolver-name.ts'
import type { StubRequest } from '../../client/stub/stub.ts'
import { serviceKey } from '../../kube/model/keys.ts'
import { type Asker, anyPod, clusterSearch, readAsker } from '../../kube/reasons/asker.ts'
import { readClusterName } from '../../kube/reasons/cluster-name.ts'
import type { ClusterFacts } from '../../kube/reasons/facts.ts'
import { askerEnd, noDnsPods, pitfalls } from '../../kube/reasons/pitfalls.ts'
import { allBlocked, dnsBlocked } from '../../kube/reasons/policies.ts'
import type { Reason } from '../../report/reason.ts'
import { keyOf, nameText, parseName } from '../../wire/name.ts'
import type { ManifestLibrary } from '../manifests/manifest-library.ts'
import type { Site } from '../site.ts'
import { type AskedName, meantName, readAskedName } from './asked-name.ts'
import type { ExplainRequest } from './request.ts'
import type { Step } from './step.ts'
import { Tracer } from './tracer.ts'
import { decidingStep } from './verdict.ts'
import { askAll, walkOf } from './walk.ts'

const VERSION = 1
/** The zone of most clusters, and the kubelet's default. */
const USUAL_DOMAIN = 'cluster.local'

/** The asker, as far as its resolver is concerned. */
export interface ExplainedAsker
  extends Pick<
    Asker,
    'namespace' | 'title' | 'place' | 'address' | 'search' | 'ndots' | 'asksCluster' | 'nameservers'
  > {
  readonly clusterDomain: string
}

export interface Explanation {
  /** The schema of the data; it grows when a field changes its meaning or goes. */
  readonly version: typeof VERSION
  readonly question: string
  readonly asker: ExplainedAsker
  readonly client: ExplainedClient
  readonly steps: readonly Step[]
  /** Whether the asker gets records. */
  readonly resolves: boolean
  readonly verdict: Reason
  /** How the verdict comes to be, and what a program meets next. */
  readonly facts: readonly Reason[]
  /** What keeps a program from what the name resolves to. */
  readonly pitfalls: readonly Reason[]
}

/** The stub resolver of the asker. */
export interface ExplainedClient {
  readonly resolver: ResolverName
  /** What it reports to its program; empty: records. */
  readonly reports: string
  /** Where it differs from others in this walk. */
  readonly remarks: readonly string[]
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
  const asked = readAskedName(request.name)
  if (typeof asked === 'string') return asked
  const zone = site.clusterZones[0] ?? null
  const domain = request.clusterDomain ?? (zone === null ? USUAL_DOMAIN : nameText(zone).slice(0, -1))
  const [facts] = manifests.facts
  const asker = askerOf(facts, request, domain)
  if (typeof asker === 'string') return asker
  const tracer = tracerOf(site, asker)
  const types = asked.types(request.type)
  const stub = { ...asked, name: asked.wire, types, search: asker.search, ndots: asker.ndots }
  const { steps, found, reports, remarks } = await walkOf(tracer, stub, request.client)
  // The name that was meant may be one that the resolver leaves out.
  const names = glibcNames(stub)
  const failed = async (): Promise<Step[]> =>
    (await askAll(tracer, names, types)).filter(({ outcome }) => outcome !== 'found')
  const deciding = found ?? decidingStep(await failed(), meantName(asked, names, domain))
  const [reason = NOTHING, ...rest] = deciding?.reasons ?? []
  const decided = withZone(reason, asked, site, domain)
  const blamed = facts === undefined ? null : await blameAsker(asked, asker, facts, tracer, types, domain)
  const traps =
    facts === undefined || found === null ? [] : pitfallsOf(facts, found, asked, asker, request, site)
  // Of a name that resolves, and leads nowhere, the verdict is what a program meets.
  const certain = traps.filter(({ code }) => code !== 'KZ_WHY_LOCAL')
  const gaveUp =
    found === null && request.client !== 'glibc'
      ? await clientBlame(tracer, stub, request.client, reports)
      : null
  const own = blamed ?? (gaveUp === null ? certain.slice(0, 1) : [gaveUp])
  const answer = gaveUp !== null ? [] : blamed === null ? [decided, ...rest] : found === null ? [] : [decided]
  const [verdict = NOTHING, ...others] = [...own, ...answer]
  return {
    version: VERSION,
    question: request.name,
    asker: { ...asker, clusterDomain: domain },
    client: { resolver: request.client, reports, remarks },
    steps,
    resolves: found !== null && blamed === null,
    verdict,
    facts: others,
    pitfalls: traps,
  }
}

const NOTHING: Reason = { code: 'KZ_WHY_DIRECTIVE', sentence: 'the asker asks no question' }

function askerOf(
  facts: ClusterFacts | undefined,
  { from, namespace }: ExplainRequest,
  domain: string,
): Asker | string {
  if (from === null) return anyPod(namespace, domain)
  return facts === undefined
    ? `no manifests are read, so there is no '${from}'`
    : readAsker(facts, from, namespace, domain)
}

/** `null`: glibc does not find the name either. */
async function clientBlame(
  tracer: Tracer,
  stub: StubRequest,
  client: ResolverName,
  reports: string,
): Promise<Reason | null> {
  const { found } = await walkOf(tracer, stub, 'glibc')
  if (found === null) return null
  return {
    code: 'KZ_WHY_CLIENT',
    sentence: `${client} gives up and reports "${reports}"; glibc would find ${found.name} ${found.type}`,
    hint: `ask for ${found.name}`,
  }
}

/**
 * What about the asker keeps the name from resolving, whatever the server answers: its hosts file, its
 * policy, a NetworkPolicy, a cluster without DNS. `null`: nothing.
 */
async function blameAsker(
  asked: AskedName,
  asker: Asker,
  facts: ClusterFacts,
  tracer: Tracer,
  types: readonly number[],
  domain: string,
): Promise<readonly Reason[] | null> {
  const own = ownReasons(asked, asker, facts)
  if (own.length === 0) return null
  if (asker.asksCluster) return own
  // What a pod with the cluster's resolver would get.
  const search = clusterSearch(asker.namespace, domain)
  const usual = { ...asked, name: asked.wire, types, search, ndots: 5 }
  const { found: there } = await walkOf(tracer, usual, 'glibc')
  if (there === null) return own
  const sentence = `the cluster's DNS would answer ${there.name} ${there.type}: ${there.records.at(-1)?.split(' ').at(-1) ?? ''}`
  return [...own, { code: 'KZ_WHY_SHADOWED', sentence }]
}

function ownReasons(asked: AskedName, asker: Asker, facts: ClusterFacts): readonly Reason[] {
  const alias = asker.hosts.find(({ names }) => names.includes(asked.text.toLowerCase()))
  if (alias !== undefined && asker.place !== null) {
    const sentence = `${asker.title} has ${asked.text} in its hostAliases: its resolver takes ${alias.address} from /etc/hosts, and asks no DNS`
    return [
      {
        code: 'KZ_WHY_HOST_ALIAS',
        sentence,
        place: asker.place,
        hint: `remove ${asked.text} from hostAliases`,
      },
    ]
  }
  if (asker.reasons.length > 0) return asker.reasons
  const blocked = asker.title === '' ? allBlocked(facts, asker.namespace) : dnsBlocked(facts, askerEnd(asker))
  if (blocked !== null) return [blocked]
  const none = noDnsPods(facts)
  return none === null ? [] : [none]
}

/** `db.shop.svc.cluster.local` where the zone of the cluster is another one. */
function withZone(reason: Reason, { wire, text }: AskedName, { clusterZones }: Site, domain: string): Reason {
  const [zone] = clusterZones
  const isOutside = reason.code === 'KZ_WHY_NO_ZONE' || reason.code === 'KZ_WHY_END_OF_BLOCK'
  if (!isOutside || zone === undefined) return reason
  const own = nameText(zone).slice(0, -1)
  const at = nameText(wire).lastIndexOf('.svc.')
  const isOther = keyOf(wire).endsWith(zone)
  if (at !== -1 && !isOther) {
    return {
      code: 'KZ_WHY_CLUSTER_DOMAIN',
      sentence: `the zone of the cluster is ${own}, and ${text} ends in another one`,
      hint: `did you mean ${nameText(wire).slice(0, at)}.svc.${own}?`,
    }
  }
  if (domain === own) return reason
  return {
    code: 'KZ_WHY_CLUSTER_DOMAIN',
    sentence: `the search list of the asker ends in ${domain}, and the zone of the cluster is ${own}`,
  }
}

function pitfallsOf(
  facts: ClusterFacts,
  { name: found }: Step,
  { port }: AskedName,
  asker: Asker,
  { from }: ExplainRequest,
  { clusterZones }: Site,
): readonly Reason[] {
  const name = parseName(found)
  const zone = clusterZones.find((one) => name?.endsWith(one) === true)
  if (name === null || zone === undefined) return []
  const read = readClusterName(name, zone)
  if (!('service' in read)) return []
  const service = facts.inventory.services.get(serviceKey(read.namespace, read.service))
  return service === undefined ? [] : pitfalls(facts, service, from === null ? null : asker, port)
}

/** The address of the asker, if it is known: views, `acl` and `autopath` depend on it. */
function tracerOf({ listeners }: Site, { address }: Asker): Tracer {
  const [plan] = listeners
  if (plan === undefined) throw new Error('a configuration has a listener')
  return new Tracer(plan.routes, { address: address ?? '127.0.0.1', port: 0 }, plan)
}
