import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { KeptAnswers } from '../../src/chain/kept-answers.ts'
import { answerFromSource } from '../../src/directives/zones/file/answer.ts'
import { SERVER_FAILURE } from '../../src/wire/answer.ts'
import { isError } from '../../src/report/diagnostic.ts'
import { typeName } from '../../src/wire/record-types.ts'
import { isWithin, keyOf, nameText } from '../../src/wire/name.ts'
import { rdataOctets } from '../../src/wire/rdata.ts'
import { rdataText } from '../../src/wire/rdata-text.ts'
import type { ResourceRecord } from '../../src/wire/section.ts'
import { compileZone } from '../../src/zone/authored-zone.ts'
import { complete } from '../../src/zone/steps.ts'
import type { ZoneContent } from '../../src/zone/zone-content.ts'
import { parseZoneFile } from '../../src/zone/zone-file.ts'
import { EXAMPLE_ZONE } from '../directives/zones/zone-texts.ts'
import { askHandler, name } from '../support/chain.ts'
import { fuzz, TIMEOUT_MS } from './fuzzing.ts'
import { mutatedText } from './text-source.ts'

const ORIGIN = name('example.org')

const EVERY_TYPE = `$TTL 60
@ SOA ns hostmaster 1 1h 15m 1w 5
@ NS ns
ns A 192.0.2.1
ns AAAA 2001:db8::1
p PTR ns
s SPF "v=spf1 -all"
b SVCB 1 . alpn=h2,h3 port=8443 ipv4hint=192.0.2.1
h HTTPS 0 ns
i HINFO PC "a b"
r RP hostmaster txt
f AFSDB 1 ns
n NAPTR 100 10 "u" "E2U+sip" "!^.*$!sip:info@example.org!" .
d DS 60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118
k SSHFP 2 1 123456789ABCDEF67890123456789ABCDEF67890
g RRSIG TYPE1 5 3 86400 1700000000 1600000000 2642 example.org. oJB1W6WNGv+ldvQ3WDG0MQkg5IEhjRip8WTr
y DNSKEY 256 3 5 AQPSKmynfzW4kyBv015MUG2D
t TLSA 3 1 1 ABCDEF
u URI 10 1 "https://example.org/"
c CAA 0 issue "ca.example"
o CNAME p
e DNAME elsewhere.net.
l MX 10 ns
v SRV 0 1 80 ns
x TYPE999 \\# 3 010203
q TXT "a\\"b" c\\032d ""
w\\.x\\000\\255 A \\# 4 C0000201
`

const WORDS = String.raw`
$INCLUDE self|$INCLUDE self sub|$INCLUDE other|$INCLUDE nothing|$ORIGIN .|$ORIGIN|$TTL 1w|$TTL
$GENERATE 1-3 g$ A 192.0.2.$|$GENERATE 0-65535 g${'$'}{-9,99,X} 5 TXT $|$GENERATE 3-1 $|$GENERATE 0-9/0 $
\# 0|\# 1 00|\# 4 01020304|\# 2 C00C|\# 5 0000000000|\# 65535 00|\#|\# 3 01
*|*.*|@|.|\@|\$|\;|\(|\"|\|\0|\256|\127|$a|"quoted name"|""
IN|CH|ANY|OPT|AXFR|NSEC|TYPE0|TYPE65536|CLASS1|0|1w1w|2147483648|4294967295`
  .trim()
  .split(/[|\n]/)
  .concat(
    'x'.repeat(63),
    'x'.repeat(64),
    'a.'.repeat(127),
    'a.'.repeat(128),
    `"${'y'.repeat(256)}"`,
    'ff'.repeat(300),
  )

const TYPES = [...new Set(EVERY_TYPE.match(/(?<=^\S* )[A-Z]+(?= )/gm)), 'MD', 'TYPE14', 'TYPE21', 'TYPE65280']
const owner = fc.constantFrom(
  '',
  '@',
  'a',
  'b',
  '*',
  'a.b',
  '*.a',
  'c.b.a',
  'example.net.',
  '\\001\\.x',
  'A',
  '"q"',
)
const word = fc.oneof(
  fc.constantFrom(...'@ a b * example.net. 1 255 65536 1w 192.0.2.1 ::1 "a_b" IN QUJD'.split(' ')),
  fc.constantFrom(...WORDS),
)
const octets = fc
  .oneof(fc.uint8Array({ maxLength: 24 }), fc.array(fc.constantFrom(0, 1, 2, 3, 192), { maxLength: 24 }))
  .map((data) => `\\# ${data.length} ${Buffer.from(data).toString('hex')}`)
const line = fc
  .tuple(
    owner,
    fc.constantFrom('5', '5 IN', 'IN', ''),
    fc.constantFrom(...TYPES),
    fc.oneof(fc.array(word, { maxLength: 7 }), octets),
  )
  .map(([name, middle, type, data]) => `${name} ${middle} ${type} ${[data].flat().join(' ')}`)
const lines = fc.array(line, { maxLength: 12 }).map((all) => `@ 5 SOA a b 1 2 3 4 5\n${all.join('\n')}\n`)

const texts = fc.oneof(mutatedText([EXAMPLE_ZONE, EVERY_TYPE], WORDS), lines)

function parse(text: string): ZoneContent {
  const steps = parseZoneFile(text, 'db', ORIGIN, (path) => {
    if (path === 'self') return { file: 'db', text }
    return path === 'other' ? { file: path, text: 'a 5 A 192.0.2.9\n' } : 'there is no such file'
  })
  return complete(steps)
}

function print({ name: owner, ttl, type, rdata }: ResourceRecord): string {
  return `${nameText(owner)} ${ttl} IN ${typeName(type)} ${rdataText(type, rdata)}`
}

function headOf({ name: owner, ttl, type, class: recordClass }: ResourceRecord) {
  return { owner, ttl, type, recordClass }
}

test(
  'any zone file is read to its end; its records can be printed, parsed again, compiled and queried',
  async () => {
    await fuzz(texts, async (text) => {
      const content = parse(text)
      const { records, diagnostics } = content
      const lines = text.split('\n')
      for (const { file, line, column } of diagnostics) {
        if (file === 'db') expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1)
      }
      const sample = records.slice(0, 40)
      for (const one of sample) {
        const again = parse(`${print(one)}\n`)
        expect([print(one), again.diagnostics]).toEqual([print(one), []])
        expect(again.records.map(({ rdata }) => rdataOctets(rdata))).toEqual([rdataOctets(one.rdata)])
        expect(again.records.map(headOf)).toEqual([headOf(one)])
      }
      const { zone, diagnostics: found } = complete(compileZone(content, ORIGIN))
      expect(zone === null).toBe(found.some(isError))
      if (zone === null) return
      // `ask` has no escapes.
      const asked = sample.filter(
        (one) => isWithin(keyOf(one.name), ORIGIN) && !nameText(one.name).includes('\\'),
      )
      for (const { name: owner, type } of asked) {
        const handler: Parameters<typeof askHandler>[0] = (query) =>
          answerFromSource({ origin: ORIGIN, zone, absence: SERVER_FAILURE }, query, new KeptAnswers())
        const reply = await askHandler(handler, { name: nameText(owner), type }, { transport: 'tcp' })
        expect(['NOERROR', 'YXDOMAIN', 'NXDOMAIN', 'REFUSED']).toContain(reply.rcode)
      }
    })
  },
  TIMEOUT_MS,
)
