/**
 * What a patch looks like beside an object: it says what is to change, and leaves out what an object of its kind cannot be
 * without. A kustomization's folder holds both.
 */
import type { Field } from './fields.ts'

interface Shape {
  readonly groups: readonly string[]
  readonly isPatch: (spec: Field) => boolean
}

const WORKLOAD: Shape = {
  // Deployments and their like began in the second of these.
  groups: ['apps', 'extensions'],
  isPatch: (spec) => !spec.get('template').isPresent,
}

const SHAPES: ReadonlyMap<string, Shape> = new Map([
  ['Service', { groups: [''], isPatch: lacksPorts }],
  ['Deployment', WORKLOAD],
  ['StatefulSet', WORKLOAD],
  ['DaemonSet', WORKLOAD],
  ['ReplicaSet', WORKLOAD],
])

/** Whether a document of this kind could not be an object as it is. Of kinds that are not known here, nobody can tell. */
export function isPatchShaped(kind: string, root: Field): boolean {
  const shape = SHAPES.get(kind)
  const apiVersion = root.get('apiVersion').value ?? ''
  if (shape === undefined || typeof apiVersion !== 'string') return false
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
  return (apiVersion === '' || shape.groups.includes(group)) && shape.isPatch(root.get('spec'))
}

/** Only a headless service and an alias can do without. */
function lacksPorts(spec: Field): boolean {
  const ports = spec.get('ports').value
  const hasPorts = Array.isArray(ports) && ports.length > 0
  return !hasPorts && spec.get('clusterIP').value !== 'None' && !spec.get('externalName').isPresent
}
