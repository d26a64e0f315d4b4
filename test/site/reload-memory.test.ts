/**
 * Configurations that reloads have replaced, or that failed to start, leave only their carried parts in
 * memory.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { queryObjects } from 'node:v8'
import { expect, onTestFinished, test } from 'vitest'
import { Carried } from '../../src/block/carry.ts'
import { freePort } from '../e2e/workplace.ts'
import { ask } from '../support/ask.ts'
import { Authority } from '../support/certificates.ts'
import { needs } from '../support/needs.ts'
import { openWorld } from '../support/world.ts'

/**
 * Directives that carry a part, that have files or sockets of their own, or that take part in every answer.
 */
const DIRECTIVES = `debug
 errors
 log
 metadata
 ready 127.0.0.1:0
 prometheus 127.0.0.1:0
 reload
 cache
 loadbalance
 transfer {
  to *
 }
 hosts hosts {
  fallthrough
 }
 file db example.org {
  reload 0s
 }
 auto example.net {
  directory zones
  reload 0s
 }
 secondary example.com {
  transfer from 127.0.0.1:9
 }
 kubernetes cluster.local
 forward . 127.0.0.1:9`
const ZONE = '@ 5 SOA @ @ 1 3600 600 86400 60\nwww 5 A 192.0.2.1\n'
const FILES = { db: ZONE, 'zones/db.example.net': ZONE, hosts: '192.0.2.2 host.test\n' }

const block = (keys: string, directives: string) => `${keys} {\n bind 127.0.0.1\n ${directives}\n}\n`

/**
 * Reloads a Corefile that begins with these blocks until all of the first configuration has been replaced.
 */
async function reloadOften(blocks: string, files: Readonly<Record<string, string>>): Promise<void> {
  const taken = createServer()
  await new Promise<void>((resolve) => void taken.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void taken.close())
  const at = taken.address()
  const takenPort = typeof at === 'object' ? at?.port : 0
  const world = await openWorld({ ...files, Corefile: blocks + block('test:0', 'whoami') })
  onTestFinished(async () => world.close())
  // The second has an error, and the third cannot listen: all of its directives have started by then.
  const others = [
    block('test:0', 'errors'),
    block('test:0', 'nonsense'),
    block(`test:${takenPort}`, 'whoami'),
  ]
  for (const other of [...others, ...others]) {
    world.write('Corefile', blocks + other)
    await world.app.reload()
  }
  const failures = world.log.flatMap(
    (line) => /reload failed.*: (the Corefile|cannot listen)/.exec(line)?.[1] ?? [],
  )
  const twice = ['the Corefile', 'cannot listen']
  expect(failures).toEqual([...twice, ...twice])
  // A listener remembers its last query until the next one.
  const plain = world.app.addresses.find(({ port }) => !blocks.includes(`:${port} `))
  if (plain === undefined) throw new Error('the server has no plain listener')
  await ask(plain, { name: 'www.example.org', type: 'A' })
}

test('only the carried parts of an old configuration stay in memory', async () => {
  await reloadOften(block('.:0', DIRECTIVES), FILES)
  expect(queryObjects(Carried, { format: 'count' })).toBe(1)
})

test('only the carried parts of blocks behind TLS and HTTPS stay in memory', needs('openssl'), async () => {
  const authority = new Authority()
  onTestFinished(() => {
    authority.dispose()
  })
  const { cert, key } = authority.issue('DNS:localhost')
  const pair = { 'cert.pem': readFileSync(cert, 'utf8'), 'key.pem': readFileSync(key, 'utf8') }
  const keys = `tls://.:${await freePort()} https://.:${await freePort()}`
  await reloadOften(block(keys, `tls cert.pem key.pem\n ${DIRECTIVES}`), { ...FILES, ...pair })
  expect(queryObjects(Carried, { format: 'count' })).toBe(1)
})
