/**
 * What a kustomization makes of objects: `namespace`, `namePrefix` and `nameSuffix`, as kustomize's
 * transformers apply them.
 */
import type { Mentions } from './asked-name.ts'
import { isLabel } from './kube-names.ts'
import { nameOf, namespaceOf, serviceKey } from './keys.ts'
import type { KubeObject } from './objects.ts'

export interface Overlay {
  /** Replaces the namespace of each object, also one that its manifest states; `null`: no change. */
  readonly namespace: string | null
  readonly prefix: string
  readonly suffix: string
}

export const NO_OVERLAY: Overlay = { namespace: null, prefix: '', suffix: '' }

/** The overlay of a kustomization together with that of the kustomization that includes it. */
export function composeOverlays(outer: Overlay, inner: Overlay): Overlay {
  return {
    namespace: outer.namespace ?? inner.namespace,
    prefix: outer.prefix + inner.prefix,
    suffix: inner.suffix + outer.suffix,
  }
}

export function sameOverlay(a: Overlay | null, b: Overlay | null): boolean {
  return a === b || (a !== null && b !== null && keyOfOverlay(a) === keyOfOverlay(b))
}

/** Equal for equal overlays. */
export function keyOfOverlay({ namespace, prefix, suffix }: Overlay): string {
  return `${namespace ?? ''}/${prefix}/${suffix}`
}

export function isRenaming({ prefix, suffix }: Overlay): boolean {
  return prefix !== '' || suffix !== ''
}

/**
 * The objects as the overlay makes them. A Namespace with a placeholder for a name, such as `_`, is left out
 * where no overlay names it.
 */
export function overlaid(objects: readonly KubeObject[], overlay: Overlay | null): readonly KubeObject[] {
  if (overlay === null && !objects.some((one) => one.kind === 'Namespace' && !isLabel(one.name)))
    return objects
  return objects.map((one) => overlayOne(one, overlay ?? NO_OVERLAY)).filter((one) => one !== null)
}

function overlayOne(object: KubeObject, { namespace, prefix, suffix }: Overlay): KubeObject | null {
  if (object.kind === 'Namespace') {
    const name = namespace ?? object.name
    return isLabel(name) ? { ...object, name } : null
  }
  const renamed = (name: string): string => (name === '' ? '' : prefix + name + suffix)
  const name = renamed(object.name)
  if (object.kind === 'Node') return { ...object, name }
  const moved = { namespace: namespace ?? object.namespace, name }
  if (object.kind === 'Workload') {
    return { ...object, ...moved, serviceName: renamed(object.serviceName) }
  }
  if (object.kind === 'HorizontalPodAutoscaler') {
    const [kind = '', target = ''] = object.target.split('/')
    return { ...object, ...moved, target: `${kind}/${renamed(target)}` }
  }
  // The label of a slice is no reference to kustomize; Endpoints are their service's by name.
  if (object.kind === 'EndpointSlice' && object.form === 'endpoints') {
    return { ...object, ...moved, service: name }
  }
  return { ...object, ...moved }
}

/** The namespaces of objects that are not kept. */
export function overlaidNamespaces(
  namespaces: readonly string[],
  overlay: Overlay | null,
): readonly string[] {
  const moved = overlay?.namespace ?? null
  return moved === null || namespaces.length === 0 ? namespaces : [moved]
}

interface Identity {
  readonly namespace: string | null
  readonly name: string | null
}

/** The identities of objects that are refused; `null`: not known. */
export function overlaidIdentities<One extends Identity>(
  ones: readonly One[],
  overlay: Overlay | null,
): readonly One[] {
  if (overlay === null || ones.length === 0) return ones
  const { namespace, prefix, suffix } = overlay
  return ones.map((one) => ({
    ...one,
    namespace: namespace ?? one.namespace,
    name: one.name === null ? null : prefix + one.name + suffix,
  }))
}

/** References follow their objects into a namespace. Texts stay, so new names are not followed. */
export function overlaidMentions(mentions: Mentions, overlay: Overlay | null): Mentions {
  const moved = overlay?.namespace ?? null
  if (overlay === null || (moved === null && !isRenaming(overlay))) return mentions
  if (moved === null || isRenaming(overlay)) return { asked: [], possible: [`${moved ?? '*'}/*`] }
  return {
    asked: mentions.asked.map((one) => {
      const isOwn = one.origin === 'backend' || one.isBare
      const isHere = isOwn && namespaceOf(one.service) === one.namespace
      const namespace = one.namespace === '' ? '' : moved
      return { ...one, namespace, service: isHere ? serviceKey(moved, nameOf(one.service)) : one.service }
    }),
    possible: mentions.possible.map((one) => `${moved}${one.slice(one.indexOf('/'))}`),
  }
}
