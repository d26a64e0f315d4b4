import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { reload } from '../../../src/directives/listen/reload.ts'
import { ServerStatus } from '../../../src/block/server-status.ts'
import { StandardInput } from '../../../src/source/standard-input.ts'
import { freePort } from '../../e2e/workplace.ts'
import { ask } from '../../support/ask.ts'
import { setUp } from '../../support/block.ts'
import { fetchPage, urlOf } from '../../support/fetch-page.ts'
import { openWorld } from '../../support/world.ts'

/** The number of polls within a time in milliseconds; `random` is the result of `Math.random`. */
async function polls(directive: string, random: number, milliseconds: number): Promise<number> {
  vi.spyOn(Math, 'random').mockReturnValue(random)
  const server = new ServerStatus()
  let count = 0
  server.followCorefile = () => void count++
  const { plugin } = setUp(reload, directive, { server })
  await plugin?.start?.()
  vi.advanceTimersByTime(milliseconds)
  await plugin?.stop?.()
  vi.advanceTimersByTime(10 * milliseconds)
  expect(vi.getTimerCount()).toBe(0)
  return count
}

describe('reload polls the Corefile', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
  })

  it('every 30 s plus or minus half of 15 s by default', async () => {
    expect(await polls('reload', 0.5, 29_999)).toBe(0)
    expect(await polls('reload', 0.5, 30_000)).toBe(1)
    expect(await polls('reload', 0, 22_500)).toBe(1)
    expect(await polls('reload', 1, 37_499)).toBe(0)
  })

  it('at its interval, with a jitter of at most half the interval', async () => {
    expect(await polls('reload 10s 2s', 0, 9000)).toBe(1)
    expect(await polls('reload 10s 0s', 0, 99_999)).toBe(9)
    expect(await polls('reload 2s', 0, 1500)).toBe(1)
    expect(await polls('reload 2s', 0, 1499)).toBe(0)
  })

  it('never with `off`', async () => {
    expect(setUp(reload, 'reload off')).toMatchObject({ plugin: null, places: [] })
  })

  it('and reports each error at its word', () => {
    const text = 'reload 1s 500ms\nreload 30 x\nreload off 5s\nreload 5s 5s 5s {\n often\n}'
    expect(setUp(reload, text).places).toEqual([
      '2:1 OPTION',
      '3:1 OPTION',
      '4:1 OPTION',
      '1:8 VALUE',
      '1:11 VALUE',
      '2:8 VALUE',
      '2:11 VALUE',
      '3:12 ARGUMENTS',
      '5:2 OPTION',
      '4:14 ARGUMENTS',
    ])
  })
})

describe('reload', () => {
  const LISTEN = ' bind 127.0.0.1\n ready\n reload 2s 0s\n'

  it('applies changes of the Corefile and its imports, and keeps the old configuration while they have errors', async () => {
    const world = await openWorld(
      { Corefile: 'import conf/*.conf\n', 'conf/a.conf': `a.test:0 {\n${LISTEN} whoami\n}\n` },
      { pagePorts: { ready: 0 } },
    )
    onTestFinished(async () => world.close())
    const { target } = world
    const rcodeOf = async (name: string) => (await ask(target, { name, type: 'A' })).rcode
    const logged = (pattern: RegExp) =>
      vi.waitFor(() => expect(world.log.join('')).toMatch(pattern), { timeout: 8000, interval: 20 })
    expect(await rcodeOf('b.test')).toBe('REFUSED')
    world.write('conf/b.conf', 'b.test:0 {\n bind 127.0.0.1\n whoami\n}\n')
    await logged(/reloaded: serving a\.test\. b\.test\. on /)
    expect(await rcodeOf('b.test')).toBe('NOERROR')
    expect(await rcodeOf('a.test')).toBe('NOERROR')

    world.write('conf/b.conf', 'b.test:0 {\n bind 127.0.0.1\n whoam\n logg\n}\n')
    await logged(/reload failed, the old configuration stays in force/)
    const file = join(world.folder, 'conf/b.conf')
    expect(world.log.join('')).toContain(`${file}:3:2: error: 'whoam' is not a directive`)
    expect(world.log.join('')).toContain(`${file}:4:2: error: 'logg' is not a directive`)
    expect(await rcodeOf('b.test')).toBe('NOERROR')
    const { status, body } = await fetchPage(urlOf(world.app.pages, '/ready'))
    expect([status, body.split('\n')[0]]).toEqual([200, 'OK'])
    expect(body).toContain("'whoam' is not a directive")

    // A faulty Corefile is tried once. A corrected one is applied.
    await new Promise((resolve) => setTimeout(resolve, 2100))
    expect(world.log.join('').match(/reload failed/g)).toHaveLength(1)
    world.write('conf/b.conf', 'c.test:0 {\n bind 127.0.0.1\n whoami\n}\n')
    await logged(/reloaded: serving a\.test\. c\.test\. on /)
    expect(await rcodeOf('b.test')).toBe('REFUSED')
    expect((await fetchPage(urlOf(world.app.pages, '/ready'))).body).toBe('OK')
  }, 30_000)

  it('does not reload after a change of comments and blanks', async () => {
    const world = await openWorld(
      { Corefile: `a.test:0 {\n${LISTEN} whoami\n}\n` },
      { pagePorts: { ready: 0 } },
    )
    onTestFinished(async () => world.close())
    world.write('Corefile', `# a comment\n\na.test:0 {\n${LISTEN}   whoami # another\n}\n`)
    await new Promise((resolve) => setTimeout(resolve, 2300))
    expect(world.log.join('')).not.toContain('reload')
  })

  it.each(['empty', 'gone'])(
    'keeps the old configuration in force while the Corefile is %s',
    async (state) => {
      const text = `a.test:0 {\n${LISTEN} kubernetes\n}\n`
      const world = await openWorld({ Corefile: text }, { pagePorts: { ready: 0 } })
      onTestFinished(async () => world.close())
      const file = join(world.folder, 'Corefile')
      if (state === 'gone') rmSync(file)
      else writeFileSync(file, '# nothing\n')
      await world.app.reload()
      expect(world.log.join('')).toMatch(
        /Corefile: error: the Corefile (?:is gone|has no server block any more)/,
      )
      expect((await ask(world.target, { name: 'a.test', type: 'SOA' })).rcode).toBe('NOERROR')
      writeFileSync(file, text)
      await world.app.reload()
      expect(world.log.at(-1)).toContain('reloaded: serving a.test.')
    },
  )

  it('accepts an empty Corefile that was empty at the start', async () => {
    const world = await openWorld({ Corefile: '' })
    onTestFinished(async () => world.close())
    await world.app.reload()
    expect(world.log.join('')).not.toContain('failed')
  })

  it('waits for the end of the start if the Corefile changes during it', async () => {
    const port = await freePort()
    const block = (zone: string): string => `${zone}:${port} {\n${LISTEN} kubernetes\n}\n`
    const folder = mkdtempSync(join(tmpdir(), 'kubezone-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const corefile = join(folder, 'Corefile')
    writeFileSync(corefile, block('a.test'))
    // Manifests on standard input that arrive slowly.
    const input = new StandardInput(async function* () {
      writeFileSync(corefile, block('b.test'))
      await new Promise((resolve) => setTimeout(resolve, 2500))
      yield Buffer.from('---\n')
    })
    const world = await openWorld({}, { corefile, manifests: input, port: null, pagePorts: { ready: 0 } })
    onTestFinished(async () => world.close())
    await vi.waitFor(
      async () => expect((await ask(world.target, { name: 'b.test', type: 'SOA' })).rcode).toBe('NOERROR'),
      { timeout: 8000, interval: 50 },
    )
    expect(world.log.join('')).not.toContain('failed')
  }, 20_000)
})
