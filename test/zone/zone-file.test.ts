/** Zone files: their records, and their problems with line and column. */
import * as fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { isError, summarizeDiagnostic } from '../../src/report/diagnostic.ts'
import { TYPE } from '../../src/wire/constants.ts'
import { typeName } from '../../src/wire/record-types.ts'
import { nameText } from '../../src/wire/name.ts'
import { rdataText } from '../../src/wire/rdata-text.ts'
import { compileZone } from '../../src/zone/authored-zone.ts'
import { parseGenerateRange } from '../../src/zone/generate.ts'
import { complete } from '../../src/zone/steps.ts'
import { parseZoneFile, type ReadInclude } from '../../src/zone/zone-file.ts'
import { name } from '../support/chain.ts'
import { EXAMPLE_ZONE } from '../directives/zones/zone-texts.ts'

const ORIGIN = name('example.org')

function parse(text: string, readInclude: ReadInclude = () => 'no includes here') {
  return complete(parseZoneFile(text, 'db', ORIGIN, readInclude))
}

function compile(text: string) {
  return complete(compileZone(parse(text), ORIGIN))
}

/** Parses a zone file into records as text, and problems. */
function read(text: string, readInclude?: ReadInclude) {
  const { records, diagnostics } = parse(text, readInclude)
  return {
    records: records.map(
      (one) => `${nameText(one.name)} ${one.ttl} ${typeName(one.type)} ${rdataText(one.type, one.rdata)}`,
    ),
    problems: diagnostics.map((one) => summarizeDiagnostic(one).replace(/ \[KZ_ZONE_FILE\]$/, '')),
  }
}

const include: ReadInclude = (path) => ({ file: path, text: '$ORIGIN x\na 5 A 192.0.2.1\n' })
const endless: ReadInclude = (path) => ({ file: path, text: `$INCLUDE ${path}-and-on\n` })
const withTtl: ReadInclude = (path) => ({ file: path, text: 'a A 192.0.2.1\n$TTL 7\nb A 192.0.2.1\n' })
const circle: ReadInclude = (path) => ({
  file: path,
  text: `a 5 A x\n$INCLUDE ${path === 'db' ? 'other' : 'db'}\n`,
})

describe('records', () => {
  test.each<[string, string, string]>([
    ['with everything', 'www 300 IN A 192.0.2.1', 'www.example.org. 300 A 192.0.2.1'],
    ['with a class by its number', 'www CLASS1 300 TYPE1 192.0.2.1', 'www.example.org. 300 A 192.0.2.1'], // RFC 3597 §5
    ['with class and TTL the other way round', 'www IN 300 A 192.0.2.1', 'www.example.org. 300 A 192.0.2.1'],
    ['absolute', 'www.example.org. 5 A 192.0.2.1', 'www.example.org. 5 A 192.0.2.1'],
    ['at the apex', '@ 5 MX 10 @', 'example.org. 5 MX 10 example.org.'],
    ['with a TTL in units', 'www 1h30m A 192.0.2.1', 'www.example.org. 5400 A 192.0.2.1'],
    ['with escapes', 'a\\.b\\032c 5 A 192.0.2.1', 'a\\.b\\032c.example.org. 5 A 192.0.2.1'],
    ['of text', 't 5 TXT a "b;c" "d\\"e"', 't.example.org. 5 TXT "a" "b;c" "d\\"e"'],
    ['of no known type', 't 5 TYPE999 \\# 3 0102 03', 't.example.org. 5 TYPE999 \\# 3 010203'],
    ['of a known type, as if not known', 't 5 A \\# 4 C0000201', 't.example.org. 5 A 192.0.2.1'],
    ['of services', 's 5 SRV 1 2 3 t', 's.example.org. 5 SRV 1 2 3 t.example.org.'],
    ['of certificates', 't 5 TLSA 3 1 1 ABCD EF', 't.example.org. 5 TLSA 3 1 1 ABCDEF'],
    ['of hosts', 'h 5 HINFO "PC" "a b"', 'h.example.org. 5 HINFO "PC" "a b"'],
    ['of authorities', 'c 5 CAA 0 issue "ca"', 'c.example.org. 5 CAA 0 issue "ca"'],
    ['of a known type with names, as if not known', 'm 5 MX \\# 5 000A 0161 00', 'm.example.org. 5 MX 10 a.'],
    [
      'in any script',
      't 5 TXT é \\é 💥',
      't.example.org. 5 TXT "\\195\\169" "\\195\\169" "\\240\\159\\146\\165"',
    ],
    [
      'of a type by its number',
      't 5 type29 1 N 1 E 0',
      't.example.org. 5 LOC 1 0 0.000 N 1 0 0.000 E 0.00m 1m 10000m 10m',
    ],
    ['of a type with a mnemonic only', 't 5 wks \\# 5 0A00000106', 't.example.org. 5 WKS \\# 5 0a00000106'],
    ['of the reserved type', 't 5 TYPE0 \\# 0', 't.example.org. 5 TYPE0 \\# 0'],
    // RFC 2181 §8: a resolver takes such a TTL as 0.
    ['with a TTL of 32 bits', 't 4294967295 A 192.0.2.1', 't.example.org. 4294967295 A 192.0.2.1'],
    ['behind a byte order mark', '\uFEFFt 5 A 192.0.2.1', 't.example.org. 5 A 192.0.2.1'],
    ['with a line break in quotes', 't 5 TXT "a\nb" c', 't.example.org. 5 TXT "a\\010b" "c"'],
    ['over lines', 't 5 TXT ( a ; first\n b )', 't.example.org. 5 TXT "a" "b"'],
  ])('%s', (_, text, expected) => {
    expect(read(`${text}\n`)).toEqual({ records: [expected], problems: [] })
  })

  test('inherit owner, TTL and origin from the lines above', () => {
    expect(read('$TTL 60\na A 192.0.2.1\n  AAAA ::1\nb 5 A 192.0.2.2\n$ORIGIN sub\nc A 192.0.2.3\n')).toEqual(
      {
        records: [
          'a.example.org. 60 A 192.0.2.1',
          'a.example.org. 60 AAAA ::1',
          'b.example.org. 5 A 192.0.2.2',
          'c.sub.example.org. 60 A 192.0.2.3',
        ],
        problems: [],
      },
    )
  })

  test('can be included, and generated', () => {
    expect(read('$INCLUDE one sub\nb 5 A 192.0.2.2\n', include).records).toEqual([
      'a.x.sub.example.org. 5 A 192.0.2.1',
      'b.example.org. 5 A 192.0.2.2',
    ])
    expect(read('$GENERATE 8-12/2 n${2,3,x} 5 TXT "$ \\$"\n').records).toEqual([
      'n00a.example.org. 5 TXT "8 $"',
      'n00c.example.org. 5 TXT "10 $"',
      'n00e.example.org. 5 TXT "12 $"',
    ])
  })

  test('have the TTL of their own file', () => {
    expect(read('$TTL 60\n$INCLUDE x\nc A 192.0.2.1\n', withTtl).records).toEqual([
      'a.example.org. 60 A 192.0.2.1',
      'b.example.org. 7 A 192.0.2.1',
      'c.example.org. 60 A 192.0.2.1',
    ])
  })

  test('are in the file that an include names, with blanks or escapes', () => {
    const paths: string[] = []
    read('$INCLUDE "a b"\n$INCLUDE a\\032b\n$INCLUDE \\a\\195\\164\n', (path) => {
      paths.push(path)
      return 'no such file'
    })
    expect(paths).toEqual(['a b', 'a b', 'aä'])
  })

  test('are read behind a word over lines at their own places', () => {
    expect(read('t 5 TXT "a\n\n" x\nu 5 A x\n').problems).toEqual([
      'db:4:7: error: "x": expected an IPv4 address',
    ])
  })
})

describe('a problem', () => {
  test.each<[string, string]>([
    ['www 5 A 192.0.2', 'db:1:9: error: "192.0.2": expected an IPv4 address'],
    ['www 5 A', 'db:1:7: error: "A": A record: expected an IPv4 address'],
    ['www 5 A 192.0.2.1 x', 'db:1:19: error: "x": expected no more words'],
    ['www 5 MX mail', 'db:1:10: error: "mail": expected a number from 0 to 65535'],
    ['www 5 FOO x', 'db:1:7: error: "FOO": expected a record type'],
    ['www 5', 'db:1:1: error: "www": expected a record type'],
    ['www A 192.0.2.1', 'db:1:5: error: "A": expected a TTL before the type, or $TTL above'],
    [
      'www 5 CLASS32 A 192.0.2.1',
      'db:1:7: error: "CLASS32": expected class IN, the only class of zone files here',
    ],
    ['www 5 CH A 192.0.2.1', 'db:1:7: error: "CH": expected class IN, the only class of zone files here'],
    ['a..b 5 A 192.0.2.1', 'db:1:1: error: "a..b": expected an owner name'],
    ['t 5 TXT "open', 'db:1:9: error: found a quoted string without its closing quote'],
    ['t 5 TXT ( a', 'db:1:9: error: found a "(" without a ")"'],
    ['t 5 TXT a )', 'db:1:11: error: found a ")" without a "("'],
    ['t 5 A6 1 .', 'db:1:8: error: "1": expected "\\# LENGTH HEX" (RFC 3597), the only form for type A6'],
    [
      't 5 LOC 52 22 N 4 70 E 0',
      'db:1:19: error: "70": expected a longitude: degrees, minutes, seconds, and E or W',
    ],
    ['t 5 TYPE1 \\# 3 0102', 'db:1:16: error: "0102": expected 3 octets, found 2'],
    ['t 5 CNAME \\# 4 01020304', 'db:1:16: error: "01020304": expected valid CNAME data'],
    ['@ 5 SOA \\# 0', 'db:1:12: error: "0": SOA record: expected valid SOA data'],
    ['t 5 TXT \\# 2 FF61', 'db:1:14: error: "FF61": expected valid TXT data'],
    ['t 5 HTTPS \\# 5 0001000001', 'db:1:16: error: "0001000001": expected valid HTTPS data'],
    ['t 5 OPT \\# 0', 'db:1:5: error: "OPT": expected a record type'],
    ['t 5 ANY \\# 0', 'db:1:5: error: "ANY": expected a record type'],
    ['t 5 TXT \\', 'db:1:9: error: "\\\\": expected a character string'],
    ['t 5 TXT "\\', 'db:1:9: error: found a quoted string without its closing quote'],
    ['$FOO x y z', 'db:1:1: error: "$FOO": expected $ORIGIN, $TTL, $INCLUDE or $GENERATE'],
    ['$FOO x', 'db:1:1: error: "$FOO": expected $ORIGIN, $TTL, $INCLUDE or $GENERATE'],
    ['$TTL 60 5', 'db:1:9: error: "5": expected no more words'],
    ['$origin a b', 'db:1:11: error: "b": expected no more words'],
    ['$INCLUDE x y z', 'db:1:14: error: "z": expected no more words'],
    ['$TTL soon', 'db:1:6: error: "soon": expected a time in seconds, such as 3600 or 1h'],
    ['$INCLUDE x', 'db:1:10: error: "x": no includes here'],
    // The quote that is missing is that of the first string over lines.
    ['t 5 TXT "open\nu 5 TXT "x"', 'db:1:9: error: found a quoted string without its closing quote'],
    ['$INCLUDE', 'db:1:1: error: "$INCLUDE": expected a file name'],
    ['$INCLUDE x a..b', 'db:1:12: error: "a..b": expected a domain name'],
    ['$GENERATE 1-3', 'db:1:11: error: "1-3": expected OWNER, TYPE and RDATA behind the range'],
    [
      '$GENERATE 1-99999999 a 5 A 192.0.2.1',
      'db:1:11: error: "1-99999999": expected START-STOP[/STEP] with at most 65536 numbers',
    ],
  ])('%j', (text, expected) => {
    expect(read(`${text}\n`).problems).toEqual([expected])
  })

  test('does not end the run, and costs no other record', () => {
    const { records, problems } = read('$TTL 5\na A x\nb A 192.0.2.1\nc MX\n')
    expect([records.length, problems.length]).toEqual([1, 2])
  })

  test('is reported at most 100 times', () => {
    const { problems } = read('a 5 A x\n'.repeat(500))
    expect([problems.length, problems.at(-1)]).toEqual([101, 'db: error: 400 more problems are not shown'])
    const [problem, ...more] = read('$INCLUDE on\n', endless).problems
    expect(read('$INCLUDE x\n'.repeat(100), include).problems).toEqual([])
    expect(read('$INCLUDE x\n'.repeat(101), include).problems).toHaveLength(1)
    expect(problem).toMatch(
      /^on(?:-and-on){9}:1:1: error: "\$INCLUDE": expected at most 100 includes, nested at most 10 deep$/,
    )
    expect(more).toEqual([])
  })

  test('is reported once for a file that includes itself, and for two that include each other', () => {
    expect(read('a 5 A x\n$INCLUDE db\n', circle).problems).toEqual([
      'db:1:7: error: "x": expected an IPv4 address',
      'db:2:10: error: "db": the file includes itself, directly or through other files',
    ])
    expect(read('$INCLUDE other\n', circle).problems).toEqual([
      'other:1:7: error: "x": expected an IPv4 address',
      'other:2:10: error: "db": the file includes itself, directly or through other files',
    ])
  })

  test('is a record or an entry that exceeds its limit', () => {
    expect(read(`t 5 TXT ${'x '.repeat(32_767)}y\n`)).toMatchObject({
      records: [],
      problems: ['db:1:9: error: "x": expected at most 65535 octets of data'],
    })
    expect(read(`t 5 TXT ( ${'x '.repeat(100_000)})\n`).problems).toEqual([
      'db:1:131077: error: found more than 65536 words',
    ])
    expect(read(`t 5 TXT ${'x'.repeat(300_000)}\n`).problems).toEqual([
      'db:1:9: error: found a word of more than 262144 characters',
    ])
    // The problem of the first generated record is reported once.
    expect(read('$GENERATE 0-65535 x$ 5 A\n'.repeat(2)).problems).toHaveLength(2)
    expect(parseGenerateRange('0-65535')).toEqual({ start: 0, stop: 65_535, step: 1 })
    expect(parseGenerateRange('0-65536')).toBeNull()
    expect(parseGenerateRange('0-131071/2')?.step).toBe(2)
    expect(parseGenerateRange('0-131072/2')).toBeNull()
  })
})

/** The diagnostics of a zone that is none. */
function errors(text: string): string[] {
  const { zone, diagnostics } = compile(text)
  expect(zone).toBeNull()
  return diagnostics.map((one) => summarizeDiagnostic(one).replace(/ \[KZ_ZONE_FILE\]$/, ''))
}

describe('a zone as a whole', () => {
  const soa = '@ 5 SOA a b 1 2 3 4 5\n'
  test('without an SOA names the zone file, not what it includes first', () => {
    const { diagnostics } = complete(compileZone(parse('$INCLUDE a\n', include), ORIGIN))
    expect(diagnostics.map(({ file, line }) => [file, line])).toEqual([['db', 0]])
  })

  test('looks for the places of those problems that it shows', () => {
    const content = parse(
      `${soa}${Array.from({ length: 300 }, (_, i) => `x${i} 5 CNAME a\nx${i} 5 A 192.0.2.1\n`).join('')}`,
    )
    const at = vi.spyOn(content.places, 'at')
    const { diagnostics } = complete(compileZone(content, ORIGIN))
    expect(diagnostics.at(-1)).toMatchObject({
      file: 'db',
      line: 0,
      message: '200 more problems are not shown',
    })
    expect(at).toHaveBeenCalledTimes(100)
  })

  test('has records once whose names differ in letter case (RFC 4343)', () => {
    const { zone, diagnostics } = compile(
      `${soa}@ 5 SOA A B 1 2 3 4 5\n@ 5 NS ns\n@ 5 NS NS\nc 5 CNAME x\nc 5 CNAME X\n`,
    )
    expect(diagnostics).toEqual([])
    expect(zone?.zone.find(ORIGIN, TYPE.NS).answer.count).toBe(1)
  })

  test.each<[string, string, string[]]>([
    ['without a record', '', ['db: error: the zone has no SOA record at its apex example.org.']],
    [
      'without an SOA',
      'a 5 A 192.0.2.1\n',
      ['db: error: the zone has no SOA record at its apex example.org.'],
    ],
    [
      'with more iterations of NSEC3 than a server can afford',
      `${soa}@ 5 NSEC3PARAM 1 0 501 -\n`,
      [
        'db:2:5: error: example.org. has an NSEC3PARAM record with more iterations than 500, expected 0 (RFC 9276 §3.1)',
      ],
    ],
    [
      'with two SOAs',
      `${soa}@ 5 SOA a b 2 2 3 4 5\n`,
      ['db:2:5: error: example.org. has more than one SOA record, expected exactly one (RFC 1035 §5.2)'],
    ],
    [
      'with an SOA below its apex',
      `${soa}x 5 SOA a b 2 2 3 4 5\n`,
      [
        'db:2:5: error: x.example.org. has an SOA record, expected it only at the apex example.org. (RFC 1035 §5.2)',
      ],
    ],
    [
      'with a CNAME beside another record',
      `${soa}x 5 A 192.0.2.1\nx 5 CNAME a\n`,
      [
        'db:3:5: error: x.example.org. has a CNAME record and a record of type A, expected the CNAME record alone (RFC 1034 §3.6.2)',
      ],
    ],
    [
      'with a CNAME at its apex',
      `${soa}@ 5 CNAME a\n`,
      [
        'db:2:5: error: example.org. has a CNAME record and a record of type SOA, expected the CNAME record alone (RFC 1034 §3.6.2)',
      ],
    ],
    [
      'with a CNAME beside a DNAME',
      `${soa}x 5 CNAME a\nx 5 DNAME a\n`,
      [
        'db:2:5: error: x.example.org. has a CNAME record and a record of type DNAME, expected the CNAME record alone (RFC 1034 §3.6.2)',
      ],
    ],
    [
      'with two CNAMEs',
      `${soa}x 5 CNAME a\nx 5 CNAME b\n`,
      ['db:3:5: error: x.example.org. has more than one CNAME record, expected at most one (RFC 2181 §10.1)'],
    ],
    [
      'with two DNAMEs',
      `${soa}x 5 DNAME a\nx 5 DNAME b\n`,
      ['db:3:5: error: x.example.org. has more than one DNAME record, expected at most one (RFC 6672 §2.4)'],
    ],
    [
      'with a line that cannot be parsed',
      `${soa}x 5 A\n`,
      ['db:2:5: error: "A": A record: expected an IPv4 address'],
    ],
    [
      'without the SOA whose line cannot be parsed',
      '@ 5 SOA a\n',
      ['db:1:9: error: "a": SOA record: expected an RNAME'],
    ],
  ])('%s is none', (_, text, expected) => {
    const found = errors(text)
    expect(found.map((one) => one.replace(/: (A|SOA) record: .*/, ''))).toEqual(
      expected.map((one) => one.replace(/: (A|SOA) record: .*/, '')),
    )
  })

  test('takes equal records as one, whatever their type', () => {
    const text = `${soa}x 5 CNAME a\nx 5 CNAME a\ny 5 DNAME a\ny 5 DNAME a\n${soa}`
    expect(compile(text).diagnostics).toEqual([])
  })

  test('ignores records outside it, with a warning each, and shows at most a hundred', () => {
    const { zone, diagnostics } = compile(`${soa}www.example.net. 5 A 192.0.2.1\nin 5 A 192.0.2.2\n`)
    expect(diagnostics.map(summarizeDiagnostic)).toEqual([
      'db:2:20: warning: www.example.net. is outside the zone example.org.: the record is ignored [KZ_ZONE_OUTSIDE]',
    ])
    expect(zone?.zone.has(name('in.example.org'))).toBe(true)
    const many = compile(`${soa}$GENERATE 1-150 x$.example.net. 5 A 192.0.2.1\nin 5 A 192.0.2\n`)
    expect(many.diagnostics).toHaveLength(102)
    // Warnings hide no error.
    expect(many.zone).toBeNull()
    const generated = compile(`${soa}$GENERATE 1-3 x$.example.net. 5 A 192.0.2.1\n`)
    expect(generated.diagnostics).toHaveLength(3)
  })
})

test('any file is read to its end, and gives a zone or the reason why not', () => {
  const lines = EXAMPLE_ZONE.split('\n')
  const damaged = fc
    .array(fc.tuple(fc.nat({ max: lines.length - 1 }), fc.nat({ max: 60 }), fc.string({ maxLength: 4 })), {
      maxLength: 4,
    })
    .map((edits) => {
      const copy = [...lines]
      for (const [line, at, text] of edits) {
        const old = copy[line] ?? ''
        copy[line] = old.slice(0, at) + text + old.slice(at + 1)
      }
      return copy.join('\n')
    })
  fc.assert(
    fc.property(fc.oneof(damaged, fc.string({ unit: 'binary' })), (text) => {
      const { zone, diagnostics } = compile(text)
      expect(zone === null).toBe(diagnostics.some(isError))
    }),
    { numRuns: 500 },
  )
})
