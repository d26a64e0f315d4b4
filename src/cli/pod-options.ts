/** The options that describe a pod, shared by `lookup` and `resolv-conf`. */
import { type Command, InvalidArgumentError } from 'commander'
import { DEFAULT_NAMESPACE } from '../kube/manifest/file-context.ts'
import { isSubdomain } from '../kube/model/kube-names.ts'
import { parseNamespace } from './namespace-option.ts'
import { DEFAULT_CLUSTER_DOMAIN, searchList } from './search-path.ts'
import { parseSpelledName } from '../wire/name.ts'

export interface PodOptions {
  readonly namespace: string
  readonly clusterDomain: string
}

export function addPodOptions(command: Command): Command {
  return command
    .option('--namespace <name>', 'the namespace of the pod', parseNamespace, DEFAULT_NAMESPACE)
    .option(
      '--cluster-domain <domain>',
      'the zone of the cluster',
      parseClusterDomain,
      DEFAULT_CLUSTER_DOMAIN,
    )
}

function parseClusterDomain(text: string): string {
  const domain = text.replace(/\.$/, '').toLowerCase()
  // The longest search domain, with a namespace of 63 octets, must be a valid name.
  const [longest] = searchList({ namespace: 'n'.repeat(63), clusterDomain: domain, ndots: 0 })
  if (isSubdomain(domain) && parseSpelledName(longest) !== null) return domain
  throw new InvalidArgumentError('Expected a domain name such as cluster.local.')
}

/** A parser for options that are whole numbers within bounds. */
export function parseWhole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (/^\d{1,9}$/.test(text) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`)
  }
}
