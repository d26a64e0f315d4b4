import { describe, expect, it } from 'vitest'
import { className } from '../../src/wire/constants.ts'
import { typeName } from '../../src/wire/record-types.ts'
import { nameText } from '../../src/wire/name.ts'
import { rdataOctets } from '../../src/wire/rdata.ts'
import { rdataText } from '../../src/wire/rdata-text.ts'
import { parseRecordLine } from '../../src/zone/record-line.ts'

function shown(line: string): string {
  const record = parseRecordLine(line)
  if (typeof record === 'string') return record
  const { name, type, class: recordClass, ttl, rdata } = record
  return `${nameText(name)} ${ttl} ${className(recordClass)} ${typeName(type)} ${rdataText(type, rdata)}`
}

describe('a line of a zone file', () => {
  it.each([
    ['a.org. 60 IN A 10.0.0.1', 'a.org. 60 IN A 10.0.0.1'],
    ['A.org A 10.0.0.1', 'A.org. 3600 IN A 10.0.0.1'],
    ['a.org IN 1h30m AAAA FD00::1', 'a.org. 5400 IN AAAA fd00::1'],
    ['a.org CH 5 TXT x', 'a.org. 5 CH TXT "x"'],
    ['. 5 CNAME B.example', '. 5 IN CNAME B.example.'],
    ['@ 5 NS b.', '. 5 IN NS b.'],
    ['a 5 PTR b', 'a. 5 IN PTR b.'],
    ['a 5 MX 10 b', 'a. 5 IN MX 10 b.'],
    ['a 5 SRV 1 2 65535 b', 'a. 5 IN SRV 1 2 65535 b.'],
    ['a 5 SOA ns.a h.a (1 2\n 3 4h ; expire\n 5)', 'a. 5 IN SOA ns.a. h.a. 1 2 3 14400 5'],
    ['a 5 TXT "a b;c" d\\"e "\\065\\\\"', 'a. 5 IN TXT "a b;c" "d\\"e" "A\\\\"'],
    ['a 5 TXT ""', 'a. 5 IN TXT ""'],
    ['a 5 TXT é', 'a. 5 IN TXT "\\195\\169"'],
    ['a 5 HINFO x y', 'a. 5 IN HINFO "x" "y"'],
    ['a 5 CAA 0 issue "ca.example"', 'a. 5 IN CAA 0 issue "ca.example"'],
    ['a 5 DNAME b', 'a. 5 IN DNAME b.'],
    ['a 5 TYPE65280 \\# 3 0A 0b0C', 'a. 5 IN TYPE65280 \\# 3 0a0b0c'],
    ['a 5 A \\# 4 0a000001', 'a. 5 IN A 10.0.0.1'],
    ['a 5 HTTPS 1 . alpn=h2,h3 port=8443', 'a. 5 IN HTTPS 1 . alpn=h2,h3 port=8443'],
    ['a 5 HTTPS 1 . ipv4hint=10.0.0.1 alpn="h2"', 'a. 5 IN HTTPS 1 . alpn=h2 ipv4hint=10.0.0.1'],
  ])('%s', (line, text) => {
    expect(shown(line)).toBe(text)
  })

  it('splits a text that exceeds one character string', () => {
    const record = parseRecordLine(`a TXT ${'x'.repeat(300)}`)
    if (typeof record === 'string') throw new Error(record)
    const octets = rdataOctets(record.rdata)
    expect([octets.length, octets.charCodeAt(0), octets.charCodeAt(256)]).toEqual([302, 255, 45])
  })

  it.each(['', '.'])('has a name of 255 octets as its data, and refuses one of 256, before "%s"', (end) => {
    const labels = `${'x'.repeat(49)}.`.repeat(5)
    expect(shown(`a 5 CNAME ${labels}abc${end}`)).toBe(`a. 5 IN CNAME ${labels}abc.`)
    expect(parseRecordLine(`a 5 CNAME ${labels}abcd${end}`)).toBe(
      `has CNAME data with '${labels}abcd${end}': expected a domain name`,
    )
  })

  it.each([
    ['', 'is empty'],
    [' ; x', 'is empty'],
    ['a..b A 10.0.0.1', "has 'a..b', expected an owner name"],
    ['a "x', 'has a quoted string without its closing quote'],
    ['a A (10.0.0.1', 'has a "(" without a ")"'],
    ['a A )10.0.0.1(', 'has a ")" without a "("'],
    ['a A 10.0.0.1\nb A 10.0.0.2', 'has more than one record'],
    ['a 60 IN', 'has no record type'],
    ['a 60 60 A 10.0.0.1', "has '60', expected a record type"],
    ['a <no value>', "has '<no', expected a record type"],
    ['a A 10.0.0.256', "has A data with '10.0.0.256': expected an IPv4 address"],
    ['a A fd00::1', "has A data with 'fd00::1': expected an IPv4 address"],
    ['a A 10.0.0.1 x', "has A data with 'x': expected no more words"],
    ['a CNAME', 'has CNAME data: expected a domain name'],
    ['a SRV 1 2 65536 b', "has SRV data with '65536': expected a number from 0 to 65535"],
    ['a SOA b c 1 2 3 4', 'has SOA data: expected a time in seconds, such as 3600 or 1h30m'],
    ['a TXT \\999', "has TXT data with '\\999': expected a character string"],
    ['a CAA 256 issue x', "has CAA data with '256': expected a number from 0 to 255"],
    [
      'a HTTPS 1 . port=x',
      "has HTTPS data with 'port=x': expected SvcParams such as alpn=h2,h3 or port=8443",
    ],
    [
      'a SVCB 1 . no-default-alpn=x',
      "has SVCB data with 'no-default-alpn=x': expected SvcParams such as alpn=h2,h3 or port=8443",
    ],
    [
      'a SVCB 1 . alpn=h2,',
      "has SVCB data with 'alpn=h2,': expected SvcParams such as alpn=h2,h3 or port=8443",
    ],
    [
      'a SVCB 1 . ipv4hint=fd00::1',
      "has SVCB data with 'ipv4hint=fd00::1': expected SvcParams such as alpn=h2,h3 or port=8443",
    ],
    [
      'a SVCB 1 . ipv6hint=10.0.0.1',
      "has SVCB data with 'ipv6hint=10.0.0.1': expected SvcParams such as alpn=h2,h3 or port=8443",
    ],
    [
      'a SVCB 1 . mandatory=nosuch',
      "has SVCB data with 'mandatory=nosuch': expected SvcParams such as alpn=h2,h3 or port=8443",
    ],
    [
      'a SVCB 1 . key65536=x',
      "has SVCB data with 'key65536=x': expected SvcParams such as alpn=h2,h3 or port=8443",
    ],
    [
      'a SVCB 1 . key9=\\999',
      "has SVCB data with 'key9=\\999': expected SvcParams such as alpn=h2,h3 or port=8443",
    ],
    [
      'a SVCB 1 . port=1 port=2',
      "has SVCB data with 'port=1': expected SvcParams such as alpn=h2,h3 or port=8443",
    ],
    ['a CNAME .b', "has CNAME data with '.b': expected a domain name"],
    ['a CNAME \\999', "has CNAME data with '\\999': expected a domain name"],
    ['a HINFO x \\999', "has HINFO data with '\\999': expected a character string of at most 255 octets"],
    ['a CAA 0 is-sue x', "has CAA data with 'is-sue': expected letters and digits"],
    ['a URI 1 1 \\999', "has URI data with '\\999': expected text"],
    ['a SSHFP 1 1 abc', "has SSHFP data with 'abc': expected hexadecimal digits"],
    ['a DNSKEY 256 3 8 AQ', "has DNSKEY data with 'AQ': expected Base64"],
    [
      'a SOA b c 1 25000d 3 4 5',
      "has SOA data with '25000d': expected a time in seconds, such as 3600 or 1h30m",
    ],
    [
      'a RRSIG A 8 1 5 4294967296 1 2 a AQID',
      "has RRSIG data with '4294967296': expected a time as YYYYMMDDHHmmSS, or in seconds since 1970",
    ],
    [
      'a RRSIG A 8 1 5 19691231235959 1 2 a AQID',
      "has RRSIG data with '19691231235959': expected a time as YYYYMMDDHHmmSS, or in seconds since 1970",
    ],
    ['a TYPE65280 \\# 3 0a', "has TYPE65280 data with '0a': expected 3 octets, found 1"],
    ['a LOC x', 'has LOC data with \'x\': expected "\\# LENGTH HEX" (RFC 3597), the only form for type LOC'],
  ])('is refused with its problem: %s', (line, problem) => {
    expect(parseRecordLine(line)).toBe(problem)
  })
})
