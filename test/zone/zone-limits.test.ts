/** The limits of a zone, each with the place of the record that is too much. */
import { expect, test, vi } from 'vitest'
import { summarizeDiagnostic } from '../../src/report/diagnostic.ts'
import { compileZone } from '../../src/zone/authored-zone.ts'
import { complete } from '../../src/zone/steps.ts'
import { parseZoneFile } from '../../src/zone/zone-file.ts'
import type * as Limits from '../../src/zone/zone-limits.ts'
import { record, type ResourceRecord } from '../../src/wire/section.ts'
import { name } from '../support/chain.ts'

// Small enough for a quick test.
vi.mock('../../src/zone/zone-limits.ts', async (original) => {
  const actual = await original<typeof Limits>()
  class ShortMeter extends actual.RecordMeter {
    #left = 10_000
    override take(one: ResourceRecord): string | null {
      return this.#left-- > 0 ? super.take(one) : 'at most 10000 records'
    }
  }
  const limits = { ...actual.ZONE_LIMITS, generated: 8000, names: 5000, memoryOctets: 2 ** 19 }
  return { ...actual, ZONE_LIMITS: limits, RecordMeter: ShortMeter }
})

const ORIGIN = name('example.org')

function problemsOf(text: string): string[] {
  const content = complete(parseZoneFile(`$TTL 5\n@ SOA a b 1 2 3 4 5\n${text}`, 'db', ORIGIN, () => 'none'))
  const { zone, diagnostics } = complete(compileZone(content, ORIGIN))
  expect(zone === null).toBe(diagnostics.length > 0)
  return diagnostics.map(summarizeDiagnostic)
}

const DEEP = 'a.'.repeat(110)

test.each<[string, string, RegExp]>([
  [
    'names without records',
    `$GENERATE 1-99 ${DEEP}x-$ A 192.0.2.1\n`,
    /^db:3:240: error: the zone is too large, expected at most 5000 names, those without records included/,
  ],
  [
    'names without records beside a wildcard',
    `*.w A 192.0.2.1\n$GENERATE 1-99 ${DEEP}x-$ MX 1 x\n`,
    /^db:4:240: error: the zone is too large, expected at most 5000 names/,
  ],
  [
    'names that only secondaries get',
    `$GENERATE 1-99 ${DEEP}x-$ NSEC3 1 0 0 - 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR A\n`,
    /^db:3:240: error: the zone is too large, expected at most 5000 names/,
  ],
  [
    'names',
    '$GENERATE 1-6000 x$ A 192.0.2.1\n',
    /^db:3:21: error: the zone is too large, expected at most 5000 names/,
  ],
  [
    'addresses that many answers carry',
    '$GENERATE 1-500 big A 10.0.$.1\n'.replace('10.0.$.1', '\\# 4 0a00${0,4,x}') +
      '$GENERATE 1-2000 x$ MX 1 big\n',
    /^db:4:21: error: the zone is too large, expected names and answers of at most 0.5 MiB/,
  ],
  [
    'glue that many referrals carry',
    '$GENERATE 1-500 big A \\# 4 0a00${0,4,x}\n$GENERATE 1-2000 x$ NS big\n',
    /^db:4:21: error: the zone is too large, expected names and answers of at most 0.5 MiB/,
  ],
  [
    'types at a name',
    '$GENERATE 1000-1256 x TYPE$ \\# 0\n',
    /^db:3:23: error: x\.example\.org\. has records of 257 types, expected at most 256 \[KZ_ZONE_LIMIT\]/,
  ],
  [
    'records of a type at a name',
    '$GENERATE 1-4096 x A \\# 4 0a00${0,4,x}\n',
    /^db:3:20: error: x\.example\.org\. has more records of type A than a message of 65535 octets/,
  ],
  [
    'generated records',
    '$GENERATE 1-6000 x A 192.0.2.1\n$GENERATE 1-2001 x A 192.0.2.1\n',
    /^db:4:1: error: the zone is too large, expected at most 8000 generated records \[KZ_ZONE_LIMIT\]/,
  ],
  [
    'records',
    `${'x A 192.0.2.1\n'.repeat(10_000)}broken\n`,
    /^db:10002:3: error: the zone is too large, expected at most 10000 records \[KZ_ZONE_LIMIT\]/,
  ],
])(
  'too many %s: the zone is refused, with the place',
  (_, text, expected) => {
    const problems = problemsOf(text)
    expect(problems.filter((one) => one.includes('KZ_ZONE_LIMIT'))).toEqual([expect.stringMatching(expected)])
  },
  60_000,
)

test('what is within the limits is a zone', () => {
  expect(problemsOf('$GENERATE 1000-1255 x TYPE$ \\# 0\n$GENERATE 1-4000 y A \\# 4 0a00${0,4,x}\n')).toEqual(
    [],
  )
  expect(problemsOf(`${'a.'.repeat(120)}x A 192.0.2.1\n`)).toEqual([])
})

test('a meter counts records and octets', async () => {
  const { RecordMeter, ZONE_LIMITS } = await vi.importActual<typeof Limits>('../../src/zone/zone-limits.ts')
  const one = record(ORIGIN, 1, 5, ['\x01\x02\x03\x04'])
  const records = new RecordMeter()
  for (let i = 1; i < ZONE_LIMITS.records; i++) records.take(one)
  expect(records.take(one)).toBeNull()
  expect(records.take(one)).toBe('at most 1000000 records')
  const large = { ...one, rdata: ['x'.repeat(2 ** 20), { name: 'x'.repeat(2 ** 20), compressible: true }] }
  const octets = new RecordMeter()
  for (let i = 1; i < 64; i++) octets.take(large)
  expect(octets.take(one)).toBeNull()
  expect(octets.take(large)).toBe('records of at most 128 MiB')
})
