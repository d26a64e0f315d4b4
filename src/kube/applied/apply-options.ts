/** The cluster that manifests are applied to: its address ranges, its nodes, and what runs in it. */
import {
  type AddressRange,
  addressText,
  canonicalAddress,
  isInRange,
  parseRange,
} from '../../wire/address.ts'
import { type ServiceKey, serviceKey } from '../model/keys.ts'
import { isLabel, isTargetName } from '../model/kube-names.ts'

/** One range, or one of each family; the first is the cluster's default family. */
export type Ranges = readonly AddressRange[]

export interface Profile {
  readonly services: Ranges
  readonly pods: Ranges
  /** The first node's address, unless a Node object states it; further nodes have the addresses after it. */
  readonly node: string
}

export interface ApplyOptions {
  readonly services: Ranges
  readonly pods: Ranges
  /** For load balancers that report no address; empty: they get no address. */
  readonly loadBalancers: Ranges
  /** How many nodes the cluster has, unless a manifest has Node objects. */
  readonly nodes: number
  /** The first node's address (canonical text), unless a Node object states it. */
  readonly nodeAddress: string
  /** Whether workloads get synthesized pods. */
  readonly synthesizesPods: boolean
  /** Whether the services `kubernetes` and `kube-dns` exist without a manifest. */
  readonly hasBuiltInServices: boolean
  /** Whether the pods of Helm hooks run. */
  readonly includesHooks: boolean
  /** Whether custom resources have the services and pods that their operators would make. */
  readonly runsOperators: boolean
  /** Cluster IPs, as addresses and host names, that override those of the manifests. */
  readonly clusterIPs: ReadonlyMap<ServiceKey, readonly string[]>
}

function ranges(...texts: readonly string[]): Ranges {
  return texts.flatMap((text) => parseRange(text) ?? [])
}

/** A node's address from a range for documentation (RFC 5737), which is not routed. */
const NOWHERE = '192.0.2.1'

/** The ranges of well-known installers, and two sets of ranges that no real network uses. */
export const PROFILES = {
  kubeadm: {
    services: ranges('10.96.0.0/12', 'fd00:10:96::/108'),
    pods: ranges('10.244.0.0/16', 'fd00:10:244::/56'),
    node: NOWHERE,
  },
  kind: {
    services: ranges('10.96.0.0/16', 'fd00:10:96::/112'),
    pods: ranges('10.244.0.0/16', 'fd00:10:244::/56'),
    node: NOWHERE,
  },
  k3s: { services: ranges('10.43.0.0/16'), pods: ranges('10.42.0.0/16'), node: NOWHERE },
  // Linux treats all of 127.0.0.0/8 as local, so that a test can listen on a service's address.
  loopback: { services: ranges('127.64.0.0/10'), pods: ranges('127.128.0.0/9'), node: '127.0.1.1' },
  // RFC 2544 and RFC 5180 reserve these for benchmarks. RFC 1112 §4: 240.0.0.0/4 is reserved, and never
  // routed.
  benchmark: {
    services: ranges('198.18.0.0/15', '2001:2:0:96::/108'),
    pods: ranges('240.0.0.0/12', '2001:2:0:244::/64'),
    node: NOWHERE,
  },
} as const satisfies Record<string, Profile>

export type ProfileName = keyof typeof PROFILES

export const PROFILE_NAMES: readonly ProfileName[] = ['kubeadm', 'kind', 'k3s', 'loopback', 'benchmark']

export const NODE_BOUNDS = { min: 1, max: 5000 }

/** One level of settings, such as a Corefile or a command line. An absent field is left to the next level. */
export type ApplySettings = Partial<ApplyOptions> & { readonly profile?: ProfileName }

/**
 * Merges levels of settings; earlier levels win. A level that sets `profile` discards the ranges of the
 * levels after it.
 */
export function applyOptions(...levels: readonly ApplySettings[]): ApplyOptions {
  const settings = levels.reduceRight<ApplySettings>(
    (under, over) => ({ ...withoutProfile(under, over), ...over }),
    {},
  )
  const { profile = 'kubeadm', ...stated } = settings
  const { services, pods, node } = PROFILES[profile]
  return {
    services,
    pods,
    loadBalancers: [],
    nodes: 1,
    nodeAddress: node,
    synthesizesPods: true,
    hasBuiltInServices: true,
    includesHooks: false,
    runsOperators: false,
    ...stated,
    clusterIPs: new Map(levels.toReversed().flatMap(({ clusterIPs }) => [...(clusterIPs ?? [])])),
  }
}

/** `under` without the fields that a profile of `over` sets. */
function withoutProfile(under: ApplySettings, over: ApplySettings): ApplySettings {
  if (over.profile === undefined) return under
  const { services: _services, pods: _pods, nodeAddress: _nodeAddress, ...rest } = under
  return rest
}

/** The first overlap of two ranges, in words; `null`: no ranges overlap. */
export function rangeProblem(options: ApplyOptions): string | null {
  const lists = [
    ['service', options.services],
    ['pod', options.pods],
    ['load balancer', options.loadBalancers],
  ] as const
  const all = lists.flatMap(([kind, list]) => list.map((range) => ({ kind, range })))
  for (const [i, { kind, range }] of all.entries()) {
    const other = all.slice(i + 1).find((one) => overlap(range, one.range))
    if (other !== undefined) {
      return `the ${kind} range ${rangeText(range)} overlaps the ${other.kind} range ${rangeText(other.range)}`
    }
  }
  return null
}

/** Parses ranges to allocate addresses from: one, or one of each family. A text is the problem, in words. */
export function readRanges(texts: readonly string[]): Ranges | string {
  const ranges: AddressRange[] = []
  for (const text of texts) {
    const range = text.includes('/') ? parseRange(text) : null
    if (range === null) return `${text} is not an address range, expected CIDR notation such as 10.96.0.0/12`
    const bits = range.octets.length * 8
    if (range.prefix > bits - 2) return `${text} is too small, expected room for at least two addresses`
    if (range.prefix < 8) return `${text} is too large, expected a prefix of 8 bits or more`
    if (ranges.some(({ octets }) => octets.length === range.octets.length)) {
      return `${text} is the second range of its address family, expected at most one of each`
    }
    ranges.push(range)
  }
  return ranges
}

/**
 * Parses an override of cluster IPs: the service, and its addresses and host names. A text is the problem, in
 * words.
 */
export function readClusterIPs(
  service: string,
  words: readonly string[],
): readonly [ServiceKey, readonly string[]] | string {
  const [namespace, name, ...rest] = service.split('/')
  const isKey = namespace !== undefined && name !== undefined && rest.length === 0
  if (!isKey || !isLabel(namespace) || !isLabel(name)) {
    return `${service} is not a service, expected NAMESPACE/NAME`
  }
  const addresses: string[] = []
  for (const word of words) {
    const address = canonicalAddress(word) ?? (isTargetName(word) ? word : null)
    if (address === null) return `${word} is neither an IP address nor a host name`
    addresses.push(address)
  }
  return [serviceKey(namespace, name), addresses]
}

/** Whether a range is so small that a new service is likely to change the address of another (measured). */
export function isSmall({ octets, prefix }: AddressRange): boolean {
  return octets.length === 4 && prefix > 16
}

export function rangeText({ octets, prefix }: AddressRange): string {
  return `${addressText(octets)}/${prefix}`
}

function overlap(a: AddressRange, b: AddressRange): boolean {
  return isInRange(a.octets, b) || isInRange(b.octets, a)
}
