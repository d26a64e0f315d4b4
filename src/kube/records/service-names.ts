/**
 * The names that one service owns in one zone, and their records. Below `SERVICE.NAMESPACE.svc.ZONE` (K8s DNS
 * §2.3 to §2.5):
 *
 *   (itself)                     A, AAAA; SRV of every port; or the CNAME of an ExternalName
 *   _PORT._PROTOCOL              SRV of that port; A and AAAA too, unless strict
 *   ENDPOINT                     A, AAAA and SRV of one endpoint; in multicluster zones ENDPOINT.CLUSTER if
 * the
 *                                slice names its source cluster
 *   TOPOLOGY-ZONE.pin._zone      headless, on request: the ready endpoints in that topology zone
 *   TOPOLOGY-ZONE.prefer._zone   the same, or all ready endpoints if that topology zone has none
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
  /** Whether `_PORT._PROTOCOL` has SRV records only. */
  readonly strict: boolean
}

export interface NamingOptions extends PortNaming {
  /** Whether headless services have names of topology zones below them. */
  readonly zonal: boolean
}

/** The function that makes the names of a service, with their records. */
export type Naming = typeof namesOf

/** Names and their RRsets; a name without RRsets exists, too. */
export type OwnedNames = Map<NameKey, readonly RRset[]>

/** One address and port with a target name, from which an SRV record and its weight are made. */
export interface Candidate {
  /** The address, 4 or 16 octets; empty for a target in another zone. */
  readonly octets: string
  readonly target: NameKey
  readonly portName: string
  readonly protocol: string
  readonly port: number | null
  readonly zone: string
}

/** Stands for the ports of a service without ports, which has its addresses nevertheless. */
const NO_PORT: EndpointPort = { name: '', protocol: '', port: null }

export function serviceName(service: { namespace: string; name: string }, zone: NameKey): NameKey | null {
  return joinName([service.name, service.namespace, 'svc'], zone)
}

/**
 * The names of a service or an imported service, at and below `name`. `addresses` are those of its ready
 * endpoints.
 */
export function namesOf(
  service: Service | ServiceImport,
  name: NameKey,
  addresses: readonly ReadyAddress[],
  options: NamingOptions,
): OwnedNames {
  if (service.kind === 'Service' && service.type === 'ExternalName') return aliasNames(service, name, options)
  const endpoints = endpointCandidates(addresses, name, service.kind === 'ServiceImport')
  const own = service.headless ? endpoints : clusterCandidates(service, name)
  // K8s DNS §2.4.1: a headless service without a ready endpoint has no name. A service that is
  // not headless has its name even before it has a cluster IP.
  if (own.length === 0 && service.headless) return new Map()
  const names = candidateNames(name, own, endpoints, options)
  if (options.zonal && service.headless && service.kind === 'Service')
    addZonalNames(names, name, own, options.ttl)
  return names
}

/** The names of a service: its own and those of its ports, made from `own`, and those of its endpoints. */
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

/**
 * The CNAME of an ExternalName service; empty if `externalName` is an address, which cannot be the target of
 * a CNAME.
 */
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
    // The name of an imported endpoint contains its cluster, if the slice names one.
    const clusterLabels = isImported && cluster !== '' ? cluster.split('.') : []
    const target = joinName([label, ...clusterLabels], name)
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
  // Every name falls back, also those above and below the name of a topology zone. RFC 4592 §2.2.1: a
  // wildcard does not apply below a name that exists, so each existing name has its own wildcard.
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

/** The labels of a name, and of each name above it: `a.b` gives `a.b`, `b` and no labels. */
function withSuffixes(name: string): string[][] {
  const labels = name === '' ? [] : name.split('.')
  return Array.from({ length: labels.length + 1 }, (_, i) => labels.slice(i))
}

/** The RRsets of all candidates at one name. The zone drops duplicate records. */
function rrsetsOf(candidates: readonly Candidate[], ttl: number): RRset[] {
  const rrsets: RRset[] = []
  const add = (type: number, rdatas: readonly Rdata[], rest: Pick<RRset, 'glue'> = {}) => {
    if (rdatas.length > 0) rrsets.push({ type, ttl, rdatas, ...rest })
  }
  const addresses = (octets: number) =>
    candidates.filter((one) => one.octets.length === octets).map((one) => addressData(one.octets))
  add(TYPE.A, addresses(4))
  add(TYPE.AAAA, addresses(16))
  // Every candidate has a share of the weight, also one that adds no record.
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

/**
 * Glue only for the service's own targets: the addresses of other targets are not its data, even in the same
 * zone.
 */
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
