/** Folders with a hostile file: the good file in them is served, and the bad one is reported. */
import { chmodSync, symlinkSync, truncateSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { unless } from '../support/needs.ts'
import { ANY_PORT, serve, workplace } from './during-test.ts'
import { NOBODY, whyNotNobody } from './kubezone.ts'
import { SteadyQueries } from './load.ts'
import { until } from './until.ts'
import { nameOf, service, type Workplace } from './workplace.ts'

const GOOD = { 'web.yaml': service('web', '10.96.0.20') }

/** Lists of lists of lists …: 10^9 items from 1 KB. */
const BOMB = Array.from({ length: 9 }, (_, i) => {
  const item = i === 0 ? 'lol' : `*a${i - 1}`
  return `a${i}: &a${i} [${repeated(item, 10)}]`
}).join('\n')

/** The same in a field that is read: 20,000 addresses from 3 KB. */
const SLICE_BOMB = `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: bad, namespace: default, labels: {kubernetes.io/service-name: bad}}
addressType: IPv4
endpoints: [&e {addresses: [${repeated('10.244.6.6', 100)}]}, ${repeated('*e', 200)}]
`

function repeated(item: string, count: number): string {
  return Array.from({ length: count }, () => item).join(', ')
}

interface Hostile {
  readonly what: string
  readonly put: (place: Workplace) => void
  /** The log line about it. */
  readonly says: RegExp
}

const HOSTILE: readonly Hostile[] = [
  {
    what: 'a file of 100 MB',
    put: (place) => {
      place.write('bad.yaml', service('bad', '10.96.0.66'))
      truncateSync(place.path('bad.yaml'), 100_000_000)
    },
    says: /bad\.yaml: error: .*\[KZ_FILE_TOO_LARGE\]/,
  },
  {
    what: 'a binary file',
    put: (place) => place.write('bad.yaml', Buffer.from('7f454c460201010000000000ff00fe', 'hex')),
    says: /bad\.yaml(:\d+:\d+)?: error: .*\[KZ_FILE_BINARY\]/,
  },
  {
    what: 'a YAML bomb',
    put: (place) => place.write('bad.yaml', BOMB),
    says: /bad\.yaml:1:1: info: .*\[KZ_FILE_FOREIGN\]/,
  },
  {
    what: 'a YAML bomb of endpoints',
    put: (place) => place.write('bad.yaml', SLICE_BOMB),
    says: /bad\.yaml:\d+:\d+: error: .*aliases.*\[KZ_FILE_LIMIT\]/,
  },
  {
    what: 'a symbolic link to its own folder',
    put: (place) => symlinkSync('.', place.path('bad')),
    says: /bad.*\[KZ_FOLDER_REPEATED\]/,
  },
  {
    what: 'symbolic links in a circle',
    put: (place) => {
      symlinkSync('bad-a.yaml', place.path('bad-b.yaml'))
      symlinkSync('bad-b.yaml', place.path('bad-a.yaml'))
    },
    says: /bad-[ab]\.yaml: error: /,
  },
]

test.each(HOSTILE)('$what, from the start or later', async ({ put, says }) => {
  for (const isLate of [false, true]) {
    const place = workplace(GOOD)
    if (!isLate) put(place)
    const kubezone = await serve([place.folder, ...ANY_PORT])
    if (isLate) put(place)
    await kubezone.says(says, 15_000)
    expect(await kubezone.resolve(nameOf('web'))).toBe('10.96.0.20')
    place.write('web.yaml', service('web', '10.96.0.21'))
    await kubezone.resolves(nameOf('web'), '10.96.0.21')
    expect(kubezone.messages.filter((line) => says.test(line)).length).toBeLessThanOrEqual(2)
    await kubezone.stop()
  }
})

test('an unreadable file, until it is readable', unless(whyNotNobody()), async () => {
  const place = workplace(GOOD)
  place.write('bad.yaml', service('bad', '10.96.0.66'))
  chmodSync(place.path('bad.yaml'), 0o600)
  const kubezone = await serve([place.folder, ...ANY_PORT], NOBODY)
  await kubezone.says(/bad\.yaml: error: cannot be read: permission denied.*\[KZ_FILE_UNREADABLE\]/)
  expect(await kubezone.resolve(nameOf('web'))).toBe('10.96.0.20')
  expect(await kubezone.resolve(nameOf('bad'))).toBe('NXDOMAIN')
  chmodSync(place.path('bad.yaml'), 0o644)
  await kubezone.resolves(nameOf('bad'), '10.96.0.66')
  await kubezone.stop()
})

test('a file of 3 MB with 10,000 services changes while every query is answered', {
  timeout: 240_000,
}, async () => {
  const place = workplace(GOOD)
  const before = manyServices('10.98.0.1')
  expect(before.length).toBeGreaterThan(3_000_000)
  place.write('many.yaml', before)
  const kubezone = await serve([place.folder, ...ANY_PORT])
  expect(await kubezone.resolve(nameOf('s9999'))).toBe('10.98.0.1')
  const queries = new SteadyQueries(kubezone.target, [nameOf('web')])
  onTestFinished(() => queries.close())
  for (const address of ['10.98.0.2', '10.98.0.3']) {
    place.write('many.yaml', manyServices(address))
    await kubezone.resolves(nameOf('s9999'), address, 60_000)
  }
  queries.pause()
  await until('every query is answered', () => queries.unanswered === 0, 30_000)
  expect(queries.answered).toBeGreaterThan(20)
  expect(await kubezone.resolve(nameOf('s0'))).toBe('10.97.0.1')
  await kubezone.stop()
})

/**
 * A manifest of 10,000 services; the last one has the address. Annotations give them the size of real ones.
 */
function manyServices(last: string): string {
  const note = `metadata: {annotations: {note: ${'x'.repeat(140)}}, `
  const services = Array.from({ length: 10_000 }, (_, i) => {
    const address = i === 9_999 ? last : `10.97.${Math.floor(i / 200)}.${(i % 200) + 1}`
    return service(`s${i}`, address).replace('metadata: {', note)
  })
  return services.join('')
}
