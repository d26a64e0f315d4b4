/** `kubezone serve -` and `kubezone check -`: manifests of a pipe, read once. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { needs } from '../support/needs.ts'
import { ANY_PORT, serve, workplace } from './during-test.ts'
import { MAIN, run } from './kubezone.ts'
import { until } from './until.ts'
import { nameOf, service } from './workplace.ts'

const WEB = service('web', '10.96.0.20')

function corefile(namespace: string): string {
  return `cluster.local {\n kubernetes {\n  default_namespace ${namespace}\n }\n}\n`
}

/**
 * Whether the process handles SIGHUP, as only kubezone does: for SIGTERM Node.js itself has a handler, which
 * ends the process.
 */
function handlesSignals(pid: number | undefined): boolean {
  const caught = /^SigCgt:\t(\w+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0'
  return (BigInt(`0x${caught}`) & 1n) === 1n
}

describe('serve -', () => {
  test('answers for the manifests, runs on after the end of the input, and ignores the Corefile of the folder', async () => {
    const place = workplace({ Corefile: 'nonsense {', 'other.yaml': service('other', '10.96.0.30') })
    const kubezone = await serve(['-', ...ANY_PORT], { cwd: place.folder, input: WEB })
    expect(kubezone.readyLine).toMatch(/ serving cluster\.local\. .*: \d+ names from 1 objects in 1 files$/)
    expect(await kubezone.resolve(nameOf('web'))).toBe('10.96.0.20')
    expect(await kubezone.resolve(nameOf('other'))).toBe('NXDOMAIN')
    kubezone.signal('SIGHUP')
    await kubezone.says(/^reloaded: serving cluster\.local\. .* from 1 objects in 1 files$/)
    expect(await kubezone.resolve(nameOf('web'))).toBe('10.96.0.20')
    await kubezone.stop()
    expect(kubezone.stderr).toBe('')
  })

  test('uses the Corefile of --conf, and keeps its objects when the Corefile changes', async () => {
    const place = workplace({ Corefile: corefile('one') })
    const input = WEB.replace(', namespace: default', '')
    const kubezone = await serve(['-', '--conf', place.path('Corefile'), ...ANY_PORT], { input })
    expect(await kubezone.resolve(nameOf('web', 'one'))).toBe('10.96.0.20')
    place.write('Corefile', corefile('two'))
    kubezone.signal('SIGHUP')
    await kubezone.resolves(nameOf('web', 'two'), '10.96.0.20')
    expect(await kubezone.resolve(nameOf('web', 'one'))).toBe('NXDOMAIN')
    await kubezone.stop()
  })

  test('parses a large input in the worker, in the namespace of --namespace', async () => {
    const pad = `# ${'x'.repeat(300_000)}\n`
    const input = pad + WEB.replace(', namespace: default', '')
    const kubezone = await serve(['-', '--namespace', 'shop', ...ANY_PORT], { input })
    expect(await kubezone.resolve(nameOf('web', 'shop'))).toBe('10.96.0.20')
    await kubezone.stop()
  })

  test('reports the place of a broken document, and serves the others', async () => {
    const kubezone = await serve(['-', ...ANY_PORT], {
      input: `${WEB}kind: [\n---\n${service('db', '10.96.0.30')}`,
    })
    await kubezone.says(/^standard input:6:7: error: this document is not valid YAML/)
    expect(await kubezone.resolve(nameOf('web'))).toBe('10.96.0.20')
    expect(await kubezone.resolve(nameOf('db'))).toBe('10.96.0.30')
    await kubezone.stop()
  })

  test('warns about an empty input, and serves the names that every cluster has', async () => {
    const kubezone = await serve(['-', ...ANY_PORT])
    await kubezone.says(/^standard input: warning: holds no manifests, .* \[KZ_INPUT_EMPTY\]$/)
    expect(await kubezone.resolve('cluster.local', 'NS')).toBe('ns.dns.cluster.local.')
    await kubezone.stop()
  })

  test('warns if the Corefile leaves the input unread', async () => {
    const place = workplace({
      Corefile: 'cluster.local {\n kubernetes {\n  manifests .\n }\n}\n',
      'web.yaml': service('web', '10.96.0.30'),
    })
    const kubezone = await serve(['-', '--conf', place.path('Corefile'), ...ANY_PORT], { input: WEB })
    await kubezone.says(/^standard input is not read: every kubernetes block/)
    expect(await kubezone.resolve(nameOf('web'))).toBe('10.96.0.30')
    await kubezone.stop()
  })

  test.each([
    ['binary', 'a\0b', /^standard input: error: the file is not text: it contains a NUL octet/],
    [
      'larger than the limit',
      '#'.repeat(33 * 1_048_576),
      /^standard input: error: not read: more than 32\.0 MiB/,
    ],
    [
      'the error message of a program',
      'Error: {"a": [\n',
      /^standard input:1:\d+: error: this document is not/,
    ],
  ])('does not start with an input that is %s', async (_, input, message) => {
    const { code, stdout, stderr } = await run(['serve', '-', ...ANY_PORT], { input })
    expect(stderr).toMatch(message)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  })

  test('does not start with a folder as its input', async () => {
    const { code, stderr } = await run(['serve', '-', ...ANY_PORT], {
      prefix: ['sh', '-c', 'exec "$0" "$@" < /'],
    })
    expect(stderr).toMatch(/^standard input: error: cannot be read: it is a folder \(EISDIR\)/)
    expect(code).toBe(1)
  })

  test('stops at once while it waits for its input', async () => {
    const child = spawn(process.execPath, [MAIN, 'serve', '-', ...ANY_PORT])
    onTestFinished(() => void child.kill('SIGKILL'))
    const closed = once(child, 'close')
    await until('signals are handled', () => handlesSignals(child.pid), 20_000)
    child.kill('SIGTERM')
    expect(await closed).toEqual([0, null])
  })
})

describe('check -', () => {
  test('counts the objects of the input', async () => {
    const { code, stdout } = await run(['check', '-'], { input: WEB })
    expect(stdout).toMatch(/^0 errors, 0 warnings; 1 objects in 1 files make \d+ names\n$/)
    expect(code).toBe(0)
  })

  test('reports errors in the input, and in the other paths', async () => {
    const place = workplace({ 'zones/web.yaml': service('web', 'nowhere') })
    const { code, stdout } = await run(['check', '-', place.path('zones')], { input: 'kind: [\n' })
    expect(stdout).toMatch(/^standard input:1:7: error: .* \[KZ_FILE_SYNTAX\]$/m)
    expect(stdout).toMatch(/web\.yaml:4:19: error: .* \[KZ_SERVICE_CLUSTER_IP\]$/m)
    expect(code).toBe(1)
  })

  test('reads the input with the Corefile of --conf', async () => {
    const place = workplace({ Corefile: corefile('shop') })
    const other = service('web', '10.96.0.21').replace('default', 'shop')
    const input = `${WEB}---\n${other}`.replace(', namespace: default', '')
    const { stdout } = await run(['check', '--conf', place.path('Corefile'), '-'], { input })
    expect(stdout).toMatch(
      /^standard input:1:1: error: Service shop\/web is also defined at standard input:\d+:1/,
    )
  })
})

test.each([
  [['serve', '-', '--conf', 'stdin'], /'-' and '--conf stdin' both read it/],
  [['check', '-', '-conf', 'stdin'], /'-' and '--conf stdin' both read it/],
  [['serve', '-', '-'], /standard input can be read once: '-' is given twice/],
  [['check', '-', '-'], /'-' is given twice/],
  [['check', '--conf', 'Corefile', '-', 'zones'], /with --conf, '-' must be the only path/],
])('%j exits with 2', async (args, message) => {
  const { code, stdout, stderr } = await run(args, { input: WEB })
  expect(stderr).toMatch(message)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
})

test('a terminal shows that kubezone waits for manifests', needs('script'), async () => {
  const command = [process.execPath, MAIN, 'check', '-'].join(' ')
  const child = spawn('script', ['-qec', command, '/dev/null'])
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  await until('it says so', () => output.includes('waiting for manifests on standard input'), 20_000)
  child.stdin.write(`${WEB}\x04`)
  await until(
    'it has read them',
    () => output.includes('1 objects in 1 files'),
    10_000,
    () => output,
  )
  child.stdin.end()
})
