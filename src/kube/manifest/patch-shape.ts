/**
 * Distinguishes patches from objects in the folder of a kustomization, which holds both. A patch states the
 * changed fields, and omits fields that an object of its kind requires.
 */
import type { Field } from './fields.ts'

interface Shape {
  readonly groups: readonly string[]
  readonly isPatch: (spec: Field) => boolean
}

const WORKLOAD: Shape = {
  // Older manifests have Deployment, ReplicaSet and DaemonSet in `extensions`.
  groups: ['apps', 'extensions'],
  isPatch: (spec) => !spec.get('template').isPresent || !spec.get('selector').isPresent,
}

const SHAPES: ReadonlyMap<string, Shape> = new Map([
  ['Service', { groups: [''], isPatch: lacksPorts }],
  ['Deployment', WORKLOAD],
  ['StatefulSet', WORKLOAD],
  ['DaemonSet', WORKLOAD],
  ['ReplicaSet', WORKLOAD],
])

/** Whether a document lacks a required field of its kind. False for other kinds, where this is unknown. */
export function isPatchShaped(kind: string, root: Field): boolean {
  const shape = SHAPES.get(kind)
  const apiVersion = root.get('apiVersion').value ?? ''
  if (shape === undefined || typeof apiVersion !== 'string') return false
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
  return (apiVersion === '' || shape.groups.includes(group)) && shape.isPatch(root.get('spec'))
}

/** Every Service requires ports, except a headless one and an ExternalName. */
function lacksPorts(spec: Field): boolean {
  const ports = spec.get('ports').value
  const hasPorts = Array.isArray(ports) && ports.length > 0
  return !hasPorts && spec.get('clusterIP').value !== 'None' && !spec.get('externalName').isPresent
}
