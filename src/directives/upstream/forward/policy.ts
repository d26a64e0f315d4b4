/** In which order upstreams are asked: as the policy has it, and those that answer before those that do not. */
import { shuffle } from '../../../wire/shuffle.ts'
import type { ForwardOptions } from './options.ts'
import type { Upstream } from './upstream.ts'

/** `turn` counts the questions. */
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
