/** Judges the containers of a pod. An API server refuses the whole pod for a mistake in one of them. */
import { readChoice } from './choices.ts'
import type { Field } from './fields.ts'
import { isLabel, isPortName } from '../model/kube-names.ts'
import { isPortNumber } from './ports.ts'

const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'] as const
const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'] as const
const SCHEMES = ['HTTP', 'HTTPS'] as const
const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const
const HOOKS = ['postStart', 'preStop'] as const
/** Printable ASCII without "=". */
const VARIABLE = /^[ -<>-~]+$/

export function judgeContainers(spec: Field): void {
  const containers = spec.get('containers')
  const items = containers.sections()
  const isList = !containers.isPresent || Array.isArray(containers.value)
  if (items.length === 0 && isList) spec.noteMissing('containers')
  const names = new Set<string>()
  for (const item of [...items, ...spec.get('initContainers').sections()]) {
    judgeName(item, names)
    if (!item.get('image').isPresent || item.get('image').value === '') item.noteMissing('image')
    readChoice(item.get('imagePullPolicy'), PULL_POLICIES, null)
    readChoice(item.get('restartPolicy'), RESTART_POLICIES, null)
    for (const variable of sectionsOf(item.get('env'))) judgeVariable(variable)
    for (const key of PROBES) judgeHandler(item.get(key))
    for (const key of HOOKS) judgeHandler(item.get('lifecycle').get(key))
  }
  judgeHostPorts(spec, items)
}

function judgeName(container: Field, seen: Set<string>): void {
  const field = container.get('name')
  if (!field.isPresent || field.value === '') {
    container.noteMissing('name')
    return
  }
  if (typeof field.value !== 'string' || !isLabel(field.value)) {
    field.reportValue('KZ_OBJECT_FIELD', 'at most 63 lower-case letters, digits and "-"')
    return
  }
  if (seen.has(field.value)) field.report('KZ_OBJECT_CONFLICT', 'repeats the name of an earlier container')
  seen.add(field.value)
}

function judgeVariable(variable: Field): void {
  const name = variable.get('name')
  if (!name.isPresent || name.value === '') variable.noteMissing('name')
  else if (typeof name.value === 'string' && !VARIABLE.test(name.value)) {
    name.reportHidden(
      'KZ_OBJECT_FIELD',
      'is not the name of a variable, expected printable ASCII without "="',
    )
  }
  const value = variable.get('value')
  if (variable.get('valueFrom').isPresent && value.isPresent && value.value !== '') {
    value.reportHidden('KZ_OBJECT_CONFLICT', 'is set beside valueFrom')
  }
}

/** Judges the ports of a probe or of a hook. */
function judgeHandler(handler: Field): void {
  const actions = ['exec', 'httpGet', 'tcpSocket', 'grpc'].filter((key) => handler.get(key).isPresent)
  if (actions.length > 1) {
    handler.report('KZ_OBJECT_CONFLICT', `has ${actions.join(' and ')}, expected one of them`)
  }
  for (const key of ['httpGet', 'tcpSocket']) {
    const action = handler.get(key)
    if (!action.isPresent) continue
    const port = action.get('port')
    const { value } = port
    const isName = typeof value === 'string' && isPortName(value)
    if (isName || isPortNumber(value, 1)) continue
    port.reportValue('KZ_PORT_VALUE', `a number from 1 to 65535 or the name of a container's port`)
  }
  readChoice(handler.get('httpGet').get('scheme'), SCHEMES, null)
}

/** Two containers cannot have one port of the node, and on the node's network a port is its own. */
function judgeHostPorts(spec: Field, containers: readonly Field[]): void {
  const isOnHost = spec.get('hostNetwork').value === true
  const seen = new Set<string>()
  for (const container of containers) {
    for (const item of sectionsOf(container.get('ports'))) {
      const port = item.get('hostPort')
      const { value } = port
      if (!isPortNumber(value, 1)) continue
      if (isOnHost && value !== item.get('containerPort').value) {
        port.report('KZ_OBJECT_CONFLICT', `is ${value}, expected containerPort, as hostNetwork is true`)
      }
      const { value: protocol } = item.get('protocol')
      const { value: address } = item.get('hostIP')
      const key = JSON.stringify([value, protocol ?? 'TCP', address ?? ''])
      if (seen.has(key)) port.report('KZ_PORT_REPEATED', `repeats the host port ${value} of an earlier port`)
      seen.add(key)
    }
  }
}

/** The mappings of a list whose type is judged elsewhere. */
function sectionsOf(list: Field): Field[] {
  return Array.isArray(list.value) ? list.items().filter((item) => item.isPresent) : []
}
