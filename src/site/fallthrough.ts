/** Finds each `fallthrough` that has no effect, or that leads to the end of its block. */
import type { Directive, ServerBlock } from '../config/server-block.ts'
import { atToken, quote, type Report } from '../config/token.ts'
import { formatPlace } from '../report/diagnostic.ts'
import { isReverseZone } from '../kube/records/cluster-options.ts'
import { isWithin, type NameKey, nameText } from '../wire/name.ts'
import { linesOf, zonesOf } from './block-words.ts'
import { LEFT_OUT } from './left-out.ts'
import { DIRECTIVES } from './registry.ts'

export function reportFallthrough({ keys, directives }: ServerBlock, report: Report): void {
  const own = keys.flatMap((key) => key.zones)
  for (const directive of directives) {
    if (directive.name.text === 'template') reportOfTemplate(directive, report)
    if (directive.name.text !== 'kubernetes') continue
    reportForeignZones(directive, own, report)
    if (!directives.some((one) => mayAnswerAfter(one))) reportEnd(directive, report)
  }
}

/** Expressions that every name matches. */
const EVERYTHING: ReadonlySet<string> = new Set(['.', '.*', '.+', '^.*$', '^.*', '.*$', '(.*)', '^(.*)$'])

function reportOfTemplate(directive: Directive, report: Report): void {
  const [token] = (directive.body ?? []).flatMap(({ tokens: [name] }) =>
    name.text === 'fallthrough' ? [name] : [],
  )
  const patterns = linesOf(directive, 'match').flat()
  const every = patterns.find(({ text }) => EVERYTHING.has(text))
  if (token === undefined || (patterns.length > 0 && every === undefined)) return
  const why =
    every === undefined
      ? "without 'match', the template takes every name of its zones"
      : `every name matches ${quote(every.text)}`
  report(atToken('KZ_COREFILE_FALLTHROUGH', token, `'fallthrough' has no effect: ${why}`))
}

/** Reports the zones of a `fallthrough` of `kubernetes` that are none of its own. */
function reportForeignZones(kubernetes: Directive, own: readonly NameKey[], report: Report): void {
  const zones = zonesOf(kubernetes.args, own)
  const isOurs = (zone: NameKey): boolean => zones.some((one) => isWithin(one, zone) || isWithin(zone, one))
  for (const word of linesOf(kubernetes, 'fallthrough').flat()) {
    // The files of clusters name both reverse roots, whatever their ranges are.
    const passed = zonesOf([word], []).filter((zone) => !isReverseZone(zone))
    if (passed.length === 0 || passed.some(isOurs)) continue
    const forward = zones.filter((zone) => !isReverseZone(zone)).map((zone) => nameText(zone))
    const message = `'fallthrough' for ${quote(word.text)} has no effect: 'kubernetes' answers for ${forward.join(' ')}, and passes all other names on anyway`
    report(atToken('KZ_COREFILE_FALLTHROUGH', word, message))
  }
}

/** Whether a directive could answer what `kubernetes` passes on; plugins that kubezone lacks may do so. */
function mayAnswerAfter({ name: { text } }: Directive): boolean {
  if (Object.hasOwn(LEFT_OUT, text)) return SOURCES_LEFT_OUT.has(text)
  return !DIRECTIVES.includes(text) || SOURCES.has(text)
}

const SOURCES: ReadonlySet<string> = new Set(['file', 'auto', 'secondary', 'forward', 'proxy', 'whoami'])
const SOURCES_LEFT_OUT: ReadonlySet<string> = new Set([
  'route53',
  'azure',
  'clouddns',
  'etcd',
  'grpc',
  'erratic',
  'nomad',
])

function reportEnd(kubernetes: Directive, report: Report): void {
  const [line] = (kubernetes.body ?? []).filter(({ tokens: [name] }) => name.text === 'fallthrough')
  if (line === undefined) return
  const [name] = line.tokens
  const message = `'fallthrough' leads to the end of the block: no directive after 'kubernetes' (${formatPlace(kubernetes.place)}) answers, so missing names are REFUSED, not NXDOMAIN`
  report(atToken('KZ_COREFILE_FALLTHROUGH', name, message, "remove it, or add 'forward'"))
}
