/** `auto`: a folder of zone files, whose names give the zones. */
import { existsSync, mkdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { auto } from '../../../src/directives/zones/auto/auto.ts'
import { ask } from '../../support/ask.ts'
import { setUp } from '../../support/block.ts'
import { transfer } from '../../support/transfer.ts'
import { openWorld, type World } from '../../support/world.ts'

const zone = (address: string): string => `$TTL 60\n@ SOA ns host 1 2 3 4 5\nwww A ${address}\n`

async function serve(files: Readonly<Record<string, string>>, directory: string, more = ''): Promise<World> {
  const Corefile = `org net {\n auto {\n  directory ${directory}\n  reload 20ms\n }\n${more}}\n`
  const one = await openWorld({ ...files, Corefile })
  onTestFinished(() => one.close())
  return one
}

async function look(one: World, name: string): Promise<string> {
  const { rcode, answer } = await ask(one.target, { name, type: 'A', payload: 1232 })
  return answer[0]?.split(' ').at(-1) ?? rcode
}

test('serves each file for the zone of its name, and follows new and deleted files', async () => {
  const one = await serve(
    {
      'zones/db.example.org': zone('192.0.2.1'),
      'zones/sub/db.example.net': zone('192.0.2.2'),
      'zones/db.example.com': zone('192.0.2.3'),
      'zones/notes.txt': 'no zone',
    },
    'zones',
  )
  expect(await look(one, 'www.example.org.')).toBe('192.0.2.1')
  expect(await look(one, 'www.example.net.')).toBe('192.0.2.2')
  expect(await look(one, 'www.example.com.')).toBe('REFUSED')
  expect(await look(one, 'nope.example.org.')).toBe('NXDOMAIN')
  one.write('zones/db.new.org', zone('192.0.2.4'))
  await expect.poll(() => look(one, 'www.new.org.')).toBe('192.0.2.4')
  one.write('zones/db.example.org', zone('192.0.2.9'))
  await expect.poll(() => look(one, 'www.example.org.')).toBe('192.0.2.9')
  rmSync(join(one.folder, 'zones/db.new.org'))
  await expect.poll(() => look(one, 'www.new.org.')).toBe('REFUSED')
})

test('of two files for one zone the first by name holds it, and the other is reported once', async () => {
  const one = await serve(
    { 'zones/a/db.x.org': zone('192.0.2.1'), 'zones/b/db.x.org': zone('192.0.2.2') },
    'zones',
  )
  expect(await look(one, 'www.x.org.')).toBe('192.0.2.1')
  rmSync(join(one.folder, 'zones/a'), { recursive: true })
  await expect.poll(() => look(one, 'www.x.org.')).toBe('192.0.2.2')
  expect(one.log.filter((line) => line.includes('is left out'))).toHaveLength(1)
})

test('a missing folder is reported once, and one that disappears keeps its zones', async () => {
  const one = await serve({}, 'zones')
  expect(one.log.filter((line) => line.includes('cannot be listed'))).toHaveLength(1)
  mkdirSync(join(one.folder, 'zones'))
  one.write('zones/db.x.org', zone('192.0.2.1'))
  await expect.poll(() => look(one, 'www.x.org.')).toBe('192.0.2.1')
  rmSync(join(one.folder, 'zones'), { recursive: true })
  await expect.poll(() => one.log.filter((line) => line.includes('cannot be listed')).length).toBe(2)
  expect(await look(one, 'www.x.org.')).toBe('192.0.2.1')
})

/** Writes the next version of a ConfigMap volume as the kubelet does: a new folder, and `..data` renamed. */
function swap(one: World, version: string, text: string): void {
  const at = (name: string) => join(one.folder, 'zones', name)
  // More records than a change has, or secondaries would get the whole zone.
  one.write(`zones/${version}/db.x.org`, `${text}$GENERATE 1-9 host$ A 192.0.2.1$\n`)
  symlinkSync(version, at('..data_tmp'))
  const before = existsSync(at('..data')) ? readlinkSync(at('..data')) : null
  renameSync(at('..data_tmp'), at('..data'))
  if (before === null) symlinkSync('..data/db.x.org', at('db.x.org'))
  else rmSync(at(before), { recursive: true })
}

test('a ConfigMap volume is one zone through all its versions, and a mistake keeps the last good one', async () => {
  const one = await serve({ 'zones/.keep': '' }, 'zones', 'transfer {\n to *\n}\n')
  const problems = () => one.log.filter((line) => line.includes('KZ_'))
  swap(one, '..2026_01', zone('192.0.2.80'))
  await expect.poll(() => look(one, 'www.x.org.')).toBe('192.0.2.80')
  swap(one, '..2026_02', zone('192.0.2.81').replace('host 1', 'host 2'))
  await expect.poll(() => look(one, 'www.x.org.')).toBe('192.0.2.81')
  expect(problems()).toEqual([])
  swap(one, '..2026_03', zone('192.0.2.82').replace('www A', 'www AA'))
  await expect.poll(problems).toEqual([expect.stringContaining('the last good zone stays in force')])
  await one.app.reload()
  expect(await look(one, 'www.x.org.')).toBe('192.0.2.81')
  swap(one, '..2026_04', zone('192.0.2.83').replace('host 1', 'host 3'))
  await expect.poll(() => look(one, 'www.x.org.')).toBe('192.0.2.83')
  // Secondaries get the changes since the second version, not the whole zone.
  const { records } = await transfer(one.target, 'x.org.', 2)
  expect(records.map((line) => line.split(' ').at(-1))).toEqual([
    '5',
    '5',
    '192.0.2.81',
    '5',
    '192.0.2.83',
    '5',
  ])
})

test('a zone that moves to another file of the folder keeps its last good zone', async () => {
  const one = await serve({ 'zones/a/db.x.org': zone('192.0.2.1') }, 'zones')
  one.write('zones/b/db.x.org', 'broken\n')
  rmSync(join(one.folder, 'zones/a'), { recursive: true })
  await expect.poll(() => one.log.join('')).toContain('the last good zone stays in force')
  expect(await look(one, 'www.x.org.')).toBe('192.0.2.1')
})

test('a file with an error is SERVFAIL as a whole, and a zone goes with its file beside duplicates', async () => {
  const one = await serve(
    { 'zones/db.x.org': `${zone('192.0.2.1')}broken\n`, 'zones/a/db.y.org': zone('192.0.2.2') },
    'zones',
  )
  expect(await look(one, 'www.x.org.')).toBe('SERVFAIL')
  one.write('zones/db.x.org', zone('192.0.2.3'))
  one.write('zones/b/db.y.org', zone('192.0.2.4'))
  await expect.poll(() => look(one, 'www.x.org.')).toBe('192.0.2.3')
  await expect.poll(() => one.log.join('')).toContain('is left out')
  rmSync(join(one.folder, 'zones/db.x.org'))
  await expect.poll(() => look(one, 'www.x.org.')).toBe('REFUSED')
})

test('hidden files and folders are no zone files', async () => {
  const one = await serve(
    { 'zones/.git/db.x.org': zone('192.0.2.1'), 'zones/.db.y.org': zone('192.0.2.2') },
    'zones',
  )
  expect([await look(one, 'www.x.org.'), await look(one, 'www.y.org.')]).toEqual(['REFUSED', 'REFUSED'])
})

test('an expression selects files and their zones', async () => {
  const one = await serve({ 'zones/x.org.zone': zone('192.0.2.1') }, 'zones (.*)\\.zone$ {1}')
  expect(await look(one, 'www.x.org.')).toBe('192.0.2.1')
})

const places = (text: string) => setUp(auto, text).places

test('diagnostics of auto point at the wrong words', () => {
  expect(places('auto {\n directory d\n}')).toEqual(['2:12 ZONE_MISSING'])
  expect(places('auto {\n directory d\n upstream\n}')).toEqual(['2:12 ZONE_MISSING'])
  expect(places('auto')).toEqual(['1:1 ARGUMENTS'])
  expect(places('auto {\n directory\n reload x\n}')).toEqual(['2:2 ARGUMENTS', '3:9 VALUE'])
  expect(places('auto {\n directory d (x {1}\n}')).toEqual(['2:14 VALUE'])
  expect(places('auto {\n directory d x\n}')).toEqual(['2:14 ARGUMENTS'])
})
