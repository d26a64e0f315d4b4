/**
 * Reads the ports of Services, EndpointSlices and containers. A port that an API server would refuse is
 * reported at the invalid value and left out; the other ports of the list stay.
 */
import { suggest } from '../../report/suggestion.ts'
import { exactList } from './exact-list.ts'
import type { Field } from './fields.ts'
import { isLabel } from '../model/kube-names.ts'
import type { EndpointPort, Pod, ServicePort } from '../model/objects.ts'

const PROTOCOLS = ['TCP', 'UDP', 'SCTP']
const PORT_RANGE = 'a number from 1 to 65535'

export function readServicePorts(list: Field): readonly ServicePort[] {
  const ports: ServicePort[] = []
  for (const item of list.sections()) {
    const name = readPortName(item.get('name'))
    const protocol = readProtocol(item.get('protocol'))
    const port = readPortNumber(item.get('port'))
    if (name === null || protocol === null || port === null) continue
    ports.push({ name, protocol, port, targetPort: readTargetPort(item.get('targetPort'), port) })
  }
  reportPortNames(list, ports)
  return exactList(ports)
}

export function readEndpointPorts(list: Field): readonly EndpointPort[] {
  const ports: EndpointPort[] = []
  for (const item of list.sections()) {
    const name = readPortName(item.get('name'))
    const protocol = readProtocol(item.get('protocol'))
    const number = item.get('port')
    const port = number.isPresent ? readPortNumber(number) : null
    if (name === null || protocol === null || (port === null && number.isPresent)) continue
    ports.push({ name, protocol, port })
  }
  reportPortNames(list, ports)
  return exactList(ports)
}

/** The named ports of one container; DNS does not use unnamed ones. */
export function readContainerPorts(list: Field): Pod['ports'][number][] {
  const ports: Pod['ports'][number][] = []
  for (const item of list.sections()) {
    const name = readPortName(item.get('name'))
    const protocol = readProtocol(item.get('protocol'))
    const containerPort = readPortNumber(item.get('containerPort'))
    if (name === null || name === '' || protocol === null || containerPort === null) continue
    ports.push({ name, protocol, containerPort })
  }
  return ports
}

/** The name, empty for an unnamed port; `null` after a report. */
function readPortName(field: Field): string | null {
  if (!field.isPresent || field.value === '') return ''
  if (typeof field.value !== 'string') {
    field.reportType('text', 'KZ_PORT_VALUE')
    return null
  }
  if (!isLabel(field.value)) {
    const likely = field.value.toLowerCase().replaceAll('_', '-')
    field.reportValue(
      'KZ_PORT_VALUE',
      'at most 63 lower-case letters, digits and "-"',
      isLabel(likely) ? `did you mean "${likely}"` : undefined,
    )
    return null
  }
  return field.text()
}

function readProtocol(field: Field): string | null {
  if (!field.isPresent || field.value === '') return 'TCP'
  if (typeof field.value === 'string') {
    const known = PROTOCOLS.find((protocol) => protocol === field.value)
    if (known !== undefined) return known
    const likely = suggest(field.value, PROTOCOLS)
    field.reportValue(
      'KZ_PORT_VALUE',
      'TCP, UDP or SCTP',
      likely === null ? undefined : `did you mean ${likely}`,
    )
    return null
  }
  field.reportValue('KZ_PORT_VALUE', 'TCP, UDP or SCTP')
  return null
}

function readPortNumber(field: Field): number | null {
  if (isPortNumber(field.value)) return field.value
  const isQuoted = typeof field.value === 'string' && isPortNumber(Number(field.value))
  field.reportValue('KZ_PORT_VALUE', PORT_RANGE, isQuoted ? 'write it without quotes' : undefined)
  return null
}

/** The port itself if the target port is missing, or was reported. */
function readTargetPort(field: Field, port: number): number | string {
  // Kubernetes reads 0 and empty text as "not set", as its types cannot distinguish them.
  if (!field.isPresent || field.value === 0 || field.value === '') return port
  if (isPortNumber(field.value)) return field.value
  if (typeof field.value === 'string' && isLabel(field.value) && /[a-z]/.test(field.value))
    return field.text()
  const isQuoted = typeof field.value === 'string' && isPortNumber(Number(field.value))
  const hint = isQuoted ? 'write it without quotes' : undefined
  field.reportValue('KZ_PORT_VALUE', `${PORT_RANGE} or the name of a container's port`, hint)
  return port
}

function isPortNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535
}

/**
 * Reports missing and repeated names: each of several ports needs a unique name, which SRV records contain.
 */
function reportPortNames(list: Field, ports: readonly { readonly name: string }[]): void {
  if (ports.length < 2) return
  const seen = new Set<string>()
  for (const item of list.items()) {
    const field = item.get('name')
    const name = typeof field.value === 'string' ? field.value : ''
    if (name === '') {
      item.report('KZ_PORT_NAME', 'has no name, and each of several ports needs one')
    } else if (seen.has(name)) {
      field.report('KZ_PORT_NAME', `repeats the name "${name}" of an earlier port`)
    }
    seen.add(name)
  }
}
