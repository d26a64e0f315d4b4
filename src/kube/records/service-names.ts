/**
 * The names that one service owns in one zone, and what they hold. Below `SERVICE.NAMESPACE.svc.ZONE` (K8s DNS §2.3 to §2.5):
 *
 *   (itself)                     A, AAAA; SRV of every port; or the CNAME of an ExternalName
 *   _PORT._PROTOCOL              SRV of that port; A and AAAA too, unless strict
 *   ENDPOINT                     A, AAAA and SRV of one endpoint; in multicluster zones ENDPOINT.CLUSTER
 *   TOPOLOGY-ZONE.pin._zone      headless, on request: what is ready in that topology zone
 *   TOPOLOGY-ZONE.prefer._zone   the same, or all there is if nothing is ready there
 */
import { parseAddress } from '../../wire/address.ts'
import { TYPE } from '../../wire/constants.ts'
import { joinName, type NameKey, parseSpelledName } from '../../wire/name.ts'
import { addressData, type Rdata, targetData } from '../../wire/rdata.ts'
import { SRV } from '../../wire/types/srv.ts'
import { record } from '../../wire/section.ts'
import type { RRset } from '../../zone/draft.ts'
import type { ReadyAddress } from './endpoints.ts'
import type { EndpointPort, Service, ServiceImport } from '../model/objects.ts'

export interface PortNaming {
  readonly ttl: number
  /** Nothing but SRV below `_PORT._PROTOCOL`. */
  readonly strict: boolean
}

export interface NamingOptions extends PortNaming {
  /** Topology-zone names below headless services. */
  readonly zonal: boolean
}

/** Which names a service owns, and what they hold. */
export type Naming = typeof namesOf

/** Names and their RRsets; a name without any exists all the same. */
export type OwnedNames = Map<NameKey, readonly RRset[]>

/** One address and port under one target name: what an SRV record and its weight are made from. */
export interface Candidate {
  /** 4 or 16; none of a target in another zone. */
  readonly octets: string
  readonly target: NameKey
  readonly portName: string
  readonly protocol: string
  readonly port: number | null
  readonly zone: string
}

/** A service without ports has its addresses all the same. */
const NO_PORT: EndpointPort = { name: '', protocol: '', port: null }

export function serviceName(service: { namespace: string; name: string }, zone: NameKey): NameKey | null {
  return joinName([service.name, service.namespace, 'svc'], zone)
}

/** The names of a service, or of an imported one. `name` is its own; `addresses` are the ready ones of its endpoints. */
export function namesOf(
  service: Service | ServiceImport,
  name: NameKey,
  addresses: readonly ReadyAddress[],
  options: NamingOptions,
): OwnedNames {
  if (service.kind === 'Service' && service.type === 'ExternalName') return aliasNames(service, name, options)
  const endpoints = endpointCandidates(addresses, name, service.kind === 'ServiceImport')
  const own = service.headless ? endpoints : clusterCandidates(service, name)
  // K8s DNS §2.4.1: a headless service without a ready endpoint has no name. One whose addresses are still to come has.
  if (own.length === 0 && service.headless) return new Map()
  const names = candidateNames(name, own, endpoints, options)
  if (options.zonal && service.headless && service.kind === 'Service')
    addZonalNames(names, name, own, options.ttl)
  return names
}

/** The names that a service has by what it leads to, and by its endpoints. */
export function candidateNames(
  name: NameKey,
  own: readonly Candidate[],
  endpoints: readonly Candidate[],
  options: PortNaming,
): OwnedNames {
  const names: OwnedNames = new Map()
  names.set(name, rrsetsOf(own, options.ttl))
  addPortNames(names, name, own, options)
  for (const [target, candidates] of groupBy(endpoints, ({ target: owner }) => owner)) {
    names.set(target, rrsetsOf(candidates, options.ttl))
  }
  return names
}

export function aliasRRset(target: string, ttl: number): RRset {
  return { type: TYPE.CNAME, ttl, rdatas: [targetData(target)] }
}

/** The CNAME of an ExternalName; nothing for an address, which cannot be an alias's target. */
export function aliasNames({ externalName }: Service, name: NameKey, { ttl }: NamingOptions): OwnedNames {
  const isName = externalName !== '' && parseAddress(externalName) === null
  const target = isName ? parseSpelledName(externalName) : null
  return new Map(target === null ? [] : [[name, [aliasRRset(target, ttl)]]])
}

function clusterCandidates(service: Service | ServiceImport, target: NameKey): Candidate[] {
  const addresses = service.kind === 'Service' ? service.clusterIPs : service.ips
  return addresses.flatMap((address) => {
    const octets = parseAddress(address)
    return octets === null ? [] : candidatesOf(octets, target, service.ports)
  })
}

export function endpointCandidates(
  addresses: readonly ReadyAddress[],
  name: NameKey,
  isImported: boolean,
): Candidate[] {
  return addresses.flatMap(({ octets, label, ports, zone, cluster }) => {
    // An imported endpoint is known together with the cluster that it comes from.
    if (isImported && cluster === '') return []
    const target = joinName(isImported ? [label, cluster] : [label], name)
    return target === null ? [] : candidatesOf(octets, target, ports, zone)
  })
}

export function candidatesOf(
  octets: string,
  target: NameKey,
  ports: readonly EndpointPort[],
  zone = '',
): Candidate[] {
  return (ports.length > 0 ? ports : [NO_PORT]).map(({ name, protocol, port }) => ({
    octets,
    target,
    portName: name,
    protocol,
    port,
    zone,
  }))
}

function addPortNames(
  names: OwnedNames,
  name: NameKey,
  candidates: readonly Candidate[],
  options: PortNaming,
): void {
  const named = candidates.filter(({ portName }) => portName !== '')
  const byPort = groupBy(named, ({ portName, protocol }) => `_${portName}\0_${protocol}`.toLowerCase())
  for (const [labels, ofPort] of byPort) {
    const owner = joinName(labels.split('\0'), name)
    const rrsets = rrsetsOf(ofPort, options.ttl)
    if (owner !== null)
      names.set(owner, options.strict ? rrsets.filter(({ type }) => type === TYPE.SRV) : rrsets)
  }
}

function addZonalNames(
  names: OwnedNames,
  name: NameKey,
  candidates: readonly Candidate[],
  ttl: number,
): void {
  const put = (labels: readonly string[], rrsets: readonly RRset[]) => {
    const owner = joinName([...labels, '_zone'], name)
    if (owner !== null) names.set(owner, rrsets)
  }
  const all = rrsetsOf(candidates, ttl)
  const located = groupBy(
    candidates.filter(({ zone }) => zone !== ''),
    ({ zone }) => zone,
  )
  // Whatever is asked for falls back, also what lies above or below a zone's own name: a wildcard reaches only as far as
  // the next name that exists (RFC 4592 §2.2.1), so each of those has its own.
  for (const labels of ['', ...located.keys()].flatMap(withSuffixes)) {
    const ready = located.get(labels.join('.'))
    if (labels.length > 0) {
      put([...labels, 'pin'], ready === undefined ? [] : rrsetsOf(ready, ttl))
      put([...labels, 'prefer'], ready === undefined ? all : rrsetsOf(ready, ttl))
    }
    put(['*', ...labels, 'pin'], [])
    put(['*', ...labels, 'prefer'], all)
  }
}

/** The labels of a name, and of each name above it: `a.b` gives `a.b`, `b` and nothing. */
function withSuffixes(name: string): string[][] {
  const labels = name === '' ? [] : name.split('.')
  return Array.from({ length: labels.length + 1 }, (_, i) => labels.slice(i))
}

/** The records that candidates make together at one name; the zone drops those that are equal. */
function rrsetsOf(candidates: readonly Candidate[], ttl: number): RRset[] {
  const rrsets: RRset[] = []
  const add = (type: number, rdatas: readonly Rdata[], rest: Pick<RRset, 'glue'> = {}) => {
    if (rdatas.length > 0) rrsets.push({ type, ttl, rdatas, ...rest })
  }
  const addresses = (octets: number) =>
    candidates.filter((one) => one.octets.length === octets).map((one) => addressData(one.octets))
  add(TYPE.A, addresses(4))
  add(TYPE.AAAA, addresses(16))
  // Every candidate takes its share of the weight, even one that makes no record of its own.
  const weight = Math.max(1, Math.floor(100 / candidates.length))
  add(
    TYPE.SRV,
    candidates.flatMap(({ port, target }) =>
      port === null ? [] : [SRV.data({ priority: 0, weight, port, target })],
    ),
    glueOf(candidates, ttl),
  )
  return rrsets
}

/** The addresses of targets that are somebody else's are not ours to give, even where they are in the same zone. */
function glueOf(candidates: readonly Candidate[], ttl: number): Pick<RRset, 'glue'> {
  const own = candidates.filter(({ octets }) => octets !== '')
  if (own.length === candidates.length) return {}
  const glue = own.map(({ octets, target }) => {
    return record(target, octets.length === 4 ? TYPE.A : TYPE.AAAA, ttl, addressData(octets))
  })
  return { glue }
}

function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}
