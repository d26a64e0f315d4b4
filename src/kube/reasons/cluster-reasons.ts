/**
 * Why a name of a cluster's zone is as it is: the entry to all reasons of Kubernetes. `briefly` is for
 * replies: its cost is bounded whatever name a client asks for. `explain` is for people, and looks at all
 * objects.
 */
import type { Reason } from '../../report/reason.ts'
import { addressOfReverseName, addressText } from '../../wire/address.ts'
import { RCODE, TYPE } from '../../wire/constants.ts'
import { isWithin, type NameKey, nameText } from '../../wire/name.ts'
import { typeName } from '../../wire/record-types.ts'
import { placeOf } from '../model/field-places.ts'
import { serviceKey } from '../model/keys.ts'
import type { Service } from '../model/objects.ts'
import { isReverseZone } from '../records/cluster-options.ts'
import { type ClusterName, readClusterName } from './cluster-name.ts'
import { missingEndpoint } from './endpoint-names.ts'
import type { SeenFacts } from './facts.ts'
import { aliasProblem, foundService } from './found-service.ts'
import { importedReason } from './imported-services.ts'
import { holdersOf, meant } from './meant.ts'
import {
  aroundMissing,
  missingNamespace,
  missingService,
  refusedService,
  wrongDepth,
} from './missing-service.ts'
import { noEndpoints } from './no-endpoints.ts'
import { foundPod, missingPod } from './pod-addresses.ts'
import { missingPort, noServiceRecord } from './port-names.ts'

/** A question of a zone, and what it was answered. */
export interface AnsweredQuestion {
  readonly name: NameKey
  readonly zone: NameKey
  readonly type: number
  readonly rcode: number
  /** The answer has records of the type. */
  readonly hasRecords: boolean
  /** The name at the end of the aliases of the answer; `null`: it has none. */
  readonly aliasEnd: NameKey | null
}

export class ClusterReasons {
  readonly #facts: SeenFacts

  /** Valid for one state of the manifests. */
  constructor(facts: SeenFacts) {
    this.#facts = facts
  }

  /** Why a denial is one; `null`: nothing more than the denial can be said. */
  briefly(question: AnsweredQuestion): Reason | null {
    return this.#absence(question, true)[0] ?? null
  }

  /** The reason first, then how it comes to be. */
  explain(question: AnsweredQuestion): readonly Reason[] {
    return question.hasRecords ? this.#presence(question) : this.#absence(question, false)
  }

  #isImported(zone: NameKey): boolean {
    return this.#facts.options.multicluster.includes(zone)
  }

  // --- Absence ---

  #absence(question: AnsweredQuestion, isBrief: boolean): readonly Reason[] {
    const { name, zone, rcode } = question
    if (isReverseZone(zone)) return [noPointer(question)]
    const asked = readClusterName(name, zone)
    const facts = this.#facts
    if ('service' in asked) return this.#noService(asked, question, isBrief)
    if (asked.kind === 'fixed') return [noRecord(question, nameText(name))]
    if (asked.kind === 'whole') return [wholeName(asked.name)]
    if (asked.kind === 'other') return [wrongDepth(facts, asked.labels)]
    if (asked.kind === 'namespace') return [this.#noNamespace(asked.namespace, question)]
    const { address, namespace } = asked
    const missing = missingPod(facts, address, namespace, rcode !== RCODE.NXDOMAIN, isBrief)
    return [missing ?? noRecord(question, `the pod name ${address}`)]
  }

  #noNamespace(namespace: string, question: AnsweredQuestion): Reason {
    const missing = missingNamespace(this.#facts, namespace, '')
    if (missing === null) return noRecord(question, `the namespace ${namespace}`)
    // `db.svc`: the name of a service where that of a namespace has to be.
    const [holder] = holdersOf(this.#facts, namespace)
    if (holder === undefined) return missing
    const full = `${namespace}.${holder}.svc.${nameText(question.zone).slice(0, -1)}`
    const hint = `${namespace} is a Service: did you mean ${full}?`
    return { ...missing, ...meant(this.#facts, holder, namespace, hint) }
  }

  #noService(asked: ServiceName, question: AnsweredQuestion, isBrief: boolean): readonly Reason[] {
    const { namespace, service: name } = asked
    const facts = this.#facts
    if (this.#isImported(question.zone)) return [importedReason(facts, namespace, name, false)]
    const service = this.#serviceAt(namespace, name)
    // A refused object leaves nothing behind, and may have been the only one of its namespace.
    const refused = service === null && !isBrief ? refusedService(facts, namespace, name) : null
    if (refused !== null) return [refused]
    const hidden = missingNamespace(facts, namespace, name)
    if (hidden !== null) return [hidden]
    if (service === null) {
      const missing = missingService(facts, namespace, name, isBrief)
      return isBrief ? [missing] : [missing, ...aroundMissing(facts, namespace)]
    }
    if (service.addressProblem !== '') {
      const sentence = `Service ${name} in ${namespace} has no address: ${service.addressProblem}`
      return [{ code: 'KZ_WHY_RANGE_FULL', sentence, place: service.location.place }]
    }
    if (asked.kind === 'service' && service.type === 'ExternalName')
      return [this.#deadAlias(service, question, isBrief)]
    if (question.rcode === RCODE.NXDOMAIN) return [this.#missingName(asked, service, isBrief)]
    if (asked.kind === 'endpoint' && asked.endpoint.startsWith('_'))
      return [noRecord(question, `${asked.endpoint}.${name}`)]
    return [this.#noData(service, question, isBrief)]
  }

  /** The service exists, and the name does not. */
  #missingName(asked: ServiceName, service: Service, isBrief: boolean): Reason {
    const facts = this.#facts
    const { options } = facts
    const { namespace, name, location } = service
    if (options.noEndpoints && (service.headless || asked.kind === 'endpoint')) {
      const sentence = "the option 'noendpoints' of kubernetes leaves endpoints out"
      return { code: 'KZ_WHY_HIDDEN', sentence }
    }
    if (asked.kind === 'endpoint') return missingEndpoint(facts, service, asked.endpoint, isBrief)
    if (asked.kind === 'port') return missingPort(facts, service, asked, isBrief)
    const title = `Service ${name} in ${namespace}`
    const { place } = location
    if (asked.kind === 'deep') {
      const sentence = `no name has as many labels below ${title}`
      return { code: 'KZ_WHY_DEPTH', sentence, place }
    }
    const none = noEndpoints(facts, service, isBrief)
    if (service.headless || none === null)
      return (
        none ?? { code: 'KZ_WHY_NO_ENDPOINT', sentence: `${title} has no endpoint with an address`, place }
      )
    const sentence = `the option 'ignore empty_service' of kubernetes leaves ${title} out: ${none.sentence}`
    return { ...none, code: 'KZ_WHY_HIDDEN', sentence }
  }

  /** `null`: it does not exist, or the block's `labels` leave it out. */
  #serviceAt(namespace: string, name: string): Service | null {
    const { inventory, options } = this.#facts
    const service = inventory.services.get(serviceKey(namespace, name))
    if (service === undefined || (options.labels !== null && !options.labels(service.labels))) return null
    return service
  }

  /** The name exists, and has no record of the type. */
  #noData(service: Service, question: AnsweredQuestion, isBrief: boolean): Reason {
    const { type } = question
    const { namespace, name: label, location } = service
    const title = `Service ${label} in ${namespace}`
    const { place } = location
    const isAddress = type === TYPE.A || type === TYPE.AAAA
    if (!isAddress && type !== TYPE.SRV) {
      const sentence = `${title} has A, AAAA and SRV records, and no ${typeName(type)} record`
      return { code: 'KZ_WHY_TYPE', sentence, place }
    }
    if (type === TYPE.SRV)
      return (isBrief ? null : noServiceRecord(this.#facts, service)) ?? noRecord(question, title, place)
    if (service.ipFamilies.length > 0) {
      const sentence = `${title} has ipFamilies ${service.ipFamilies.join(', ')}, and no ${typeName(type)} record`
      return { code: 'KZ_WHY_FAMILY', sentence, place }
    }
    const own = type === TYPE.A ? 'IPv6' : 'IPv4'
    const sentence = `${title} has ${own} addresses only, and no ${typeName(type)} record`
    return { code: 'KZ_WHY_FAMILY', sentence, place }
  }

  /** The records of an alias end where there is nothing of the type. */
  #deadAlias(service: Service, question: AnsweredQuestion, isBrief: boolean): Reason {
    const wrong = aliasProblem(service)
    if (wrong !== null) return wrong
    const { type, name, zone, aliasEnd } = question
    const place = placeOf(service.location, 'externalName')
    const code = 'KZ_WHY_EXTERNAL_NAME'
    const title = `Service ${service.name} in ${service.namespace} is an alias (ExternalName)`
    if (aliasEnd === name) return { code, sentence: `${title} that leads back to itself`, place }
    const end = aliasEnd === null ? `${service.externalName}.` : nameText(aliasEnd)
    if (aliasEnd !== null && isWithin(aliasEnd, zone)) {
      const [why] = this.#absence({ ...question, name: aliasEnd, aliasEnd: null }, isBrief)
      if (why !== undefined) return { ...why, code, sentence: `${title} of ${end}: ${why.sentence}`, place }
    }
    return { code, sentence: `${title}, and ${end} has no ${typeName(type)} record here`, place }
  }

  // --- Presence ---

  #presence({ name, zone }: AnsweredQuestion): readonly Reason[] {
    if (isReverseZone(zone)) return [this.#pointer(name)]
    const asked = readClusterName(name, zone)
    if (asked.kind === 'pod') return [foundPod(this.#facts, asked.address, asked.namespace)]
    if (!('service' in asked)) return [found(`every cluster has ${nameText(name)}`)]
    if (this.#isImported(zone)) return [importedReason(this.#facts, asked.namespace, asked.service, true)]
    const service = this.#serviceAt(asked.namespace, asked.service)
    if (service === null)
      return [found(`${asked.service} in ${asked.namespace} is a service of EndpointSlices`)]
    return foundService(this.#facts, service, asked.kind === 'endpoint' ? asked.endpoint : null)
  }

  #pointer(name: NameKey): Reason {
    const octets = addressOfReverseName(name)
    const text = octets === null ? nameText(name) : addressText(octets)
    const { inventory } = this.#facts
    const [service] = inventory.servicesAt(text)
    if (service !== undefined) {
      const sentence = `${text} is the cluster IP of Service ${service.name} in ${service.namespace}`
      return { code: 'KZ_WHY_FOUND', sentence, place: service.location.place }
    }
    const pod = octets === null ? null : inventory.podAddresses.current.at(octets)
    if (pod === null) return found(`${text} is the address of an endpoint`)
    const sentence = `${text} is the address of the pod ${pod.name} in ${pod.namespace}, an endpoint of a Service`
    return { code: 'KZ_WHY_FOUND', sentence, place: pod.location.place }
  }
}

type ServiceName = Extract<ClusterName, { readonly service: string }>

function found(sentence: string): Reason {
  return { code: 'KZ_WHY_FOUND', sentence }
}

function wholeName(name: string): Reason {
  const sentence = `${name} is a full name, to which the search list has added its domain`
  return { code: 'KZ_WHY_DEPTH', sentence }
}

function noPointer({ name }: AnsweredQuestion): Reason {
  const octets = addressOfReverseName(name)
  const text = octets === null ? nameText(name) : addressText(octets)
  return { code: 'KZ_WHY_NO_ADDRESS', sentence: `no Service and no endpoint has the address ${text}` }
}

function noRecord({ type }: AnsweredQuestion, what: string, place?: Reason['place']): Reason {
  const sentence = `${what} exists, without ${typeName(type)} records`
  return { code: 'KZ_WHY_TYPE', sentence, ...(place !== undefined && { place }) }
}
