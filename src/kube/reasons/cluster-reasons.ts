/**
 * Why a name of a cluster's zone is as it is: the entry to all reasons of Kubernetes. `briefly` is for
 * replies: its cost is bounded whatever name a client asks for. `explain` is for people, and looks at all
 * objects.
 */
import type { Reason } from '../../report/reason.ts'
import { addressText } from '../../wire/address.ts'
import { RCODE, TYPE } from '../../wire/constants.ts'
import { type NameKey, nameText } from '../../wire/name.ts'
import { typeName } from '../../wire/record-types.ts'
import { isReverseZone } from '../records/cluster-options.ts'
import { addressOfPodLabel } from '../records/pod-names.ts'
import { serviceKey } from '../model/keys.ts'
import type { Service } from '../model/objects.ts'
import { Candidates } from './candidates.ts'
import { type ClusterName, readClusterName } from './cluster-name.ts'
import { missingEndpoint, missingPort } from './endpoint-names.ts'
import type { SeenFacts } from './facts.ts'
import { aliasProblem, foundService } from './found-service.ts'
import { missingNamespace, missingService, refusalOf, wrongDepth } from './missing-service.ts'
import { noEndpoints } from './no-endpoints.ts'

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

/** Suggestions for made-up names cost time: of one second only so many get one. */
const SUGGESTIONS_PER_SECOND = 200

export class ClusterReasons {
  readonly #facts: SeenFacts
  #candidates: Candidates | null = null
  readonly #nothing: Candidates
  #second = 0
  #suggestions = 0

  /** Valid for one state of the manifests. */
  constructor(facts: SeenFacts) {
    this.#facts = facts
    this.#nothing = new Candidates({ services: new Map(), namespaceNames: () => new Set() })
  }

  /** Why a denial is one; `null`: nothing more than the denial can be said. */
  briefly(question: AnsweredQuestion): Reason | null {
    return this.#absence(question, true)[0] ?? null
  }

  /** The reason first, then how it comes to be. */
  explain(question: AnsweredQuestion): readonly Reason[] {
    return question.hasRecords ? this.#presence(question) : this.#absence(question, false)
  }

  #candidatesFor(isBrief: boolean): Candidates {
    if (isBrief) {
      const second = Math.floor(performance.now() / 1000)
      if (second !== this.#second) this.#suggestions = 0
      this.#second = second
      if (++this.#suggestions > SUGGESTIONS_PER_SECOND) return this.#nothing
    }
    this.#candidates ??= new Candidates(this.#facts.inventory)
    return this.#candidates
  }

  // --- Absence ---

  #absence(question: AnsweredQuestion, isBrief: boolean): readonly Reason[] {
    const { name, zone, rcode } = question
    if (isReverseZone(zone)) return [this.#noPointer(question)]
    const asked = readClusterName(name, zone)
    if (asked.kind === 'fixed') return [noRecord(question, nameText(name))]
    if (asked.kind === 'pod') return [this.#noPod(asked, question, isBrief)]
    if (asked.kind === 'other') return [wrongDepth(this.#facts, this.#candidatesFor(isBrief), asked.labels)]
    if (asked.kind !== 'namespace') return this.#noService(asked, question, isBrief, rcode)
    const missing = missingNamespace(this.#facts, this.#candidatesFor(isBrief), asked.namespace, '')
    return [
      missing === null
        ? noRecord(question, `the namespace ${asked.namespace}`)
        : this.#orDepth(asked.namespace, zone, missing, isBrief),
    ]
  }

  /** `db.svc`: the name of a service where that of a namespace has to be. */
  #orDepth(label: string, zone: NameKey, missing: Reason, isBrief: boolean): Reason {
    const [holder] = this.#candidatesFor(isBrief).namespacesWith(label)
    if (holder === undefined) return missing
    const hint = `${label} is a Service: did you mean ${label}.${holder}.svc.${nameText(zone).slice(0, -1)}?`
    return { ...missing, hint }
  }

  #noService(
    asked: Extract<ClusterName, { readonly service: string }>,
    question: AnsweredQuestion,
    isBrief: boolean,
    rcode: number,
  ): readonly Reason[] {
    const { namespace, service: name } = asked
    const facts = this.#facts
    const service = this.#serviceAt(namespace, name)
    // A refused object leaves nothing behind, and may have been the only one of its namespace.
    const refused = service === null && !isBrief ? refusalOf(facts, namespace, name) : null
    if (refused !== null) return [refused]
    const hidden = missingNamespace(facts, this.#candidatesFor(isBrief), namespace, name)
    if (hidden !== null) return [hidden]
    if (service === null)
      return [missingService(facts, this.#candidatesFor(isBrief), namespace, name, isBrief)]
    if (service.addressProblem !== '') {
      const sentence = `Service ${name} in ${namespace} has no address: ${service.addressProblem}`
      return [{ code: 'KZ_WHY_RANGE_FULL', sentence, place: service.location.place }]
    }
    if (asked.kind === 'endpoint' && rcode === RCODE.NXDOMAIN)
      return [missingEndpoint(facts, service, asked.endpoint, isBrief)]
    if (asked.kind === 'port' && rcode === RCODE.NXDOMAIN)
      return [missingPort(facts, service, asked.port, asked.protocol, isBrief)]
    if (asked.kind === 'deep') {
      const sentence = `no name has as many labels below Service ${name} in ${namespace}`
      return [{ code: 'KZ_WHY_DEPTH', sentence, place: service.location.place }]
    }
    return [this.#noData(service, question, isBrief)]
  }

  /** `null`: it does not exist, or the block's `labels` leave it out. */
  #serviceAt(namespace: string, name: string): Service | null {
    const { inventory, options } = this.#facts
    const service = inventory.services.get(serviceKey(namespace, name))
    if (service === undefined || (options.labels !== null && !options.labels(service.labels))) return null
    return service
  }

  /** The service exists, and its name has no record of the type. */
  #noData(service: Service, question: AnsweredQuestion, isBrief: boolean): Reason {
    const { type, name, aliasEnd } = question
    const { namespace, name: label, location } = service
    const title = `Service ${label} in ${namespace}`
    const { place } = location
    if (service.type === 'ExternalName') {
      const wrong = aliasProblem(service)
      if (wrong !== null) return wrong
      const end = aliasEnd === null ? service.externalName : nameText(aliasEnd)
      const isLoop = aliasEnd === name
      const sentence = isLoop
        ? `${title} is an alias (ExternalName) that leads back to itself`
        : `${title} is an alias (ExternalName), and ${end} has no ${typeName(type)} record here`
      return { code: 'KZ_WHY_EXTERNAL_NAME', sentence, place }
    }
    const isAddress = type === TYPE.A || type === TYPE.AAAA
    if (!isAddress && type !== TYPE.SRV) {
      const sentence = `${title} has A, AAAA and SRV records, and no ${typeName(type)} record`
      return { code: 'KZ_WHY_TYPE', sentence, place }
    }
    if (service.headless && this.#facts.options.noEndpoints) {
      const sentence = "the option 'noendpoints' of kubernetes leaves endpoints out"
      return { code: 'KZ_WHY_HIDDEN', sentence }
    }
    const none = service.headless ? noEndpoints(this.#facts, service, isBrief) : null
    if (none !== null) return none
    if (type === TYPE.SRV) {
      const sentence = `${title} has no ports, and so no SRV record`
      return service.ports.length === 0
        ? { code: 'KZ_WHY_TYPE', sentence, place }
        : noRecord(question, title, place)
    }
    const own = type === TYPE.A ? 'IPv6' : 'IPv4'
    const sentence = `${title} has ${own} addresses only, and no ${typeName(type)} record`
    return { code: 'KZ_WHY_FAMILY', sentence, place }
  }

  #noPod(
    { address, namespace }: Extract<ClusterName, { readonly kind: 'pod' }>,
    question: AnsweredQuestion,
    isBrief: boolean,
  ): Reason {
    const { options, inventory } = this.#facts
    const code = 'KZ_WHY_POD_NAME'
    if (options.pods === 'disabled') {
      const sentence = "kubernetes has no names of pods: its option 'pods' is disabled"
      return { code, sentence, hint: "set 'pods insecure' or 'pods verified' in kubernetes" }
    }
    const hidden = missingNamespace(this.#facts, this.#candidatesFor(isBrief), namespace, '')
    if (hidden !== null) return hidden
    const octets = addressOfPodLabel(address)
    if (octets === null) {
      const sentence = `${address} is no address with dashes, such as 10-244-1-4`
      return { code, sentence }
    }
    if (question.rcode !== RCODE.NXDOMAIN) return noRecord(question, `the pod name ${address}`)
    const holder = inventory.podAddresses.current.at(octets)
    const there = holder === null ? 'no pod' : `the pod ${holder.name} of ${holder.namespace}`
    const sentence = `pods verified: ${there} has ${addressText(octets)}, and no pod of ${namespace}`
    return { code, sentence, ...(holder !== null && { place: holder.location.place }) }
  }

  #noPointer({ name }: AnsweredQuestion): Reason {
    const sentence = `no Service and no endpoint has the address of ${nameText(name)}`
    return { code: 'KZ_WHY_NO_ADDRESS', sentence }
  }

  // --- Presence ---

  #presence(question: AnsweredQuestion): readonly Reason[] {
    const { name, zone } = question
    if (isReverseZone(zone))
      return [found(`${nameText(name)} is the address of a Service or of its endpoint`)]
    const asked = readClusterName(name, zone)
    if (asked.kind === 'pod') return [found(`the name of a pod is made of its address`)]
    if (!('service' in asked)) return [found(`every cluster has ${nameText(name)}`)]
    const service = this.#serviceAt(asked.namespace, asked.service)
    if (service === null)
      return [found(`EndpointSlices of ${asked.service} in ${asked.namespace} state the name`)]
    return foundService(this.#facts, service)
  }
}

function found(sentence: string): Reason {
  return { code: 'KZ_WHY_FOUND', sentence }
}

function noRecord({ type }: AnsweredQuestion, what: string, place?: Reason['place']): Reason {
  const sentence = `${what} exists, without ${typeName(type)} records`
  return { code: 'KZ_WHY_TYPE', sentence, ...(place !== undefined && { place }) }
}
