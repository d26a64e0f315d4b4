import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { describe, expect, test } from 'vitest'
import { corefileOf } from '../../src/cli/corefile-option.ts'
import { dashSite } from '../../src/cli/dash-site.ts'
import type { ServedPaths } from '../../src/cli/given-paths.ts'
import { addServeCommand, type ServeOptions } from '../../src/cli/serve.ts'
import { workplace } from '../e2e/during-test.ts'

interface Read {
  readonly code: number
  readonly errors: string
  /** What the server would have been started with. */
  readonly paths?: ServedPaths | null
  readonly options?: ServeOptions
}

/** Reads a command line as far as the server's start. */
async function read(...words: readonly string[]): Promise<Read> {
  let errors = ''
  let started: Pick<Read, 'paths' | 'options'> = {}
  const program = new Command('kubezone').exitOverride().configureOutput({
    writeErr: (text) => {
      errors += text
    },
  })
  addServeCommand(program, async (paths, options) => {
    started = { paths, options }
  })
  try {
    await program.parseAsync(words, { from: 'user' })
    return { code: 0, errors, ...started }
  } catch (problem) {
    if (!(problem instanceof CommanderError)) throw problem
    return { code: problem.exitCode, errors, ...started }
  }
}

describe('serve', () => {
  test('is the command of a line without one, and serves the working directory', async () => {
    expect(await read()).toMatchObject({ code: 0, paths: { folder: '.' }, options: { namespace: 'default' } })
    expect(await read('zones')).toMatchObject({ code: 0, paths: { folder: 'zones', manifests: ['zones'] } })
  })

  test('takes ports from 0 to 65535', async () => {
    const ports = [
      '--port',
      '0',
      '--health-port',
      '1',
      '--ready-port',
      '2',
      '--metrics-port',
      '65535',
      '-p',
      '53',
    ]
    expect((await read('serve', ...ports)).options).toMatchObject({
      port: 0,
      healthPort: 1,
      readyPort: 2,
      metricsPort: 65_535,
      'dns.port': 53,
    })
  })

  test.each(['65536', '-1', '1.5', 'dns', ''])('refuses the port %j', async (port) => {
    const { code, errors, options } = await read('serve', `--port=${port}`)
    expect([code, options]).toEqual([1, undefined])
    expect(errors).toContain('Expected a port from 0 to 65535.')
  })

  test('takes an address for each --bind', async () => {
    const { options } = await read('serve', '--bind', '127.0.0.1', '--bind', '::1')
    expect(options?.bind).toEqual(['127.0.0.1', '::1'])
  })

  test.each([
    ['localhost', 'Expected an IP address.\n'],
    ['127.0.0.1,::1', 'Expected an IP address. Repeat --bind for more.\n'],
  ])('refuses to bind to %s', async (address, message) => {
    const { code, errors } = await read('serve', '--bind', address)
    expect([code, errors]).toEqual([1, expect.stringContaining(message)])
  })

  test('reads standard input once', async () => {
    const { errors, options } = await read('serve', '-', '--conf', 'stdin')
    expect([errors, options]).toEqual([expect.stringContaining('both read it'), undefined])
    expect(await read('serve', '-', '--conf', 'Corefile')).toMatchObject({ code: 0, paths: null })
  })

  test('reads standard input or files, not both', async () => {
    const { code, errors, paths } = await read('serve', '-', 'zones')
    expect([code, errors, paths]).toEqual([
      2,
      expect.stringContaining("'-' must be the only path"),
      undefined,
    ])
  })

  describe('of several paths', () => {
    const FILES = ['apps/web.yaml', 'apps/Corefile', 'base/db.yaml', 'other/Corefile', 'coredns.conf']

    /** Reads a command line whose paths are below a folder with `FILES`. */
    async function readBelow(...words: readonly string[]): Promise<Read> {
      const { folder } = workplace(Object.fromEntries(FILES.map((file) => [file, ''])))
      const found = await read(
        'serve',
        ...words.map((word) => (word.startsWith('-') ? word : join(folder, word))),
      )
      return JSON.parse(JSON.stringify(found).replaceAll(`${folder}/`, ''))
    }

    test.each([
      [['base', 'apps/web.yaml'], 'base', null, ['base', 'apps/web.yaml']],
      [['base', 'apps'], 'apps', null, ['base', 'apps']],
      [['apps/web.yaml', 'base/db.yaml'], 'apps/web.yaml', null, ['apps/web.yaml', 'base/db.yaml']],
      [['coredns.conf', 'base', 'missing'], '.', 'coredns.conf', ['base', 'missing']],
      [['other/Corefile'], 'other', 'other/Corefile', ['other']],
      [['apps', 'other', '--conf=x'], 'apps', null, ['apps', 'other']],
    ])('%j are one site', async (words, folder, corefile, manifests) => {
      const { paths } = await readBelow(...words)
      expect(paths?.folder.replace(/^\/.*/, '.')).toBe(folder)
      expect(paths).toMatchObject({ corefile, manifests })
    })

    test.each([
      [['apps', 'other'], "'apps' and 'other' have one each; name it with --conf"],
      [['coredns.conf', 'apps/Corefile'], "'coredns.conf' and 'apps/Corefile' name two"],
      [['coredns.conf', '--conf=x'], "'coredns.conf' and --conf name two"],
    ])('%j have two Corefiles', async (words, message) => {
      const { code, errors, paths } = await readBelow(...words)
      expect([code, errors, paths]).toEqual([
        2,
        expect.stringContaining(`a server has one Corefile: ${message}`),
        undefined,
      ])
    })
  })

  test.each([['json'], ['text']] as const)('logs as %s', async (format) => {
    expect((await read('serve', '--log-format', format)).options?.logFormat).toBe(format)
    expect((await read('serve', '--log-format', 'xml')).errors).toContain('Allowed choices are text, json.')
  })
})

test('a Corefile is that of --conf, or that of the folder', async () => {
  const given = { places: ['.'], namespace: 'default' }
  expect(await corefileOf(undefined, given)).toBeNull()
  expect(await corefileOf('Corefile', given)).toBe('Corefile')
})

test('manifests of standard input go without the Corefile of the folder, but with that of --conf', () => {
  expect(dashSite(undefined, String)).toMatchObject({ folder: '.', ignoresCorefile: true })
  expect(dashSite('Corefile', String)).toMatchObject({ folder: '.', ignoresCorefile: false })
})
