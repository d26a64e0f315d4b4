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
    ['a CNAME .b', "has CNAME data with '.b': expected a domain name"],
    ['a CNAME \\999', "has CNAME data with '\\999': expected a domain name"],
    ['a HINFO x \\999', "has HINFO data with '\\999': expected a character string of at most 255 octets"],
    ['a CAA 0 is-sue x', "has CAA data with 'is-sue': expected letters and digits"],
    ['a URI 1 1 \\999', "has URI data with '\\999': expected text"],
    ['a SSHFP 1 1 abc', "has SSHFP data with 'abc': expected hexadecimal digits"],
    ['a DNSKEY 256 3 8 AQ', "has DNSKEY data with 'AQ': expected Base64"],
    [
      'a SOA b c 1 50000d 3 4 5',
      "has SOA data with '50000d': expected a time in seconds, such as 3600 or 1h30m",
    ],
    [
      'a RRSIG A 8 1 5 4294967296 1 2 a AQID',
      "has RRSIG data with '4294967296': expected a time as YYYYMMDDHHmmSS, or in seconds since 1970",
    ],
    [
      'a RRSIG A 8 1 5 19011213204551 1 2 a AQID',
      "has RRSIG data with '19011213204551': expected a time as YYYYMMDDHHmmSS, or in seconds since 1970",
    ],
    ['a TYPE65280 \\# 3 0a', "has TYPE65280 data with '0a': expected 3 octets, found 1"],
    ['a WKS x', 'has WKS data with \'x\': expected "\\# LENGTH HEX" (RFC 3597), the only form for type WKS'],
    ['a LOC x', "has LOC data with 'x': expected a latitude: degrees, minutes, seconds, and N or S"],
    ['a LOC 1 N 2', 'has LOC data: expected a longitude: degrees, minutes, seconds, and E or W'],
    [
      'a LOC 1 N 181 E 0',
      "has LOC data with '181': expected a longitude: degrees, minutes, seconds, and E or W",
    ],
    [
      'a LOC 1 2 3 4 N 1 E 0',
      "has LOC data with '4': expected a latitude: degrees, minutes, seconds, and N or S",
    ],
    ['a LOC 1 N 1 E', 'has LOC data: expected an altitude from -100000.00m to 42849672.95m'],
    ['a LOC 1 N 1 E 0 1 -1', "has LOC data with '-1': expected a size from 0m to 90000000.00m"],
    ['a LOC 1 N 1 E 0 1 1 1 1', "has LOC data with '1': expected no more words"],
    ['a LOC \\# 2 0000', "has LOC data with '0000': expected valid LOC data"],
    [
      'a APL 1:10.0.0.0/8 3:a/1',
      "has APL data with '3:a/1': expected an address prefix such as 1:192.0.2.0/24 or !2:2001:db8::/32",
    ],
    [
      'a APL 1:10.0.0.0/33',
      "has APL data with '1:10.0.0.0/33': expected an address prefix such as 1:192.0.2.0/24 or !2:2001:db8::/32",
    ],
    [
      'a CERT X 0 0 AA==',
      "has CERT data with 'X': expected a certificate type from 0 to 65535, or a mnemonic such as PKIX",
    ],
    ['a IPSECKEY 10 4 2 . AAAA', "has IPSECKEY data with '4': expected a number from 0 to 3"],
    ['a IPSECKEY 10 1 2 fd00::1 AAAA', "has IPSECKEY data with 'fd00::1': expected an IPv4 address"],
    ['a IPSECKEY 10 0 0 . AAAA', "has IPSECKEY data with 'AAAA': expected no key for algorithm 0"],
    ['a IPSECKEY 10 0 2 .', 'has IPSECKEY data: expected Base64'],
    ['a IPSECKEY 10 0 2 . A', "has IPSECKEY data with 'A': expected Base64"],
    ['a AMTRELAY 10 2 1 10.0.0.1', "has AMTRELAY data with '2': expected a number from 0 to 1"],
    ['a AMTRELAY 10 0 1 10.0.0.1 x', "has AMTRELAY data with 'x': expected no more words"],
    ['a HIP 2 0 AAAA', "has HIP data with '0': expected a host identity tag in hexadecimal"],
    ['a HIP 2 00 AAAA a..b', "has HIP data with 'a..b': expected a domain name"],
    ['a NSEC b A NOSUCH', "has NSEC data with 'NOSUCH': expected a record type"],
    [
      'a NSEC3 1 0 0 - 11',
      "has NSEC3 data with '11': expected a hash in Base32 with the extended hex alphabet, without padding",
    ],
    [
      'a EUI48 00:00:5e:00:53:2a',
      "has EUI48 data with '00:00:5e:00:53:2a': expected six pairs of hexadecimal digits, as in 00-00-5e-00-53-2a",
    ],
    [
      'a L32 10 10.1.256.0',
      "has L32 data with '10.1.256.0': expected four numbers from 0 to 255, as in 10.1.2.0",
    ],
    ['a DS 1 8 2 00 01', "has DS data with '00': expected 32 octets for this digest type, found 2"],
    ['a CDS 1 8 1 00', "has CDS data with '00': expected 20 octets for this digest type, found 1"],
    ['a DS 1 8 256 00', "has DS data with '256': expected a digest type from 0 to 255"],
    ['a DS 1 8 2', 'has DS data: expected hexadecimal digits'],
    ['a SSHFP 1 2 00', "has SSHFP data with '00': expected 32 octets for this digest type, found 1"],
    ['a ZONEMD 1 1 1 00', "has ZONEMD data with '00': expected 48 octets for this digest type, found 1"],
    ['a DS \\# 5 0001080200', "has DS data with '0001080200': expected valid DS data"],
    ['a NXT b TYPE128', "has NXT data with 'TYPE128': expected record types from 1 to 127"],
    ['a TXT \\1', "has TXT data with '\\1': expected a character string"],
    ['a\\12 TXT b', "has 'a\\12', expected an owner name"],
  ])('is refused with its problem: %s', (line, problem) => {
    expect(parseRecordLine(line)).toBe(problem)
  })

  it.each<[params: string, word: string, expected: string]>([
    ['port=x', 'port=x', 'port= with a number from 0 to 65535'],
    ['no-default-alpn=x', 'no-default-alpn=x', 'no-default-alpn without a value'],
    ['alpn=h2,', 'alpn=h2,', 'alpn= with a list of protocols such as h2,h3, each of 1 to 255 octets'],
    ['alpn=h2 alpn=h3', 'alpn=h3', 'alpn at most once'],
    ['alpn="a\\\\b"', 'a\\\\b', 'alpn= with a list of protocols such as h2,h3, each of 1 to 255 octets'],
    ['ipv4hint=fd00::1', 'ipv4hint=fd00::1', 'ipv4hint= with a list of IPv4 addresses'],
    ['ipv6hint=10.0.0.1', 'ipv6hint=10.0.0.1', 'ipv6hint= with a list of IPv6 addresses'],
    ['mandatory=nosuch', 'mandatory=nosuch', 'mandatory= with a list of other keys, each of them once'],
    ['key65536=x', 'key65536=x', 'a SvcParamKey such as alpn, port or key65280'],
    ['key07=x', 'key07=x', 'a SvcParamKey such as alpn, port or key65280'],
    ['ALPN=h2', 'ALPN=h2', 'a SvcParamKey such as alpn, port or key65280'],
    ['alpn=h2 dohpat=/x', 'dohpat=/x', 'a SvcParamKey such as alpn, port or key65280'],
    ['key9=\\999', 'key9=\\999', 'key9= with a character string'],
    ['port=1 port=2', 'port=2', 'port at most once'],
    ['port=1 key3=\\000\\001', 'key3=\\000\\001', 'port at most once'],
    ['ech=A', 'ech=A', 'ech= with Base64'],
    ['ech=not_base64!', 'ech=not_base64!', 'ech= with Base64'],
    [
      'alpn=h2 dohpath=q{?dns}',
      'dohpath=q{?dns}',
      'dohpath= with a URI template that begins with "/" and has a variable dns, such as /q{?dns}',
    ],
    [
      'alpn=h2 dohpath=/q',
      'dohpath=/q',
      'dohpath= with a URI template that begins with "/" and has a variable dns, such as /q{?dns}',
    ],
    [
      'alpn=h2 dohpath=/\\255{?dns}',
      'dohpath=/\\255{?dns}',
      'dohpath= with a URI template that begins with "/" and has a variable dns, such as /q{?dns}',
    ],
    ['ohttp=1', 'ohttp=1', 'ohttp without a value'],
    ['no-default-alpn', 'no-default-alpn', 'alpn, which no-default-alpn requires'],
    ['key3=abc', 'key3=abc', 'the octets of port= with a number from 0 to 65535'],
    ['key4=abc', 'key4=abc', 'the octets of ipv4hint= with a list of IPv4 addresses'],
    [
      'key1=\\002h',
      'key1=\\002h',
      'the octets of alpn= with a list of protocols such as h2,h3, each of 1 to 255 octets',
    ],
    ['key0=\\000\\004', 'key0=\\000\\004', 'ipv4hint, which mandatory requires'],
    // RFC 9460 appendix D.3
    ['key123=abc key123=def', 'key123=def', 'key123 at most once'],
    ['mandatory', 'mandatory', 'mandatory= with a list of other keys, each of them once'],
    ['alpn', 'alpn', 'alpn= with a list of protocols such as h2,h3, each of 1 to 255 octets'],
    ['port', 'port', 'port= with a number from 0 to 65535'],
    ['ipv4hint', 'ipv4hint', 'ipv4hint= with a list of IPv4 addresses'],
    ['ipv6hint', 'ipv6hint', 'ipv6hint= with a list of IPv6 addresses'],
    ['no-default-alpn=abc', 'no-default-alpn=abc', 'no-default-alpn without a value'],
    ['mandatory=key123', 'mandatory=key123', 'key123, which mandatory requires'],
    ['mandatory=mandatory', 'mandatory=mandatory', 'mandatory= with a list of other keys, each of them once'],
    [
      'mandatory=key123,key123 key123=abc',
      'mandatory=key123,key123',
      'mandatory= with a list of other keys, each of them once',
    ],
  ])('is refused at the SvcParam that is wrong: %s', (parameters, word, expected) => {
    for (const type of ['SVCB', 'HTTPS']) {
      const problem = `has ${type} data with '${word}': expected ${expected}`
      expect(parseRecordLine(`a ${type} 1 . ${parameters}`)).toBe(problem)
    }
  })
})
