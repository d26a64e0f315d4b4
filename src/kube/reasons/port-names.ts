/** Why a name of a port below a service does not exist, or a service has no SRV record. */
import type { Reason } from '../../report/reason.ts'
import { suggest } from '../../report/suggestion.ts'
import { placeOf } from '../model/field-places.ts'
import type { Service, ServicePort } from '../model/objects.ts'
import { listed, type SeenFacts } from './facts.ts'
import { noEndpoints } from './no-endpoints.ts'

/** A question for the name of a port, without its underscores. */
export interface AskedPort {
  readonly port: string
  readonly protocol: string
}

/** `_PORT._PROTOCOL.SERVICE.NAMESPACE.svc` does not exist, and the service does. */
export function missingPort(
  facts: SeenFacts,
  service: Service,
  { port, protocol }: AskedPort,
  isBrief: boolean,
): Reason {
  const { namespace, name, ports, location } = service
  const title = `Service ${name} in ${namespace}`
  const place = placeOf(location, 'ports')
  const code = 'KZ_WHY_NO_PORT'
  if (service.type === 'ExternalName')
    return { code, sentence: `${title} is an alias (ExternalName), which has no SRV records`, place }
  const sentence = `${title} has no port ${port}/${protocol.toUpperCase()}`
  const same = ports.filter((one) => one.name.toLowerCase() === port)
  const own = same.find((one) => one.protocol.toLowerCase() === protocol)
  if (own !== undefined)
    return (
      (isBrief ? null : missingTarget(facts, service, own)) ??
      noEndpoints(facts, service, isBrief) ?? { code, sentence, place }
    )
  const [other] = same
  if (other !== undefined)
    return { code, sentence, place, hint: `did you mean _${port}._${other.protocol.toLowerCase()}?` }
  const unnamed = ports.filter((one) => one.name === '')
  const [first] = unnamed
  if (first !== undefined) {
    const numbers = listed(unnamed.map((one) => String(one.port)))
    return {
      code: 'KZ_WHY_PORT_UNNAMED',
      sentence: `${sentence}: its port ${numbers} has no name, so it has no SRV record of its own`,
      place,
      hint: `name the port: ports: [{name: ${port}, port: ${first.port}}]`,
    }
  }
  return { code, sentence: `${sentence}: ${portsOf(service)}`, place, ...nearPort(service, port, protocol) }
}

function portsOf({ ports }: Service): string {
  return ports.length === 0 ? 'it has no ports' : `it has ${listed(ports.map(({ name }) => name))}`
}

function nearPort({ ports }: Service, port: string, protocol: string): Pick<Reason, 'hint'> {
  const near = suggest(
    port,
    ports.map((one) => one.name),
  )
  return near === null ? {} : { hint: `did you mean _${near}._${protocol}?` }
}

/** Why a named target port is none of the pods; `null`: a pod has it, or there are no pods. */
export function missingTarget(
  { inventory }: SeenFacts,
  service: Service,
  { name, targetPort, protocol }: ServicePort,
): Reason | null {
  const { namespace, selector, location } = service
  if (typeof targetPort !== 'string' || selector === null) return null
  const pods = inventory.pods.select(namespace, selector)
  const isThere = (one: { name: string; protocol: string }): boolean =>
    one.name === targetPort && one.protocol === protocol
  if (pods.length === 0 || pods.some(({ ports }) => ports.some(isThere))) return null
  const what = name === '' ? 'its port' : `port ${name}`
  const near = suggest(
    targetPort,
    pods.slice(0, 100).flatMap(({ ports }) => ports.map((one) => one.name)),
  )
  return {
    code: 'KZ_WHY_TARGET_PORT',
    sentence: `no container of the pods of Service ${service.name} in ${namespace} has a port named ${targetPort}, the target of ${what}`,
    place: placeOf(location, 'ports'),
    ...(near !== null && { hint: `did you mean targetPort: ${near}?` }),
  }
}

/** Why a service that has its name has no SRV record; `null`: it has one. */
export function noServiceRecord(facts: SeenFacts, service: Service): Reason | null {
  const { namespace, name, ports, headless, location } = service
  if (ports.length === 0) {
    const sentence = `Service ${name} in ${namespace} has no ports, and so no SRV record`
    return { code: 'KZ_WHY_TYPE', sentence, place: location.place }
  }
  const [first] = ports
  return headless && first !== undefined ? missingTarget(facts, service, first) : null
}
