/**
 * The options that describe the cluster to which manifests are served as if applied; `serve`, `check` and
 * `env` share them.
 */
import { type Command, InvalidArgumentError, Option } from 'commander'
import {
  type ApplySettings,
  NODE_BOUNDS,
  PROFILE_NAMES,
  type ProfileName,
  type Ranges,
  readClusterIPs,
  readRanges,
} from '../kube/applied/apply-options.ts'
import type { ServiceKey } from '../kube/model/keys.ts'
import type { SiteOptions } from '../site/configuration.ts'
import { canonicalAddress } from '../wire/address.ts'
import { parseWhole } from './pod-options.ts'

export interface ClusterFlags {
  readonly profile?: ProfileName
  readonly serviceCidr?: Ranges
  readonly podCidr?: Ranges
  readonly lbCidr?: Ranges
  readonly nodes?: number
  readonly nodeIp?: string
  readonly clusterIp?: ReadonlyMap<ServiceKey, readonly string[]>
  readonly lock?: string
  /** commander's `--no-synthesize`: true if the flag is absent. */
  readonly synthesize: boolean
  readonly builtinServices: boolean
  readonly includeHooks?: boolean
  readonly operators?: boolean
}

export function addClusterOptions(command: Command): Command {
  const { min, max } = NODE_BOUNDS
  return command
    .optionsGroup('As if applied to a cluster (options in a Corefile take precedence):')
    .addOption(
      new Option(
        '--profile <name>',
        'use the address ranges of this kind of cluster; kubeadm, if left out',
      ).choices(PROFILE_NAMES),
    )
    .option(
      '--service-cidr <ranges>',
      'the address range of services, or one range of each family, separated by a comma',
      parseRanges,
    )
    .option('--pod-cidr <ranges>', 'the same for pods', parseRanges)
    .option(
      '--lb-cidr <ranges>',
      'the same for load balancers without a status address; if left out, they get no address',
      parseRanges,
    )
    .option('--nodes <number>', 'the number of nodes, if no manifest is a Node', parseWhole(min, max))
    .option('--node-ip <address>', 'the address of the first node', parseNodeAddress)
    .option(
      '--cluster-ip <service=address>',
      'the cluster IP of the service NAMESPACE/NAME, instead of that in its manifest; repeat it for more services',
      collectClusterIP,
    )
    .option('--lock <file>', 'keep allocated addresses in this file')
    .option('--no-synthesize', 'serve only the pods that have manifests')
    .option(
      '--no-builtin-services',
      'serve kubernetes.default and kube-dns.kube-system only if they have manifests',
    )
    .option('--include-hooks', "count the pods of Helm's hooks")
    .option('--operators', 'serve the services that operators would make of custom resources')
    .optionsGroup('Options:')
}

/** The flags as options of `loadSite`. */
export function clusterSettings(flags: ClusterFlags): Pick<SiteOptions, 'apply' | 'lock'> {
  const { profile, serviceCidr, podCidr, lbCidr, nodes, nodeIp, clusterIp, includeHooks } = flags
  const apply: ApplySettings = {
    ...(profile === undefined ? {} : { profile }),
    ...(serviceCidr === undefined ? {} : { services: serviceCidr }),
    ...(podCidr === undefined ? {} : { pods: podCidr }),
    ...(lbCidr === undefined ? {} : { loadBalancers: lbCidr }),
    ...(nodes === undefined ? {} : { nodes }),
    ...(nodeIp === undefined ? {} : { nodeAddress: nodeIp }),
    ...(clusterIp === undefined ? {} : { clusterIPs: clusterIp }),
    ...(flags.synthesize ? {} : { synthesizesPods: false }),
    ...(flags.builtinServices ? {} : { hasBuiltInServices: false }),
    ...(includeHooks === true ? { includesHooks: true } : {}),
    ...(flags.operators === true ? { runsOperators: true } : {}),
  }
  return { apply, lock: flags.lock ?? null }
}

function parseRanges(text: string): Ranges {
  const ranges = readRanges(text.split(','))
  if (typeof ranges !== 'string') return ranges
  throw new InvalidArgumentError(`${ranges}.`)
}

function parseNodeAddress(text: string): string {
  const address = canonicalAddress(text)
  if (address === null) throw new InvalidArgumentError('Expected an IP address.')
  return address
}

function collectClusterIP(
  text: string,
  previous: ReadonlyMap<ServiceKey, readonly string[]> = new Map(),
): ReadonlyMap<ServiceKey, readonly string[]> {
  const [service = '', list = '', ...rest] = text.split('=')
  const read = readClusterIPs(service, list.split(','))
  if (typeof read === 'string' || rest.length > 0) {
    const problem = typeof read === 'string' ? `${read}. ` : ''
    throw new InvalidArgumentError(`${problem}Expected NAMESPACE/NAME=ADDRESS, such as shop/web=172.20.0.5.`)
  }
  return new Map([...previous, read])
}
