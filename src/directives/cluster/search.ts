/**
 * `search [PATH…] { namespace CIDR NAME; default NAME; ndots N }`: for clients that have no search list. A name that the client
 * asks for as it is, `web` or `web.shop`, is looked for along the path here, and answered as an alias of what is found. Which
 * namespace a client is in, its address tells: a pod's, or a line of the directive.
 */
import type { Handler, Plugin } from '../../chain/plugin.ts'
import type { Query } from '../../chain/query.ts'
import { readOptions, standsOnce } from '../../config/options.ts'
import type { Directive } from '../../config/server-block.ts'
import { readRange, readZones } from '../../config/settings.ts'
import { atToken, quote, type Token } from '../../config/token.ts'
import { isLabel } from '../../kube/model/kube-names.ts'
import { type AddressRange, isInRange } from '../../wire/address.ts'
import { isWithin, labelsOf, type NameKey, ROOT } from '../../wire/name.ts'
import { clientOctets } from '../../block/client-address.ts'
import { CLUSTER, podPath } from './kubernetes/cluster-view.ts'
import type { Block, Occurrences, PluginDefinition } from '../../block/definition.ts'
import { asAlias, below, findFirst, onFound } from './autopath/walk.ts'

const DEFAULT_NAMESPACE = 'default'
/** As the kubelet sets it. */
const DEFAULT_NDOTS = 5
const MAX_NDOTS = 15

function setup(occurrences: Occurrences, block: Block): Plugin | null {
  const isAlone = standsOnce(occurrences, block.report, 'one block has one')
  const [plugin = null] = occurrences.map((directive) => new SearchReader(directive, block).read())
  return isAlone ? plugin : null
}

export const search: PluginDefinition = { name: 'search', setup }

class SearchReader {
  readonly #directive: Directive
  readonly #block: Block
  readonly #namespaces: { readonly range: AddressRange; readonly namespace: string }[] = []
  #default = DEFAULT_NAMESPACE
  #ndots = DEFAULT_NDOTS

  constructor(directive: Directive, block: Block) {
    this.#directive = directive
    this.#block = block
  }

  /** `null` after a report. */
  read(): Plugin | null {
    const { report } = this.#block
    const given = readZones(this.#directive.args, report)
    readOptions(
      this.#directive,
      {
        namespace: { args: 2, read: ([range, name]) => this.#addNamespace(range, name) },
        default: {
          args: 1,
          once: true,
          read: ([name]) => void (this.#default = this.#namespace(name) ?? this.#default),
        },
        ndots: { args: 1, once: true, read: ([word]) => this.#setNdots(word) },
      },
      report,
    )
    if (given === null) return null
    const pathOf = (query: Query) => (given.length > 0 ? given : this.#clusterPath(query))
    return { name: 'search', attach: (next) => this.#attach(pathOf, next) }
  }

  #attach(pathOf: (query: Query) => readonly NameKey[], next: Handler): Handler {
    return (query) => {
      const { name } = query
      const path = pathOf(query)
      const isInside = path.some((element) => isWithin(name, element))
      if (name === ROOT || isInside || labelsOf(name).length > this.#ndots) return next(query)
      const found = findFirst(query, below(name.slice(0, -1), path), next)
      return onFound(found, (one) => (one === null ? next(query) : asAlias(query, one, true)))
    }
  }

  /** The path that a pod of the client's namespace would have. */
  #clusterPath(query: Query): readonly NameKey[] {
    const cluster = this.#block.get(CLUSTER)
    const [zone] = cluster?.zones ?? []
    if (cluster === undefined || zone === undefined) return []
    const octets = clientOctets(query)
    const known = octets === null ? null : cluster.namespaceAt(octets)
    const said = this.#namespaces.find(({ range }) => octets !== null && isInRange(octets, range))
    return podPath(known ?? said?.namespace ?? this.#default, zone)
  }

  #addNamespace(word: Token | undefined, name: Token | undefined): void {
    const range = word === undefined ? null : readRange(word, this.#block.report)
    const namespace = this.#namespace(name)
    if (range !== null && namespace !== null) this.#namespaces.push({ range, namespace })
  }

  #namespace(word: Token | undefined): string | null {
    if (word === undefined) return null
    if (isLabel(word.text)) return word.text
    this.#reject(word, 'the name of a namespace')
    return null
  }

  #setNdots(word: Token | undefined): void {
    if (word === undefined) return
    const ndots = /^\d{1,2}$/.test(word.text) ? Number(word.text) : 0
    if (ndots >= 1 && ndots <= MAX_NDOTS) this.#ndots = ndots
    else this.#reject(word, `a number from 1 to ${MAX_NDOTS}`)
  }

  #reject(word: Token, expected: string): void {
    this.#block.report(atToken('KZ_COREFILE_VALUE', word, `found ${quote(word.text)}, expected ${expected}`))
  }
}
