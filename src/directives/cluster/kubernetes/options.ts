/** Reads the options of `kubernetes`: those of coredns.io/plugins/kubernetes, and kubezone's own. */
import { readOnce } from '../../../config/occurrences.ts'
import {
  choice,
  fallthrough,
  flag,
  ignored,
  lastCounts,
  list,
  seconds,
  withBraces,
  word,
  words,
} from '../../../config/option-kinds.ts'
import { readOptions, type Reporting } from '../../../config/options.ts'
import { pathFrom } from '../../../config/paths.ts'
import { reject } from '../../../config/reject.ts'
import type { Directive } from '../../../config/server-block.ts'
import { readChoice, readZones } from '../../../config/settings.ts'
import { atToken, quote, type Report, type Token } from '../../../config/token.ts'
import {
  type ApplyOptions,
  applyOptions,
  type ApplySettings,
  rangeProblem,
} from '../../../kube/applied/apply-options.ts'
import { type ClusterOptions, isReverseZone } from '../../../kube/records/cluster-options.ts'
import { isLabel } from '../../../kube/model/kube-names.ts'
import { parseSelector, type Selector } from '../../../kube/model/selector.ts'
import { nameText, type NameKey } from '../../../wire/name.ts'
import { zonesOr } from '../../../block/block-zones.ts'
import type { Block, Occurrences } from '../../../block/definition.ts'
import { APPLY_OPTIONS, applySettings, remarkSmall } from './apply-settings.ts'
import type { SourceOptions } from '../../../block/manifests.ts'

export interface KubernetesOptions {
  readonly cluster: ClusterOptions
  readonly source: SourceOptions
  /** Zones whose missing names pass to the next plugin; the root covers all. */
  readonly fallthrough: readonly NameKey[]
}

const NO_API_SERVER = 'kubezone reads manifests, not an API server'

/** An option that names an API server, or that CoreDNS has dropped. */
const withoutEffect = (why: string) => withBraces(ignored(why))

export const OPTIONS = {
  manifests: list((path, _, { block }: Surroundings) => pathFrom(block.folder, path.text)),
  default_namespace: word(readNamespace, null),
  namespaces: list(({ text }) => text.toLowerCase()),
  namespace_labels: lastCounts(words([1, Infinity], readSelector, null)),
  labels: lastCounts(words([1, Infinity], readSelector, null)),
  pods: lastCounts(choice(['disabled', 'insecure', 'verified'], 'disabled')),
  endpoint_pod_names: flag(),
  ttl: lastCounts(seconds({ min: 0, max: 3600, or: 5 })),
  noendpoints: flag(),
  zonal: flag(),
  strict: flag(),
  fallthrough: fallthrough(),
  ignore: lastCounts(word((token, report) => readChoice(token, ['empty_service'], report), null)),
  multicluster: lastCounts(words([1, Infinity], readMulticluster, [])),
  ...APPLY_OPTIONS,
  endpoint: withoutEffect(NO_API_SERVER),
  tls: withoutEffect(NO_API_SERVER),
  kubeconfig: withoutEffect(NO_API_SERVER),
  apiserver_qps: withoutEffect(NO_API_SERVER),
  apiserver_burst: withoutEffect(NO_API_SERVER),
  apiserver_max_inflight: withoutEffect(NO_API_SERVER),
  startup_timeout: withoutEffect('kubezone answers once it has read all manifests'),
  upstream: withoutEffect('CoreDNS dropped it; this server resolves the targets of aliases'),
  resyncperiod: withoutEffect('CoreDNS dropped it; kubezone publishes changes at once'),
  transfer: withoutEffect('CoreDNS dropped it in favour of the transfer directive'),
}

const CONFLICTS = [
  ['namespaces', 'namespace_labels', 'keep one of them'],
  ['noendpoints', 'zonal', 'zonal names need endpoints; remove one of the two'],
] as const

/** The context of the readers of options. */
interface Surroundings extends Reporting {
  readonly block: Block
  readonly folder: string
  /** The zones of the directive; `null` if one is wrong. */
  readonly zones: readonly NameKey[] | null
}

/** `null` after a report, if the directive has no zone to serve. */
export function readKubernetes(occurrences: Occurrences, block: Block): KubernetesOptions | null {
  const hint = 'keep one of them, and list all zones after it'
  return readOnce(occurrences, block.report, (directive) => readDirective(directive, block), hint)
}

/** Reads the options even if the zones are wrong, so that all errors are reported. */
function readDirective(directive: Directive, block: Block): KubernetesOptions | null {
  const { folder, report } = block
  const zones = readOwnZones(directive, block)
  const surroundings: Surroundings = { block, folder, report, zones }
  const values = readOptions(directive, OPTIONS, surroundings, { conflicts: CONFLICTS })
  if (zones?.every(isReverseZone) !== false) return null
  return {
    cluster: {
      zones,
      multicluster: values.multicluster,
      namespaces: values.namespaces.length === 0 ? null : new Set(values.namespaces),
      namespaceLabels: values.namespace_labels,
      labels: values.labels,
      pods: values.pods,
      endpointPodNames: values.endpoint_pod_names,
      noEndpoints: values.noendpoints,
      ignoreEmptyService: values.ignore !== null,
      zonal: values.zonal,
      strict: values.strict,
      ttl: values.ttl,
    },
    source: {
      places: values.manifests.length > 0 ? values.manifests : block.manifestPlaces,
      namespace: values.default_namespace ?? block.namespace,
      apply: readApply(applySettings(values), directive.name, block),
      lock: values.lock ?? block.lock,
    },
    fallthrough: values.fallthrough,
  }
}

/** `null` if a zone is wrong. */
function readOwnZones({ name, args }: Directive, block: Block): readonly NameKey[] | null {
  // A block has no zones if its keys are wrong, which has been reported.
  const zones = args.length === 0 && block.zones.length === 0 ? null : zonesOr(args, block)
  if (zones?.every(isReverseZone) === true) {
    const message = 'kubernetes has only reverse zones, expected a zone such as cluster.local as well'
    block.report(atToken('KZ_COREFILE_VALUE', args[0] ?? name, message))
  }
  return zones
}

/** Reports ranges that conflict, together with those of the command line, at the directive. */
function readApply(settings: ApplySettings, name: Token, { apply, report }: Block): ApplyOptions {
  const options = applyOptions(settings, apply)
  if (options.services === apply.services) remarkSmall(options.services, name, report)
  const problem = rangeProblem(options)
  if (problem !== null) report(atToken('KZ_COREFILE_VALUE', name, problem))
  return options
}

function readNamespace(token: Token, report: Report): string | null {
  if (isLabel(token.text)) return token.text
  return reject(token, "a namespace: at most 63 lower-case letters, digits and '-'", report)
}

function readSelector(tokens: readonly [Token, ...Token[]], { report }: Reporting): Selector | null {
  const selector = parseSelector(tokens.map(({ text }) => text).join(' '))
  if (typeof selector === 'function') return selector
  report(atToken('KZ_COREFILE_VALUE', tokens[0], selector.problem))
  return null
}

function readMulticluster(
  tokens: readonly [Token, ...Token[]],
  { zones: own, report }: Surroundings,
): readonly NameKey[] | null {
  const zones = readZones(tokens, report)
  const foreign = own === null ? [] : (zones ?? []).filter((zone) => !own.includes(zone))
  for (const zone of foreign) {
    const owned = own?.map((one) => nameText(one)).join(' ')
    const message = `the multicluster zone ${quote(nameText(zone))} is not among this block's zones (${owned})`
    report(atToken('KZ_COREFILE_VALUE', tokens[0], message, 'list it after kubernetes, too'))
  }
  return foreign.length > 0 ? null : zones
}
