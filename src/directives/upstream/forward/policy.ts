/** The order of upstreams for a query: that of the policy, with upstreams that do not answer last. */
import { shuffle } from '../../../wire/shuffle.ts'
import type { ForwardOptions } from './options.ts'
import type { Upstream } from './upstream.ts'

/** `turn`: the number of the query, for `round_robin`. */
export function inOrder(
  upstreams: readonly Upstream[],
  policy: ForwardOptions['policy'],
  turn: number,
): readonly Upstream[] {
  if (upstreams.length < 2) return upstreams
  const start = policy === 'round_robin' ? turn % upstreams.length : 0
  const order = [...upstreams.slice(start), ...upstreams.slice(0, start)]
  if (policy === 'random') shuffle(order, (limit) => Math.floor(Math.random() * limit))
  // The sort is stable.
  return order.sort((a, b) => rank(a) - rank(b))
}

function rank(upstream: Upstream): number {
  return upstream.isDown ? 2 : upstream.isSuspect ? 1 : 0
}
