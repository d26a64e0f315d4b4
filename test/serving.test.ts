/** `kubezone serve` in this process: its log, its signals, its pidfile, and why it does not start. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { LogOptions } from '../src/report/log.ts'
import { VERSION } from '../src/report/version.ts'
import { ManifestFolder } from '../src/source/folder.ts'
import { ANY_PORT, workplace } from './e2e/during-test.ts'
import { freePort, isFree, nameOf, service } from './e2e/workplace.ts'
import { ask } from './support/ask.ts'
import { CommandProcess, standardInputFrom } from './support/command-process.ts'

const log = vi.hoisted(() => {
  const lines: string[] = []
  return { lines, write: (line: string): void => void lines.push(line) }
})
vi.mock('../src/report/log.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../src/report/log.ts')>()
  return { createLog: (options: LogOptions) => original.createLog({ ...options, write: log.write }) }
})

beforeEach(() => {
  log.lines.length = 0
})

/** A command line whose server stops at the end of the test. */
function serving(): CommandProcess {
  const command = new CommandProcess()
  onTestFinished(() => stop(command))
  return command
}

async function stop(command: CommandProcess): Promise<void> {
  const exits = command.exits.length
  command.emit('SIGTERM', 'SIGTERM')
  await expect.poll(() => command.exits.length, { timeout: 20_000 }).toBeGreaterThan(exits)
}

/** Returns in the turn of the event loop in which the condition first holds: the start takes many turns. */
async function inTheTurnOf(hasHappened: () => boolean): Promise<void> {
  while (!hasHappened()) await setImmediate()
}

/** The messages of a log in JSON. */
const messages = (): string[] => log.lines.map((line) => JSON.parse(line).msg)

const addressOf = async (port: number, name = 'web'): Promise<readonly string[]> =>
  (await ask({ address: '127.0.0.1', port }, { name: nameOf(name), type: 'A' })).answer

const answer = (address: string): string[] => [`${nameOf('web')}. 5 IN A ${address}`]

describe('a server', () => {
  test('logs where it answers, reloads at SIGHUP and SIGUSR1, and stops at SIGTERM', async () => {
    const place = workplace({ 'web.yaml': service('web', '10.96.0.20') })
    const port = await freePort()
    const command = serving()
    const words = ['serve', place.folder, '--port', String(port), '--bind', '127.0.0.1']
    expect(await command.run(...words, '--log-format', 'json')).toBeUndefined()
    expect(messages()).toEqual([
      expect.stringMatching(
        new RegExp(
          `^kubezone ${VERSION} serving cluster\\.local\\. .* on 127\\.0\\.0\\.1:${port} \\(UDP and TCP\\): `,
        ),
      ),
    ])
    expect(await addressOf(port)).toEqual(answer('10.96.0.20'))
    for (const [i, signal] of (['SIGHUP', 'SIGUSR1'] as const).entries()) {
      command.emit(signal, signal)
      await expect.poll(() => messages().filter((one) => one.startsWith('reloaded: '))).toHaveLength(i + 1)
    }
    command.emit('SIGTERM', 'SIGTERM')
    expect(command.exits).toEqual([])
    await expect.poll(() => command.exits).toEqual([0])
    expect(messages().at(-1)).toBe('SIGTERM received, stopping')
    expect([await isFree(port), command.stdout, command.stderr]).toEqual([true, '', ''])
  })

  test('stops at SIGTERM although a reload still reads manifests', async () => {
    const place = workplace({ 'web.yaml': service('web', '10.96.0.20') })
    const command = new CommandProcess()
    await command.run('serve', place.folder, ...ANY_PORT, '--log-format', 'json')
    let isReading = false
    const reading = vi.spyOn(ManifestFolder.prototype, 'rescan').mockImplementation(() => {
      isReading = true
      return new Promise(() => {})
    })
    onTestFinished(() => reading.mockRestore())
    command.emit('SIGHUP', 'SIGHUP')
    await inTheTurnOf(() => isReading)
    await stop(command)
    expect(command.exits).toEqual([0])
    expect(messages().at(-1)).toBe('SIGTERM received, stopping')
  })

  test.each([
    [true, /^\[\d\d:\d\d:\d\d\.\d{3}\] INFO: kubezone \S+ serving /],
    [false, /^\{"level":"info",.*"msg":"kubezone \S+ serving /],
  ])('logs text on a terminal and JSON elsewhere; a terminal: %s', async (isTerminal, line) => {
    const { folder } = workplace({ 'web.yaml': service('web', '10.96.0.20') })
    const { isTTY } = process.stdout
    process.stdout.isTTY = isTerminal
    onTestFinished(() => {
      process.stdout.isTTY = isTTY
    })
    await serving().run('serve', folder, ...ANY_PORT)
    expect(log.lines).toEqual([expect.stringMatching(line)])
  })

  test('serves several paths as one cluster, and follows each of them', async () => {
    const apps = workplace({ 'web.yaml': service('web', '10.96.0.20') })
    const more = workplace({
      'db.yaml': service('db', '10.96.0.21'),
      'off.yaml': service('off', '10.96.0.22'),
    })
    const port = await freePort()
    const words = [apps.folder, join(more.folder, 'db.yaml'), '--port', String(port), '--bind', '127.0.0.1']
    expect(await serving().run('serve', ...words, '--quiet')).toBeUndefined()
    expect(await addressOf(port)).toEqual(answer('10.96.0.20'))
    expect([await addressOf(port, 'db'), await addressOf(port, 'off')]).toEqual([[expect.anything()], []])
    more.write('db.yaml', service('db', '10.96.0.23'))
    await expect.poll(() => addressOf(port, 'db')).toEqual([expect.stringContaining('10.96.0.23')])
  })

  test('logs what stands for services that are not here, after its first line', async () => {
    const chart =
      'apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: traefik}\nspec: {chart: traefik}\n'
    const place = workplace({ 'chart.yaml': chart })
    expect(await serving().run('serve', place.folder, ...ANY_PORT, '--log-format', 'json')).toBeUndefined()
    expect(messages()).toEqual([
      expect.stringMatching(/^kubezone \S+ serving /),
      expect.stringContaining('1 HelmChart stands for services that are not here: render it (helm template)'),
    ])
  })

  test('reloads after the start if the signal came before', async () => {
    const place = workplace({ 'web.yaml': service('web', '10.96.0.20') })
    const command = serving()
    const ready = command.run('serve', place.folder, ...ANY_PORT, '--log-format', 'json')
    await inTheTurnOf(() => command.emit('SIGUSR1', 'SIGUSR1') > 0)
    await ready
    await expect.poll(() => messages().filter((one) => one.startsWith('reloaded: '))).toHaveLength(1)
    expect(messages()[0]).toMatch(/^kubezone \S+ serving /)
  })

  test('logs edits behind the line that says what it serves', async () => {
    const place = workplace({ 'web.yaml': service('web', '10.96.0.20') })
    const command = serving()
    let edits = 0
    const edit = setInterval(() => {
      place.write('web.yaml', service('web', `10.96.0.${30 + (edits++ % 100)}`))
    }, 5)
    onTestFinished(() => clearInterval(edit))
    await command.run('serve', place.folder, ...ANY_PORT, '--log-format', 'json')
    await expect.poll(() => messages().some((one) => one.startsWith('changed: '))).toBe(true)
    expect(messages()[0]).toMatch(/^kubezone \S+ serving /)
  })

  test('logs nothing with --quiet', async () => {
    const { folder } = workplace({ 'web.yaml': service('web', '10.96.0.20') })
    await serving().run('serve', folder, ...ANY_PORT, '--quiet')
    expect(log.lines).toEqual([])
  })

  test('listens on -dns.port where a key has no port', async () => {
    const place = workplace({ Corefile: 'cluster.local {\n bind 127.0.0.1\n kubernetes\n}\n' })
    const port = await freePort()
    await serving().run('serve', place.folder, '-dns.port', String(port))
    expect(await addressOf(port, 'none')).toEqual([])
    expect(await isFree(port)).toBe(false)
  })

  test('exits at once at a second signal, during lameduck, too', async () => {
    const place = workplace({
      Corefile: 'cluster.local {\n kubernetes\n health 127.0.0.1:0 {\n  lameduck 300ms\n }\n}\n',
    })
    const command = serving()
    await command.run('serve', place.folder, ...ANY_PORT, '--health-port', '0')
    command.emit('SIGINT', 'SIGINT')
    await expect.poll(messages).toContain('queries are answered for another 300ms (lameduck)')
    expect(command.exits).toEqual([])
    command.emit('SIGINT', 'SIGINT')
    expect(command.exits).toEqual([0])
    // The first signal stops the server, as the process here does not end.
    await expect.poll(() => command.exits).toEqual([0, 0])
  })

  test('exits at once at a signal during its start', async () => {
    const { folder } = workplace()
    const command = serving()
    const started = command.run('serve', folder, ...ANY_PORT)
    await inTheTurnOf(() => command.emit('SIGTERM', 'SIGTERM') > 0)
    expect(command.exits).toEqual([0])
    await started
  })
})

describe('a pidfile', () => {
  test('appears when queries are answered, and is removed at the exit', async () => {
    const place = workplace({ 'zones/web.yaml': service('web', '10.96.0.20') })
    const pidfile = place.path('kubezone.pid')
    const command = serving()
    const started = command.run('serve', place.path('zones'), ...ANY_PORT, '--pidfile', pidfile)
    expect(existsSync(pidfile)).toBe(false)
    await started
    expect(readFileSync(pidfile, 'utf8')).toBe(`${process.pid}\n`)
    command.emit('exit', 0)
    expect(readdirSync(place.folder)).toEqual(['zones'])
  })

  test('that cannot appear stops the server, which exits with 1', async () => {
    const place = workplace({ 'zones/web.yaml': service('web', '10.96.0.20') })
    const pidfile = place.path('kubezone.pid')
    const port = await freePort()
    const command = new CommandProcess()
    const started = command.run('serve', place.path('zones'), '--port', String(port), '--pidfile', pidfile)
    await inTheTurnOf(() => readdirSync(place.folder).length > 1)
    mkdirSync(pidfile)
    expect(await started).toBe(1)
    expect(command.stderr).toMatch(/^kubezone: --pidfile \S+ cannot be written: .*\n$/)
    expect([await isFree(port), command.exits]).toEqual([true, []])
    command.emit('exit', 1)
    expect(readdirSync(place.folder)).toEqual(['kubezone.pid', 'zones'])
  })
})

describe('standard input', () => {
  test('holds the manifests, without the Corefile of the working directory', async () => {
    const place = workplace({ input: service('web', '10.96.0.20') })
    standardInputFrom(place.path('input'))
    const port = await freePort()
    await serving().run('serve', '-', '--port', String(port), '--bind', '127.0.0.1')
    expect(await addressOf(port)).toEqual(answer('10.96.0.20'))
  })

  test('stays unread if the Corefile names other manifests, which is a warning', async () => {
    const place = workplace({
      Corefile: 'cluster.local {\n kubernetes {\n  manifests zones\n }\n}\n',
      'zones/web.yaml': service('web', '10.96.0.20'),
    })
    await serving().run('serve', '-', '--conf', place.path('Corefile'), ...ANY_PORT, '--quiet')
    expect(messages()).toEqual([
      'standard input is not read: every kubernetes block of the Corefile names its manifests',
    ])
  })
})

test('a server that cannot start prints all errors of its Corefile, and exits with 1', async () => {
  const place = workplace({ Corefile: '. {\n kuberntes\n loadblance\n}\n' })
  const command = new CommandProcess()
  expect(await command.run('serve', place.folder)).toBe(1)
  const lines = command.stderr.split('\n').filter((line) => line.startsWith(place.folder))
  expect(lines).toEqual([
    `${place.path('Corefile')}:2:2: error: 'kuberntes' is not a directive [KZ_COREFILE_UNKNOWN_DIRECTIVE]`,
    `${place.path('Corefile')}:3:2: error: 'loadblance' is not a directive [KZ_COREFILE_UNKNOWN_DIRECTIVE]`,
  ])
  expect([command.stdout, log.lines]).toEqual(['', []])
})
