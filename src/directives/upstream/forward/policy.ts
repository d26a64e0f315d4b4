/** In which order upstreams are asked: as the policy has it, and those that answer before those that do not. */
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
  if (policy === 'random') {
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(Math.random() * (i + 1))
      const one = order[i]
      const other = order[j]
      if (one !== undefined && other !== undefined) [order[i], order[j]] = [other, one]
    }
  }
  // The sort is stable.
  return order.sort((a, b) => rank(a) - rank(b))
}

function rank(upstream: Upstream): number {
  return upstream.isDown ? 2 : upstream.isSuspect ? 1 : 0
}
