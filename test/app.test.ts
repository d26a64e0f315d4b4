/** The life of a server whose plugins have faults: a fault while one stops keeps no other from stopping. */
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Plugin } from '../src/chain/plugin.ts'
import { openWorld } from './support/world.ts'

const events = vi.hoisted((): string[] => [])

vi.mock('../src/directives/observe/whoami.ts', () => ({ whoami: directive('whoami', true) }))
vi.mock('../src/directives/observe/chaos.ts', () => ({ chaos: directive('chaos', false) }))
vi.mock('../src/directives/shape/any.ts', () => ({ any: directive('any', true) }))

function directive(name: string, isBroken: boolean) {
  return {
    name,
    options: {},
    setup: (): Plugin => ({
      name,
      attach: (next) => next,
      start: async () => void events.push(`start ${name}`),
      stop: async () => {
        events.push(`stop ${name}`)
        if (isBroken) throw new Error(`${name} is stuck`)
      },
    }),
  }
}

const COREFILE = 'cluster.local {\n bind 127.0.0.1\n any\n chaos\n kubernetes\n whoami\n}\n'

test('a plugin that throws while it stops keeps no other from stopping, at a reload and at the end', async () => {
  const world = await openWorld({ Corefile: COREFILE })
  let isClosed = false
  onTestFinished(async () => (isClosed ? undefined : world.close()))
  events.length = 0
  await world.app.reload()
  const stops = ['stop whoami', 'stop chaos', 'stop any']
  expect(events).toEqual(['start any', 'start chaos', 'start whoami', ...stops])
  const said = world.log.join('')
  expect(said).toContain('ERROR: plugin/whoami: a fault while it stopped: whoami is stuck')
  expect(said).toContain('ERROR: plugin/any: a fault while it stopped: any is stuck')
  expect(said).toMatch(/INFO: reloaded: serving cluster\.local\./)
  expect(said).not.toContain('reload failed')
  await world.close()
  isClosed = true
  expect(events.slice(-3)).toEqual(stops)
})

test('a start that fails stops all plugins that have started', async () => {
  events.length = 0
  const files = { Corefile: `${COREFILE}example.org {\n bind 192.0.2.1\n any\n chaos\n whoami\n}\n` }
  await expect(openWorld(files)).rejects.toThrow(/cannot listen on 192\.0\.2\.1/)
  expect(events.filter((one) => one.startsWith('stop'))).toHaveLength(6)
})
