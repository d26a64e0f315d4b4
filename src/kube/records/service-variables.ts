/**
 * The environment variables by which a pod discovers services without DNS, as the kubelet sets them: for the
 * services of the pod's namespace that have a cluster IP and a port, and for the API server's service.
 */
import type { Service } from '../model/objects.ts'

/** The API server's service, for which every pod has variables. */
const MASTER = { namespace: 'default', name: 'kubernetes' }

/**
 * Names and values by the services' names. A service `kubernetes` of the pod's namespace replaces the API
 * server's.
 */
export function serviceVariables(services: Iterable<Service>, namespace: string): [string, string][] {
  const byName = new Map<string, Service>()
  for (const service of services) {
    const { name, clusterIPs, ports } = service
    if (clusterIPs.length === 0 || ports.length === 0) continue
    const isMaster = service.namespace === MASTER.namespace && name === MASTER.name
    if (service.namespace === namespace || (isMaster && !byName.has(name))) byName.set(name, service)
  }
  const sorted = [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  return sorted.flatMap(variablesOf)
}

function variablesOf({ name, clusterIPs, ports }: Service): [string, string][] {
  const [host] = clusterIPs
  const [first] = ports
  if (host === undefined || first === undefined) return []
  const prefix = variableName(name)
  const variables: [string, string][] = [
    [`${prefix}_SERVICE_HOST`, host],
    [`${prefix}_SERVICE_PORT`, String(first.port)],
  ]
  for (const port of ports) {
    if (port.name !== '')
      variables.push([`${prefix}_SERVICE_PORT_${variableName(port.name)}`, String(port.port)])
  }
  const urlOf = (port: typeof first): string =>
    `${port.protocol.toLowerCase()}://${host.includes(':') ? `[${host}]` : host}:${port.port}`
  variables.push([`${prefix}_PORT`, urlOf(first)])
  for (const port of ports) {
    const one = `${prefix}_PORT_${port.port}_${port.protocol}`
    variables.push(
      [one, urlOf(port)],
      [`${one}_PROTO`, port.protocol.toLowerCase()],
      [`${one}_PORT`, String(port.port)],
      [`${one}_ADDR`, host],
    )
  }
  return variables
}

function variableName(name: string): string {
  return name.toUpperCase().replaceAll('-', '_')
}
