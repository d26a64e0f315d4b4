/**
 * The custom resources that stand for services which are not here: releases and applications of GitOps tools,
 * whose manifests are elsewhere, and resources of operators. One diagnostic counts them, with the ways out.
 */
import { type Diagnostic, diagnostic } from '../../report/diagnostic.ts'
import { describeOperated } from '../applied/operators/operators.ts'
import { at, field, listOf, textOf } from '../applied/operators/blueprint.ts'
import type { Plain, ResourceForm } from '../model/custom-resource.ts'
import { type ObjectKey, objectKey, type ServiceKey, serviceKey } from '../model/keys.ts'
import type { CustomResource } from '../model/objects.ts'
import { ofKind, type Transition } from '../stated/manifest-set.ts'

/** What the other manifests say. */
export interface Surroundings {
  readonly hasService: (key: ServiceKey) => boolean
  /** Whether there is a manifest in this folder, or below it; the path is relative, without `.` and `..`. */
  readonly hasFilesIn: (path: string) => boolean
}

/** A tool that delivers manifests from elsewhere. */
interface Delivery {
  readonly title: string
  /** The command that renders it. */
  readonly command: string
  /** Whether the manifests that it delivers are elsewhere. */
  readonly isElsewhere: (resource: CustomResource, hasFilesIn: Surroundings['hasFilesIn']) => boolean
}

const FLUX = 'flux-local'
const ARGO = 'argocd app manifests'
const HELM = 'helm template'

const DELIVERIES: Partial<Record<ResourceForm, Delivery>> = {
  'HelmRelease.helm.toolkit.fluxcd.io': { title: 'HelmRelease', command: FLUX, isElsewhere: isRelease },
  'HelmRelease.helm.fluxcd.io': { title: 'HelmRelease', command: FLUX, isElsewhere: isRelease },
  'Kustomization.kustomize.toolkit.fluxcd.io': {
    title: 'Flux Kustomization',
    command: FLUX,
    isElsewhere: isFluxSource,
  },
  'HelmChart.helm.cattle.io': { title: 'HelmChart', command: HELM, isElsewhere: isRelease },
  'Application.argoproj.io': {
    title: 'Argo CD Application',
    command: ARGO,
    isElsewhere: (resource, hasFilesIn) => isApplication(resource.spec, hasFilesIn),
  },
  'ApplicationSet.argoproj.io': {
    title: 'Argo CD ApplicationSet',
    command: ARGO,
    isElsewhere: (resource, hasFilesIn) => isApplication(field(resource, 'template', 'spec'), hasFilesIn),
  },
}

const DUMP = 'serve a dump: kubectl get svc,endpointslices,pods -A -o yaml | kubezone serve -'
/** The number of services that the diagnostic names for each kind of resource. */
const MAX_NAMED = 4

interface Group {
  readonly title: string
  readonly services: Set<string>
  count: number
}

export class StandIns {
  readonly #resources = new Map<ObjectKey, CustomResource>()
  readonly #runsOperators: boolean

  constructor(runsOperators: boolean) {
    this.#runsOperators = runsOperators
  }

  follow(transitions: readonly Transition[]): void {
    for (const transition of transitions) {
      const resource = ofKind(transition, 'CustomResource')
      if (resource === null) continue
      if (resource.before !== null) this.#resources.delete(objectKey(resource.before))
      if (resource.after !== null) this.#resources.set(objectKey(resource.after), resource.after)
    }
  }

  /** `null`: all services are here, as far as the custom resources tell. */
  diagnose(surroundings: Surroundings): Diagnostic | null {
    const groups = new Map<string, Group>()
    const commands = new Set<string>()
    let [hasOperated, first]: [boolean, CustomResource | null] = [false, null]
    for (const resource of this.#inOrder()) {
      const delivery = DELIVERIES[resource.form]
      const operated = delivery === undefined ? this.#missing(resource, surroundings) : null
      if (delivery?.isElsewhere(resource, surroundings.hasFilesIn) === true) commands.add(delivery.command)
      else if (operated === null) continue
      hasOperated ||= operated?.isServed === true
      first ??= resource
      const title = delivery?.title ?? operated?.title ?? ''
      const group = groups.get(title) ?? { title, services: new Set<string>(), count: 0 }
      groups.set(title, group)
      group.count++
      for (const name of operated?.services ?? []) group.services.add(name)
    }
    if (first === null) return null
    const isOne = [...groups.values()].reduce((sum, { count }) => sum + count, 0) === 1
    const ways = [
      ...(commands.size === 0 ? [] : [`render ${isOne ? 'it' : 'them'} (${commandList(commands)})`]),
      ...(hasOperated ? ['serve those of operators with --operators'] : []),
      DUMP,
    ]
    const subject = wordList([...groups.values()].map(groupText), 'and')
    const message = `${subject} ${isOne ? 'stands' : 'stand'} for services that are not here: ${wordList(ways, 'or')}`
    return diagnostic('KZ_SERVICES_ELSEWHERE', first.location.place, message)
  }

  /** The services of an operator's resource that are not here; `null`: there are none. */
  #missing(resource: CustomResource, { hasService }: Surroundings): ReturnType<typeof describeOperated> {
    const operated = describeOperated(resource)
    if (operated === null || (operated.isServed && this.#runsOperators)) return null
    const services = operated.services.filter((name) => !hasService(serviceKey(resource.namespace, name)))
    return services.length === 0 ? null : { ...operated, services }
  }

  /** The resources that no cluster has seen yet, in the order of their places. */
  #inOrder(): CustomResource[] {
    return [...this.#resources.values()]
      .filter(({ isFromCluster }) => !isFromCluster)
      .sort(({ location: { place: a } }, { location: { place: b } }) =>
        a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1,
      )
  }
}

// --- Deliveries ---

/** A patch of a release has no chart. */
function isRelease(resource: CustomResource): boolean {
  return ['chart', 'chartRef', 'chartContent'].some((key) => field(resource, key) !== undefined)
}

/** A folder of Git can be this one. Without a path, it is not known. */
function isFluxSource(resource: CustomResource, hasFilesIn: Surroundings['hasFilesIn']): boolean {
  const kind = textOf(field(resource, 'sourceRef', 'kind'))
  if (kind === '') return false
  return kind !== 'GitRepository' || isElsewhere(textOf(field(resource, 'path')), hasFilesIn)
}

function isApplication(spec: Plain | undefined, hasFilesIn: Surroundings['hasFilesIn']): boolean {
  return [at(spec, 'source') ?? {}, ...listOf(at(spec, 'sources'))].some((source) => {
    const isChart = textOf(at(source, 'chart')) !== ''
    return isChart || isElsewhere(textOf(at(source, 'path')), hasFilesIn)
  })
}

/** Whether a path of a repository has no files here. A template such as `{{path}}` begins an unknown part. */
function isElsewhere(path: string, hasFilesIn: Surroundings['hasFilesIn']): boolean {
  const [known = ''] = path.split('{{')
  const folder = known === path ? known : known.slice(0, known.lastIndexOf('/') + 1)
  const normal = folder
    .split('/')
    .filter((name) => name !== '' && name !== '.')
    .join('/')
  return normal !== '' && !hasFilesIn(normal)
}

// --- Words ---

function groupText({ title, services, count }: Group): string {
  const named = [...services].slice(0, MAX_NAMED).join(', ')
  const more = services.size > MAX_NAMED ? ', …' : ''
  return `${count} ${count === 1 ? title : plural(title)}${named === '' ? '' : ` (${named}${more})`}`
}

function plural(title: string): string {
  if (title.endsWith('ch')) return `${title}es`
  return title.endsWith('s') ? title : `${title}s`
}

/** Helm renders charts of any tool. */
function commandList(commands: ReadonlySet<string>): string {
  return [...[FLUX, ARGO].filter((one) => commands.has(one)), HELM].join(' / ')
}

function wordList(words: readonly string[], last: 'and' | 'or'): string {
  if (words.length < 2) return words.join()
  const comma = last === 'or' ? ',' : ''
  return `${words.slice(0, -1).join(', ')}${comma} ${last} ${words.at(-1)}`
}
