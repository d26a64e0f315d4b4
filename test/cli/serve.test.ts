import { Command, CommanderError } from 'commander'
import { describe, expect, test } from 'vitest'
import { corefileOf } from '../../src/cli/corefile-option.ts'
import { dashSite } from '../../src/cli/dash-site.ts'
import { addServeCommand, type ServeOptions } from '../../src/cli/serve.ts'

interface Read {
  readonly code: number
  readonly errors: string
  /** What the server would have been started with. */
  readonly folder?: string
  readonly options?: ServeOptions
}

/** Reads a command line as far as the server's start. */
async function read(...words: readonly string[]): Promise<Read> {
  let errors = ''
  let started: Pick<Read, 'folder' | 'options'> = {}
  const program = new Command('kubezone').exitOverride().configureOutput({
    writeErr: (text) => {
      errors += text
    },
  })
  addServeCommand(program, async (folder, options) => {
    started = { folder, options }
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
    expect(await read()).toMatchObject({ code: 0, folder: '.', options: { namespace: 'default' } })
    expect(await read('zones')).toMatchObject({ code: 0, folder: 'zones' })
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
    expect(await read('serve', '-', '--conf', 'Corefile')).toMatchObject({ code: 0, folder: '-' })
  })

  test.each([['json'], ['text']] as const)('logs as %s', async (format) => {
    expect((await read('serve', '--log-format', format)).options?.logFormat).toBe(format)
    expect((await read('serve', '--log-format', 'xml')).errors).toContain('Allowed choices are text, json.')
  })
})

test('a Corefile is that of --conf, or that of the folder', async () => {
  expect(await corefileOf(undefined)).toBeNull()
  expect(await corefileOf('Corefile')).toBe('Corefile')
})

test('manifests of standard input go without the Corefile of the folder, but with that of --conf', () => {
  expect(dashSite(undefined, String)).toMatchObject({ folder: '.', ignoresCorefile: true })
  expect(dashSite('Corefile', String)).toMatchObject({ folder: '.', ignoresCorefile: false })
})
