/** A running `forward`, queried as by clients of a server. */
import { expect, onTestFinished } from 'vitest'
import type { Handler } from '../../../src/chain/plugin.ts'
import { errors } from '../../../src/directives/observe/errors.ts'
import { forward } from '../../../src/directives/upstream/forward/forward.ts'
import type { Question } from '../../support/ask.ts'
import { setUp } from '../../support/block.ts'
import { answerOf, askHandler, before } from '../../support/chain.ts'
import type { Reply } from '../../support/decode.ts'
import { type Behaviour, misbehaving } from './misbehaving.ts'

export const WEB: Question = { name: 'web.example.org', type: 'A' }
/** The next handler after `forward`. */
export const elsewhere: Handler = () => answerOf({ question: 'x', rcode: 3 })

interface Forwarding {
  readonly handler: Handler
  readonly ask: (question?: Question, transport?: 'udp' | 'tcp') => Promise<Reply>
  readonly log: readonly string[]
  /** The lines of `errors`. */
  readonly problems: readonly string[]
  readonly metric: (name: string) => number
}

/** A running `forward` after `errors`; the next handler answers NXDOMAIN. */
export async function forwarding(text: string): Promise<Forwarding> {
  const { plugin, diagnostics, log } = setUp(forward, text)
  expect(diagnostics).toEqual([])
  await plugin?.start?.()
  onTestFinished(() => plugin?.stop?.())
  const outer = setUp(errors, 'errors')
  const handler = before(outer.plugin, before(plugin, elsewhere))
  return {
    handler,
    ask: (question = WEB, transport = 'udp') => askHandler(handler, question, { transport }),
    log,
    problems: outer.log,
    metric: (name) =>
      plugin
        ?.metrics?.()
        .find((one) => one.name === name)
        ?.samples.reduce((all, { value }) => all + value, 0) ?? NaN,
  }
}

/** The reply of a forwarder with one upstream. */
export async function through(behave: Behaviour, options = 'read_timeout 200ms') {
  const upstream = await misbehaving(behave)
  const { ask } = await forwarding(`forward . ${upstream.name} {\n ${options}\n max_connect_attempts 2\n}`)
  return { reply: await ask(), asked: upstream.asked }
}
