/** A zone with every feature of zone files, and queries that reach all of it. */
export const EXAMPLE_ZONE = `$ORIGIN example.org.
$TTL 1h
@ IN SOA ns1 hostmaster ( 2026112101 ; serial
    2h 15m 2w 5m )
  NS ns1
  NS ns2.example.net.
  MX 10 mail
ns1 A 192.0.2.1
mail 300 IN A 192.0.2.2
mail AAAA 2001:db8::2
www CNAME web
web A 192.0.2.3
out CNAME www.example.net.
deep CNAME www
*.wild TXT "any thing" "two;semi"
sub.wild A 192.0.2.4
child NS ns.child
child NS ns.elsewhere.net.
ns.child A 192.0.2.5
old DNAME new
a.new A 192.0.2.6
txt TXT ( "a\\"b" plain\\032x )
_http._tcp SRV 0 5 80 web
gen CAA 0 issue "ca.example.net"
odd TYPE65280 \\# 4 01020304
a.b.c.ent A 192.0.2.7
*.alias CNAME web
$GENERATE 1-3 host$ A 192.0.2.1$
$GENERATE 10-12 h\${0,3} CNAME web
`

/** The same zone for servers without `$GENERATE`. */
export const EXPANDED_ZONE = EXAMPLE_ZONE.replace(/^\$GENERATE.*\n/gm, '').concat(
  [1, 2, 3].map((i) => `host${i} A 192.0.2.1${i}\n`).join(''),
  [10, 11, 12].map((i) => `h0${i} CNAME web\n`).join(''),
)

export const QUESTIONS: readonly string[] = [
  'www A',
  'www AAAA',
  'WwW.eXample.org. A',
  'web A',
  'web TXT',
  'out A',
  'deep A',
  'x.wild TXT',
  'x.y.wild TXT',
  'x.wild A',
  'wild TXT',
  'sub.wild TXT',
  'b.sub.wild TXT',
  'child A',
  'child NS',
  'ns.child A',
  'foo.child A',
  'a.old A',
  'a.old AAAA',
  'b.old A',
  'old A',
  'old DNAME',
  'txt TXT',
  '_http._tcp SRV',
  '_tcp A',
  'gen CAA',
  'odd TYPE65280',
  'ent A',
  'c.ent A',
  'b.c.ent A',
  'x.c.ent A',
  'y.alias A',
  'y.alias CNAME',
  'host2 A',
  'host4 A',
  'h011 A',
  'example.org. NS',
  'example.org. SOA',
  'example.org. MX',
  'example.org. A',
  'mail MX',
  'nope A',
]
