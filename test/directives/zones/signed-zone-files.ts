/** Zone files signed by ldns-signzone and by Knot, in a folder of their own. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram } from '../../support/needs.ts'

export interface SignedZone {
  /** As text, with its final dot. */
  readonly origin: string
  readonly text: string
}

function run(folder: string, program: string, words: readonly string[]): string {
  const path = findProgram(program) ?? program
  return execFileSync(path, words, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
    .toString()
    .trim()
}

/** `options` are those of ldns-signzone, such as `-n` for NSEC3. */
export function signWithLdns(
  folder: string,
  origin: string,
  text: string,
  options: readonly string[],
): SignedZone {
  const zone = origin.replace(/\.$/, '')
  const keys = [['-k'], []].map((more) =>
    run(folder, 'ldns-keygen', [...more, '-a', 'ECDSAP256SHA256', zone]),
  )
  const [unsigned, signed] = [`${zone}.unsigned`, `${zone}.signed`]
  writeFileSync(join(folder, unsigned), text)
  run(folder, 'ldns-signzone', [...options, '-o', zone, '-f', signed, unsigned, ...keys])
  return { origin, text: readFileSync(join(folder, signed), 'utf8') }
}

/** `policy` are lines of a policy of Knot, such as `nsec3: on`. */
export function signWithKnot(
  folder: string,
  origin: string,
  text: string,
  policy: readonly string[],
): SignedZone {
  const zone = origin.replace(/\.$/, '')
  const own = join(folder, `knot-${zone}`)
  mkdirSync(own)
  writeFileSync(join(folder, `${zone}.unsigned`), text)
  const configuration = `server:
  rundir: ${own}
database:
  storage: ${own}
policy:
  - id: p
    algorithm: ecdsap256sha256
${policy.map((line) => `    ${line}\n`).join('')}zone:
  - domain: ${zone}
    storage: ${folder}
    file: ${zone}.unsigned
    dnssec-signing: on
    dnssec-policy: p
`
  const file = join(own, 'configuration')
  writeFileSync(file, configuration)
  run(folder, 'kzonesign', ['-c', file, '-o', own, zone])
  return { origin, text: readFileSync(join(own, `${zone}.unsigned`), 'utf8') }
}

/** The zone's key signing key as a trust anchor of BIND. */
export function anchorOf({ origin, text }: SignedZone): string {
  const line = text.split('\n').find((one) => /\sDNSKEY\s+257\s/.test(one)) ?? ''
  const [flags, protocol, algorithm, ...key] = line
    .replace(/.*\sDNSKEY\s+/, '')
    .replace(/;.*/, '')
    .split(/\s+/)
  return `trust-anchors { "${origin}" static-key ${flags} ${protocol} ${algorithm} "${key.join('')}"; };\n`
}
