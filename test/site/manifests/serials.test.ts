/** The serials of zones beside the lock file: they grow over a restart, whatever the clock says. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { BlockSerials } from '../../../src/kube/records/block-zones.ts'
import { SerialFile } from '../../../src/site/manifests/serial-file.ts'
import { ask } from '../../support/ask.ts'
import { name } from '../../support/chain.ts'
import { openWorld, type World } from '../../support/world.ts'
import { service } from './handed-out.ts'

const TRANSFER = 'transfer {\n to *\n}\n'

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'kubezone-serials-'))
  onTestFinished(() => {
    rmSync(made, { recursive: true, force: true })
  })
  return made
}

async function serve(lock: string, more = TRANSFER): Promise<World> {
  const Corefile = `cluster.local {\n kubernetes\n ${more}}\n`
  const one = await openWorld({ 'a.yaml': service('web'), Corefile }, { lock })
  onTestFinished(() => one.close())
  return one
}

async function serialOf({ target }: World): Promise<number> {
  const { answer } = await ask(target, { name: 'cluster.local.', type: 'SOA' })
  return Number(answer[0]?.split(' ')[6])
}

const now = (): number => Math.floor(Date.now() / 1000)

test('a restart continues the serials, also if the clock was set back', async () => {
  const lock = join(folder(), 'kubezone.lock')
  const one = await serve(lock)
  const first = await serialOf(one)
  expect(Math.abs(first - now())).toBeLessThan(60)
  const text = readFileSync(`${lock}.serials`, 'utf8')
  expect(text).toContain(`\ncluster cluster.local. ${first}\n`)
  await one.close()
  // As an hour ago, by the clock that was set back since.
  const ahead = first + 3600
  writeFileSync(`${lock}.serials`, text.replace(String(first), String(ahead)))
  const again = await serve(lock)
  expect(await serialOf(again)).toBe(ahead + 1)
  again.write('b.yaml', service('b'))
  await expect.poll(() => serialOf(again), { timeout: 10_000 }).toBe(ahead + 2)
  expect(readFileSync(`${lock}.serials`, 'utf8')).toContain(`cluster cluster.local. ${ahead + 2}\n`)
})

test('without transfer nothing relies on serials, and nothing is written', async () => {
  const lock = join(folder(), 'kubezone.lock')
  await serve(lock, '')
  expect([existsSync(lock), existsSync(`${lock}.serials`)]).toEqual([true, false])
})

test('a file that cannot be read or written is a warning, once, and the zones are served', async () => {
  const lock = join(folder(), 'missing', 'kubezone.lock')
  const one = await serve(lock)
  one.write('b.yaml', service('b'))
  await expect.poll(() => one.log.join('')).toContain('b.yaml')
  expect(await serialOf(one)).toBeGreaterThan(0)
  expect(one.log.filter((line) => line.includes('KZ_SERIALS'))).toEqual([
    expect.stringMatching(
      /the serials cannot be written: .*; after a restart, secondaries may keep an old zone/,
    ),
  ])
})

test('the newest serial of a zone counts, and a line that is none is reported', () => {
  const path = join(folder(), 'serials')
  const lines = [
    '# by hand',
    'cluster a.example. 5',
    'external a.example. 4294967295',
    'cluster x',
    'cluster b 4294967296',
  ]
  writeFileSync(path, `${lines.join('\n')}\n`)
  const serials = new BlockSerials(() => 3)
  serials.cluster.next(name('a.example'), 9)
  const file = new SerialFile(path, serials)
  expect(file.load().map(({ line, code }) => [line, code])).toEqual([
    [4, 'KZ_SERIALS'],
    [5, 'KZ_SERIALS'],
  ])
  expect(serials.cluster.current(name('a.example'))).toBe(10)
  // RFC 1982: 0 follows the largest number.
  expect(serials.external.next(name('a.example'), serials.external.current(name('a.example')))).toBe(3)
  expect(file.save()).toBeNull()
  expect(readFileSync(path, 'utf8').split('\n').slice(1)).toEqual([
    'cluster a.example. 10',
    'external a.example. 3',
    '',
  ])
})
