/** As if applied to which cluster: its ranges of addresses, its nodes, and what runs in it. */
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
  /** Of the first node, where no Node object says; the others follow it. */
  readonly node: string
}

export interface ApplyOptions {
  readonly services: Ranges
  readonly pods: Ranges
  /** For load balancers that report no address; empty: they get none. */
  readonly loadBalancers: Ranges
  /** How many nodes there are where no Node object says. */
  readonly nodes: number
  /** The first node's address, where no Node object says; canonical. */
  readonly nodeAddress: string
  /** Whether workloads get the pods that would run. */
  readonly synthesizesPods: boolean
  /** Whether `kubernetes` and `kube-dns` are there without a manifest. */
  readonly hasBuiltInServices: boolean
  /** Whether the pods of Helm's hooks count. */
  readonly includesHooks: boolean
  /** Addresses that beat whatever a manifest says. */
  readonly clusterIPs: ReadonlyMap<ServiceKey, readonly string[]>
}

function ranges(...texts: readonly string[]): Ranges {
  return texts.flatMap((text) => parseRange(text) ?? [])
}

/** A node's address for documentation (RFC 5737): it leads nowhere. */
const NOWHERE = '192.0.2.1'

/** The addresses of well-known installers, and two sets that cannot be taken for anybody's real ones. */
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
  // Linux takes all of 127.0.0.0/8 for its own, so that a test can listen where a service would be.
  loopback: { services: ranges('127.64.0.0/10'), pods: ranges('127.128.0.0/9'), node: '127.0.1.1' },
  // RFC 2544, RFC 5180; and of the pods' IPv4 addresses RFC 1112 §4: reserved, never routed.
  benchmark: {
    services: ranges('198.18.0.0/15', '2001:2:0:96::/108'),
    pods: ranges('240.0.0.0/12', '2001:2:0:244::/64'),
    node: NOWHERE,
  },
} as const satisfies Record<string, Profile>

export type ProfileName = keyof typeof PROFILES

export const PROFILE_NAMES: readonly ProfileName[] = ['kubeadm', 'kind', 'k3s', 'loopback', 'benchmark']

export const NODE_BOUNDS = { min: 1, max: 5000 }

/** What a Corefile or a command line says of them; what is left out is left to the next that may say. */
export type ApplySettings = Partial<ApplyOptions> & { readonly profile?: ProfileName }

/** The options that settings come to, the first in line having the first say. */
export function applyOptions(...levels: readonly ApplySettings[]): ApplyOptions {
  const settings = levels.reduceRight<ApplySettings>(
    (under, over) => ({ ...besides(under, over), ...over }),
    {},
  )
  const { profile = 'kubeadm', ...said } = settings
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
    ...said,
    clusterIPs: new Map(levels.toReversed().flatMap(({ clusterIPs }) => [...(clusterIPs ?? [])])),
  }
}

/** Whoever names a profile means all of it. */
function besides(under: ApplySettings, over: ApplySettings): ApplySettings {
  if (over.profile === undefined) return under
  const { services: _services, pods: _pods, nodeAddress: _nodeAddress, ...rest } = under
  return rest
}

/** What is wrong with ranges, by themselves and together, in words; `null`: nothing. */
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

/** Ranges that addresses can be handed out from: one, or one of each family; the text says what is wrong with them. */
export function readRanges(texts: readonly string[]): Ranges | string {
  const ranges: AddressRange[] = []
  for (const text of texts) {
    const range = text.includes('/') ? parseRange(text) : null
    if (range === null) return `${text} is no range, expected one such as 10.96.0.0/12`
    const bits = range.octets.length * 8
    if (range.prefix > bits - 2) return `${text} is too small, expected room for two addresses at least`
    if (range.prefix < 8) return `${text} is too large, expected a prefix of 8 bits or more`
    if (ranges.some(({ octets }) => octets.length === range.octets.length)) {
      return `${text} is a second range of its family, expected one of each`
    }
    ranges.push(range)
  }
  return ranges
}

/** Which service, and what it is to have instead of its own addresses; the text says what is wrong with it. */
export function readClusterIPs(
  service: string,
  words: readonly string[],
): readonly [ServiceKey, readonly string[]] | string {
  const [namespace, name, ...rest] = service.split('/')
  const isKey = namespace !== undefined && name !== undefined && rest.length === 0
  if (!isKey || !isLabel(namespace) || !isLabel(name)) {
    return `${service} is no service, expected NAMESPACE/NAME`
  }
  const addresses: string[] = []
  for (const word of words) {
    const address = canonicalAddress(word) ?? (isTargetName(word) ? word : null)
    if (address === null) return `${word} is neither an IP address nor a host name`
    addresses.push(address)
  }
  return [serviceKey(namespace, name), addresses]
}

/** Below this, services are likely to move each other when one is added (as-if-applied, measured). */
export function isSmall({ octets, prefix }: AddressRange): boolean {
  return octets.length === 4 && prefix > 16
}

export function rangeText({ octets, prefix }: AddressRange): string {
  return `${addressText(octets)}/${prefix}`
}

function overlap(a: AddressRange, b: AddressRange): boolean {
  return isInRange(a.octets, b) || isInRange(b.octets, a)
}
