/** `secondary` over time: reloads, several primaries of which one is behind, and endless notices. */
import { createServer, type Server } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { freePort } from '../../../e2e/workplace.ts'
import { until } from '../../../e2e/until.ts'
import { encodeName, exchangeUdp } from '../../../support/ask.ts'
import { transfer } from '../../../support/transfer.ts'
import { openWorld } from '../../../support/world.ts'
import { answerOf, follow, open } from './followers.ts'

const NAME = 'www.example.org'

function primary(port: number, serial: number) {
  return {
    db: `$TTL 60\n@ SOA ns h ${serial} 3600 600 86400 60\n NS ns\nns A 192.0.2.1\nwww A 192.0.2.${serial}\n`,
    Corefile: `example.org:${port} {\n bind 127.0.0.1\n file db {\n reload 50ms\n }\n transfer {\n to *\n }\n}\n`,
  }
}

function portOf(server: Server): number {
  const at = server.address()
  return typeof at === 'object' && at !== null ? at.port : 0
}

test('a reload keeps the zone while its primary is down', async () => {
  const port = await freePort()
  const source = await openWorld(primary(port, 1))
  const world = await follow(port)
  const { app, target, log } = world
  await until('the zone is there', async () => (await answerOf(target, NAME)).includes('192.0.2.1'))
  await source.close()
  await app.reload()
  expect(await answerOf(target, NAME)).toContain('192.0.2.1')
  await until('the failure is logged', () => log.some((line) => line.includes('cannot be refreshed')))
  expect(await answerOf(target, NAME)).toContain('192.0.2.1')
  // The zone of another primary is another zone.
  world.write(
    'Corefile',
    `example.org {\n secondary {\n transfer from 127.0.0.1:${await freePort()}\n }\n}\n`,
  )
  await app.reload()
  expect(await answerOf(target, NAME)).toBe('SERVFAIL')
})

test('a zone that a reload keeps is not transferred again, and the new configuration offers it', async () => {
  const port = await freePort()
  const source = await open(primary(port, 1))
  const world = await follow(port)
  const { app, target, log } = world
  const corefile = (option: string) =>
    `example.org {\n ${option}\n secondary {\n transfer from 127.0.0.1:${port}\n }\n}\n`
  const taken = () => log.filter((line) => line.includes('plugin/secondary: example.org. serial')).length
  await until('the zone is there', () => taken() === 1)
  world.write('Corefile', corefile('transfer {\n to *\n }'))
  await app.reload()
  const { records } = await transfer(target, 'example.org')
  expect(records).toEqual((await transfer(source.target, 'example.org')).records)
  await app.reload()
  expect((await transfer(target, 'example.org')).records).toEqual(records)
  expect(taken()).toBe(1)
  source.write('db', primary(port, 2).db)
  await until('the primary serves the new zone', async () =>
    (await answerOf(source.target, NAME)).includes('192.0.2.2'),
  )
  await app.reload()
  await until('the change is transferred', () => taken() === 2)
  expect(await transfer(target, 'example.org', 1)).toEqual(await transfer(source.target, 'example.org', 1))
  world.write('Corefile', corefile('errors'))
  await app.reload()
  expect((await transfer(target, 'example.org')).messages.map(({ rcode }) => rcode)).toEqual(['REFUSED'])
  expect(await answerOf(target, NAME)).toContain('192.0.2.2')
})

test('a primary that is behind does not delay the zone of another', async () => {
  const [first, second] = [await freePort(), await freePort()]
  await open(primary(first, 1))
  const other = await open(primary(second, 2))
  const { app, target } = await follow(first, `transfer from 127.0.0.1:${second}`)
  await until('the newer zone is transferred', async () =>
    (await answerOf(target, NAME)).includes('192.0.2.2'),
  )
  other.write('db', primary(second, 3).db)
  await until('the primary serves the new zone', async () =>
    (await answerOf(other.target, NAME)).includes('192.0.2.3'),
  )
  await app.reload()
  await until('the newest zone is transferred', async () =>
    (await answerOf(target, NAME)).includes('192.0.2.3'),
  )
})

test('a silent primary does not delay the zone of another', async () => {
  const silent = createServer(() => undefined)
  await new Promise<void>((resolve) => void silent.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void silent.close())
  const [first, ours] = [await freePort(), await freePort()]
  const files = primary(first, 1)
  const source = await open({ ...files, Corefile: files.Corefile.replace('to *', `to 127.0.0.1:${ours}`) })
  const { target } = await open({
    Corefile: `example.org:${ours} {
 bind 127.0.0.1
 secondary {
  transfer from 127.0.0.1:${first} 127.0.0.1:${portOf(silent)}
 }
}
`,
  })
  for (const serial of [1, 2, 3]) {
    source.write('db', primary(first, serial).db)
    await until(`${serial} is there`, async () =>
      (await answerOf(target, NAME)).includes(`192.0.2.${serial}`),
    )
  }
})

test('endless notices do not cause endless queries to the primary', async () => {
  let checks = 0
  const server = createServer((socket) => {
    checks++
    socket.on('error', () => undefined).destroy()
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { target } = await follow(portOf(server))
  const head = Buffer.from([0x12, 0x34, 0x24, 0, 0, 1, 0, 0, 0, 0, 0, 0])
  const notice = Buffer.concat([head, encodeName('example.org'), Buffer.from([0, 6, 0, 1])])
  const start = performance.now()
  for (let i = 0; i < 100; i++) await exchangeUdp(target, notice)
  expect(checks).toBeLessThan(5 + (performance.now() - start) / 50)
})
