/**
 * `k8s_external [ZONE…] { apex NAME; ttl SECONDS; headless; fallthrough [ZONE…] }`: publishes the services of
 * the block's `kubernetes` with their external addresses. `kubernetes` makes these zones from the same
 * manifests; `k8s_external` precedes it in the chain.
 */
import type { Handler, Plugin } from '../../chain/plugin.ts'
import { readOnce } from '../../config/occurrences.ts'
import { fallthrough, flag, lastCounts, seconds, word } from '../../config/option-kinds.ts'
import { readOptions } from '../../config/options.ts'
import { reject } from '../../config/reject.ts'
import type { Directive } from '../../config/server-block.ts'
import { atToken, type Report, type Token } from '../../config/token.ts'
import { isReverseZone } from '../../kube/records/cluster-options.ts'
import type { ExternalOptions } from '../../kube/records/external-zones.ts'
import { isLabel } from '../../kube/model/kube-names.ts'
import type { Query } from '../../chain/query.ts'
import type { Reason } from '../../report/reason.ts'
import type { Answer } from '../../wire/answer.ts'
import { isTransfer, RCODE } from '../../wire/constants.ts'
import { typeName } from '../../wire/record-types.ts'
import { refusedTransfer } from '../../block/transfers.ts'
import { type AnyName, type NameKey, nameText } from '../../wire/name.ts'
import { type Finding, FINDING } from '../../zone/finding.ts'
import type { Zone } from '../../zone/zone.ts'
import { blockKey } from '../../block/block-key.ts'
import { CLUSTER } from './kubernetes/cluster-view.ts'
import { zonesOr } from '../../block/block-zones.ts'
import type { Block, Occurrences, PluginDefinition } from '../../block/definition.ts'
import type { Resolver } from './kubernetes/resolver.ts'
import { withUnderscores } from './kubernetes/port-underscores.ts'
import { zoneHandler } from './kubernetes/zone-handler.ts'

/** The options of the zones that `kubernetes` makes for `k8s_external`. */
export const EXTERNAL_ZONES = blockKey<ExternalOptions>('k8s_external')

const OPTIONS = {
  apex: lastCounts(word(readApex, 'dns')),
  ttl: lastCounts(seconds({ min: 0, max: 3600, or: 5 })),
  headless: flag(),
  fallthrough: fallthrough(),
}

function setup(occurrences: Occurrences, block: Block): Plugin | null {
  const hint = 'keep one of them, and list all zones after it'
  return readOnce(occurrences, block.report, (directive) => readExternal(directive, block), hint)
}

export const k8sExternal: PluginDefinition = { name: 'k8s_external', options: OPTIONS, setup }

function readExternal(directive: Directive, block: Block): Plugin | null {
  const { report } = block
  const { name, args } = directive
  const { apex, ttl, headless, fallthrough: passed } = readOptions(directive, OPTIONS, block)
  const zones = zonesOr(args, block)
  if (zones !== null && zones.length > 0 && zones.every(isReverseZone)) {
    const message = 'k8s_external has only reverse zones, expected a zone such as example.org as well'
    report(atToken('KZ_COREFILE_VALUE', args[0] ?? name, message))
  }
  if (!block.directives.has('kubernetes')) {
    const message = "'k8s_external' publishes the services of 'kubernetes', which this block does not have"
    report(
      atToken(
        'KZ_COREFILE_OPTION',
        name,
        message,
        "add 'kubernetes' to this block, with the cluster's zones",
      ),
    )
    return null
  }
  if (zones?.every(isReverseZone) !== false) return null
  block.provide(EXTERNAL_ZONES, { zones, apex, ttl, headless })
  return { name: 'k8s_external', attach: (next) => attach(block, passed, next), explain: reasonOf }
}

function reasonOf(query: Query, answer: Answer): Reason | null {
  if (isTransfer(query.type)) return refusedTransfer(query)
  const name = nameText(query.name)
  const code = 'KZ_WHY_EXTERNAL'
  if (answer.rcode === RCODE.NXDOMAIN)
    return { code, sentence: `no Service with an external address has the name ${name}` }
  const what = answer.answer.count === 0 ? `no ${typeName(query.type)} record` : 'an external address'
  return { code, sentence: `the Service of ${name} has ${what}` }
}

function readApex(token: Token, report: Report): string | null {
  const apex = token.text.toLowerCase()
  return isLabel(apex)
    ? apex
    : reject(token, "a label such as 'dns', the parent of the name server's own label", report)
}

/** `CLUSTER` is not provided if `kubernetes` is wrong, which `kubernetes` has reported. */
function attach(block: Block, passed: readonly NameKey[], next: Handler): Handler {
  const cluster = block.get(CLUSTER)
  if (cluster === undefined) return next
  return zoneHandler(() => cluster.externalZones(), new ExternalResolver(cluster.isStrict), passed, next)
}

/** Finds names of ports without underscores, as `ClusterResolver` does. */
class ExternalResolver implements Resolver {
  readonly #leniency: 'both' | 'none'

  constructor(isStrict: boolean) {
    this.#leniency = isStrict ? 'none' : 'both'
  }

  find(zone: Zone, name: AnyName, type: number): Finding {
    const finding = zone.find(name, type)
    if (finding.kind !== FINDING.NXDOMAIN) return finding
    const underscored = withUnderscores(zone, name, '', this.#leniency)
    return underscored === null ? finding : zone.find(underscored, type)
  }
}
