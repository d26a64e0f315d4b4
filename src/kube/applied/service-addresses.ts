/**
 * Allocates the addresses that a cluster would allocate to services. An address that a manifest states is
 * kept. An allocated address is a function of the service's name, and stays as long as the service does.
 * One subject: stated and allocated addresses displace each other.
 */
import { present } from '../../report/assert.ts'
import type { Diagnostic } from '../../report/diagnostic.ts'
import { Remarks } from '../../report/remarks.ts'
import { addressText, parseAddress } from '../../wire/address.ts'
import type { Steps } from '../../zone/steps.ts'
import { type ServiceKey, serviceKey } from '../model/keys.ts'
import type { Family, Service } from '../model/objects.ts'
import { sameObject } from '../model/same-object.ts'
import type { Transition } from '../stated/manifest-set.ts'
import type { AddressLock } from './address-lock.ts'
import { type AddressedService, type AddressOrigin, originOf } from './address-origin.ts'
import { AddressPool } from './address-pool.ts'
import type { ApplyOptions } from './apply-options.ts'
import { BUILT_IN_SERVICES, isBuiltIn } from './built-in.ts'
import { familiesOf, neededFamilies } from './service-families.ts'
import {
  displaced,
  excludedAddress,
  hostWithoutAddress,
  noRange,
  outsideRange,
  rangeFull,
  unusedOverride,
} from './service-remarks.ts'

/**
 * The addresses of a host name (canonical text): an empty list if it does not resolve, `null` if host names
 * are not looked up.
 */
export type HostAddresses = (hostname: string) => readonly string[] | null

/** Changed services as stated; `null`: the service is gone. */
export type ServiceChanges = ReadonlyMap<ServiceKey, Service | null>

interface Entry extends AddressedService {
  /** With allocated addresses. */
  applied: Service
}

export class ServiceAddresses {
  readonly #options: ApplyOptions
  readonly #lock: AddressLock | null
  readonly #pools: Readonly<Record<'svc' | 'lb', readonly AddressPool<ServiceKey>[]>>
  /** The families of the service ranges, the cluster's default first. */
  readonly #configured: readonly Family[]
  readonly #entries = new Map<ServiceKey, Entry>()
  /** The host names that the overrides of services name. */
  readonly #hosts = new Map<ServiceKey, readonly string[]>()
  /** The services that lack an address because a range is full. */
  readonly #starved = new Set<ServiceKey>()
  readonly #remarks = new Remarks()
  #isNew = true

  constructor(options: ApplyOptions, lock: AddressLock | null) {
    this.#options = options
    this.#lock = lock
    this.#pools = {
      svc: options.services.map((range) => new AddressPool<ServiceKey>('svc', range)),
      lb: options.loadBalancers.map((range) => new AddressPool<ServiceKey>('lb', range)),
    }
    this.#configured = this.#pools.svc.map((pool) => pool.family)
    for (const { service, offset } of BUILT_IN_SERVICES) {
      const octets = this.#pools.svc[0]?.at(offset) ?? null
      if (octets !== null) this.#pools.svc[0]?.dedicate(octets, keyOf(service))
    }
    lock?.restore('svc', this.#pools.svc)
    lock?.restore('lb', this.#pools.lb)
  }

  /** The diagnostics since the last call. */
  takeDiagnostics(): readonly Diagnostic[] {
    return this.#remarks.take()
  }

  /** The host names among the overrides of a service's cluster IPs. */
  hostnamesOf(service: Service): readonly string[] {
    return this.#overridesOf(service).filter((one) => parseAddress(one) === null)
  }

  /** The services, as in their manifests, whose overrides name any of these hosts. */
  *withOverrideHosts(hostnames: ReadonlySet<string>): Iterable<Service> {
    if (hostnames.size === 0) return
    for (const [key, hosts] of this.#hosts) {
      const given = this.#entries.get(key)?.given
      if (given !== undefined && hosts.some((one) => hostnames.has(one))) yield given
    }
  }

  /** The host names that the overrides of all services name. */
  get hostnames(): ReadonlySet<string> {
    return new Set([...this.#hosts.values()].flat())
  }

  /** Where the first cluster IP of a service comes from; `null`: it has none. */
  originOf(key: ServiceKey): AddressOrigin | null {
    const entry = this.#entries.get(key)
    const option = this.#options.clusterIPs.get(key)
    return entry === undefined ? null : originOf(entry, this.#pools.svc, option, this.#lock !== null)
  }

  /** Turns changes of stated services into transitions of applied services. */
  *follow(changes: ServiceChanges, hostAddresses: HostAddresses): Steps<Transition[]> {
    const before = new Map<ServiceKey, Service>()
    let hasRoom = false
    for (const key of changes.keys()) {
      const entry = this.#entries.get(key)
      if (entry === undefined) continue
      before.set(key, entry.applied)
      this.#eachExplicit(entry.stated, (pool, octets) => {
        pool.unreserve(octets)
        hasRoom = true
      })
      this.#entries.delete(key)
      this.#hosts.delete(key)
    }
    const moved = new Map<ServiceKey, ServiceKey>()
    for (const [key, service] of changes) {
      yield
      if (service === null) continue
      const hosts = this.hostnamesOf(service)
      if (hosts.length > 0) this.#hosts.set(key, hosts)
      const stated = this.#override(key, service, hostAddresses)
      this.#entries.set(key, { given: service, stated, applied: stated })
      this.#eachExplicit(stated, (pool, octets) => {
        const holder = pool.reserve(octets)
        if (holder === null) return
        pool.release(holder)
        if (holder !== key) moved.set(holder, key)
      })
    }
    const dirty = new Set([...changes.keys(), ...moved.keys()])
    hasRoom = this.#releaseUnneeded(dirty) || moved.size > 0 || hasRoom
    if (hasRoom) for (const key of this.#starved) dirty.add(key)
    const result: Transition[] = []
    for (const key of [...dirty].sort()) {
      yield
      const entry = this.#entries.get(key)
      const old = before.get(key) ?? (changes.has(key) ? null : (entry?.applied ?? null))
      if (entry !== undefined) this.#apply(key, entry)
      else {
        this.#remarks.forget(key)
        this.#remarks.forget(`override ${key}`)
      }
      const applied = entry?.applied ?? null
      this.#remarkMove(key, old, applied, moved.get(key))
      if (old !== applied) result.push({ before: old, after: applied })
    }
    if (this.#isNew) this.#remarkUnused()
    this.#isNew = false
    return result
  }

  // --- Stated addresses ---

  /** The service with the overrides of its cluster IPs, if it has any that resolve. */
  #override(key: ServiceKey, service: Service, hostAddresses: HostAddresses): Service {
    const found: Diagnostic[] = []
    const clusterIPs = this.#overridesOf(service).flatMap((one) => {
      const addresses = parseAddress(one) === null ? hostAddresses(one) : [one]
      if (addresses?.length === 0) found.push(hostWithoutAddress(key, service, one))
      return addresses ?? []
    })
    this.#remarks.set(`override ${key}`, found)
    return clusterIPs.length === 0 ? service : { ...service, clusterIPs, headless: false, isAllocated: true }
  }

  /** The addresses and host names that override the `clusterIPs` of a manifest. */
  #overridesOf(service: Service): readonly string[] {
    if (service.type === 'ExternalName') return []
    return this.#options.clusterIPs.get(keyOf(service)) ?? service.overrides
  }

  /** Visits each address that a service states, once for each pool of its kind. */
  #eachExplicit(stated: Service, visit: (pool: AddressPool<ServiceKey>, octets: string) => void): void {
    const lists = [
      ['svc', stated.clusterIPs],
      ['lb', stated.externalAddresses],
    ] as const
    for (const [kind, addresses] of lists) {
      for (const address of addresses) {
        const octets = parseAddress(address)
        if (octets !== null) for (const pool of this.#pools[kind]) visit(pool, octets)
      }
    }
  }

  // --- Allocated addresses ---

  /** Releases addresses of families that the services no longer need. Returns whether any was released. */
  #releaseUnneeded(keys: Iterable<ServiceKey>): boolean {
    let hasRoom = false
    for (const key of keys) {
      const stated = this.#entries.get(key)?.stated
      for (const kind of ['svc', 'lb'] as const) {
        const wanted = stated === undefined ? [] : neededFamilies(kind, stated, this.#configured)
        for (const pool of this.#pools[kind]) {
          if (!wanted.includes(pool.family) && pool.release(key)) hasRoom = true
        }
      }
    }
    return hasRoom
  }

  #apply(key: ServiceKey, entry: Entry): void {
    const { stated } = entry
    const found: Diagnostic[] = []
    const cluster = this.#assign('svc', key, stated, found)
    const external = this.#assign('lb', key, stated, found)
    const isStarved = cluster.isStarved || external.isStarved
    if (isStarved) this.#starved.add(key)
    else this.#starved.delete(key)
    this.#remarkRange(key, stated, found)
    const usable = this.#usableAddresses(key, entry, found)
    this.#remarks.set(key, found)
    const clusterIPs = cluster.addresses.length === 0 ? usable : [...usable, ...cluster.addresses]
    const externalAddresses = [...stated.externalAddresses, ...external.addresses]
    const lacksOwn = cluster.isStarved && clusterIPs.length === 0
    const isUnusable = stated.clusterIPs.length > 0 && clusterIPs.length === 0
    const lacksUsable = isUnusable ? `${key} has no usable address` : ''
    const lacksExternal = external.isStarved && externalAddresses.length === 0
    const applied: Service = {
      ...stated,
      families: familiesOf(stated, this.#configured),
      clusterIPs,
      externalAddresses,
      addressProblem: lacksOwn ? `${key} has no address: the service range is full` : lacksUsable,
      externalProblem: lacksExternal ? `${key} has no external address: the load balancer range is full` : '',
    }
    if (entry.applied === stated || !sameObject(entry.applied, applied)) entry.applied = applied
  }

  /** The cluster IPs, without those that no service can have; an override may be any address. */
  #usableAddresses(key: ServiceKey, { given, stated }: Entry, found: Diagnostic[]): readonly string[] {
    if (given.clusterIPs !== stated.clusterIPs) return stated.clusterIPs
    return stated.clusterIPs.filter((address) => {
      const octets = parseAddress(address)
      const pool = octets === null ? undefined : this.#pools.svc.find((one) => one.excludes(octets))
      if (pool !== undefined) found.push(excludedAddress(key, stated, address, pool.text))
      return pool === undefined
    })
  }

  /** Allocates an address of each family that the service needs and a range is configured for. */
  #assign(kind: 'svc' | 'lb', key: ServiceKey, stated: Service, found: Diagnostic[]) {
    const addresses: string[] = []
    let isStarved = false
    const pools = this.#pools[kind]
    for (const family of neededFamilies(kind, stated, this.#configured)) {
      const pool = pools.find((one) => one.family === family)
      if (pool === undefined) {
        if (kind === 'svc') found.push(noRange(key, stated, family))
      } else if (pool.assign(key)) {
        addresses.push(
          addressText(present(pool.addressOf(key), 'a key that an address was assigned to has one')),
        )
      } else {
        found.push(rangeFull(key, stated, family, pool.text))
        isStarved = true
      }
    }
    this.#lock?.note(kind, key, pools)
    return { addresses, isStarved }
  }

  // --- Diagnostics ---

  #remarkUnused(): void {
    for (const key of this.#options.clusterIPs.keys()) {
      if (!this.#entries.has(key)) this.#remarks.add(unusedOverride(key, this.#entries.keys()))
    }
  }

  #remarkRange(key: ServiceKey, stated: Service, found: Diagnostic[]): void {
    if (isBuiltIn(stated)) return
    const outside = stated.clusterIPs.find((address) => {
      const octets = parseAddress(address)
      return octets !== null && !this.#pools.svc.some((pool) => pool.holds(octets))
    })
    if (outside === undefined) return
    const ranges = this.#pools.svc.map((pool) => pool.text)
    found.push(outsideRange(key, stated, outside, ranges))
  }

  #remarkMove(
    key: ServiceKey,
    old: Service | null,
    now: Service | null,
    cause: ServiceKey | undefined,
  ): void {
    if (cause === undefined || old === null || now === null) return
    const moved = displaced(key, old, now, cause)
    if (moved !== null) this.#remarks.add(moved)
  }
}

function keyOf({ namespace, name }: Service): ServiceKey {
  return serviceKey(namespace, name)
}
