/** RDATA as zone files, messages and kubezone write it. */
import { encodeName } from '../support/ask.ts'

function hexName(text: string): string {
  return encodeName(text).toString('hex')
}
export function word16(value: number): string {
  return value.toString(16).padStart(4, '0')
}
function word32(value: number): string {
  return value.toString(16).padStart(8, '0')
}
/** RFC 1876 §2: thousandths of an arc second, above 2^31 for north and east. */
function arc(degrees: number, minutes: number, milliseconds: number): string {
  const size = (Math.abs(degrees) * 60 + minutes) * 60_000 + milliseconds
  return word32(2 ** 31 + Math.sign(degrees || 1) * size)
}
function ascii(text: string): string {
  return Buffer.from(text).toString('hex')
}

const SIGNATURE =
  'oJB1W6WNGv+ldvQ3WDG0MQkg5IEhjRip8WTrPYGv07h108dUKGMeDPKijVCHX3DDKdfb+v6oB9wfuh3DTJXUAfI/M0zmO/zz8bW0Rznl8O3tGNazPwQKkRN20XPXV6nwwfoXmJQbsLNrLfkGJ5D6fwFm8nN+6pBzeDQfsS3Ap3o='
const KEY =
  'AQPSKmynfzW4kyBv015MUG2DeIQ3Cbl+BBZH4b/0PY1kxkmvHjcZc8nokfzj31GajIQKY+5CptLr3buXA10hWqTkF7H6RfoRqXQeogmMHfpftf6zMv1LyBUgia7za6ZEzOJBOztyvhjL742iU/TpPSEDhm2SNKLijfUppn1UaNvv4w=='
const IPSEC_KEY = 'AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ=='
const HIT = '200100107b1a74df365639cc39f1d578'
const HIP_KEY =
  'AwEAAbdxyhNuSutc5EMzxTs9LBPCIkOFH8cIvM4p9+LrV4e19WzK00+CI6zBCQTdtWsuxKbWIy87UOoJTwkUs7lBu+Upr1gsNrut79ryra+bSRGQb1slImA8YVJyuIDsj7kwzG7jnERNqnWxZ48AWkskmdHaVDP4BcelrTI3rMXdXF5D'
const BASE64 = (text: string): string => Buffer.from(text, 'base64').toString('hex')

/**
 * Examples of the RFCs, and neighbours where the RFC has none: type, data as a zone file has it, on the wire
 * without compression, and as it prints where that is another text.
 */
export const VECTORS: readonly (readonly [type: string, text: string, wire: string, printed?: string])[] = [
  ['A', '26.3.0.103', '1a030067'], // RFC 1035 §5.3
  ['NS', 'VENERA.ISI.EDU.', hexName('VENERA.ISI.EDU.')],
  ['MD', 'A.ISI.EDU.', hexName('A.ISI.EDU.')],
  ['MF', 'A.ISI.EDU.', hexName('A.ISI.EDU.')],
  ['CNAME', 'C.ISI.EDU.', hexName('C.ISI.EDU.')],
  [
    'SOA', // RFC 1035 §5.3
    'VENERA.ISI.EDU. Action\\.domains.ISI.EDU. 20 7200 600 3600000 60',
    `${hexName('VENERA.ISI.EDU.')} 0e ${ascii('Action.domains')} ${hexName('ISI.EDU.')} 00000014 00001c20 00000258 0036ee80 0000003c`,
  ],
  [
    'SOA',
    '. . 4294967295 2h 10m 1w 4294967295',
    '00 00 ffffffff 00001c20 00000258 00093a80 ffffffff',
    '. . 4294967295 7200 600 604800 4294967295',
  ],
  ['MB', 'A.ISI.EDU.', hexName('A.ISI.EDU.')],
  ['MG', 'JOE.ISI.EDU.', hexName('JOE.ISI.EDU.')],
  ['MR', 'JOE.ISI.EDU.', hexName('JOE.ISI.EDU.')],
  ['PTR', 'VAXA.ISI.EDU.', hexName('VAXA.ISI.EDU.')],
  ['HINFO', '"RFC8482" ""', `07 ${ascii('RFC8482')} 00`], // RFC 8482 §4.2
  ['MINFO', 'A.ISI.EDU. B.ISI.EDU.', `${hexName('A.ISI.EDU.')} ${hexName('B.ISI.EDU.')}`],
  ['MX', '10 VENERA.ISI.EDU.', `000a ${hexName('VENERA.ISI.EDU.')}`], // RFC 1035 §5.3
  ['TXT', '"a\\"b" "" "\\\\\\000\\255"', '03 612262 00 03 5c00ff'],
  ['TXT', 'printer=lpr5', `0c ${ascii('printer=lpr5')}`, '"printer=lpr5"'], // RFC 1464 §3
  [
    'RP', // RFC 1183 §2.2
    'louie.trantor.umd.edu. LAM1.people.umd.edu.',
    `${hexName('louie.trantor.umd.edu.')} ${hexName('LAM1.people.umd.edu.')}`,
  ],
  ['AFSDB', '1 bigbird.toaster.com.', `0001 ${hexName('bigbird.toaster.com.')}`], // RFC 1183 §1
  ['RT', '10 relay.prime.com.', `000a ${hexName('relay.prime.com.')}`], // RFC 1183 §3.3
  ['AAAA', '2001:DB8:0:0::1', '20010db8000000000000000000000001', '2001:db8::1'],
  ['SRV', '0 1 9 old-slow-box.example.com.', `0000 0001 0009 ${hexName('old-slow-box.example.com.')}`], // RFC 2782
  [
    'NAPTR', // RFC 3403 §6.1
    '100 50 "a" "z3950+N2L+N2C" "" cidserver.example.com.',
    `0064 0032 01 61 0d ${ascii('z3950+N2L+N2C')} 00 ${hexName('cidserver.example.com.')}`,
  ],
  ['KX', '2 kx.example.com.', `0002 ${hexName('kx.example.com.')}`],
  ['DNAME', 'frobozz-division.acme.example.', hexName('frobozz-division.acme.example.')], // RFC 6672 §1
  [
    'DS', // RFC 4034 §5.4
    '60485 5 1 ( 2BB183AF5F22588179A53B0A 98631FAD1A292118 )',
    'ec45 05 01 2bb183af5f22588179a53b0a98631fad1a292118',
    '60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118',
  ],
  [
    'SSHFP', // RFC 4255 §3.2
    '2 1 123456789abcdef67890123456789abcdef67890',
    '02 01 123456789abcdef67890123456789abcdef67890',
    '2 1 123456789ABCDEF67890123456789ABCDEF67890',
  ],
  [
    'RRSIG', // RFC 4034 §3.3
    `A 5 3 86400 20030322173103 20030220173103 2642 example.com. ${SIGNATURE}`,
    `0001 05 03 00015180 3e7c9dd7 3e5510d7 0a52 ${hexName('example.com.')} ${BASE64(SIGNATURE)}`,
  ],
  [
    'RRSIG',
    'TYPE1 5 3 86400 1048354263 1045762263 2642 example.com. AAAA',
    `0001 05 03 00015180 3e7c9dd7 3e5510d7 0a52 ${hexName('example.com.')} 000000`,
    'A 5 3 86400 20030322173103 20030220173103 2642 example.com. AAAA',
  ],
  [
    'NSEC', // RFC 4034 §4.3
    'host.example.com. ( A MX RRSIG NSEC TYPE1234 )',
    `${hexName('host.example.com.')} 00 06 400100000003 04 1b ${'00'.repeat(26)}20`,
    'host.example.com. A MX RRSIG NSEC TYPE1234',
  ],
  [
    'NSEC',
    'a. nsec TYPE65535 a TYPE1 mx',
    '016100 00 06 4001 0000 0001 ff 20'.concat('00'.repeat(31), '01'),
    'a. A MX NSEC TYPE65535',
  ],
  ['NSEC', '.', '00'],
  [
    'NSEC3', // RFC 5155 appendix A
    '1 1 12 aabbccdd ( 2t7b4g4vsa5smi47k61mv5bv1a22bojr MX DNSKEY NS SOA NSEC3PARAM RRSIG )',
    '01 01 000c 04 aabbccdd 14 174eb2409fe28bcb4887a1836f957f0a8425e27b 00 07 22010000000290',
    '1 1 12 AABBCCDD 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR NS SOA MX RRSIG DNSKEY NSEC3PARAM',
  ],
  [
    'NSEC3',
    '1 0 0 - 2VPTU5TIMAMQTTGL4LUU9KG21E0AOR3S',
    '01 00 0000 00 14 17f3df17b2b2adaef615257de4d2020b80ac6c7c',
    '1 0 0 - 2VPTU5TIMAMQTTGL4LUU9KG21E0AOR3S',
  ],
  ['NSEC3PARAM', '1 0 12 aabbccdd', '01 00 000c 04 aabbccdd', '1 0 12 AABBCCDD'], // RFC 5155 appendix A
  ['NSEC3PARAM', '1 0 0 -', '01 00 0000 00'],
  ['DNSKEY', `256 3 RSASHA1 ${KEY}`, `0100 03 05 ${BASE64(KEY)}`, `256 3 5 ${KEY}`], // RFC 4034 §2.2
  ['DS', '1 ecdsap256sha256 9 00', '0001 0d 09 00', '1 13 9 00'],
  [
    'RRSIG', // Times count modulo 32 bits.
    'A 5 3 86400 19691231235959 22251231235959 2642 . AAAA',
    '0001 05 03 00015180 ffffffff e1853cff 0a52 00 000000',
    'A 5 3 86400 21060207062815 20891123173143 2642 . AAAA',
  ],
  ['DNSKEY', `256 3 5 ${KEY}`, `0100 03 05 ${BASE64(KEY)}`], // RFC 4034 §2.3
  [
    'TLSA', // RFC 6698 §2.3
    '0 0 1 d2abde240d7cd3ee6b4b28c54df034b9 7983a1d16e8a410e4561cb106618e971',
    '00 00 01 d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971',
    '0 0 1 D2ABDE240D7CD3EE6B4B28C54DF034B97983A1D16E8A410E4561CB106618E971',
  ],
  ['CDS', '0 0 0 00', '0000 00 00 00'], // RFC 8078 §4
  ['CDNSKEY', '0 3 0 AA==', '0000 03 00 00'], // RFC 8078 §4
  // RFC 9460 appendix D
  ['HTTPS', '0 foo.example.com.', `0000 ${hexName('foo.example.com.')}`],
  ['SVCB', '1 .', '0001 00'],
  ['SVCB', '16 foo.example.com. port=53', `0010 ${hexName('foo.example.com.')} 0003 0002 0035`],
  [
    'SVCB',
    '1 foo.example.com. key667=hello',
    `0001 ${hexName('foo.example.com.')} 029b 0005 68656c6c6f`,
    '1 foo.example.com. key667="hello"',
  ],
  [
    'SVCB',
    '1 foo.example.com. key667="hello\\210qoo"',
    `0001 ${hexName('foo.example.com.')} 029b 0009 68656c6c6fd2716f6f`,
  ],
  [
    'SVCB',
    '1 foo.example.com. ipv6hint="2001:db8::1,2001:db8::53:1"',
    `0001 ${hexName('foo.example.com.')} 0006 0020 20010db8000000000000000000000001 20010db8000000000000000000530001`,
    '1 foo.example.com. ipv6hint=2001:db8::1,2001:db8::53:1',
  ],
  [
    'SVCB',
    '16 foo.example.org. alpn=h2,h3-19 mandatory=alpn,ipv4hint ipv4hint=192.0.2.1',
    `0010 ${hexName('foo.example.org.')} 0000 0004 00010004 0001 0009 026832 0568332d3139 0004 0004 c0000201`,
    '16 foo.example.org. mandatory=alpn,ipv4hint alpn=h2,h3-19 ipv4hint=192.0.2.1',
  ],
  [
    'SVCB',
    '1 . no-default-alpn alpn=h2 ech=AEQ= key9',
    '0001 00 0001 0003 026832 0002 0000 0005 0002 0044 0009 0000',
    '1 . alpn=h2 no-default-alpn ech=AEQ= key9',
  ],
  [
    'SVCB',
    '1 example.com. ipv6hint="2001:db8:122:344::192.0.2.33"',
    `0001 ${hexName('example.com.')} 0006 0010 20010db8012203440000000000000000`.slice(0, -8) + 'c0000221',
    '1 example.com. ipv6hint=2001:db8:122:344::c000:221',
  ],
  [
    'SVCB',
    '16 foo.example.org. (alpn=h2,h3-19 mandatory=ipv4hint,alpn ipv4hint=192.0.2.1)',
    `0010 ${hexName('foo.example.org.')} 0000 0004 00010004 0001 0009 026832 0568332d3139 0004 0004 c0000201`,
    '16 foo.example.org. mandatory=alpn,ipv4hint alpn=h2,h3-19 ipv4hint=192.0.2.1',
  ],
  [
    'SVCB',
    '16 foo.example.org. alpn="f\\\\\\\\oo\\\\,bar,h2"',
    `0010 ${hexName('foo.example.org.')} 0001 000c 08665c6f6f2c626172 026832`,
  ],
  [
    'SVCB',
    '16 foo.example.org. alpn=f\\\\\\092oo\\092,bar,h2',
    `0010 ${hexName('foo.example.org.')} 0001 000c 08665c6f6f2c626172 026832`,
    '16 foo.example.org. alpn="f\\\\\\\\oo\\\\,bar,h2"',
  ],
  [
    'SVCB', // The generic form of a key is its octets.
    '1 . key3=\\000\\053 key1=\\002h2 key0=\\000\\001\\000\\003',
    '0001 00 0000 0004 00010003 0001 0003 026832 0003 0002 0035',
    '1 . mandatory=alpn,port alpn=h2 port=53',
  ],
  [
    'SVCB', // RFC 9461 §5
    '1 doh.example. alpn=h2 dohpath=/dns-query{?dns}',
    `0001 ${hexName('doh.example.')} 0001 0003 026832 0007 0010 ${ascii('/dns-query{?dns}')}`,
    '1 doh.example. alpn=h2 dohpath="/dns-query{?dns}"',
  ],
  ['HTTPS', '1 . alpn=h2 ohttp', '0001 00 0001 0003 026832 0008 0000'], // RFC 9540 §4
  ['SPF', '"v=spf1 +mx a:colo.example.com/28 -all"', `25 ${ascii('v=spf1 +mx a:colo.example.com/28 -all')}`],
  [
    'URI', // RFC 7553 §5
    '10 1 "ftp://ftp1.example.com/public"',
    `000a 0001 ${ascii('ftp://ftp1.example.com/public')}`,
  ],
  ['CAA', '0 issue "ca1.example.net"', `00 05 ${ascii('issueca1.example.net')}`], // RFC 8659 §4.2
  ['CAA', '128 tbs ""', `80 03 ${ascii('tbs')}`],
  // RFC 1876 §4 and appendix
  [
    'LOC',
    '42 21 54 N 71 06 18 W -24m 30m',
    `00 33 16 13 ${arc(42, 21, 54_000)} ${arc(-71, 6, 18_000)} ${word32(10_000_000 - 2400)}`,
    '42 21 54.000 N 71 6 18.000 W -24.00m 30m 10000m 10m',
  ],
  [
    'LOC',
    '42 21 43.952 N 71 5 6.344 W -24m 1m 200m',
    `00 12 24 13 ${arc(42, 21, 43_952)} ${arc(-71, 5, 6344)} ${word32(10_000_000 - 2400)}`,
    '42 21 43.952 N 71 5 6.344 W -24.00m 1m 200m 10m',
  ],
  [
    'LOC',
    '52 14 05 N 00 08 50 E 10m',
    `00 12 16 13 ${arc(52, 14, 5000)} ${arc(0, 8, 50_000)} ${word32(10_001_000)}`,
    '52 14 5.000 N 0 8 50.000 E 10.00m 1m 10000m 10m',
  ],
  [
    'LOC',
    '32 7 19 S 116 2 25 E 10m',
    `00 12 16 13 ${arc(-32, 7, 19_000)} ${arc(116, 2, 25_000)} ${word32(10_001_000)}`,
    '32 7 19.000 S 116 2 25.000 E 10.00m 1m 10000m 10m',
  ],
  [
    'LOC',
    '42 21 28.764 N 71 0 51.617 W -44m 2000m',
    `00 25 16 13 ${arc(42, 21, 28_764)} ${arc(-71, 0, 51_617)} ${word32(10_000_000 - 4400)}`,
    '42 21 28.764 N 71 0 51.617 W -44.00m 2000m 10000m 10m',
  ],
  [
    'LOC', // RFC 1876 §3 gives a degree its own limit, whatever minutes follow.
    '90 59 59.999 s 180 59 59.999 e 42849672.95 90000000.00m',
    `00 99 16 13 ${arc(-90, 59, 59_999)} ${arc(180, 59, 59_999)} ffffffff`,
    '90 59 59.999 S 180 59 59.999 E 42849672.95m 90000000m 10000m 10m',
  ],
  [
    'LOC',
    '0 n 0 w -100000 0.15 99m 0.09m',
    '00 11 93 90 80000000 80000000 00000000',
    '0 0 0.000 N 0 0 0.000 E -100000.00m 0.10m 90m 0.09m',
  ],
  ['KEY', `256 3 RSASHA1 ${KEY}`, `0100 03 05 ${BASE64(KEY)}`, `256 3 5 ${KEY}`],
  ['CERT', 'pkix 1 RSASHA256 AAAA', '0001 0001 08 000000', 'PKIX 1 8 AAAA'],
  ['CERT', '65280 1 8 AAAA', 'ff00 0001 08 000000'],
  ['CERT', 'OID 65535 255 AA==', '00fe ffff ff 00'],
  ['OPENPGPKEY', 'AQ ID BA ==', '01020304', 'AQIDBA=='],
  ['SMIMEA', '3 0 0 aa bb', '03 00 00 aabb', '3 0 0 AABB'],
  // RFC 3123 §5
  ['APL', '1:192.168.32.0/21 !1:192.168.38.0/28', '0001 15 03 c0a820 0001 1c 83 c0a826'],
  ['APL', '1:127.0.0.1/32 1:172.16.64.0/22', '0001 20 04 7f000001 0001 16 03 ac1040'],
  [
    'APL',
    '1:192.168.42.0/26 1:192.168.42.64/26 1:192.168.42.128/25',
    '0001 1a 03 c0a82a 0001 1a 04 c0a82a40 0001 19 04 c0a82a80',
  ],
  ['APL', '1:224.0.0.0/4 2:FF00:0:0:0:0:0:0:0/8', '0001 04 01 e0 0002 08 01 ff', '1:224.0.0.0/4 2:ff00::/8'],
  ['APL', '1:0.0.0.0/0', '0001 00 00'],
  ['APL', '', '', '\\# 0'],
  ['EUI48', '00-00-5E-00-53-2a', '00005e00532a', '00-00-5e-00-53-2a'], // RFC 7043 §3.2
  ['EUI64', '00-00-5e-ef-10-00-00-2a', '00005eef1000002a'], // RFC 7043 §4.2
  // RFC 4701 §3.6
  [
    'DHCID',
    'AAIBY2/AuCccgoJbsaxcQc9TUapptP69l OjxfNuVAA2kjEA=',
    BASE64('AAIBY2/AuCccgoJbsaxcQc9TUapptP69lOjxfNuVAA2kjEA='),
    'AAIBY2/AuCccgoJbsaxcQc9TUapptP69lOjxfNuVAA2kjEA=',
  ],
  [
    'DHCID',
    'AAEBOSD+XR3Os/0LozeXVqcNc7FwCfQdWL3b/NaiUDlW2No=',
    BASE64('AAEBOSD+XR3Os/0LozeXVqcNc7FwCfQdWL3b/NaiUDlW2No='),
  ],
  [
    'DHCID',
    'AAABxLmlskllE0MVjd57zHcWmEH3pCQ6VytcKD//7es/deY=',
    BASE64('AAABxLmlskllE0MVjd57zHcWmEH3pCQ6VytcKD//7es/deY='),
  ],
  // RFC 4025 §3.2
  ['IPSECKEY', `10 1 2 192.0.2.38 ${IPSEC_KEY}`, `0a 01 02 c0000226 ${BASE64(IPSEC_KEY)}`],
  ['IPSECKEY', `10 1 2 192.0.2.3 ${IPSEC_KEY}`, `0a 01 02 c0000203 ${BASE64(IPSEC_KEY)}`],
  ['IPSECKEY', `10 0 2 . ${IPSEC_KEY}`, `0a 00 02 ${BASE64(IPSEC_KEY)}`],
  [
    'IPSECKEY',
    `10 3 2 mygateway.example.com. ${IPSEC_KEY}`,
    `0a 03 02 ${hexName('mygateway.example.com.')} ${BASE64(IPSEC_KEY)}`,
  ],
  [
    'IPSECKEY',
    `10 2 2 2001:0DB8:0:8002::2000:1 ${IPSEC_KEY}`,
    `0a 02 02 20010db8000080020000000020000001 ${BASE64(IPSEC_KEY)}`,
    `10 2 2 2001:db8:0:8002::2000:1 ${IPSEC_KEY}`,
  ],
  ['IPSECKEY', '10 0 0 .', '0a 00 00'],
  // RFC 8777 §4.3.1
  ['AMTRELAY', '10 0 1 203.0.113.15', '0a 01 cb00710f'],
  ['AMTRELAY', '10 0 2 2001:db8::15', '0a 02 20010db8000000000000000000000015'],
  ['AMTRELAY', '128 1 3 amtrelays.example.com.', `80 83 ${hexName('amtrelays.example.com.')}`],
  ['AMTRELAY', '0 1 0 .', '00 80'],
  ['CSYNC', '66 3 A NS AAAA', '00000042 0003 00 04 60000008'], // RFC 7477 §2.1.2
  [
    'ZONEMD', // RFC 8976 §2.3
    '2018031500 1 1 ( FEBE3D4CE2EC2FFA4BA99D46CD69D6D29711E55217057BEE 7EB1A7B641A47BA7FED2DD5B97AE499FAFA4F22C6BD647DE )',
    '7848b78c 01 01 febe3d4ce2ec2ffa4ba99d46cd69d6d29711e55217057bee7eb1a7b641a47ba7fed2dd5b97ae499fafa4f22c6bd647de',
    '2018031500 1 1 FEBE3D4CE2EC2FFA4BA99D46CD69D6D29711E55217057BEE7EB1A7B641A47BA7FED2DD5B97AE499FAFA4F22C6BD647DE',
  ],
  // RFC 9859 §2.3
  [
    'DSYNC',
    'CDS NOTIFY 5359 cds-scanner.example.net.',
    `003b 01 14ef ${hexName('cds-scanner.example.net.')}`,
  ],
  [
    'DSYNC',
    'csync 1 5360 csync-scanner.example.net.',
    `003e 01 14f0 ${hexName('csync-scanner.example.net.')}`,
    'CSYNC NOTIFY 5360 csync-scanner.example.net.',
  ],
  ['DSYNC', 'ANY 200 0 .', '00ff c8 0000 00'],
  [
    'RESINFO', // RFC 9606 §6
    'qnamemin exterr=15-17 infourl=https://resolver.example.com/guide',
    `08 ${ascii('qnamemin')} 0c ${ascii('exterr=15-17')} 2a ${ascii('infourl=https://resolver.example.com/guide')}`,
    '"qnamemin" "exterr=15-17" "infourl=https://resolver.example.com/guide"',
  ],
  // RFC 6742 §2.1.3, §2.2.3, §2.3.3, §2.4.3
  ['NID', '10 0014:4fff:ff20:ee64', '000a 00144fffff20ee64'],
  ['NID', '20 15:5FFF:ff21:ee65', '0014 00155fffff21ee65', '20 0015:5fff:ff21:ee65'],
  ['L32', '10 10.1.02.0', '000a 0a010200', '10 10.1.2.0'],
  ['L32', '10 10.1.08.0', '000a 0a010800', '10 10.1.8.0'],
  ['L64', '10 2001:0DB8:1140:1000', '000a 20010db811401000', '10 2001:0db8:1140:1000'],
  ['L64', '20 2001:0DB8:2140:2000', '0014 20010db821402000', '20 2001:0db8:2140:2000'],
  ['LP', '10 l64-subnet1.example.com.', `000a ${hexName('l64-subnet1.example.com.')}`],
  // RFC 8005 §6
  ['HIP', `2 200100107B1A74DF365639CC39F1D578 ${HIP_KEY}`, `10 02 0084 ${HIT} ${BASE64(HIP_KEY)}`],
  [
    'HIP',
    `2 200100107b1a74df365639cc39f1d578 ${HIP_KEY} rvs1.example.com. rvs2.example.com.`,
    `10 02 0084 ${HIT} ${BASE64(HIP_KEY)} ${hexName('rvs1.example.com.')} ${hexName('rvs2.example.com.')}`,
    `2 200100107B1A74DF365639CC39F1D578 ${HIP_KEY} rvs1.example.com. rvs2.example.com.`,
  ],
  ['X25', '311061700956', `0c ${ascii('311061700956')}`, '"311061700956"'], // RFC 1183 §3.1
  ['ISDN', '"150862028003217" "004"', `0f ${ascii('150862028003217')} 03 ${ascii('004')}`], // RFC 1183 §3.2
  ['ISDN', '"150862028003217"', `0f ${ascii('150862028003217')}`],
  [
    'NSAP', // RFC 1706 §8
    '0x47.0005.80.005a00.0000.0001.e133.ffffff000161.00',
    '47000580005a0000000001e133ffffff00016100',
    '0x47000580005a0000000001e133ffffff00016100',
  ],
  ['NSAP-PTR', 'foo.bar.com.', hexName('foo.bar.com.')], // RFC 1706 §6
  [
    'PX', // RFC 2163 §4.3
    '50 ab.net2.it. O-ab.PRMD-net2.ADMDb.C-it.',
    `0032 ${hexName('ab.net2.it.')} ${hexName('O-ab.PRMD-net2.ADMDb.C-it.')}`,
  ],
  [
    'GPOS', // RFC 1712 §5
    '-32.6882 116.8652 10.0',
    `08 ${ascii('-32.6882')} 08 ${ascii('116.8652')} 04 ${ascii('10.0')}`,
    '"-32.6882" "116.8652" "10.0"',
  ],
  [
    'SIG', // RFC 2535 §4.5
    `A 1 3 86400 20030322173103 20030220173103 2642 example.com. ${SIGNATURE}`,
    `0001 01 03 00015180 3e7c9dd7 3e5510d7 0a52 ${hexName('example.com.')} ${BASE64(SIGNATURE)}`,
  ],
  ['NXT', 'medium.foo.tld. A MX SIG NXT', `${hexName('medium.foo.tld.')} 40010082`], // RFC 2535 §5.3
  ['NXT', '.', '00'],
  ['NINFO', '"a" "b"', '01 61 01 62'],
  ['RKEY', '0 1 8 AAAA', '0000 01 08 000000'],
  ['TALINK', '. h1.example.com.', `00 ${hexName('h1.example.com.')}`],
  ['AVC', '"app-name:WOLFGANG|app-class:OAM"', `1f ${ascii('app-name:WOLFGANG|app-class:OAM')}`],
  ['WALLET', 'ETH 0x1', `03 ${ascii('ETH')} 03 ${ascii('0x1')}`, '"ETH" "0x1"'],
  ['CLA', '"TCPCLv4"', `07 ${ascii('TCPCLv4')}`],
  ['HHIT', 'AAAA', '000000'],
  ['BRID', 'AAAA', '000000'],
  ['ALIAS', 'web.example.net.', hexName('web.example.net.')],
  ['TA', '1 13 9 00FF', '0001 0d 09 00ff'],
  [
    'DLV',
    '60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118',
    'ec45 05 01 2bb183af5f22588179a53b0a98631fad1a292118',
  ],
]
