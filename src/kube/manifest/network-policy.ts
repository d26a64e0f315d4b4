/** Reads NetworkPolicies: they do not change a name, and may keep its addresses, or DNS, out of reach. */
import { readChoice } from './choices.ts'
import { type Field, isMapping } from './fields.ts'
import { readLabels } from './metadata.ts'
import type { Metadata } from './metadata.ts'
import { isLabelKey } from '../model/kube-names.ts'
import type {
  LabelExpression,
  LabelQuery,
  PolicyPeer,
  PolicyPort,
  PolicyRule,
} from '../model/network-policy.ts'
import { parseRange } from '../../wire/address.ts'
import type { NetworkPolicy } from '../model/objects.ts'
import { isPortNumber } from './ports.ts'

const TYPES = ['Ingress', 'Egress'] as const
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const
const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'] as const

/** Without `policyTypes` a policy is of Ingress, and of Egress if it has egress rules. */
export function readNetworkPolicy(root: Field, metadata: Metadata): NetworkPolicy {
  const spec = root.section('spec')
  const stated = spec
    .get('policyTypes')
    .items()
    .flatMap((item) => readChoice(item, TYPES, null) ?? [])
  const hasTypes = spec.get('policyTypes').isPresent && stated.length > 0
  const egress = spec.get('egress')
  const isEgress = hasTypes ? stated.includes('Egress') : egress.isPresent && egress.items().length > 0
  const isIngress = hasTypes ? stated.includes('Ingress') : true
  const ingressRules = readRules(spec.get('ingress'), 'from')
  const egressRules = readRules(egress, 'to')
  return {
    kind: 'NetworkPolicy',
    ...metadata,
    pods: readQuery(spec.section('podSelector')),
    ingress: isIngress ? ingressRules : null,
    egress: isEgress ? egressRules : null,
  }
}

function readRules(field: Field, peers: 'from' | 'to'): PolicyRule[] {
  return field.sections().map((rule) => ({
    peers: rule.get(peers).sections().map(readPeer),
    ports: rule.get('ports').sections().map(readPort),
  }))
}

function readPeer(peer: Field): PolicyPeer {
  const block = peer.get('ipBlock')
  const pods = peer.get('podSelector')
  const namespaces = peer.get('namespaceSelector')
  if (block.isPresent && (pods.isPresent || namespaces.isPresent))
    block.report('KZ_OBJECT_CONFLICT', 'is set beside a selector, expected one of them')
  const range = isMapping(block.value) ? readRange(block.get('cidr')) : null
  return {
    pods: pods.isPresent ? readQuery(pods) : null,
    namespaces: namespaces.isPresent ? readQuery(namespaces) : null,
    range,
    except: block
      .get('except')
      .items()
      .flatMap((item) => readRange(item) ?? []),
  }
}

/** `null` after a report. */
function readRange(field: Field): string | null {
  const { value } = field
  if (typeof value === 'string' && parseRange(value) !== null) return value
  field.reportValue('KZ_OBJECT_FIELD', 'a range of IP addresses, such as 192.0.2.0/24')
  return null
}

function readPort(item: Field): PolicyPort {
  const port = item.get('port')
  const endPort = item.get('endPort')
  const { value } = port
  const isName = typeof value === 'string' && value !== ''
  if (port.isPresent && !isName && !isPortNumber(value, 1))
    port.reportValue('KZ_PORT_VALUE', 'a number from 1 to 65535, or the name of a port')
  if (
    endPort.isPresent &&
    (!isPortNumber(endPort.value, 1) || !isPortNumber(value, 1) || endPort.value < value)
  )
    endPort.reportValue('KZ_PORT_VALUE', 'a number not less than port, which has to be a number, too')
  return {
    protocol: readChoice(item.get('protocol'), PROTOCOLS, 'TCP') ?? 'TCP',
    port: isName || isPortNumber(value, 1) ? value : null,
    endPort: isPortNumber(endPort.value, 1) ? endPort.value : null,
  }
}

function readQuery(field: Field): LabelQuery {
  return {
    labels: readLabels(field.get('matchLabels')),
    expressions: field
      .get('matchExpressions')
      .sections()
      .flatMap((item) => readExpression(item) ?? []),
  }
}

function readExpression(item: Field): LabelExpression | null {
  const key = item.get('key')
  const operator = readChoice(item.get('operator'), OPERATORS, null)
  if (typeof key.value !== 'string' || !isLabelKey(key.value)) {
    key.reportValue('KZ_OBJECT_LABEL', 'the key of a label')
    return null
  }
  const values = item
    .get('values')
    .items()
    .flatMap(({ value }) => (typeof value === 'string' ? [value] : []))
  return operator === null ? null : { key: key.value, operator, values }
}
