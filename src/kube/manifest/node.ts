/** Reads Nodes. */
import { readAddress } from './addresses.ts'
import { exactList } from './exact-list.ts'
import type { Field } from './fields.ts'
import type { Metadata } from './metadata.ts'
import type { Node } from '../model/objects.ts'
import { readTaints } from './placement.ts'
import { NODE_SPEC } from './pod-types.ts'
import { judgeTypes } from './value-types.ts'

export function readNode(root: Field, metadata: Metadata): Node {
  const { name, labels, location } = metadata
  judgeTypes(root.get('spec'), NODE_SPEC)
  const addresses = root
    .section('status')
    .get('addresses')
    .sections()
    .filter((item) => item.get('type').value === 'InternalIP')
    .flatMap((item) => readAddress(item.get('address'), 'KZ_NODE_ADDRESS') ?? [])
  const taints = readTaints(root.get('spec'))
  return { kind: 'Node', namespace: '', name, labels, location, addresses: exactList(addresses), taints }
}
