/**
 * Finds directives that take the names of its own zones from `kubernetes`, where that is surely a mistake.
 * The order of execution is that of the registry, whatever the order of the file. Directives are asked what
 * they would do with names of services that may exist; to treat some names apart is normal use.
 */
import { SILENCE } from '../wire/answer.ts'
import type { Plugin } from '../chain/plugin.ts'
import type { Directive, ServerBlock } from '../config/server-block.ts'
import { atToken, quote, type Report } from '../config/token.ts'
import { formatPlace, type Place } from '../report/diagnostic.ts'
import { TYPE } from '../wire/constants.ts'
import { isWithin, labelsOf, type NameKey, nameText } from '../wire/name.ts'
import { isReverseZone } from '../kube/records/cluster-options.ts'
import { fallsThrough, linesOf, zonesOf } from './block-words.ts'
import { reportWrittenOrder } from './written-order.ts'
import { below, isBelow, isSame, literalsOf, outcomeOf, queryFor, rewritten, SERVICES } from './probes.ts'

/** A block with its plugins, in the order of execution. */
export interface ShadowedBlock {
  readonly source: ServerBlock
  readonly plugins: readonly Plugin[]
}

/** A directive that takes names of a zone from `kubernetes`. */
export interface Shadow {
  readonly directive: Directive
  readonly kubernetes: Directive
  /** The names: all of a zone, or one. */
  readonly names: string
  /** What the directive does with them; continues a sentence that begins with its name. */
  readonly deed: string
  readonly hint?: string
}

/** Reports the shadows of a block, and directives that only answer some names before `kubernetes`. */
export function reportShadows(block: ShadowedBlock, report: Report): void {
  const shadows = findShadows(block)
  for (const { directive, kubernetes, names, deed, hint } of shadows) {
    const before = `before ${quote('kubernetes')} (${formatPlace(kubernetes.place)}) is asked`
    const order = isBelow(directive, kubernetes)
      ? ', although it is written below it: the order of directives is fixed'
      : ''
    const message = `${quote(directive.name.text)} ${deed} ${names} ${before}${order}`
    report(atToken('KZ_COREFILE_SHADOW', directive.name, message, hint))
  }
  const others = new Set(shadows.map(({ directive }) => directive))
  reportWrittenOrder(block.source, block.plugins, others, report)
}

export function findShadows({ source, plugins }: ShadowedBlock): Shadow[] {
  const kubernetes = source.directives.find(({ name }) => name.text === 'kubernetes')
  if (kubernetes === undefined) return []
  const own = source.keys.flatMap((key) => key.zones)
  const zones = zonesOf(kubernetes.args, own).filter((zone) => !isReverseZone(zone))
  const found = new Map<Directive, Shadow>()
  const add = (shadow: Omit<Shadow, 'kubernetes'>): void => {
    if (!found.has(shadow.directive)) found.set(shadow.directive, { ...shadow, kubernetes })
  }
  for (const zone of zones) {
    for (const directive of source.directives) {
      const plugin = plugins.find(({ name }) => name === directive.name.text)
      if (plugin === undefined) continue
      const shadow = SEEKERS[plugin.name]?.({ directive, plugin, zone, zones, own, source }) ?? null
      if (shadow !== null) add({ directive, ...shadow })
    }
  }
  return [...found.values()]
}

interface Case {
  readonly directive: Directive
  readonly plugin: Plugin
  /** A zone of `kubernetes`. */
  readonly zone: NameKey
  readonly zones: readonly NameKey[]
  /** The zones of the block. */
  readonly own: readonly NameKey[]
  readonly source: ServerBlock
}

type Seek = (one: Case) => Omit<Shadow, 'directive' | 'kubernetes'> | null

const SEEKERS: Readonly<Record<string, Seek>> = {
  acl: seekAcl,
  hosts: seekHosts,
  rewrite: seekRewrite,
  template: seekTemplate,
}

// --- template ---

/** Types whose denial keeps a service from being found. Templates that deny AAAA or HTTPS are normal use. */
const WANTED = ['A', 'ANY']

function seekTemplate({ directive, plugin, zone, own }: Case): ReturnType<Seek> {
  const [, type, ...zoneWords] = directive.args
  const isWanted = WANTED.includes(type?.text.toUpperCase() ?? '')
  const answers = linesOf(directive, 'answer').length > 0
  const zones = zonesOf(zoneWords, own)
  for (const { names, probes, isAll } of partsOf(zone, [...zones, ...literalsOf(directive)])) {
    const types = isWanted ? [TYPE.A] : [TYPE.A, TYPE.AAAA]
    const outcomes = types.map((of) => probes.map((probe) => outcomeOf(directive, plugin, probe, of)))
    if (outcomes.some((all) => all.every((one) => one === 'fails'))) {
      const hint = "add 'fallthrough' to pass the names on that no 'match' matches"
      return { names, deed: 'fails with SERVFAIL for', hint }
    }
    if (!isWanted || outcomes.some((all) => all.some((one) => one !== 'matches'))) continue
    if (answers && !(isAll && zones.some((one) => one !== zone && isWithin(zone, one)))) continue
    const [rcode] = linesOf(directive, 'rcode').flatMap(([word]) => word?.text.toUpperCase() ?? [])
    const deed = answers ? 'answers' : `answers ${rcode ?? 'without records'} for`
    return { names, deed, ...hintOf(directive) }
  }
  return null
}

function hintOf(directive: Directive): { hint?: string } {
  if (linesOf(directive, 'fallthrough').length === 0) return {}
  return { hint: "'fallthrough' passes only names on that no 'match' matches" }
}

interface Part {
  /** The names in words. */
  readonly names: string
  /** Names that stand for them. */
  readonly probes: readonly NameKey[]
  /** The part is all services. */
  readonly isAll: boolean
}

/** The parts of a cluster's zone that a directive for `zones` can take: all services, or those of a zone. */
function partsOf(zone: NameKey, zones: readonly NameKey[]): Part[] {
  const services = below(SERVICES, zone)
  const parts: Part[] = []
  if (zones.some((one) => isWithin(zone, one) || one === below([['svc']], zone)[0])) {
    parts.push({ names: `every service of ${nameText(zone)}`, probes: services, isAll: true })
  }
  for (const one of zones) {
    if (one === zone || !isWithin(one, zone)) continue
    const labels = labelsOf(one).slice(0, labelsOf(one).length - labelsOf(zone).length)
    if (labels.at(-1) !== 'svc' || labels.length === 1) continue
    const isNamespace = labels.length === 2
    const probes = isNamespace ? below([['web'], ['db-0', 'db']], one) : [one]
    parts.push({ names: `${isNamespace ? 'every service of ' : ''}${nameText(one)}`, probes, isAll: false })
  }
  return parts
}

// --- acl, hosts, rewrite ---

function seekAcl({ directive, plugin, zone, own }: Case): ReturnType<Seek> {
  // Lines for some clients are what the directive is for.
  const words = (directive.body ?? []).flatMap(({ tokens }) => tokens.map(({ text }) => text))
  const [first] = directive.body ?? []
  if (first === undefined || words.includes('net') || words.includes('allow')) return null
  for (const { names, probes } of partsOf(zone, zonesOf(directive.args, own))) {
    const reasons = probes.map((probe) => plugin.explain?.(queryFor(probe, TYPE.A), SILENCE) ?? null)
    const isHere = (place: Place | undefined): boolean =>
      isSame(place, directive.place) ||
      (directive.body ?? []).some(({ tokens }) => tokens.some((one) => isSame(place, one.place)))
    if (reasons.every((reason) => reason !== null && isHere(reason.place))) {
      return {
        names,
        deed: 'denies',
        hint: "name the clients: 'allow net RANGE' or 'block net RANGE'",
      }
    }
  }
  return null
}

function seekHosts({ directive, zone, own, source }: Case): ReturnType<Seek> {
  const all = source.directives.filter(({ name }) => name.text === 'hosts')
  const covers = ({ args }: Directive): boolean =>
    zonesOf(args.slice(1), own).some((one) => isWithin(zone, one))
  if (!covers(directive) || all.some((one) => covers(one) && fallsThrough(one, zone))) return null
  const names = `every service of ${nameText(zone)}`
  return { names, deed: 'answers no name but its own, so it fails for', hint: "add 'fallthrough' to it" }
}

function seekRewrite({ directive, plugin, zone, zones }: Case): ReturnType<Seek> {
  const services = below(SERVICES, zone)
  const targets = services.map((probe) => rewritten(plugin, probe))
  const [first] = targets
  if (first === undefined || first === null) return null
  if (targets.some((one) => one === null || zones.some((each) => isWithin(one, each)))) return null
  // Of several rules, the first one that applies to a name decides.
  if (!isOnlyNameRule(directive, plugin, services)) return null
  const names = `every service of ${nameText(zone)}`
  return { names, deed: `asks for names of other zones, such as ${nameText(first)}, in place of` }
}

function isOnlyNameRule(directive: Directive, plugin: Plugin, services: readonly NameKey[]): boolean {
  return services.every((probe) =>
    isSame(plugin.explain?.(queryFor(probe, TYPE.A), SILENCE)?.place, directive.place),
  )
}
