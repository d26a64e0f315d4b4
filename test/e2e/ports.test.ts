/**
 * Ports that cannot be opened: all of them are reported at once, each at its token, and the server does not
 * start.
 */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { workplace } from './during-test.ts'
import { run } from './kubezone.ts'
import { freePort } from './workplace.ts'

async function take(transport: 'UDP' | 'TCP', port: number): Promise<void> {
  if (transport === 'UDP') {
    const socket = createSocket('udp4').bind(port, '127.0.0.1')
    onTestFinished(() => void socket.close())
    await once(socket, 'listening')
  } else {
    const server = createServer().listen(port, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
  }
}

test('every port in use is reported with its process and a remedy', async () => {
  const [dns, other, page] = [await freePort(), await freePort(), await freePort()]
  await take('UDP', dns)
  await take('TCP', other)
  await take('TCP', page)
  const place = workplace({
    Corefile: `. {\n bind 127.0.0.1\n ready 127.0.0.1:${page}\n}\nexample.org:${other} {\n bind 127.0.0.1\n}\n`,
  })
  const { code, stderr } = await run(['serve', place.folder, '--port', String(dns)])
  const file = place.path('Corefile')
  const who = `node (pid ${process.pid}) has the port; stop it, or choose another port`
  expect(stderr.split('\n')).toEqual([
    `${file}:3:2: error: cannot listen on 127.0.0.1:${page} (TCP): ${who} with --ready-port [KZ_COREFILE_LISTEN]`,
    `  3 |  ready 127.0.0.1:${page}`,
    '    |  ^^^^^',
    `${file}:1:1: error: cannot listen on 127.0.0.1:${dns} (UDP): ${who} with --port [KZ_COREFILE_LISTEN]`,
    '  1 | . {',
    '    | ^',
    `${file}:5:1: error: cannot listen on 127.0.0.1:${other} (TCP): ${who} with --port [KZ_COREFILE_LISTEN]`,
    `  5 | example.org:${other} {`,
    `    | ${'^'.repeat(`example.org:${other}`.length)}`,
    '  hint: change the port in this key: --port replaces port 53 only',
    '',
  ])
  expect(code).toBe(1)
})
