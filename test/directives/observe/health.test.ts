import { describe, expect, it, onTestFinished } from 'vitest'
import { StartError } from '../../../src/report/start-error.ts'
import { health, LAMEDUCK_MS } from '../../../src/directives/observe/health.ts'
import { setUp } from '../../support/block.ts'
import { fetchPage, urlOf } from '../../support/fetch-page.ts'
import { openWorld } from '../../support/world.ts'

const claimsOf = (text: string) => setUp(health, text).block.pages.map(({ path, at }) => ({ path, ...at }))
const lameduckOf = (text: string) => setUp(health, text).block.get(LAMEDUCK_MS)
const block = (zone: string) => `${zone}:0 {\n bind 127.0.0.1\n health :8080\n whoami\n}\n`

describe('health', () => {
  it('serves :8080/health by default, or its address', () => {
    expect(claimsOf('health')).toEqual([{ path: '/health', address: '', port: 8080 }])
    expect(claimsOf('health :8081')).toEqual([{ path: '/health', address: '', port: 8081 }])
    expect(claimsOf('health localhost:80')).toEqual([{ path: '/health', address: '127.0.0.1', port: 80 }])
    expect(claimsOf('health [::1]:80')).toEqual([{ path: '/health', address: '::1', port: 80 }])
    expect(claimsOf('health :1\nhealth :2')).toEqual([{ path: '/health', address: '', port: 2 }])
  })

  it('sets how long queries are answered after a request to stop', () => {
    expect(lameduckOf('health')).toBe(0)
    expect(lameduckOf('health {\n lameduck 5s\n}')).toBe(5000)
  })

  it('reports each error at its word', () => {
    const text =
      'health 8080\nhealth :80 :81\nhealth host:80\nhealth :99999 {\n lameduck 5\n lameduck 2h\n quiet\n lameduck\n}'
    expect(setUp(health, text).places).toEqual([
      '1:8 VALUE',
      '2:12 ARGUMENTS',
      '3:8 VALUE',
      '4:8 VALUE',
      '5:11 VALUE',
      '6:2 OPTION',
      '6:11 VALUE',
      '7:2 OPTION',
      '8:2 OPTION',
      '8:2 ARGUMENTS',
    ])
    expect(setUp(health, 'health 8080').diagnostics[0]?.hint).toBe("write ':8080' for every address")
  })

  it('shares one port between blocks, which a reload keeps open', async () => {
    const world = await openWorld(
      { Corefile: block('a.test') + block('b.test') },
      { pagePorts: { health: 0 } },
    )
    onTestFinished(async () => world.close())
    expect(world.app.pages).toHaveLength(1)
    expect(world.app.describe()).toMatch(/ files; http:\/\/\S+:\d+\/health$/)
    const url = urlOf(world.app.pages, '/health')
    const reloading = { isDone: false }
    const probing = (async () => {
      for (let probes = 0; !reloading.isDone || probes < 20; probes++)
        expect(await fetchPage(url)).toMatchObject({ status: 200, body: 'OK' })
    })()
    for (let i = 0; i < 5; i++) {
      world.write('Corefile', block(`c${i}.test`))
      await world.app.reload()
    }
    reloading.isDone = true
    await probing
    world.write('Corefile', 'a.test:0 {\n bind 127.0.0.1\n whoami\n}\n')
    await world.app.reload()
    expect(world.app.pages).toEqual([])
    await expect(fetchPage(url)).rejects.toThrow('ECONNREFUSED')
  })

  it('reports a port in use as an error of the Corefile, with its place and the owner of the port', async () => {
    const first = await openWorld(
      { Corefile: '.:0 {\n health 127.0.0.1:8080\n}\n' },
      { pagePorts: { health: 0 } },
    )
    onTestFinished(async () => first.close())
    const port = Number(new URL(urlOf(first.app.pages, '/health')).port)
    const second = openWorld({ Corefile: `.:0 {\n    health 127.0.0.1:${port}\n}\n` })
    const problem: unknown = await second.catch((error: unknown) => error)
    expect(problem).toBeInstanceOf(StartError)
    expect(problem).toMatchObject({
      diagnostics: [
        {
          code: 'KZ_COREFILE_LISTEN',
          line: 2,
          column: 5,
          message: expect.stringMatching(/has the port.*choose another port with --health-port/),
        },
      ],
    })
  })
})
