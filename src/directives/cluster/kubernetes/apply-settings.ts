/** The options of `kubernetes` that describe the cluster to which the manifests are applied. */
import { flag, lines, word, words } from '../../../config/option-kinds.ts'
import type { Reporting, Values } from '../../../config/options.ts'
import { pathFrom } from '../../../config/paths.ts'
import { readAddress, readChoice, readCount } from '../../../config/settings.ts'
import { atToken, type Report, type Token } from '../../../config/token.ts'
import {
  type ApplySettings,
  isSmall,
  NODE_BOUNDS,
  PROFILE_NAMES,
  type Ranges,
  rangeText,
  readClusterIPs,
  readRanges,
} from '../../../kube/applied/apply-options.ts'
import type { Block } from '../../../block/definition.ts'

export const APPLY_OPTIONS = {
  profile: word((token, report) => readChoice(token, PROFILE_NAMES, report), undefined),
  service_cidr: words([1, 2], readServiceRanges, undefined),
  pod_cidr: words([1, 2], readRangeList, undefined),
  lb_cidr: words([1, 2], readRangeList, undefined),
  nodes: word((token, report) => readCount(token, NODE_BOUNDS, report, 'nodes'), undefined),
  node_ip: word(readAddress, undefined),
  cluster_ip: lines([2, Infinity], readClusterIP),
  lock: word((path, _, { folder }: Pick<Block, 'folder' | 'report'>) => pathFrom(folder, path.text), null),
  no_synthesize: flag(),
  no_builtin_services: flag(),
  include_hooks: flag(),
  operators: word((token, report) => readChoice(token, ['on', 'off'], report), undefined),
}

/** Holds only the settings that the directive states; the command line supplies the others. */
export function applySettings(values: Values<typeof APPLY_OPTIONS>): ApplySettings {
  const { profile, nodes } = values
  return {
    ...(profile !== undefined && { profile }),
    ...(values.service_cidr !== undefined && { services: values.service_cidr }),
    ...(values.pod_cidr !== undefined && { pods: values.pod_cidr }),
    ...(values.lb_cidr !== undefined && { loadBalancers: values.lb_cidr }),
    ...(nodes !== undefined && { nodes }),
    ...(values.node_ip !== undefined && { nodeAddress: values.node_ip }),
    ...(values.cluster_ip.length > 0 && { clusterIPs: new Map(values.cluster_ip) }),
    ...(values.no_synthesize && { synthesizesPods: false }),
    ...(values.no_builtin_services && { hasBuiltInServices: false }),
    ...(values.include_hooks && { includesHooks: true }),
    ...(values.operators !== undefined && { runsOperators: values.operators === 'on' }),
  }
}

function readServiceRanges(tokens: readonly [Token, ...Token[]], { report }: Reporting): Ranges | null {
  const ranges = readRangeList(tokens, { report })
  if (ranges !== null) remarkSmall(ranges, tokens[0], report)
  return ranges
}

function readRangeList(tokens: readonly [Token, ...Token[]], { report }: Reporting): Ranges | null {
  const ranges = readRanges(tokens.map(({ text }) => text))
  return typeof ranges === 'string' ? reportIn(tokens, ranges, report) : ranges
}

type ClusterIPs = Exclude<ReturnType<typeof readClusterIPs>, string>

function readClusterIP(tokens: readonly [Token, ...Token[]], { report }: Reporting): ClusterIPs | null {
  const [service, ...addresses] = tokens
  const found = readClusterIPs(
    service.text,
    addresses.map(({ text }) => text),
  )
  return typeof found === 'string' ? reportIn(tokens, found, report) : found
}

/** Reports `problem` at the word that it begins with, else at the first word. */
function reportIn(tokens: readonly [Token, ...Token[]], problem: string, report: Report): null {
  const wrong = tokens.find(({ text }) => problem.startsWith(text)) ?? tokens[0]
  report(atToken('KZ_COREFILE_VALUE', wrong, problem))
  return null
}

/** Reports a small range: its services are likely to take each other's addresses when one is added. */
export function remarkSmall(services: Ranges, at: Token, report: Report): void {
  const small = services.find(isSmall)
  if (small === undefined) return
  const message = `${rangeText(small)} is small: a service that is added may change the address of another at the next start`
  report(atToken('KZ_COREFILE_RANGE', at, message, 'choose /16 or larger, or keep addresses with lock'))
}
