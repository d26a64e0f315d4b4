/**
 * Whether two definitions of one object give the same names, addresses and records. Manifests often repeat an
 * object with another image or another label, once plain and once as a chart renders it, and DNS reads
 * neither.
 */
import type { KubeObject, Labels, PodShape, Service } from '../model/objects.ts'
import { sameObject } from '../model/same-object.ts'

/** The parts of pods that the Services of a namespace refer to. */
export interface Selected {
  /** The keys of their selectors. */
  readonly labels: ReadonlySet<string>
  /** The names of their target ports. */
  readonly ports: ReadonlySet<string>
}

/**
 * `selected` returns the parts of pods to compare, those of the namespace of the objects. Two objects whose
 * names are generated are two objects in a cluster, and so never equal.
 */
export function areEqualForDns(a: KubeObject, b: KubeObject, selected: () => Selected): boolean {
  if (a.kind === 'Namespace' && b.kind === 'Namespace') return true
  // Overlays of GitOps state parts of them, and they have no names themselves.
  if (a.kind === 'CustomResource') return true
  if ('isNameGenerated' in a || 'isNameGenerated' in b) return false
  if (sameObject(a, b)) return true
  return sameObject(reduce(a, selected()), reduce(b, selected()))
}

export function selectedBy(services: Iterable<Service>): Selected {
  const labels = new Set<string>()
  const ports = new Set<string>()
  for (const service of services) {
    for (const key of Object.keys(service.selector ?? {})) labels.add(key)
    for (const { targetPort } of service.ports) if (typeof targetPort === 'string') ports.add(targetPort)
  }
  return { labels, ports }
}

function reduce(object: KubeObject, selected: Selected): KubeObject {
  if (object.kind === 'Pod') return { ...object, ...reduceShape(object, selected) }
  if (object.kind === 'Workload') {
    const template = object.template === null ? null : reduceShape(object.template, selected)
    return { ...object, labels: null, template }
  }
  if (object.kind === 'EndpointSlice') return { ...object, labels: null, isFromCluster: false }
  // The labels of a Node tell its zone.
  return object.kind === 'Node' ? object : { ...object, labels: null }
}

function reduceShape<Shape extends PodShape>(shape: Shape, selected: Selected): Shape {
  const ports = shape.ports.filter(({ name }) => selected.ports.has(name))
  return { ...shape, labels: reduceLabels(shape.labels, selected.labels), placement: null, ports }
}

function reduceLabels(labels: Labels, keys: ReadonlySet<string>): Labels {
  if (labels === null) return null
  const kept = Object.entries(labels).filter(([key]) => keys.has(key))
  return kept.length === 0 ? null : Object.fromEntries(kept)
}
