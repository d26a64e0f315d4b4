/** The order in which the plugins of a configuration start and stop. */
import { describe, expect, it } from 'vitest'
import { compose, type Plugin } from '../../src/chain/plugin.ts'
import { answerOf, askHandler } from '../support/chain.ts'

/**
 * Starts plugins in the order of the chain, and stops them in reverse; a failed start stops the started ones.
 */
class FakeSite {
  readonly #plugins: readonly Plugin[]
  readonly #started: Plugin[] = []

  constructor(plugins: readonly Plugin[]) {
    this.#plugins = plugins
  }

  async start(): Promise<void> {
    try {
      for (const plugin of this.#plugins) {
        await plugin.start?.()
        this.#started.push(plugin)
      }
    } catch (problem) {
      await this.stop()
      throw problem
    }
  }

  async stop(): Promise<void> {
    for (let plugin = this.#started.pop(); plugin !== undefined; plugin = this.#started.pop()) {
      await plugin.stop?.()
    }
  }
}

function noting(name: string, events: string[], problem?: Error): Plugin {
  return {
    name,
    attach: (next) => (query) => {
      events.push(`${name} asked`)
      return next(query)
    },
    start: async () => {
      await Promise.resolve()
      if (problem !== undefined) throw problem
      events.push(`${name} started`)
    },
    stop: async () => {
      await Promise.resolve()
      events.push(`${name} stopped`)
    },
  }
}

describe('plugins', () => {
  it('start before the first query and stop after the last', async () => {
    const events: string[] = []
    const source: Plugin = {
      name: 'source',
      attach: () => () => answerOf({ answer: ['web.example.org A 10.0.0.1'] }),
    }
    const plugins = [noting('a', events), { name: 'neither' }, noting('b', events), source]
    const site = new FakeSite(plugins)
    await site.start()
    const reply = await askHandler(compose(plugins), { name: 'web.example.org', type: 'A' })
    await site.stop()
    expect(reply.answer).toHaveLength(1)
    expect(events).toEqual(['a started', 'b started', 'a asked', 'b asked', 'b stopped', 'a stopped'])
  })

  it('undo a start that one of them refuses', async () => {
    const events: string[] = []
    const site = new FakeSite([
      noting('a', events),
      noting('b', events, new Error('no manifests')),
      noting('c', events),
    ])
    await expect(site.start()).rejects.toThrow('no manifests')
    expect(events).toEqual(['a started', 'a stopped'])
  })
})
