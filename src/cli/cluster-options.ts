/** The options that say which cluster manifests are served as if applied to, shared by all commands that read them. */
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
  /** Commander's `--no-…`: true unless it is given. */
  readonly synthesize: boolean
  readonly builtinServices: boolean
  readonly includeHooks?: boolean
}

export function addClusterOptions(command: Command): Command {
  const { min, max } = NODE_BOUNDS
  return command
    .optionsGroup('As if applied to a cluster (a Corefile that says otherwise has its way):')
    .addOption(
      new Option('--profile <name>', 'the addresses of a cluster of this kind; kubeadm, if left out').choices(
        PROFILE_NAMES,
      ),
    )
    .option(
      '--service-cidr <ranges>',
      'where services get their addresses: a range, or one of each family with a comma between',
      parseRanges,
    )
    .option('--pod-cidr <ranges>', 'the same for pods', parseRanges)
    .option(
      '--lb-cidr <ranges>',
      'the same for load balancers that report no address; they get none, if left out',
      parseRanges,
    )
    .option('--nodes <number>', 'how many nodes there are, where no Node says', parseWhole(min, max))
    .option('--node-ip <address>', 'the address of the first of them', parseNodeAddress)
    .option(
      '--cluster-ip <service=address>',
      'an address for NAMESPACE/NAME, whatever its manifest says; repeat it for more of them',
      collectClusterIP,
    )
    .option('--lock <file>', 'keep the addresses that are handed out in this file')
    .option('--no-synthesize', 'no pods but those that have manifests')
    .option(
      '--no-builtin-services',
      'no kubernetes.default and kube-dns.kube-system but those that have manifests',
    )
    .option('--include-hooks', "count the pods of Helm's hooks")
    .optionsGroup('Options:')
}

/** What the flags say, for `loadSite`. */
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
