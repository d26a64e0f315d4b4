/**
 * Finds directives below `kubernetes` that answer names of its zones before it: they run first, wherever the
 * file has them. A name that is meant to be answered otherwise is no mistake, so this is a note.
 */
import type { Plugin } from '../chain/plugin.ts'
import type { Directive, ServerBlock } from '../config/server-block.ts'
import { atToken, quote, type Report } from '../config/token.ts'
import { formatPlace } from '../report/diagnostic.ts'
import { SILENCE } from '../wire/answer.ts'
import { TYPE } from '../wire/constants.ts'
import { parseAddress } from '../wire/address.ts'
import { isReverseZone } from '../kube/records/cluster-options.ts'
import { isWithin, labelsOf, type NameKey, nameText, parseName } from '../wire/name.ts'
import { zonesOf } from './block-words.ts'
import { below, isBelow, isSame, literalsOf, outcomeOf, queryFor, rewritten } from './probes.ts'

/** Reports each such directive once, but for those in `others`, which have a diagnostic of their own. */
export function reportWrittenOrder(
  { keys, directives }: ServerBlock,
  plugins: readonly Plugin[],
  others: ReadonlySet<Directive>,
  report: Report,
): void {
  const kubernetes = directives.find(({ name }) => name.text === 'kubernetes')
  if (kubernetes === undefined) return
  const own = keys.flatMap((key) => key.zones)
  const services = zonesOf(kubernetes.args, own)
    .filter((zone) => !isReverseZone(zone))
    .flatMap((zone) => below([['svc']], zone))
  for (const directive of directives) {
    if (others.has(directive) || !isBelow(directive, kubernetes)) continue
    const plugin = plugins.find(({ name }) => name === directive.name.text)
    const names = plugin === undefined ? [] : (NAMES[plugin.name]?.(directive, plugin) ?? [])
    const first = names.find((name) => services.some((zone) => isServiceName(name, zone)))
    if (first === undefined) continue
    const message = `${quote(directive.name.text)} takes ${nameText(first)} before 'kubernetes' (${formatPlace(kubernetes.place)}) is asked, although it is written below it: the order of directives is fixed`
    report(atToken('KZ_COREFILE_ORDER', directive.name, message))
  }
}

/** Whether a name is that of a service, or of something below one. */
function isServiceName(name: NameKey, zone: NameKey): boolean {
  return isWithin(name, zone) && labelsOf(name).length >= labelsOf(zone).length + 2
}

/** The names that a directive states and takes. */
const NAMES: Readonly<Record<string, (directive: Directive, plugin: Plugin) => readonly NameKey[]>> = {
  hosts: ({ body }) =>
    (body ?? []).flatMap(({ tokens: [address, ...names] }) =>
      parseAddress(address.text) === null ? [] : names.flatMap(({ text }) => parseName(text) ?? []),
    ),
  rewrite: (directive, plugin) =>
    [...directive.args, ...(directive.body ?? []).flatMap(({ tokens }) => tokens)]
      .flatMap(({ text }) => parseName(text.toLowerCase()) ?? [])
      .filter((name) => {
        const reason = plugin.explain?.(queryFor(name, TYPE.A), SILENCE)
        return isSame(reason?.place, directive.place) && rewritten(plugin, name) !== null
      }),
  template: (directive, plugin) =>
    [...zonesOf(directive.args.slice(2), []), ...literalsOf(directive)].filter(
      (name) => outcomeOf(directive, plugin, name, TYPE.A) === 'matches',
    ),
}
