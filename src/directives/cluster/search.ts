/**
 * `search [PATH…] { namespace CIDR NAME; default NAME; ndots N }`: applies a search path for clients that
 * have none. The server looks for `web` or `web.shop` along the path and answers with an alias of the first
 * name that exists. The client's address gives its namespace: that of the pod with the address, or that of a
 * `namespace` line.
 */
import type { Handler, Plugin } from '../../chain/plugin.ts'
import type { Query } from '../../chain/query.ts'
import { readOnce } from '../../config/occurrences.ts'
import { lines, word } from '../../config/option-kinds.ts'
import { readOptions, type Reporting, type Values } from '../../config/options.ts'
import { reject } from '../../config/reject.ts'
import type { Directive } from '../../config/server-block.ts'
import { readCount, readRange, readZones } from '../../config/settings.ts'
import type { Report, Token } from '../../config/token.ts'
import { isLabel } from '../../kube/model/kube-names.ts'
import { type AddressRange, isInRange } from '../../wire/address.ts'
import { isWithin, labelsOf, type NameKey, ROOT } from '../../wire/name.ts'
import { clientOctets } from '../../block/client-address.ts'
import { CLUSTER, podPath } from './kubernetes/cluster-view.ts'
import type { Block, Occurrences, PluginDefinition } from '../../block/definition.ts'
import { asAlias, below, findFirst, onFound } from './autopath/walk.ts'

const DEFAULT_NAMESPACE = 'default'
/** The kubelet writes `ndots:5` into the resolv.conf of pods. */
const DEFAULT_NDOTS = 5
const MAX_NDOTS = 15

const OPTIONS = {
  namespace: lines(2, readNamespace),
  default: word(readNamespaceName, DEFAULT_NAMESPACE),
  ndots: word((token, report) => readCount(token, { min: 1, max: MAX_NDOTS }, report, 'dots'), DEFAULT_NDOTS),
}

function setup(occurrences: Occurrences, block: Block): Plugin | null {
  return readOnce(occurrences, block.report, (directive) => readSearch(directive, block))
}

export const search: PluginDefinition = { name: 'search', options: OPTIONS, setup }

/** `null` after a report. */
function readSearch(directive: Directive, block: Block): Plugin | null {
  const given = readZones(directive.args, block.report)
  const options = readOptions(directive, OPTIONS, block)
  if (given === null) return null
  const pathOf: PathOf = given.length > 0 ? () => given : (query) => clusterPath(query, options, block)
  return { name: 'search', attach: (next) => searching(pathOf, options.ndots, next) }
}

type PathOf = (query: Query) => readonly NameKey[]

function searching(pathOf: PathOf, ndots: number, next: Handler): Handler {
  return (query) => {
    const { name } = query
    const path = pathOf(query)
    const isInside = path.some((element) => isWithin(name, element))
    if (name === ROOT || isInside || labelsOf(name).length > ndots) return next(query)
    const found = findFirst(query, below(name.slice(0, -1), path), next)
    return onFound(found, (one) => (one === null ? next(query) : asAlias(query, one, true)))
  }
}

/** The search path of pods in the client's namespace. */
function clusterPath(query: Query, options: Values<typeof OPTIONS>, block: Block): readonly NameKey[] {
  const cluster = block.get(CLUSTER)
  const [zone] = cluster?.zones ?? []
  if (cluster === undefined || zone === undefined) return []
  const octets = clientOctets(query)
  const known = octets === null ? null : cluster.namespaceAt(octets)
  const configured = options.namespace.find(({ range }) => octets !== null && isInRange(octets, range))
  return podPath(known ?? configured?.namespace ?? options.default, zone)
}

interface NamespaceRange {
  readonly range: AddressRange
  readonly namespace: string
}

function readNamespace(
  [first, second]: readonly [Token, Token],
  { report }: Reporting,
): NamespaceRange | null {
  const range = readRange(first, report)
  const namespace = readNamespaceName(second, report)
  return range === null || namespace === null ? null : { range, namespace }
}

function readNamespaceName(token: Token, report: Report): string | null {
  return isLabel(token.text) ? token.text : reject(token, 'the name of a namespace', report)
}
