import { describe, expect, it, onTestFinished } from 'vitest'
import type { Page } from '../../../src/server/http.ts'
import { ready } from '../../../src/directives/observe/ready.ts'
import { ServerStatus } from '../../../src/block/server-status.ts'
import { setUp } from '../../support/block.ts'
import { fetchPage, urlOf } from '../../support/fetch-page.ts'
import { openWorld } from '../../support/world.ts'

/** A server with a plugin that is ready or not, and its page /ready. */
function readiness(directive: string) {
  const server = new ServerStatus()
  const { block } = setUp(ready, directive, { server })
  const plugin = { name: 'file', isReady: () => plugin.state, state: false }
  const other = { name: 'forward', isReady: () => other.state, state: true }
  server.plugins = [plugin, { name: 'log' }, other]
  const page = async (): Promise<Page> => {
    const [claim] = block.pages
    if (claim === undefined) throw new Error('no page')
    return claim.serve(new URLSearchParams())
  }
  const says = async (): Promise<string> => {
    const { status, body } = await page()
    return `${status} ${body.trimEnd()}`
  }
  return { server, plugin, other, says }
}

describe('ready', () => {
  it('names the plugins that are not ready, and is OK once all are and queries are answered', async () => {
    const { server, plugin, other, says } = readiness('ready')
    other.state = false
    expect(await says()).toBe('503 file,forward')
    other.state = true
    expect(await says()).toBe('503 file')
    plugin.state = true
    expect(await says()).toBe('503 starting')
    server.phase = 'serving'
    expect(await says()).toBe('200 OK')
    server.phase = 'stopping'
    expect(await says()).toBe('503 stopping')
  })

  it('does not check a plugin again that was ready once, unless it monitors continuously', async () => {
    for (const [directive, after] of [
      ['ready', '200 OK'],
      ['ready {\n monitor until-ready\n}', '200 OK'],
      ['ready {\n monitor continuously\n}', '503 file'],
    ] as const) {
      const { server, plugin, says } = readiness(directive)
      server.phase = 'serving'
      plugin.state = true
      expect(await says()).toBe('200 OK')
      plugin.state = false
      expect(await says(), directive).toBe(after)
    }
  })

  it('serves :8181 by default, or its address, once a block', () => {
    expect(setUp(ready, 'ready').block.pages).toMatchObject([
      { path: '/ready', at: { address: '', port: 8181 } },
    ])
    expect(setUp(ready, 'ready 127.0.0.1:1').block.pages).toMatchObject([
      { at: { address: '127.0.0.1', port: 1 } },
    ])
    expect(setUp(ready, 'ready\nready x {\n monitor\n monitor often\n watch\n}').places).toEqual([
      '2:1 OPTION',
      '2:7 VALUE',
      '3:2 ARGUMENTS',
      '4:2 OPTION',
      '4:10 VALUE',
      '5:2 OPTION',
    ])
  })

  it('names a failed reload until one succeeds', async () => {
    const corefile = '.:0 {\n bind 127.0.0.1\n ready\n kubernetes cluster.local\n}\n'
    const world = await openWorld({ Corefile: corefile }, { pagePorts: { ready: 0 } })
    onTestFinished(async () => world.close())
    const url = urlOf(world.app.pages, '/ready')
    expect(await fetchPage(url)).toMatchObject({ status: 200, body: 'OK' })
    world.write('Corefile', '.:0 {\n bind 127.0.0.1\n raedy\n}\n')
    await world.app.reload()
    const { status, body } = await fetchPage(url)
    expect(status).toBe(200)
    expect(body).toMatch(
      /^OK\nthe reload at 20\S+Z failed: \S+Corefile:3:2: error: 'raedy' is not a directive/,
    )
    world.write('Corefile', corefile)
    await world.app.reload()
    expect(await fetchPage(url)).toMatchObject({ status: 200, body: 'OK' })
  })
})
