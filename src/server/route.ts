/**
 * Finds the server block that answers a query: the block with the longest matching zone whose view accepts
 * it.
 */
import type { Handler, Plugin } from '../chain/plugin.ts'
import type { Query, ReplyMeter } from '../chain/query.ts'
import { type NameKey, parentOf } from '../wire/name.ts'
import type { Place } from '../report/diagnostic.ts'
import { DS } from '../wire/types/ds.ts'
import type { SuffixTable } from '../zone/suffix-table.ts'

/** The server block of a route, for explanations. */
export interface RoutedBlock {
  /** The key of the route's zone. */
  readonly place: Place
  /** In the order in which a query passes them. */
  readonly plugins: readonly Plugin[]
  /** Where the block states the plugin's directive, the first time. */
  readonly placeOf: (plugin: Plugin) => Place
}

export interface Route {
  /** The zone of the block. */
  readonly zone: NameKey
  readonly handler: Handler
  /** Answers questions of classes other than IN; `undefined`: they are REFUSED. */
  readonly otherClasses?: Handler
  /** Answers NOTIFY requests (RFC 1996); `null` or `undefined`: they get NOTIMP. */
  readonly notices?: Handler | null
  /** Counts the replies of the zone. */
  readonly meter?: ReplyMeter | null
  /** Whether the block's `view` accepts a query; `undefined`: the block accepts all. */
  readonly accepts?: ((query: Query) => boolean) | undefined
  readonly block?: RoutedBlock
  /** The next block of the same zone, for queries that this one does not accept. */
  readonly otherwise?: Route | undefined
}
export type Routes = SuffixTable<Route>

/**
 * `undefined` if no zone of the routes matches, or no block accepts the query. RFC 4034 §5: DS is the one
 * type whose RRset is on the parental side of a zone cut.
 */
export function findRoute(routes: Routes, query: Query): Route | undefined {
  let route = routes.find(query.hashedName)
  if (route?.accepts !== undefined) route = accepting(routes, query, route)
  if (query.type !== DS.number || route === undefined || route.zone !== query.name) return route
  return accepting(routes, query, above(routes, query.name)) ?? route
}

/**
 * The first block that accepts the query: the blocks of the zone in the order of the Corefile, then those of
 * the zones above.
 */
function accepting(routes: Routes, query: Query, first: Route | undefined): Route | undefined {
  for (let zone = first; zone !== undefined; zone = above(routes, zone.zone)) {
    for (let route: Route | undefined = zone; route !== undefined; route = route.otherwise) {
      if (route.accepts === undefined || route.accepts(query)) return route
    }
  }
  return undefined
}

function above(routes: Routes, zone: NameKey): Route | undefined {
  const parent = parentOf(zone)
  return parent === null ? undefined : routes.find(parent)
}
