import { describe, expect, it } from 'vitest'
import { parse, placesOf, zonesOf } from './corefile-shape.ts'

describe('a server block key', () => {
  it.each<[text: string, scheme: string, zone: string, port: number | null]>([
    ['example.org', 'dns', 'example.org.', null],
    ['example.org.', 'dns', 'example.org.', null],
    ['EXAMPLE.Org:1053', 'dns', 'example.org.', 1053],
    ['.', 'dns', '.', null],
    ['.:53', 'dns', '.', 53],
    [':53', 'dns', '.', 53],
    [':0', 'dns', '.', 0],
    ['.:65535', 'dns', '.', 65535],
    ['dns://example.org:53', 'dns', 'example.org.', 53],
    ['dns://', 'dns', '.', null],
    ['TLS://.', 'tls', '.', null],
    ['tls://example.org:8853', 'tls', 'example.org.', 8853],
    ['https://example.org', 'https', 'example.org.', null],
    ['https3://example.org', 'https3', 'example.org.', null],
    ['quic://.', 'quic', '.', null],
    ['grpc://example.org:443', 'grpc', 'example.org.', 443],
    ['10.0.0.0/8', 'dns', '10.in-addr.arpa.', null],
    ['10.9.3.0/16:5353', 'dns', '9.10.in-addr.arpa.', 5353],
    ['0.0.0.0/0', 'dns', 'in-addr.arpa.', null],
    ['192.0.2.1/32', 'dns', '1.2.0.192.in-addr.arpa.', null],
    ['2001:db8::/32', 'dns', '8.b.d.0.1.0.0.2.ip6.arpa.', null],
    ['2001:db8::/32:53', 'dns', '8.b.d.0.1.0.0.2.ip6.arpa.', 53],
    ['tls://fd00::/8:853', 'tls', 'd.f.ip6.arpa.', 853],
    ['0/27.2.0.192.in-addr.arpa', 'dns', '0/27.2.0.192.in-addr.arpa.', null],
    ['_tcp.example.org', 'dns', '_tcp.example.org.', null],
    ['1.example.org', 'dns', '1.example.org.', null],
  ])('%s is scheme %s, zone %s, port %s', (text, scheme, zone, port) => {
    const corefile = parse(`${text} {\n}`)
    expect(corefile.diagnostics).toEqual([])
    expect(corefile.blocks[0]?.keys[0]).toMatchObject({ text, scheme, port })
    expect(zonesOf(corefile)).toEqual([zone])
  })

  it.each<[text: string, count: number, first: string, last: string]>([
    ['10.0.0.0/15', 2, '0.10.in-addr.arpa.', '1.10.in-addr.arpa.'],
    ['10.9.3.0/18', 64, '0.9.10.in-addr.arpa.', '63.9.10.in-addr.arpa.'],
    ['10.0.0.0/27', 32, '0.0.0.10.in-addr.arpa.', '31.0.0.10.in-addr.arpa.'],
    ['2001:db8::/29', 8, '8.b.d.0.1.0.0.2.ip6.arpa.', 'f.b.d.0.1.0.0.2.ip6.arpa.'],
  ])('%s stands for %i reverse zones', (text, count, first, last) => {
    const zones = zonesOf(parse(`${text} {\n}`))
    expect(zones).toHaveLength(count)
    expect([zones[0], zones.at(-1)]).toEqual([first, last])
  })

  it.each<[text: string, message: RegExp, hint: RegExp | null]>([
    ['htps://example.org', /'htps:\/\/' is not a scheme/, /did you mean https:\/\/\?/],
    ['http://example.org', /not a scheme/, /did you mean https:\/\/\?/],
    ['udp://.', /not a scheme/, /serves UDP and TCP/],
    ['unix:///run/dns', /not a scheme/, /Unix sockets/],
    ['gopher://.', /not a scheme/, /dns:\/\/, tls:\/\//],
    ['://.', /not a scheme/, null],
    ['example.org:', /port is missing after the last colon/, /write a number/],
    [':', /port is missing/, null],
    ['example.org:65536', /not a number from 0 to 65535/, null],
    ['example.org:-1', /not a number from 0 to 65535/, null],
    ['example.org:dns', /the port 'dns' is not a number/, null],
    ['a.org,b.org:53', /comma separates keys only at the end of a word/, /add a blank/],
    ['a..b', /empty label/, null],
    ['.example.org', /empty label/, null],
    [`${'a'.repeat(64)}.org`, /longer than 63/, null],
    [`${'abcdefg.'.repeat(32)}org`, /longer than 255/, null],
    ['bücher.example', /not ASCII/, /xn--/],
    ['"a.org b.org"', /one word with a blank/, /each zone as a word of its own/],
    ['10.0.0.0/33', /not a valid range/, /0 to 32, found '33'/],
    ['2001:db8::/129', /not a valid range/, /0 to 128/],
    ['10.0.0/8', /not a valid range/, /such as 10\.96\.0\.0\/12/],
    ['010.0.0.0/8', /not a valid range/, null],
    ['example.org/24', /not a valid range/, null],
    ['10.0.0.0/', /not a valid range/, null],
    ['::ffff:b:f/115', /begins with zeros/, /ip6\.arpa/],
    ['0:1::/32', /begins with zeros/, null],
    ['::1', /is an address, not a zone/, /use bind/],
    ['2001:db8::53', /is an address, not a zone/, /use bind/],
    ['[::1]:53', /is an address, not a zone/, /use bind/],
  ])('%s is an error', (text, message, hint) => {
    const corefile = parse(`ok.org ${text} {\n}`)
    expect(corefile.diagnostics).toHaveLength(1)
    expect(corefile.diagnostics[0]).toMatchObject({
      code: 'KZ_COREFILE_KEY',
      line: 1,
      column: 8,
      length: text.length,
    })
    expect(corefile.diagnostics[0]?.message).toMatch(message)
    if (hint !== null) expect(corefile.diagnostics[0]?.hint).toMatch(hint)
    expect(zonesOf(corefile)).toEqual(['ok.org.'])
  })

  it.each<[text: string, message: RegExp]>([
    ['exa_mple.org', /letters, digits and hyphens/],
    ['-a.org', /letters, digits and hyphens/],
    ['*.org', /letters, digits and hyphens/],
    ['127.0.0.1:53', /name of a zone, not as an address/],
  ])('%s is a zone with a warning', (text, message) => {
    const { blocks, diagnostics } = parse(`${text} {\n}`)
    expect(placesOf(diagnostics)).toEqual(['1:1 ZONE_STYLE'])
    expect(diagnostics[0]?.message).toMatch(message)
    expect(blocks[0]?.keys).toHaveLength(1)
  })

  it('leaves the comma at its end out of its text and its caret', () => {
    const { blocks, diagnostics } = parse('a..b, c.org {\n}')
    expect(diagnostics[0]).toMatchObject({ column: 1, length: 4 })
    expect(blocks[0]?.keys.map((key) => key.text)).toEqual(['c.org'])
  })
})
