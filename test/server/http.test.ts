import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { HttpListener, plainPage, type ServePage } from '../../src/server/http.ts'
import { fetchPage } from '../support/fetch-page.ts'
import { LOOPBACK } from './lab.ts'

async function open(): Promise<{ listener: HttpListener; base: string }> {
  const pages = new Map<string, ServePage>([
    ['/health', () => plainPage(200, 'OK')],
    ['/late', async () => Promise.resolve(plainPage(503, 'not yet'))],
    [
      '/broken',
      () => {
        throw new Error('it broke')
      },
    ],
  ])
  const listener = await HttpListener.open(LOOPBACK, pages, '--health-port')
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
