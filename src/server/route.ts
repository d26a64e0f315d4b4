/** Which server block answers a query: by the longest matching zone, and by what blocks with a view accept. */
import type { Handler } from '../chain/plugin.ts'
import type { Query, ReplyMeter } from '../chain/query.ts'
import { type NameKey, parentOf } from '../wire/name.ts'
import type { SuffixTable } from '../zone/suffix-table.ts'

export interface Route {
  /** The zone that the block is for. */
  readonly zone: NameKey
  readonly handler: Handler
  /** For questions of other classes than IN; they are REFUSED without. */
  readonly otherClasses?: Handler
  /** For notices of changes; NOTIMP without. */
  readonly notices?: Handler | null
  /** Whoever counts the zone's replies. */
  readonly meter?: ReplyMeter | null
  /** Whether a query is for this block, which has a view; without it all are. */
  readonly accepts?: ((query: Query) => boolean) | undefined
  /** The zone's next block, for what this one does not accept. */
  readonly otherwise?: Route | undefined
}
export type Routes = SuffixTable<Route>

/** RFC 4034 §5: the one type that lives on the parent's side of a zone cut. */
const DS = 43

/** `undefined` if no block is for the query's name, or none of those that are accepts the query. */
export function findRoute(routes: Routes, query: Query): Route | undefined {
  let route = routes.find(query.sought)
  if (route?.accepts !== undefined) route = accepting(routes, query, route)
  if (query.type !== DS || route === undefined || route.zone !== query.name) return route
  return accepting(routes, query, above(routes, query.name)) ?? route
}

/** The first block that accepts a query: of those of the zone, in the order of the file, then of the zones above. */
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
