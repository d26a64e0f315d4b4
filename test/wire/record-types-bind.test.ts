/** RDATA as kubezone prints it, read and printed by BIND, and read back. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { labelsOf } from '../../src/wire/name.ts'
import { rdataOctets } from '../../src/wire/rdata.ts'
import { rdataText } from '../../src/wire/rdata-text.ts'
import { RECORD_TYPES } from '../../src/wire/record-types.ts'
import { parseRecordLine } from '../../src/zone/record-line.ts'
import { findProgram, needs } from '../support/needs.ts'
import { dataOctets } from './rdata-arbitraries.ts'

const RECORDS_OF_A_TYPE = 20
const SEED = Number(process.env['KZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31))

/**
 * Types whose values BIND checks, too (digests of their length, telephone numbers, regular expressions,
 * parameters by their keys), or that it prints in another form (NXT, SIG), does not load (MD, MF), or does
 * not know, also in a list of types (CSYNC).
 */
const LEFT_OUT = new Set(
  'ALIAS CDS CLA CSYNC DLV DS HHIT BRID DSYNC HTTPS IPSECKEY ISDN KEY MD MF NAPTR NSEC NSEC3 NXT RKEY RRSIG SIG SOA SSHFP SVCB TA WALLET X25 ZONEMD'.split(
    ' ',
  ),
)

test('BIND reads what kubezone prints, and kubezone what BIND prints', needs('named-checkzone'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubezone-types-'))
  onTestFinished(() => {
    rmSync(folder, { recursive: true })
  })
  const types = RECORD_TYPES.filter(({ mnemonic }) => !LEFT_OUT.has(mnemonic))
  const data = types.flatMap((type) =>
    fc.sample(dataOctets(type), { numRuns: RECORDS_OF_A_TYPE, seed: SEED }).map((wire) => ({ type, wire })),
  )
  const lines = data.map(({ type, wire }, i) => `r${i} ${type.mnemonic} ${rdataText(type.number, [wire])}\n`)
  const file = join(folder, 'zone')
  writeFileSync(file, `$TTL 5\n@ SOA ns ns 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n${lines.join('')}`)
  const options = [
    '-D',
    '-i',
    'none',
    ...['-k', '-n', '-r', '-m', '-M', '-S'].flatMap((one) => [one, 'ignore']),
  ]
  const program = findProgram('named-checkzone') ?? 'named-checkzone'
  const { stdout, stderr } = spawnSync(program, [...options, 'x.test', file], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  const printed = new Map<string, string>()
  for (const line of stdout.split('\n').filter((one) => /^r\d+\./.test(one))) {
    const record = parseRecordLine(line)
    if (typeof record === 'string') throw new Error(`${line} ${record}`)
    printed.set(labelsOf(record.name)[0] ?? '', `${record.type} ${hex(rdataOctets(record.rdata))}`)
  }
  const refused = stderr.split('\n').filter((line) => /rdata_fromtext|syntax/.test(line))
  expect(refused, `KZ_SEED=${SEED} reproduces this`).toEqual([])
  const expected = data.map(({ type, wire }, i) => [`r${i}`, `${type.number} ${hex(wire)}`] as const)
  expect(printed, `KZ_SEED=${SEED} reproduces this`).toEqual(new Map(expected))
})

function hex(octets: string): string {
  return Buffer.from(octets, 'latin1').toString('hex')
}
