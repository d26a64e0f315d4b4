/**
 * The custom resources that stand for services which are not here: releases and applications of GitOps tools,
 * whose manifests are elsewhere, and resources of operators. One diagnostic counts them, with the ways out;
 * others name folders that a tool delivers into another namespace.
 */
import { type Diagnostic, diagnostic } from '../../report/diagnostic.ts'
import { describeOperated } from '../applied/operators/operators.ts'
import { type ObjectKey, objectKey, type ServiceKey, serviceKey } from '../model/keys.ts'
import type { CustomResource, Service } from '../model/objects.ts'
import { ofKind, type Transition } from '../stated/manifest-set.ts'
import { deliveredElsewhere } from './delivered-namespaces.ts'
import { deliveryOf, type HasFilesIn, renderingCommands } from './deliveries.ts'

/** What the other manifests say. */
export interface Surroundings {
  readonly services: ReadonlyMap<ServiceKey, Service>
  readonly hasFilesIn: HasFilesIn
  /** The namespace of objects that state none. */
  readonly namespace: string
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

  /** No diagnostics: the services are all here, and in their namespaces, as far as the resources tell. */
  diagnose(surroundings: Surroundings): Diagnostic[] {
    const resources = this.#inOrder()
    const { services, namespace } = surroundings
    return [
      ...deliveredElsewhere(resources, services.values(), namespace),
      ...this.#diagnoseMissing(resources, surroundings),
    ]
  }

  #diagnoseMissing(resources: readonly CustomResource[], surroundings: Surroundings): Diagnostic[] {
    const groups = new Map<string, Group>()
    const commands = new Set<string>()
    let [hasOperated, first]: [boolean, CustomResource | null] = [false, null]
    for (const resource of resources) {
      const delivery = deliveryOf(resource)
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
    if (first === null) return []
    const isOne = [...groups.values()].reduce((sum, { count }) => sum + count, 0) === 1
    const ways = [
      ...(commands.size === 0 ? [] : [`render ${isOne ? 'it' : 'them'} (${renderingCommands(commands)})`]),
      ...(hasOperated ? ['serve those of operators with --operators'] : []),
      DUMP,
    ]
    const subject = wordList([...groups.values()].map(groupText), 'and')
    const message = `${subject} ${isOne ? 'stands' : 'stand'} for services that are not here: ${wordList(ways, 'or')}`
    return [diagnostic('KZ_SERVICES_ELSEWHERE', first.location.place, message)]
  }

  /** The services of an operator's resource that are not here; `null`: there are none. */
  #missing(resource: CustomResource, { services: known }: Surroundings): ReturnType<typeof describeOperated> {
    const operated = describeOperated(resource)
    if (operated === null || (operated.isServed && this.#runsOperators)) return null
    const services = operated.services.filter((name) => !known.has(serviceKey(resource.namespace, name)))
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

function wordList(words: readonly string[], last: 'and' | 'or'): string {
  if (words.length < 2) return words.join()
  const comma = last === 'or' ? ',' : ''
  return `${words.slice(0, -1).join(', ')}${comma} ${last} ${words.at(-1)}`
}
