/** `--pidfile`, in CoreDNS with one dash: the file exists while queries are answered, and only then. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { ANY_PORT, serve, workplace } from './during-test.ts'
import { run } from './kubezone.ts'
import { freePort } from './workplace.ts'

test.each([['-pidfile'], ['--pidfile'], ['-pidfile=']])(
  '%s holds the process id while it runs',
  async (flag) => {
    const place = workplace({ 'kubezone.pid': '1\n' })
    const pidfile = place.path('kubezone.pid')
    const flags = flag.endsWith('=') ? [`${flag}${pidfile}`] : [flag, pidfile]
    const kubezone = await serve([place.folder, ...ANY_PORT, ...flags])
    expect(readFileSync(pidfile, 'utf8')).toBe(`${kubezone.pid}\n`)
    await kubezone.stop()
    expect(readdirSync(place.folder)).toEqual([])
  },
)

test('the file is removed after a second signal, too', async () => {
  const place = workplace({ Corefile: '. {\n health {\n  lameduck 1m\n }\n}\n' })
  const pidfile = place.path('kubezone.pid')
  const kubezone = await serve([place.folder, ...ANY_PORT, '--health-port', '0', '--pidfile', pidfile])
  kubezone.signal('SIGTERM')
  await kubezone.says(/lameduck/)
  expect(existsSync(pidfile)).toBe(true)
  kubezone.signal('SIGTERM')
  expect(await kubezone.exited()).toBe(0)
  expect(readdirSync(place.folder)).toEqual(['Corefile'])
})

test('the file of a later server stays', async () => {
  const place = workplace()
  const args = [place.folder, ...ANY_PORT, '--pidfile', place.path('kubezone.pid')]
  const [first, second] = [await serve(args), await serve(args)]
  await first.stop()
  expect(readFileSync(place.path('kubezone.pid'), 'utf8')).toBe(`${second.pid}\n`)
})

test('the file does not exist before queries are answered', async () => {
  const place = workplace({ 'kubezone.pid': 'stale\n' })
  const pidfile = place.path('kubezone.pid')
  const port = await freePort()
  const holder = await serve([place.folder, '--port', String(port)])
  const { code } = await run(['serve', place.folder, '--port', String(port), '--pidfile', pidfile])
  expect(code).toBe(1)
  expect(readdirSync(place.folder)).toEqual(['kubezone.pid'])
  expect(readFileSync(pidfile, 'utf8')).toBe('stale\n')
  await holder.stop()
})

test.each([
  ['/nonexistent/pid', 'cannot be written: no such file or folder (ENOENT)'],
  ['/dev/null', 'is not a regular file'],
  ['/', 'is not a regular file'],
])('%s is reported before the server starts', async (pidfile, reason) => {
  const { folder } = workplace()
  const port = await freePort()
  const holder = await serve([folder, '--port', String(port)])
  onTestFinished(() => holder.kill())
  // The port is in use, too; the server does not try to open it.
  const { code, stdout, stderr } = await run(['serve', folder, '--port', String(port), '-pidfile', pidfile])
  expect({ code, stdout, stderr }).toEqual({
    code: 1,
    stdout: '',
    stderr: `kubezone: --pidfile ${pidfile} ${reason}\n`,
  })
})
