/** Reads Nodes. */
import { readAddress } from './addresses.ts'
import { judgeAddressRange } from './address-range.ts'
import { readChoice } from './choices.ts'
import { exactList } from './exact-list.ts'
import type { Field } from './fields.ts'
import type { Metadata } from './metadata.ts'
import type { Node } from '../model/objects.ts'
import { readTaints } from './placement.ts'
import { NODE_SPEC } from './pod-types.ts'
import { judgeQualifiedName } from './qualified-name.ts'
import { judgeTypes } from './value-types.ts'

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const

export function readNode(root: Field, metadata: Metadata): Node {
  const { name, labels, location } = metadata
  const spec = root.get('spec')
  judgeTypes(spec, NODE_SPEC)
  for (const key of ['podCIDR', 'podCIDRs']) judgeRanges(spec.get(key))
  for (const taint of Array.isArray(spec.get('taints').value) ? spec.get('taints').items() : []) {
    readChoice(taint.get('effect'), EFFECTS, null)
    if (!taint.get('effect').isPresent) taint.noteMissing('effect')
    judgeQualifiedName(taint.get('key'))
  }
  const addresses = root
    .section('status')
    .get('addresses')
    .sections()
    .filter((item) => item.get('type').value === 'InternalIP')
    .flatMap((item) => readAddress(item.get('address'), 'KZ_NODE_ADDRESS') ?? [])
  const taints = readTaints(root.get('spec'))
  return { kind: 'Node', namespace: '', name, labels, location, addresses: exactList(addresses), taints }
}

/** One range, or a list of ranges. */
function judgeRanges(field: Field): void {
  const items = Array.isArray(field.value) ? field.items() : [field]
  for (const item of items) if (item.isPresent && item.value !== '') judgeAddressRange(item)
}
