import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import {
  HttpListener,
  MAX_PAGE_CONNECTIONS,
  MAX_PIPELINED_REQUESTS,
  plainPage,
  type ServePage,
} from '../../src/server/http.ts'
import { fetchPage } from '../support/fetch-page.ts'
import { LOOPBACK } from './lab.ts'

const PAGES = new Map<string, ServePage>([
  ['/health', () => plainPage(200, 'OK')],
  ['/late', async () => Promise.resolve(plainPage(503, 'not yet'))],
  [
    '/broken',
    () => {
      throw new Error('it broke')
    },
  ],
])

async function open(): Promise<{ listener: HttpListener; base: string }> {
  const listener = await HttpListener.open(LOOPBACK, PAGES, '--health-port')
  onTestFinished(async () => listener.close())
  return { listener, base: `http://127.0.0.1:${listener.address.port}` }
}

test('serves its pages to GET and HEAD with any query string, and refuses all else', async () => {
  const { base } = await open()
  expect(await fetchPage(`${base}/health`)).toEqual({
    status: 200,
    type: 'text/plain; charset=utf-8',
    body: 'OK',
  })
  expect(await fetchPage(`${base}/health?verbose=1`)).toMatchObject({ status: 200 })
  expect(await fetchPage(`${base}/health`, 'HEAD')).toMatchObject({ status: 200, body: '' })
  expect(await fetchPage(`${base}/health`, 'POST')).toMatchObject({
    status: 405,
    body: 'GET and HEAD only',
  })
  expect(await fetchPage(`${base}/late`)).toMatchObject({ status: 503, body: 'not yet' })
  expect(await fetchPage(`${base}/`)).toMatchObject({
    status: 404,
    body: 'not found; there is /health, /late, /broken',
  })
  expect(await fetchPage(`${base}/broken`)).toMatchObject({ status: 500, body: 'it broke' })
})

test('replaces its pages between two requests', async () => {
  const { listener, base } = await open()
  listener.serve(new Map([['/ready', () => plainPage(200, 'OK')]]))
  expect((await fetchPage(`${base}/health`)).status).toBe(404)
  expect((await fetchPage(`${base}/ready`)).status).toBe(200)
})

test('refuses oversized headers, and closes although clients are connected', async () => {
  const { listener } = await open()
  const client = connect(listener.address.port, '127.0.0.1')
  onTestFinished(() => void client.destroy())
  client.on('error', () => undefined)
  let received = ''
  client.on('data', (chunk) => void (received += String(chunk)))
  client.write(`GET /health HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)
  await once(client, 'close')
  expect(received).toMatch(/^HTTP\/1\.1 431 /)
  const idle = connect(listener.address.port, '127.0.0.1')
  await once(idle, 'connect')
  idle.on('error', () => undefined)
  const closed = once(idle, 'close')
  await listener.close()
  await closed
})

test('the error of a taken port names its process, and the flag that chooses another port', async () => {
  const { listener } = await open()
  const at = { address: '127.0.0.1', port: listener.address.port }
  await expect(HttpListener.open(at, new Map(), '--ready-port')).rejects.toThrow(
    /^cannot listen on 127\.0\.0\.1:\d+ \(TCP\): .* has the port.*choose another port with --ready-port/,
  )
})

test('a new connection closes the one that has been idle longest', async () => {
  const { listener, base } = await open()
  const idle: Socket[] = []
  let closed = 0
  for (let i = 0; i < MAX_PAGE_CONNECTIONS + 30; i++) {
    const socket = connect(listener.address.port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    socket.on('error', () => undefined)
    socket.once('close', () => closed++)
    socket.resume()
    await once(socket, 'connect')
    // A request without an end does not count as activity.
    socket.write('GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ')
    idle.push(socket)
  }
  expect(await fetchPage(`${base}/health`)).toMatchObject({ status: 200 })
  await expect.poll(() => closed, { timeout: 4000 }).toBeGreaterThanOrEqual(30)
  expect(idle.at(-1)?.destroyed).toBe(false)
})

test('a client that sends requests without waiting for responses is closed, one after the other is not', async () => {
  const { listener } = await open()
  const one = connect(listener.address.port, '127.0.0.1')
  onTestFinished(() => void one.destroy())
  const request = 'GET /late HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'
  for (let i = 0; i < 20; i++) {
    one.write(request)
    expect(String((await once(one, 'data'))[0])).toMatch(/^HTTP\/1\.1 503 /)
  }
  const many = connect(listener.address.port, '127.0.0.1')
  onTestFinished(() => void many.destroy())
  many.on('error', () => undefined)
  many.resume()
  const closed = once(many, 'close')
  many.write(request.repeat(MAX_PIPELINED_REQUESTS + 1))
  await closed
  expect(one.destroyed).toBe(false)
})

test.each([
  ['127.0.0.1', 200],
  ['127.0.0.1:8080', 200],
  ['127.9.9.9', 200],
  ['[::1]:8080', 200],
  ['localhost', 200],
  ['LocalHost.:8080', 200],
  ['app.localhost:8080', 200],
  ['ip6-localhost', 200],
  ['localhost.localdomain', 200],
  ['evil.example', 421],
  ['evil.example:8080', 421],
  ['localhost.evil.example', 421],
  ['127.0.0.1.evil.example', 421],
  ['notlocalhost', 421],
  ['10.0.0.1', 421],
  ['[fd00::1]:8080', 421],
  ['127.0.0.1@evil.example', 421],
  ['evil.example\u009b', 421],
])('at a loopback address the host %j is %i', async (host, status) => {
  const { base } = await open()
  const page = await fetchPage(`${base}/health`, 'GET', { host })
  expect(page.status).toBe(status)
  if (status === 421) expect(page.body).toContain('expected localhost, or a loopback address')
  expect(page.body).not.toContain('\u009b')
})

test('at other addresses, and without a host, all requests are served', async () => {
  const { listener } = await open()
  const old = connect(listener.address.port, '127.0.0.1')
  onTestFinished(() => void old.destroy())
  old.write('GET /health HTTP/1.0\r\n\r\n')
  expect(String((await once(old, 'data'))[0])).toMatch(/^HTTP\/1\.1 200 /)
  const all = await HttpListener.open({ address: '', port: 0 }, PAGES, '--health-port')
  onTestFinished(async () => all.close())
  const url = `http://127.0.0.1:${all.address.port}/health`
  expect((await fetchPage(url, 'GET', { host: 'kubezone.example' })).status).toBe(200)
})
