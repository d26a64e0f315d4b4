/**
 * Reads the ports of Services, EndpointSlices and containers. An API server refuses an object with an invalid
 * or repeated port, so every mistake is reported at its value.
 */
import type { Code } from '../../report/codes.ts'
import { exactList } from './exact-list.ts'
import { readChoice } from './choices.ts'
import type { Field } from './fields.ts'
import { isLabel, isPortName } from '../model/kube-names.ts'
import { MAX_INTEGER } from './numbers.ts'
import { judgeQualifiedName } from './qualified-name.ts'
import type { EndpointPort, Pod, ServicePort } from '../model/objects.ts'

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const
const PORT_RANGE = 'a number from 1 to 65535'

/** The rules for the names of a list of ports. */
interface NameRules {
  /** How many of several ports may be without a name. */
  readonly unnamed: 0 | 1 | 'all'
  /** Two ports may have the same name. */
  readonly isShared: boolean
}

export function readServicePorts(list: Field): readonly ServicePort[] {
  const ports: ServicePort[] = []
  const numbers = new Set<string>()
  const items = list.sections()
  for (const item of items) {
    const name = readPortName(item.get('name'))
    const protocol = readProtocol(item.get('protocol'))
    const port = readPortNumber(item.get('port'), 1)
    const targetPort = readTargetPort(item.get('targetPort'), port ?? 0)
    judgeQualifiedName(item.get('appProtocol'))
    if (name === null || protocol === null || port === null) continue
    const number = `${port} of ${protocol}`
    if (numbers.has(number)) {
      item.get('port').report('KZ_PORT_REPEATED', `repeats port ${number} of an earlier port`)
    }
    numbers.add(number)
    ports.push({ name, protocol, port, targetPort })
  }
  reportPortNames(items, { unnamed: 0, isShared: false })
  return exactList(ports)
}

/** The ports of an EndpointSlice, which may be 0, or of an Endpoints object. */
export function readEndpointPorts(list: Field, form: 'slice' | 'endpoints'): readonly EndpointPort[] {
  const ports: EndpointPort[] = []
  const isSlice = form === 'slice'
  const items = list.sections()
  for (const item of items) {
    const name = readPortName(item.get('name'))
    const protocol = readProtocol(item.get('protocol'), isSlice)
    judgeQualifiedName(item.get('appProtocol'))
    const number = item.get('port')
    const isAll = isSlice && !number.isPresent
    if (isSlice && isBeyondRange(number)) continue
    const port = isAll ? null : readPortNumber(number, isSlice ? 0 : 1)
    if (name === null || protocol === null || (port === null && !isAll)) continue
    ports.push({ name, protocol, port })
  }
  reportPortNames(items, { unnamed: isSlice ? 1 : 0, isShared: !isSlice })
  return exactList(ports)
}

/** The named ports of one container; DNS does not use unnamed ones. */
export function readContainerPorts(list: Field): Pod['ports'][number][] {
  const ports: Pod['ports'][number][] = []
  const items = list.sections()
  for (const item of items) {
    const name = readPortName(item.get('name'), 'container')
    const protocol = readProtocol(item.get('protocol'))
    const number = item.get('containerPort')
    if (!number.isPresent) item.noteMissing('containerPort')
    const containerPort = number.isPresent ? readPortNumber(number, 1) : null
    if (item.get('hostPort').isPresent) readPortNumber(item.get('hostPort'), 0)
    if (name === null || name === '' || protocol === null || containerPort === null) continue
    ports.push({ name, protocol, containerPort })
  }
  reportPortNames(items, { unnamed: 'all', isShared: false })
  return ports
}

/** The name, empty for an unnamed port; `null` after a report. */
function readPortName(field: Field, of: 'container' | 'service' = 'service'): string | null {
  if (!field.isPresent || field.value === '') return ''
  if (typeof field.value !== 'string') {
    field.reportType('text', 'KZ_PORT_VALUE')
    return null
  }
  const isValid = of === 'container' ? isPortName : isLabel
  if (isValid(field.value)) return field.text()
  const likely = field.value.toLowerCase().replaceAll(/[_.]/g, '-')
  const expected =
    of === 'container'
      ? 'at most 15 lower-case letters, digits and "-", with a letter'
      : 'at most 63 lower-case letters, digits and "-"'
  field.reportValue('KZ_PORT_VALUE', expected, isValid(likely) ? `did you mean "${likely}"` : undefined)
  return null
}

/** `null` after a report. Empty text is TCP, but in an EndpointSlice it is a mistake. */
function readProtocol(field: Field, isStrict = false): string | null {
  if (!field.isPresent || (field.value === '' && !isStrict)) return 'TCP'
  if (field.value === '') field.reportValue('KZ_PORT_VALUE', 'TCP, UDP or SCTP')
  return readChoice(field, PROTOCOLS, null, 'KZ_PORT_VALUE')
}

/** An API server takes any number of 32 bits; SRV records have 16. */
function isBeyondRange(field: Field): boolean {
  const { value } = field
  const isTaken = typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= MAX_INTEGER
  if (!isTaken || isPortNumber(value, 0)) return false
  field.reportValue('KZ_ENDPOINT_PORT', 'a number from 0 to 65535; the port is left out')
  return true
}

/** `null` after a report. */
export function readPortNumber(field: Field, least: 0 | 1, code: Code = 'KZ_PORT_VALUE'): number | null {
  if (isPortNumber(field.value, least)) return field.value
  const isQuoted = typeof field.value === 'string' && isPortNumber(Number(field.value), least)
  const range = least === 1 ? PORT_RANGE : 'a number from 0 to 65535'
  field.reportValue(code, range, isQuoted ? 'write it without quotes' : undefined)
  return null
}

/** The port itself if the target port is missing, or was reported. */
function readTargetPort(field: Field, port: number): number | string {
  // Kubernetes reads 0 and empty text as "not set", as its types cannot distinguish them.
  if (!field.isPresent || field.value === 0 || field.value === '') return port
  if (isPortNumber(field.value, 1)) return field.value
  if (typeof field.value === 'string' && isPortName(field.value)) return field.text()
  const isQuoted = typeof field.value === 'string' && isPortNumber(Number(field.value), 1)
  const hint = isQuoted ? 'write it without quotes' : undefined
  field.reportValue('KZ_PORT_VALUE', `${PORT_RANGE} or the name of a container's port`, hint)
  return port
}

export function isPortNumber(value: unknown, least: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= 65_535
}

/** Reports missing and repeated names. SRV records contain the names, so several ports need unique ones. */
function reportPortNames(items: readonly Field[], { unnamed, isShared }: NameRules): void {
  if (items.length < 2) return
  const seen = new Set<string>()
  const nameless = items.filter((item) => !item.get('name').isPresent || item.get('name').value === '')
  const [first, ...others] = unnamed === 'all' ? [] : nameless.slice(unnamed)
  if (first !== undefined) {
    const more = others.length === 0 ? '' : `; ${others.length} more lack one`
    first.report('KZ_PORT_NAME', `has no name, and each of several ports needs one${more}`)
  }
  for (const item of items) {
    const field = item.get('name')
    const name = typeof field.value === 'string' ? field.value : ''
    if (name !== '' && !isShared && seen.has(name)) {
      field.report('KZ_PORT_REPEATED', `repeats the name "${name}" of an earlier port`)
    }
    seen.add(name)
  }
}
