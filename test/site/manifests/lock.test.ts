/** The lock file: addresses stay from one run to the next, even if other programs write to the file. */
import { existsSync, lstatSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { App } from '../../../src/app.ts'
import type { SiteOptions } from '../../../src/site/configuration.ts'
import { createLog } from '../../../src/report/log.ts'
import { addressOf, said, service, statefulSet } from './handed-out.ts'
import { changes, world } from './manifest-world.ts'

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'kubezone-lock-'))
  onTestFinished(() => {
    rmSync(made, { recursive: true, force: true })
  })
  return made
}

/** Serves and stops; returns the error of the start. */
async function startOnce(options: Partial<SiteOptions>): Promise<string[]> {
  const lines: string[] = []
  const log = createLog({ format: 'text', write: (line) => void lines.push(line) })
  const base = { corefile: null, port: 0, defaultPort: null, addresses: ['127.0.0.1'], environment: {} }
  try {
    const app = await App.start({ folder: '.', ...base, ...options }, log)
    await app.stop()
    return lines
  } catch (problem) {
    return [String(problem)]
  }
}

test('a lock file keeps addresses from one run to the next', async () => {
  const lock = join(folder(), 'kubezone.lock')
  const one = await world({ 'a.yaml': service('web') + statefulSet(1) }, { lock })
  await changes(one, ['b.yaml', service('b', 'clusterIP: 10.96.117.221')])
  const moved = await addressOf(one, 'web')
  const pod = await addressOf(one, 'db-0.db')
  const text = readFileSync(lock, 'utf8')
  expect(text.split('\n').filter((line) => /^(svc|pod) default/.test(line))).toEqual([
    'svc default/kubernetes: 10.96.0.1',
    `svc default/web: ${moved}`,
    expect.stringMatching(`^pod default/StatefulSet/db/0: ${pod}, fd00:10:244::`),
  ])
  // Its preferred address is free now, because the service that stated it is gone.
  const again = await world({ 'a.yaml': service('web') + statefulSet(2) }, { lock })
  expect(await addressOf(again, 'web')).toBe(moved)
  expect(await addressOf(again, 'db-0.db')).toBe(pod)
  // A deleted object keeps its line, and no other object gets its address.
  const without = await world({ 'a.yaml': service('x') }, { lock })
  expect(await addressOf(without, 'x')).not.toBe(moved)
  expect(readFileSync(lock, 'utf8')).toContain(`svc default/web: ${moved}\n`)
  expect(readFileSync(lock, 'utf8')).toContain('svc default/x: ')
})

test('a line that a user deletes or adds takes effect at the next start', async () => {
  const lock = join(folder(), 'kubezone.lock')
  writeFileSync(lock, '# mine\n\nsvc default/web: 10.96.9.9\nsvc default/far: 10.1.1.1\n')
  const one = await world({ 'a.yaml': service('web') + service('far') }, { lock })
  expect(await addressOf(one, 'web')).toBe('10.96.9.9')
  // It is outside the range, so it is ignored.
  expect(await addressOf(one, 'far')).toMatch(/^10\.(9[6-9]|10\d|11[01])\./)
})

test('an unreadable lock file is an error at the start, and is not overwritten', async () => {
  const lock = join(folder(), 'kubezone.lock')
  const text = 'svc default/web: 10.96.9.9\nsvc default/web: 10.96.9.8\nsvc default/x: nowhere\nhello\n'
  writeFileSync(lock, text)
  const files = folder()
  const [problem = ''] = await startOnce({ folder: files, lock })
  expect(problem.replaceAll(lock, 'LOCK').split('\n')).toEqual([
    'StartError: LOCK:2:1: error: second entry of svc default/web, expected one [KZ_LOCK]',
    'LOCK:3:1: error: expected IP addresses separated by commas after "svc default/x:" [KZ_LOCK]',
    'LOCK:4:1: error: this line is not an entry of a lock file, expected "svc NAMESPACE/NAME: ADDRESS" [KZ_LOCK]',
  ])
  expect(readFileSync(lock, 'utf8')).toBe(text)
  expect((await startOnce({ folder: files, lock: files }))[0]).toContain('the lock file cannot be read')
})

test('an unwritable lock file is reported once, and the server goes on', async () => {
  const lock = join(folder(), 'nowhere', 'kubezone.lock')
  const one = await world({ 'a.yaml': service('web') }, { lock })
  await changes(one, ['b.yaml', service('b')])
  expect(await addressOf(one, 'b')).toMatch(/^10\./)
  expect(said(one, /KZ_LOCK/)).toEqual([expect.stringContaining('the lock file cannot be written: ')])
  expect(existsSync(lock)).toBe(false)
})

test('the line of a deleted service reserves its address, also while the server runs', async () => {
  const lock = join(folder(), 'kubezone.lock')
  const one = await world(
    { 'a.yaml': service('web'), 'b.yaml': service('b', 'clusterIP: 10.96.117.221') },
    { lock },
  )
  const given = await addressOf(one, 'web')
  await changes(one, ['a.yaml', null], ['b.yaml', service('b')])
  // Its preferred address is free, but it had another one.
  await changes(one, ['a.yaml', service('web')])
  expect(await addressOf(one, 'web')).toBe(given)
})

test('blocks of different ranges share a file, and each keeps its own addresses there', async () => {
  const lock = join(folder(), 'kubezone.lock')
  writeFileSync(lock, 'svc default/web: 10.96.9.9\n')
  const corefile = ['kubeadm', 'k3s'].map(
    (name) => `${name}.test {\n kubernetes {\n  profile ${name}\n }\n}\n`,
  )
  await world({ 'a.yaml': service('web'), Corefile: corefile.join('') }, { lock })
  expect(readFileSync(lock, 'utf8')).toContain('svc default/web: 10.96.9.9, 10.43.155.41\n')
})

test('lines that other programs write while the server runs are kept', async () => {
  const lock = join(folder(), 'kubezone.lock')
  const one = await world({ 'a.yaml': service('web') + service('x') }, { lock })
  const edited = readFileSync(lock, 'utf8')
    .replace(/^svc default\/web: .*$/m, 'svc default/web: 10.96.9.9')
    .replace(/^svc default\/x: .*\n/m, '')
  writeFileSync(lock, edited)
  await changes(one, ['b.yaml', service('yy')])
  const text = readFileSync(lock, 'utf8')
  expect(text).toContain('svc default/web: 10.96.9.9\n')
  expect(text).not.toContain('default/x')
  expect(text).toContain('svc default/yy: ')
  writeFileSync(lock, 'nonsense\n')
  await changes(one, ['c.yaml', service('z')])
  expect(readFileSync(lock, 'utf8')).toBe('nonsense\n')
  expect(said(one, /KZ_LOCK/)).toEqual([
    expect.stringContaining(':1:1: error: this line is not an entry of a lock file'),
  ])
  rmSync(lock)
  await changes(one, ['d.yaml', service('zz')])
  expect(readFileSync(lock, 'utf8')).toMatch(/default\/web: [^]*default\/z: [^]*default\/zz: /)
})

test('a link to the file stays a link', async () => {
  const place = folder()
  writeFileSync(join(place, 'real'), '')
  symlinkSync('real', join(place, 'link'))
  await world({ 'a.yaml': service('web') }, { lock: join(place, 'link') })
  expect(lstatSync(join(place, 'link')).isSymbolicLink()).toBe(true)
  expect(readFileSync(join(place, 'real'), 'utf8')).toContain('svc default/web: 10.96.117.221\n')
})

test('a file that is no lock file is refused with few diagnostics', async () => {
  const lock = join(folder(), 'kubezone.lock')
  writeFileSync(lock, 'no line\n'.repeat(10_000))
  const [problem = ''] = await startOnce({ folder: folder(), lock })
  const lines = problem.split('\n')
  expect(lines).toHaveLength(21)
  expect(lines.at(-1)).toContain('9980 more lines have errors; is this file a lock file?')
})
