/** `transfer`: the clients that may transfer a zone, its records, and its changes. */
import { afterEach, describe, expect, test } from 'vitest'
import { service } from '../../../e2e/workplace.ts'
import { until } from '../../../e2e/until.ts'
import { ask, exchangeUdp } from '../../../support/ask.ts'
import { decodeReply } from '../../../support/decode.ts'
import { encodeIxfr, serialOf, transfer as transferFrom } from '../../../support/transfer.ts'
import { openWorld, type World } from '../../../support/world.ts'

const ZONE = 'cluster.local.'
let world: World | null = null
afterEach(async () => {
  await world?.close()
  world = null
})

const DATABASE = `apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {clusterIP: None, ports: [{name: sql, port: 5432}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-1, namespace: shop, labels: {kubernetes.io/service-name: db}}
addressType: IPv4
ports: [{name: sql, port: 5432}]
endpoints:
- {addresses: [10.244.0.1], hostname: db-0}
- {addresses: [10.244.0.2]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-2, namespace: shop, labels: {kubernetes.io/service-name: db}}
addressType: IPv4
ports: [{name: sql, port: 5432}]
endpoints:
- {addresses: [10.244.0.3]}
---
`
const MORE = `apiVersion: v1
kind: Service
metadata: {name: two, namespace: shop}
spec: {clusterIP: 10.96.0.20, ports: [{name: http, port: 80}, {name: https, port: 443}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: two-1, namespace: shop, labels: {kubernetes.io/service-name: two}}
addressType: IPv4
ports: [{name: http, port: 8080}]
endpoints:
- {addresses: [10.244.0.9]}
---
apiVersion: v1
kind: Service
metadata: {name: out, namespace: shop}
spec: {type: ExternalName, externalName: example.com}
---
`

function corefile(options: string, others = ''): string {
  return `cluster.local 10.in-addr.arpa {
 transfer {
  ${options}
 }
 kubernetes cluster.local 10.in-addr.arpa {
  namespaces shop default
 }
 ${others}
}
`
}

async function open(options: string, manifests = service('web', '10.96.0.10', 'shop')): Promise<World> {
  world = await openWorld({ Corefile: corefile(options), 'all.yaml': manifests })
  return world
}

describe('the whole zone (RFC 5936)', () => {
  test('has the records that CoreDNS transfers, with their names and weights', async () => {
    const { target } = await open('to *', DATABASE + MORE)
    const { records, messages } = await transferFrom(target, ZONE)
    const soa = expect.stringMatching(/^cluster\.local\. 5 IN SOA ns\.dns\.cluster\.local\. /)
    expect(messages[0]?.flags).toBe('qr aa rd')
    expect(records.map((one) => one.replace(/(?<=^ns\.dns\.cluster\.local\. 0 IN A) .*/, ' *'))).toEqual([
      soa,
      'cluster.local. 5 IN NS ns.dns.cluster.local.',
      'ns.dns.cluster.local. 0 IN A *',
      'db.shop.svc.cluster.local. 5 IN A 10.244.0.1',
      'db.shop.svc.cluster.local. 5 IN A 10.244.0.2',
      'db.shop.svc.cluster.local. 5 IN A 10.244.0.3',
      '10-244-0-2.db.shop.svc.cluster.local. 5 IN A 10.244.0.2',
      '10-244-0-3.db.shop.svc.cluster.local. 5 IN A 10.244.0.3',
      '_sql._tcp.db.shop.svc.cluster.local. 5 IN SRV 0 50 5432 db-0.db.shop.svc.cluster.local.',
      '_sql._tcp.db.shop.svc.cluster.local. 5 IN SRV 0 50 5432 10-244-0-2.db.shop.svc.cluster.local.',
      '_sql._tcp.db.shop.svc.cluster.local. 5 IN SRV 0 100 5432 10-244-0-3.db.shop.svc.cluster.local.',
      'db-0.db.shop.svc.cluster.local. 5 IN A 10.244.0.1',
      'out.shop.svc.cluster.local. 5 IN CNAME example.com.',
      'two.shop.svc.cluster.local. 5 IN A 10.96.0.20',
      'two.shop.svc.cluster.local. 5 IN SRV 0 100 80 two.shop.svc.cluster.local.',
      'two.shop.svc.cluster.local. 5 IN SRV 0 100 443 two.shop.svc.cluster.local.',
      '_http._tcp.two.shop.svc.cluster.local. 5 IN SRV 0 100 80 two.shop.svc.cluster.local.',
      '_https._tcp.two.shop.svc.cluster.local. 5 IN SRV 0 100 443 two.shop.svc.cluster.local.',
      soa,
    ])
  })

  test('weighs endpoints by the slices that a cluster makes: one for each family and set of ports', async () => {
    const { target } = await open(
      'to *',
      `apiVersion: v1
kind: Service
metadata: {name: dual, namespace: shop}
spec: {clusterIP: None, ipFamilyPolicy: PreferDualStack, selector: {app: dual}, ports: [{name: sql, port: 5432, targetPort: sql}]}
---
apiVersion: v1
kind: Pod
metadata: {name: d1, namespace: shop, labels: {app: dual}}
spec: {containers: [{name: c, ports: [{name: sql, containerPort: 5432}]}]}
status: {podIPs: [{ip: 10.244.0.1}, {ip: 'fd00::1'}]}
---
apiVersion: v1
kind: Pod
metadata: {name: d2, namespace: shop, labels: {app: dual}}
spec: {containers: [{name: c, ports: [{name: sql, containerPort: 5432}]}]}
status: {podIPs: [{ip: 10.244.0.2}]}
---
apiVersion: v1
kind: Pod
metadata: {name: d3, namespace: shop, labels: {app: dual}}
spec: {containers: [{name: c, ports: [{name: sql, containerPort: 6543}]}]}
status: {podIPs: [{ip: 10.244.0.3}]}
---
apiVersion: v1
kind: Service
metadata: {name: far, namespace: shop}
spec: {clusterIP: None, ports: [{name: sql, port: 5432}]}
---
apiVersion: v1
kind: Endpoints
metadata: {name: far, namespace: shop}
subsets: [{addresses: [{ip: 172.16.0.1}, {ip: 172.16.0.2}, {ip: 'fd00::9'}], ports: [{name: sql, port: 5432}]}]
`,
    )
    const { records } = await transferFrom(target, ZONE)
    const weights = (name: string) =>
      records
        .filter((one) => one.startsWith(`_sql._tcp.${name}.`) && one.includes(' SRV '))
        .map((one) =>
          one
            .split(' ')
            .slice(5, 8)
            .join(' ')
            .replace(/\.shop\..*/, ''),
        )
        .sort()
    expect(weights('dual')).toEqual([
      '100 5432 fd00--1.dual',
      '100 6543 10-244-0-3.dual',
      '50 5432 10-244-0-1.dual',
      '50 5432 10-244-0-2.dual',
    ])
    expect(weights('far')).toEqual([
      '100 5432 fd00--9.far',
      '50 5432 172-16-0-1.far',
      '50 5432 172-16-0-2.far',
    ])
  })

  test('has all records that queries get, with complete', async () => {
    const { target } = await open('to *\n complete', DATABASE + MORE)
    const { records } = await transferFrom(target, ZONE)
    expect(records.length).toBeGreaterThan(25)
    for (const record of records.slice(1, -1)) {
      const [name = '', , , type = ''] = record.split(' ')
      const { answer } = await ask(target, { name, type })
      expect(answer, record).toContain(record)
    }
    for (const [name, type] of [
      ['dns-version.cluster.local.', 'TXT'],
      ['10-244-0-9.two.shop.svc.cluster.local.', 'A'],
      ['db.shop.svc.cluster.local.', 'SRV'],
      ['kubernetes.default.svc.cluster.local.', 'A'],
    ] as const) {
      const { answer } = await ask(target, { name, type })
      expect(answer.length).toBeGreaterThan(0)
      expect(records).toEqual(expect.arrayContaining([...answer]))
    }
  })

  test('of reverse names holds PTR records', async () => {
    const { target } = await open('to *')
    const { records } = await transferFrom(target, '10.in-addr.arpa.')
    expect(records).toContain('10.0.96.10.in-addr.arpa. 5 IN PTR web.shop.svc.cluster.local.')
    expect(records[0]).toMatch(/^10\.in-addr\.arpa\. 5 IN SOA /)
  })

  test('of thousands of names has several messages, at the pace of the client', async () => {
    const services = Array.from({ length: 2000 }, (_, i) =>
      service(`s${i}`, `10.96.${1 + (i >> 8)}.${i & 255}`),
    )
    const { target } = await open('to *', services.join(''))
    const { records, messages } = await transferFrom(target, ZONE)
    expect(messages.length).toBeGreaterThan(5)
    expect(new Set(records).size).toBe(records.length - 1)
    expect(records.filter((one) => / IN A 10\.96\./.test(one))).toHaveLength(2000)
    expect(records.at(-1)).toBe(records[0])
    expect(Math.max(...messages.map(({ octets }) => octets))).toBeLessThan(40_000)
  })

  test('is refused over UDP, below the apex, to other addresses, and without a zone to transfer', async () => {
    const { target } = await open('to 192.0.2.0/24 198.51.100.7:5300')
    const refused = { rcode: 'REFUSED', answer: [], authority: [] }
    expect(await ask(target, { name: ZONE, type: 'AXFR' }, 'tcp')).toMatchObject(refused)
    await world?.close()
    const all = await open('to 127.0.0.0/8')
    expect(await ask(all.target, { name: ZONE, type: 'AXFR' })).toMatchObject(refused)
    expect(await ask(all.target, { name: 'svc.cluster.local.', type: 'AXFR' }, 'tcp')).toMatchObject(refused)
    expect(await ask(all.target, { name: 'example.com.', type: 'AXFR' }, 'tcp')).toMatchObject(refused)
    expect((await ask(all.target, { name: ZONE, type: 'AXFR' }, 'tcp')).rcode).toBe('NOERROR')
  })

  test('of a zone file has all its records, including delegations and glue', async () => {
    const text = `$TTL 60
@ SOA ns hostmaster 7 1 1 1 1
 NS ns
ns A 192.0.2.1
sub NS ns.sub
ns.sub A 192.0.2.2
* TXT "any"
alias DNAME example.net.
`
    world = await openWorld({ Corefile: 'example.org {\n file db\n transfer {\n to *\n }\n}\n', db: text })
    const { records } = await transferFrom(world.target, 'example.org.')
    expect(records).toEqual([
      'example.org. 60 IN SOA ns.example.org. hostmaster.example.org. 7 1 1 1 1',
      'example.org. 60 IN NS ns.example.org.',
      '*.example.org. 60 IN TXT "any"',
      expect.stringMatching(/^alias\.example\.org\. 60 IN /),
      'ns.example.org. 60 IN A 192.0.2.1',
      'sub.example.org. 60 IN NS ns.sub.example.org.',
      'ns.sub.example.org. 60 IN A 192.0.2.2',
      'example.org. 60 IN SOA ns.example.org. hostmaster.example.org. 7 1 1 1 1',
    ])
  })
})

function authored(serial: number, address: string): string {
  const names = 'abcdefgh'.replace(/./g, '$& A 192.0.2.9\n')
  return `$TTL 60\n@ SOA ns h ${serial} 1 1 1 1\n NS ns\nns A ${address}\n${names}`
}

describe('an incremental transfer (RFC 1995)', () => {
  test('is the SOA alone if the secondary’s serial is current or newer', async () => {
    const { target } = await open('to *')
    const [soa = ''] = (await ask(target, { name: ZONE, type: 'SOA' })).answer
    expect((await transferFrom(target, ZONE, serialOf(soa))).records).toEqual([soa])
    expect((await transferFrom(target, ZONE, serialOf(soa) + 1000)).records).toEqual([soa])
  })

  test('has each step from the secondary’s serial to the current one', async () => {
    const { target, log } = await open(
      'to *\n complete',
      DATABASE + MORE + service('web', '10.96.0.10', 'shop'),
    )
    const [first = ''] = (await ask(target, { name: ZONE, type: 'SOA' })).answer
    world?.write('new.yaml', service('new', '10.96.0.77', 'shop'))
    await until('the first edit', () => log.some((line) => line.includes('changed: ')))
    const [second = ''] = (await ask(target, { name: ZONE, type: 'SOA' })).answer
    world?.write('all.yaml', DATABASE + MORE)
    await until('the second edit', () => log.filter((line) => line.includes('changed: ')).length === 2)
    const [third = ''] = (await ask(target, { name: ZONE, type: 'SOA' })).answer
    const web = [
      'web.shop.svc.cluster.local. 5 IN A 10.96.0.10',
      'web.shop.svc.cluster.local. 5 IN SRV 0 100 80 web.shop.svc.cluster.local.',
      '_http._tcp.web.shop.svc.cluster.local. 5 IN A 10.96.0.10',
      '_http._tcp.web.shop.svc.cluster.local. 5 IN SRV 0 100 80 web.shop.svc.cluster.local.',
    ]
    const added = web.map((one) => one.replaceAll('web', 'new').replace('10.96.0.10', '10.96.0.77'))
    expect((await transferFrom(target, ZONE, serialOf(first))).records).toEqual([
      third,
      first,
      second,
      ...added,
      second,
      ...web,
      third,
      third,
    ])
    expect((await transferFrom(target, ZONE, serialOf(second))).records).toEqual([
      third,
      second,
      ...web,
      third,
      third,
    ])
  })

  test('is the whole zone if the history is too short, or if the whole zone is shorter', async () => {
    const { target, log } = await open('to *')
    const whole = (await transferFrom(target, ZONE)).records
    expect((await transferFrom(target, ZONE, serialOf(whole[0] ?? '') - 1)).records).toEqual(whole)
    world?.write('all.yaml', DATABASE + MORE)
    await until('the edit', () => log.some((line) => line.includes('changed: ')))
    const after = (await transferFrom(target, ZONE)).records
    expect((await transferFrom(target, ZONE, serialOf(whole[0] ?? ''))).records).toEqual(after)
  })

  test('over UDP is the SOA alone, so that the secondary retries over TCP', async () => {
    const { target } = await open('to *')
    const reply = await exchangeUdp(target, encodeIxfr(ZONE, 1))
    expect(decodeReply(reply ?? Buffer.alloc(0)).answer).toEqual([expect.stringContaining(' IN SOA ')])
  })

  test('of a zone file with an unchanged serial is the whole zone, with a warning', async () => {
    const Corefile = 'example.org {\n file db {\n reload 50ms\n }\n transfer {\n to *\n }\n}\n'
    world = await openWorld({ Corefile, db: authored(1, '192.0.2.1') })
    const { target, log } = world
    world.write('db', authored(1, '192.0.2.2'))
    const warning = () => log.findLast((line) => line.includes('KZ_ZONE_SERIAL')) ?? ''
    await until('the change', () => warning().includes('its serial is still 1: '))
    expect((await transferFrom(target, 'example.org.')).records).toContain(
      'ns.example.org. 60 IN A 192.0.2.2',
    )
    world.write('db', authored(2, '192.0.2.3'))
    await until(
      'the next',
      async () =>
        (await ask(target, { name: 'example.org', type: 'SOA' })).answer[0]?.includes(' 2 1 1 1 1') === true,
    )
    // Secondaries may have either zone of serial 1: only the whole zone is right for both.
    const { records } = await transferFrom(target, 'example.org.', 1)
    expect(records[1]).toBe('example.org. 60 IN NS ns.example.org.')
    world.write('db', authored(3, '192.0.2.4'))
    await until(
      'the last',
      async () =>
        (await ask(target, { name: 'example.org', type: 'SOA' })).answer[0]?.includes(' 3 1 1 1 1') === true,
    )
    expect((await transferFrom(target, 'example.org.', 2)).records).toHaveLength(6)
    world.write('db', authored(2, '192.0.2.5'))
    await until('the step back', () => warning().includes('its serial went back from 3 to 2: '))
  })

  test('is FORMERR without the SOA that says since when', async () => {
    const { target } = await open('to *')
    expect((await ask(target, { name: ZONE, type: 'IXFR' }, 'tcp')).rcode).toBe('FORMERR')
    const ofAnotherClass = Buffer.concat([encodeIxfr(ZONE, 1).subarray(0, -24), Buffer.from([0, 0])])
    ofAnotherClass.writeUInt16BE(3, ofAnotherClass.length - 8)
    const reply = await exchangeUdp(target, ofAnotherClass)
    expect(decodeReply(reply ?? Buffer.alloc(0)).rcode).toBe('FORMERR')
  })
})
