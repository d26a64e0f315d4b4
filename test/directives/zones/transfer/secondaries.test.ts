/** Real secondaries follow edits of manifests and end with equal zones; other tools find the zones valid. */
import { execFile } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort, service } from '../../../e2e/workplace.ts'
import { until } from '../../../e2e/until.ts'
import { ask, type Target } from '../../../support/ask.ts'
import { transfer } from '../../../support/transfer.ts'
import { openWorld, type World } from '../../../support/world.ts'
import { SECRET, type SecondaryServer, startKnot, startNsd } from './secondary-servers.ts'
import { needs } from '../../../support/needs.ts'

const ZONES = ['cluster.local', '96.10.in-addr.arpa', 'example.org']
const EDITS = 100
const SERVERS = [
  ['NSD', 'nsd', startNsd],
  ['Knot DNS', 'knotd', startKnot],
] as const

const AUTHORED = (serial: number): string => `$TTL 60
@ SOA ns hostmaster ${serial} 7200 1800 86400 60
  NS ns
ns A 192.0.2.1
www CNAME web.shop.svc.cluster.local.
edit TXT "${serial}"
`

/** Enough services that an incremental transfer is shorter than the whole zone. */
const MANY = Array.from({ length: 300 }, (_, i) =>
  service(`many-${i}`, `10.96.${100 + (i >> 8)}.${i & 255}`),
).join('')

const WORKLOAD = (replicas: number): string => `apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {clusterIP: None, selector: {app: db}, ports: [{name: sql, port: 5432}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec:
  serviceName: db
  replicas: ${replicas}
  selector: {matchLabels: {app: db}}
  template: {metadata: {labels: {app: db}}, spec: {containers: [{name: db, image: db}]}}
`

const run = promisify(execFile)

/** The records that dig transfers, in an order that is the same for all servers. */
async function zoneOf(target: Target, zone: string): Promise<readonly string[]> {
  const { stdout } = await run('dig', [
    '+noall',
    '+answer',
    `@${target.address}`,
    '-p',
    String(target.port),
    '-y',
    `hmac-sha256:transfer:${SECRET}`,
    zone,
    'AXFR',
  ])
  const records = stdout.split('\n').filter((line) => line !== '' && !line.includes('TSIG'))
  return [...new Set(records.map((line) => line.replace(/\s+/g, ' ').toLowerCase()))].toSorted()
}

async function serialAt(target: Target, zone: string): Promise<string> {
  const reply = await ask(target, { name: zone, type: 'SOA' }).catch(() => null)
  return reply?.answer[0]?.split(' ')[6] ?? ''
}

/** Whether two servers have equal serials for all zones. */
async function isInStep(server: Target, primary: Target): Promise<boolean> {
  for (const zone of ZONES) {
    const serial = await serialAt(primary, zone)
    if (serial === '' || (await serialAt(server, zone)) !== serial) return false
  }
  return true
}

describe.for(SERVERS)('%s', ([, program, start]) => {
  let world: World
  let server: SecondaryServer

  beforeAll(async () => {
    const port = await freePort()
    const Corefile = `${ZONES.join(' ')} {
 tsig {
  secret transfer ${SECRET}
  require AXFR IXFR
 }
 transfer {
  to 127.0.0.1:${port}
  key transfer
  complete
 }
 kubernetes cluster.local 96.10.in-addr.arpa
 file db example.org {
  reload 50ms
 }
}
`
    world = await openWorld({ Corefile, db: AUTHORED(1), 'db.yaml': WORKLOAD(3), 'many.yaml': MANY })
    server = start(port, world.target.port, ZONES)
  })
  afterAll(async () => {
    server?.close()
    await world?.close()
  })

  test(`follows ${EDITS} edits and ends with the same zones`, {
    timeout: 90_000,
    ...needs(program),
  }, async () => {
    await until(
      'the first zones',
      async () => isInStep(server.target, world.target),
      30_000,
      () => server.log(),
    )
    for (let edit = 1; edit <= EDITS; edit++) {
      const at = `10.96.${edit % 7}.${edit}`
      if (edit % 5 === 0) rmSync(join(world.folder, `${edit - 3}.yaml`))
      else world.write(`${edit}.yaml`, service(`web-${edit}`, at, edit % 3 === 0 ? 'shop' : 'default'))
      if (edit % 4 === 0) world.write('db.yaml', WORKLOAD(edit % 9))
      if (edit % 3 === 0) writeFileSync(join(world.folder, 'db'), AUTHORED(1 + edit))
      await delay(60)
    }
    await until('the last edit', () =>
      serialAt(world.target, 'example.org').then((serial) => serial === '100'),
    )
    await until(
      'the secondary has all',
      async () => isInStep(server.target, world.target),
      30_000,
      () => `${server.log()}\n${world.log.join('')}`,
    )
    // Edits cause incremental transfers, not whole ones.
    const [steps, wholes] = [/transfer: .* from \d+ to serial/, /transfer: \S+ to serial/].map(
      (line) => world.log.filter((one) => line.test(one)).length,
    )
    expect(steps).toBeGreaterThan(10)
    expect(wholes).toBeLessThan(10)
    for (const zone of ZONES) {
      const theirs = await zoneOf(server.target, zone)
      expect(theirs.length).toBeGreaterThan(4)
      expect(theirs).toEqual(await zoneOf(world.target, zone))
    }
  })
})

describe('transfers of the manifests of zones/', () => {
  const zones = fileURLToPath(new URL('../../../../zones', import.meta.url))
  const checkers = [
    { program: 'named-checkzone', arguments: (zone: string, file: string) => ['-i', 'full', zone, file] },
    { program: 'kzonecheck', arguments: (zone: string, file: string) => ['-o', zone, file] },
  ]
  describe.each(checkers)('$program', ({ program, arguments: argumentsFor }) => {
    test.each(['', 'complete'])('finds no error (%j)', needs(program), async (content) => {
      const world = await openWorld({
        Corefile: `cluster.local 10.in-addr.arpa ip6.arpa {
 transfer {
  to *
  ${content}
 }
 kubernetes cluster.local 10.in-addr.arpa ip6.arpa {
  manifests ${zones}
  pods verified
  zonal
 }
}
`,
      })
      try {
        for (const zone of ['cluster.local', '10.in-addr.arpa', 'ip6.arpa']) {
          const file = join(world.folder, zone)
          writeFileSync(file, `${(await transfer(world.target, zone)).records.join('\n')}\n`)
          // All host names that CoreDNS transfers are valid; _PORT._PROTOCOL with addresses is not a host
          // name.
          const strictly = program === 'named-checkzone' && content === '' ? ['-k', 'fail'] : []
          const { stdout } = await run(program, [...strictly, ...argumentsFor(zone, file)])
          expect(stdout).not.toMatch(/error/i)
        }
      } finally {
        await world.close()
      }
    })
  })
})
