/** Whether an object comes from a cluster: an API server sets these fields of each object that it stores. */
import type { Field } from './fields.ts'

const SET_BY_API_SERVER = ['uid', 'resourceVersion', 'creationTimestamp']

export function isFromCluster(root: Field): boolean {
  const metadata = root.get('metadata')
  // Go programs print `creationTimestamp: null` for an object that was never stored.
  return SET_BY_API_SERVER.some((key) => metadata.get(key).isPresent)
}
