/**
 * Signed zones: served and handed on as they are, so that resolvers can validate the answers (RFC 4035 §3.1).
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fetchZone } from '../../../src/client/zone-client.ts'
import { keyOf } from '../../../src/wire/name.ts'
import { rdataOctets } from '../../../src/wire/rdata.ts'
import type { ResourceRecord } from '../../../src/wire/section.ts'
import { complete } from '../../../src/zone/steps.ts'
import { parseZoneFile } from '../../../src/zone/zone-file.ts'
import { until } from '../../e2e/until.ts'
import { ask, type Target } from '../../support/ask.ts'
import { needs } from '../../support/needs.ts'
import { removeFolder } from '../../support/remove-folder.ts'
import { openWorld, type World } from '../../support/world.ts'
import { key } from '../../wire/packets.ts'
import { anchorOf, type SignedZone, signWithKnot, signWithLdns } from './signed-zone-files.ts'

const ZONE = `$TTL 300
@ SOA ns hostmaster 1 7200 900 86400 60
@ NS ns
@ MX 10 mail
ns A 192.0.2.1
mail A 192.0.2.2
mail AAAA 2001:db8::2
www CNAME web
web A 192.0.2.3
web 60 TXT "a TTL of its own"
*.wild TXT "wild"
sub.wild A 192.0.2.5
*.aliases CNAME web
into CNAME any.wild
a.b.c.ent A 192.0.2.6
secure NS ns.secure
secure DS 12345 13 2 ${'00'.repeat(32)}
ns.secure A 192.0.2.7
insecure NS ns.insecure
ns.insecure A 192.0.2.8
deep.below NS ns
old DNAME new
a.new A 192.0.2.9
_x._tcp SRV 0 1 80 web
`

/** What delv says of an answer. */
const VALID = 'fully validated'
const INSECURE = 'unsigned answer'

/** Names relative to the zone, types, and what delv says: of the whole answer, if it has one. */
const QUESTIONS: readonly (readonly [string, string, string])[] = [
  ['', 'SOA', VALID],
  ['', 'DNSKEY', VALID],
  ['', 'MX', VALID],
  ['', 'TXT', `negative response, ${VALID}`],
  ['web', 'A', VALID],
  ['web', 'TXT', VALID],
  ['web', 'MX', `negative response, ${VALID}`],
  ['www', 'A', VALID],
  ['x.y.wild', 'MX', `negative response, ${VALID}`],
  ['sub.wild', 'TXT', `negative response, ${VALID}`],
  ['a.sub.wild', 'TXT', `negative response, ${VALID}`],
  ['nope', 'A', `negative response, ${VALID}`],
  ['a.b.nope', 'A', `negative response, ${VALID}`],
  ['ent', 'A', `negative response, ${VALID}`],
  ['b.c.ent', 'TXT', `negative response, ${VALID}`],
  ['x.c.ent', 'A', `negative response, ${VALID}`],
  ['secure', 'DS', VALID],
  ['a.old', 'A', VALID],
  ['old', 'DNAME', VALID],
  ['_x._tcp', 'SRV', VALID],
]

/** Proven by a span, which an opt-out span does not do (RFC 5155 §7.1, §8.8). */
const SPANNED: readonly (readonly [string, string, string])[] = [
  ['x.wild', 'TXT', VALID],
  ['x.y.wild', 'TXT', VALID],
  ['q.aliases', 'A', VALID],
  ['into', 'TXT', VALID],
  ['insecure', 'DS', `negative response, ${VALID}`],
  ['deep.below', 'DS', `negative response, ${VALID}`],
  ['below', 'A', `negative response, ${VALID}`],
]

interface Variant {
  readonly name: string
  readonly programs: readonly string[]
  readonly sign: (folder: string, origin: string) => SignedZone
  readonly hasOptOut?: boolean
  readonly hasHashes?: boolean
}

const LDNS = ['ldns-keygen', 'ldns-signzone', 'delv']
const KNOT = ['kzonesign', 'delv']

const VARIANTS: readonly Variant[] = [
  {
    name: 'ldns-signzone, NSEC',
    programs: LDNS,
    sign: (folder, origin) => signWithLdns(folder, origin, ZONE, []),
  },
  {
    name: 'ldns-signzone, NSEC3 with salt and iterations',
    programs: LDNS,
    sign: (folder, origin) => signWithLdns(folder, origin, ZONE, ['-n', '-s', 'abcdef', '-t', '7']),
    hasHashes: true,
  },
  {
    name: 'Knot, NSEC',
    programs: KNOT,
    sign: (folder, origin) => signWithKnot(folder, origin, ZONE, ['nsec3: off']),
  },
  {
    name: 'Knot, NSEC3',
    programs: KNOT,
    sign: (folder, origin) => signWithKnot(folder, origin, ZONE, ['nsec3: on']),
    hasHashes: true,
  },
  {
    name: 'Knot, NSEC3 with opt-out',
    programs: KNOT,
    sign: (folder, origin) => signWithKnot(folder, origin, ZONE, ['nsec3: on', 'nsec3-opt-out: on']),
    hasHashes: true,
    hasOptOut: true,
  },
]

describe.each(VARIANTS)('a zone signed by $name', ({ programs, sign, hasOptOut, hasHashes }) => {
  describe('is', needs(...programs), () => {
    const folder = mkdtempSync(join(tmpdir(), 'kubezone-signed-'))
    let zone: SignedZone
    let primary: World
    let secondary: World
    beforeAll(async () => {
      zone = sign(folder, 'lab.test.')
      writeFileSync(join(folder, 'anchors'), anchorOf(zone))
      const corefile = 'lab.test {\n  file db\n  transfer {\n    to *\n  }\n}\n'
      primary = await openWorld({ db: zone.text, Corefile: corefile })
      const from = `127.0.0.1:${primary.target.port}`
      secondary = await openWorld({
        Corefile: `lab.test {\n  secondary {\n    transfer from ${from}\n  }\n  transfer {\n    to *\n  }\n}\n`,
      })
      const isThere = async () =>
        (await ask(secondary.target, { name: 'lab.test.', type: 'SOA' })).rcode === 'NOERROR'
      await until('the secondary has the zone', isThere, 30_000)
    }, 60_000)
    afterAll(async () => {
      await secondary?.close()
      await primary?.close()
      removeFolder(folder)
    })

    async function validate(target: Target, name: string, type: string): Promise<string> {
      const words = [`@${target.address}`, '-p', String(target.port), '-a', join(folder, 'anchors')]
      const full = name === '' ? 'lab.test.' : `${name}.lab.test.`
      const { stdout, stderr } = await promisify(execFile)('delv', [
        ...words,
        '+root=lab.test',
        full,
        type,
      ]).catch((problem: { stdout: string; stderr: string }) => problem)
      return stdout + stderr
    }

    test('read without a diagnostic', () => {
      expect(primary.log.filter((line) => line.includes('KZ_'))).toEqual([])
    })

    test.each(QUESTIONS)('proven to validating resolvers: %s %s', async (name, type, verdict) => {
      for (const { target } of [primary, secondary])
        expect(await validate(target, name, type)).toContain(verdict)
    })

    test.each(SPANNED)('proven to validating resolvers, by a span: %s %s', async (name, type, verdict) => {
      const said = await validate(primary.target, name, type)
      expect(said).toContain(hasOptOut === true && verdict === VALID ? INSECURE : verdict)
    })

    test('handed on record by record, with its TTLs', async () => {
      const file = complete(parseZoneFile(zone.text, 'db', key('lab.test'), () => 'no includes'))
      for (const server of [primary.target, secondary.target]) {
        const fetched = await fetchZone(
          { server, origin: key('lab.test'), sign: null },
          new AbortController().signal,
        )
        if ('problem' in fetched) throw new Error(fetched.problem)
        expect(textsOf(fetched.result)).toEqual(textsOf(file.records))
      }
    })

    test('answered without signatures to clients that do not ask for them', async () => {
      for (const [name, type] of [...QUESTIONS, ...SPANNED]) {
        const full = name === '' ? 'lab.test.' : `${name}.lab.test.`
        const reply = await ask(primary.target, {
          name: full,
          type: type === 'DNAME' ? 39 : type,
          payload: 1232,
        })
        const types = [reply.answer, reply.authority, reply.additional].flat().map((one) => one.split(' ')[3])
        expect(types).not.toContain('TYPE46')
        expect(types).not.toContain('TYPE47')
        expect(types).not.toContain('TYPE50')
      }
    })

    test('referred from with DS, or with proof that there is none', async () => {
      const secure = await ask(primary.target, dnssec('x.secure.lab.test.', 'A'))
      expect([secure.flags, secure.authority.length]).toEqual(['qr rd', 3])
      expect(secure.authority.map((one) => one.split(' ')[3])).toEqual(['NS', 'TYPE43', 'TYPE46'])
      expect(secure.additional).toEqual(['ns.secure.lab.test. 300 IN A 192.0.2.7'])
      const insecure = await ask(primary.target, dnssec('x.insecure.lab.test.', 'A'))
      const denial = hasHashes === true ? 'TYPE50' : 'TYPE47'
      const types = insecure.authority.map((one) => one.split(' ')[3])
      const proof = [denial, 'TYPE46']
      expect(types).toEqual(['NS', ...proof, ...(hasOptOut === true ? proof : [])])
    })

    test('without names for its hashes', async () => {
      const owners = [...zone.text.matchAll(/^([\da-v]{32})\./gim)].map((match) => match[1] ?? '')
      expect(owners.length > 0).toBe(hasHashes === true)
      for (const owner of owners.slice(0, 2)) {
        for (const name of [`${owner}.lab.test.`, `x.${owner}.lab.test.`]) {
          expect((await ask(primary.target, { name, type: 'A' })).rcode).toBe('NXDOMAIN')
        }
      }
    })
  })
})

function dnssec(name: string, type: string) {
  return { name, type, payload: 1232, dnssecOk: true }
}

/** Records as text, in an order of their own; the SOA is the first and the last of a transfer. */
function textsOf(records: readonly ResourceRecord[]): readonly string[] {
  const texts = records.map(({ name, type, ttl, rdata }) => {
    const octets = Buffer.from(rdataOctets(rdata).toLowerCase(), 'latin1').toString('hex')
    return `${keyOf(name)} ${type} ${ttl} ${octets}`
  })
  return [...new Set(texts)].toSorted()
}
