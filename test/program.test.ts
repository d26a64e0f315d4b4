/** The command line as a whole, in this process: output streams, errors and exit codes. */
import { describe, expect, test } from 'vitest'
import { VERSION } from '../src/report/version.ts'
import { DIRECTIVES } from '../src/site/registry.ts'
import { service } from './e2e/workplace.ts'
import { workplace } from './e2e/during-test.ts'
import { CommandProcess, standardInputFrom } from './support/command-process.ts'

const COREFILE = 'cluster.local {\n kubernetes {\n  manifests .\n }\n}\n'

describe('a command line', () => {
  test.each(['-V', '--version', '-version'])('%s prints the version, and exits with 0', async (flag) => {
    const command = new CommandProcess()
    expect(await command.run(flag)).toBe(0)
    expect([command.stdout, command.stderr]).toEqual([`${VERSION}\n`, ''])
  })

  test('-plugins prints the directives in their order', async () => {
    const command = new CommandProcess()
    expect(await command.run('-plugins')).toBeUndefined()
    expect([command.stdout, command.stderr]).toEqual([`${DIRECTIVES.join('\n')}\n`, ''])
  })

  test('help lists the commands, and exits with 0', async () => {
    const command = new CommandProcess()
    expect(await command.run('help')).toBe(0)
    const commands = [...command.stdout.matchAll(/^ {2}(\w[\w-]*) .*/gm)].map(([, word]) => word)
    const all = ['serve', 'check', 'explain', 'lookup', 'names', 'diff', 'env', 'resolv-conf', 'help']
    expect(commands).toEqual(all)
    expect(command.stderr).toBe('')
  })

  test.each([
    [['serv'], "error: 'serv' is neither a command nor a folder\n(Did you mean serve?)\n"],
    [['frobnicate', 'web'], "error: 'frobnicate' is neither a command nor a folder\n"],
    [['check', '--cnof', 'x'], "error: unknown option '--cnof'\n(Did you mean --conf?)\n"],
  ])('%j is wrong usage, which exits with 2', async (words, message) => {
    const command = new CommandProcess()
    expect(await command.run(...words)).toBe(2)
    expect([command.stdout, command.stderr]).toEqual(['', message])
  })

  test('sets the exit code of its command', async () => {
    const place = workplace({ 'web.yaml': service('web', '10.96.0.20'), 'bad/web.yaml': 'kind: [\n' })
    const command = new CommandProcess()
    expect(await command.run('check', place.path('web.yaml'))).toBe(0)
    expect(command.stdout).toMatch(/^0 errors, 0 warnings; 1 objects in 1 files make \d+ names\n$/)
    expect(await command.run('check', place.path('bad'))).toBe(1)
    expect(command.stderr).toBe('')
  })

  test('an error that no command expects is printed without its stack, and exits with 1', async () => {
    const { folder } = workplace()
    standardInputFrom(folder)
    const command = new CommandProcess()
    expect(await command.run('check', '--conf', 'stdin')).toBe(1)
    const message = 'kubezone: the Corefile cannot be read from standard input: it is a folder\n'
    expect([command.stdout, command.stderr]).toEqual(['', message])
  })

  test('an exception outside of the command is printed without its stack, and exits at once', async () => {
    const command = new CommandProcess()
    await command.run('-plugins')
    command.emit('uncaughtException', new Error('the disk is gone'))
    expect([command.stderr, command.exits, process.exitCode]).toEqual([
      'kubezone: the disk is gone\n',
      [1],
      1,
    ])
    command.emit('uncaughtException', 'a text')
    expect(command.stderr).toBe('kubezone: the disk is gone\nkubezone: a text\n')
  })
})

describe('standard input', () => {
  test('holds the manifests of check and env', async () => {
    const place = workplace({ input: service('web', '10.96.0.20') })
    standardInputFrom(place.path('input'))
    const checking = new CommandProcess()
    expect(await checking.run('check', '-')).toBe(0)
    expect(checking.stdout).toMatch(/^0 errors, 0 warnings; 1 objects in 1 files make \d+ names\n$/)
    standardInputFrom(place.path('input'))
    expect(await checking.run('env', '-')).toBe(0)
    expect(checking.stdout).toContain('\nWEB_SERVICE_HOST=10.96.0.20\n')
    expect(checking.stderr).toBe('')
  })

  test('holds the Corefile of --conf stdin, which diagnostics name', async () => {
    const place = workplace({ input: COREFILE.replace('kubernetes', 'kuberntes') })
    standardInputFrom(place.path('input'))
    const command = new CommandProcess()
    expect(await command.run('check', '--conf', 'stdin', place.folder)).toBe(1)
    expect(command.stdout).toMatch(/^stdin:2:2: error: 'kuberntes' is not a directive \[/)
  })

  test('is not a folder', async () => {
    const { folder } = workplace()
    standardInputFrom(folder)
    const command = new CommandProcess()
    expect(await command.run('check', '-')).toBe(1)
    expect(command.stdout).toMatch(
      /^standard input: error: cannot be read: it is a folder \(EISDIR\) \[KZ_FILE_UNREADABLE\]\n/,
    )
  })
})
