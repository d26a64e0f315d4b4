/**
 * `autopath [ZONE…] @kubernetes | RESOLV-CONF`: completes the search of a client. After a query for a name
 * with the first element of the search path, the server tries the other elements itself, which saves the
 * client further queries. The path is that of the client's pod, or that of a file.
 */
import type { Handler, Metric, Plugin } from '../../../chain/plugin.ts'
import type { Query } from '../../../chain/query.ts'
import { readOnce } from '../../../config/occurrences.ts'
import { expectNoOptions } from '../../../config/options.ts'
import { pathFrom } from '../../../config/paths.ts'
import type { Directive } from '../../../config/server-block.ts'
import { atToken, quote, type Token } from '../../../config/token.ts'
import type { Diagnostic } from '../../../report/diagnostic.ts'
import { isWithin, type NameKey, parseName, ROOT } from '../../../wire/name.ts'
import { SuffixTable } from '../../../zone/suffix-table.ts'
import { zonesOr } from '../../../block/block-zones.ts'
import { clientOctets } from '../../../block/client-address.ts'
import { CLUSTER, podPath } from '../kubernetes/cluster-view.ts'
import type { Block, BlockLabels, Occurrences, PluginDefinition } from '../../../block/definition.ts'
import { asAlias, below, findFirst, onFound } from './walk.ts'

/** The search path of the client; empty: not known. */
type PathOf = (query: Query) => readonly NameKey[]

/** Far more than the few lines of a resolv.conf. */
const MAX_FILE_OCTETS = 64 * 1024
/** Elements of the path after these are ignored. */
const MAX_ELEMENTS = 32

function setup(occurrences: Occurrences, block: Block): Plugin | null {
  return readOnce(occurrences, block.report, (directive) => readAutopath(directive, block))
}

export const autopath: PluginDefinition = { name: 'autopath', options: {}, setup }

function readAutopath(directive: Directive, block: Block): Plugin | null {
  const { report } = block
  expectNoOptions(directive, report)
  const source = directive.args.at(-1)
  if (source === undefined) {
    const message = "'autopath' takes 1 or more arguments, found none"
    report(
      atToken(
        'KZ_COREFILE_ARGUMENTS',
        directive.name,
        message,
        'add @kubernetes, or a file such as /etc/resolv.conf',
      ),
    )
    return null
  }
  const zones = zonesOr(directive.args.slice(0, -1), block)
  const pathOf = source.text.startsWith('@') ? readPeer(source, block) : readFile(source, block)
  if (zones === null || pathOf === null) return null
  const isCovered = SuffixTable.ofZones(zones)
  const outcomes: Outcomes = { found: 0, notFound: 0 }
  return {
    name: 'autopath',
    attach: (next) => withPath(isCovered, pathOf, outcomes, next),
    metrics: () => metricsOf(outcomes, block.labels()),
    start: async () => {
      // `kubernetes` provides CLUSTER during its own setup, which may run later than this one.
      if (source.text === '@kubernetes' && block.get(CLUSTER)?.knowsPods !== true)
        block.log.diagnostic(podsUnknown(source))
    },
  }
}

/** Counts of queries that begin a search. */
interface Outcomes {
  found: number
  notFound: number
}

function metricsOf({ found, notFound }: Outcomes, { server }: BlockLabels): Metric[] {
  const counter = (name: string, help: string, value: number): Metric => {
    return { name, help, type: 'counter', samples: [{ labels: { server }, value }] }
  }
  return [
    counter('coredns_autopath_success_total', 'Searches that found a name.', found),
    counter('kubezone_autopath_failures_total', 'Searches that found no name.', notFound),
  ]
}

function withPath(
  isCovered: SuffixTable<NameKey>,
  pathOf: PathOf,
  outcomes: Outcomes,
  next: Handler,
): Handler {
  return (query) => {
    if (isCovered.find(query.hashedName) === undefined) return next(query)
    const path = pathOf(query)
    const [first] = path
    // The first element itself begins no search.
    if (first === undefined || query.name === first || !isWithin(query.name, first)) return next(query)
    const base = query.name.slice(0, -first.length)
    const found = findFirst(query, below(base, path), next)
    // No candidate exists: the client gets the answer for its own name, and continues the search itself.
    return onFound(found, (one) => {
      if (one === null) outcomes.notFound++
      else outcomes.found++
      return one === null ? next(query) : asAlias(query, one, false)
    })
  }
}

function readPeer(source: Directive['name'], block: Block): PathOf | null {
  if (source.text !== '@kubernetes') {
    const message = `${quote(source.text)} has no search path, expected @kubernetes`
    block.report(atToken('KZ_COREFILE_VALUE', source, message))
    return null
  }
  return (query) => {
    const cluster = block.get(CLUSTER)
    const zone = cluster?.zones.find((one) => isWithin(query.name, one))
    const octets = clientOctets(query)
    if (cluster === undefined || !cluster.knowsPods || zone === undefined || octets === null) return []
    const namespace = cluster.namespaceAt(octets)
    return namespace === null ? [] : [...podPath(namespace, zone), ROOT]
  }
}

function podsUnknown(source: Token): Diagnostic {
  const message = `${quote(source.text)} has no effect: this block has no 'kubernetes' with 'pods verified'`
  return atToken('KZ_COREFILE_IGNORED', source, message, "add 'pods verified' to 'kubernetes'")
}

function readFile(source: Directive['name'], block: Block): PathOf | null {
  const file = pathFrom(block.folder, source.text)
  const content = block.files.read(file, MAX_FILE_OCTETS)
  if ('problem' in content && block.files.isElsewhere(file)) return null
  if ('problem' in content) {
    const message = `${quote(source.text)} cannot be read: ${content.problem}`
    block.report(atToken('KZ_COREFILE_VALUE', source, message))
    return null
  }
  const path = [...searchOf(content.text), ROOT]
  return () => path
}

/** resolv.conf(5): the last `search` or `domain` line applies. */
function searchOf(text: string): NameKey[] {
  let path: NameKey[] = []
  for (const line of text.split('\n')) {
    const [keyword, ...domains] = line.trim().split(/\s+/)
    if (keyword !== 'search' && keyword !== 'domain') continue
    path = domains.slice(0, MAX_ELEMENTS).flatMap((domain) => parseName(domain) ?? [])
  }
  return path
}
